"""A learnt judge of danger: it has read thousands of labelled messages, and weighs the words of a new one.

Rules find what somebody thought of. People in danger write it in words that nobody thought of: the judge knows such
words from other messages. It also knows the ordinary messages in which the rules see a danger that is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.arrays import Arrays, read_arrays, write_arrays
from bot.core.counted import Matrix, Rarity, Texts, Vector, highest
from bot.core.features import LONG_PIECES, Features, of_pairs, of_runs, of_words, pieces_across, pieces_inside
from bot.core.tokens import sentences, words

FILE = "danger.npz"
EXAMPLES = "danger_examples.jsonl"

DANGER, EMERGENCY, FLAGS = 0, 1, 2
"""The columns of the weights: danger, emergency, and from the third on one for each flag."""

CLEAR = 0.05
"""The likeliest flag is named if it leads by so much: 19 times in 20 it is the right one then."""

# A longer message is also weighed in stretches of so many words, each beginning half-way through the one before: what
# stands in the middle of a long story must not be drowned by it. One of more than so many words is weighed in stretches
# alone: as a whole it says no more than they do.
_STRETCH, _LONG = 40, 700
_TELLING = 4
# With so many letters words of one kin begin alike: "vomit", "vomits" and "vomiting".
_BEGINNING = 4
_MEND = "Put the file back as it came with the bot, or make it anew: python -m bot learn"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judge says of a message: scores of danger and emergency (about -1 to 1), and of the likeliest flag.

    `lead` is how far that flag is before the next one.
    """

    danger: float
    emergency: float
    flag: str
    likeness: float
    lead: float


class Weights(NamedTuple):
    """What the score of danger, that of the likeliest flag and a finding by the rules count, and a constant."""

    danger: float
    flag: float
    rules: float
    constant: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How the scores and the finding of the rules become a decision.

    `alarm` is the least that the weighed scores must come to, `overheard` the same for talk that was not addressed to
    the bot: there is much of it, and hardly any is meant. `emergency` is the least score with which an alarm that
    the judge raises alone is an emergency, `surely_emergency` one with which what the rules find less urgent becomes
    one.
    """

    weights: Weights
    alarm: float
    overheard: float
    emergency: float
    surely_emergency: float

    def alarms(self, judged: Judgement, *, by_rules: bool, addressed: bool = True) -> bool:
        """Tell whether there is danger; `by_rules`: the rules found some."""
        by = self.weights
        total = by.danger * judged.danger + by.flag * judged.likeness + by.rules * by_rules + by.constant
        return total >= (self.alarm if addressed else self.overheard)


@dataclass(frozen=True, slots=True)
class View:
    """One view of the texts: how rare each known feature is, and its weight in each column.

    `weights` has the shape (features, columns), in whole numbers that are multiplied with `scales` (columns,).
    """

    rarity: Rarity
    weights: NDArray[np.int8] = field(repr=False)
    scales: NDArray[np.float32] = field(repr=False)

    def scores(self, texts: Texts, wanted: slice) -> Matrix:
        """Add up the weights of the features of each text, which together have length 1; shape (texts, wanted)."""
        if texts.size == 1:  # as nearly always
            places, shares = self.rarity.unit(texts.alone)
            total = (shares @ self.weights.take(places, axis=0)[:, wanted])[None]
        else:
            places, shares, rows = self.rarity.units(texts)
            columns = self.weights.take(places, axis=0)[:, wanted].T
            total = np.column_stack([np.bincount(rows, shares * one, minlength=texts.size) for one in columns])
        return total.astype(np.float32) * self.scales[wanted]


@dataclass(frozen=True, slots=True)
class Judge:
    """Weighs messages. Built once; `judge` is pure. `learnt_from` names the examples by their checksum."""

    views: tuple[View, ...] = field(repr=False)
    offsets: Vector = field(repr=False)
    flags: tuple[str, ...]
    thresholds: Thresholds
    learnt_from: str

    def judge(self, text: str, *, closely: bool = False) -> Judgement:
        """Weigh a message: the whole or, in a longer one, the stretch that speaks most for danger, if it says more.

        `closely`: in a shorter one each two sentences by themselves, too. Where the rules found something, a greeting
        before it and thanks behind it must not outweigh it.
        """
        tokens = words(text)
        stretches = tuple(_stretches(tokens))
        near = _sentences_in_pairs(text) if closely and not stretches else ()
        whole = (tokens,) if len(tokens) <= _LONG else ()
        part, emergency = self._most((*whole, *stretches, *near))
        scores = self._scores((part,), slice(None))[0]
        first, second = np.sort(np.append(scores[FLAGS:], -np.inf))[[-1, -2]]  # a single flag leads by far
        flag = self.flags[int(np.argmax(scores[FLAGS:]))]
        return Judgement(
            float(scores[DANGER]), max(emergency, float(scores[EMERGENCY])), flag, float(first), float(first - second)
        )

    def _most(self, parts: Sequence[Sequence[str]]) -> tuple[Sequence[str], float]:
        """Find the part that speaks most for danger, and how much any speaks for an emergency."""
        if len(parts) == 1:
            return parts[0], -np.inf  # it need not be compared with others
        alarms = self._scores(parts, slice(FLAGS))
        return parts[int(np.argmax(alarms[:, DANGER]))], float(alarms[:, EMERGENCY].max())

    def telling(self, text: str) -> tuple[str, ...]:
        """Give the few words that speak most for danger, in their order."""
        tokens = tuple(dict.fromkeys(words(text)))
        weights = self._scores([(token,) for token in tokens], slice(DANGER, DANGER + 1))[:, 0]
        return tuple(tokens[place] for place in sorted(highest(weights, _TELLING)))

    def _scores(self, texts: Sequence[Sequence[str]], wanted: slice) -> Matrix:
        pairs = zip(self.views, views_of(texts), strict=True)
        return np.asarray(self.offsets[wanted] + sum(view.scores(counted, wanted) for view, counted in pairs))


def _stretches(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    if len(tokens) > _STRETCH * 3 // 2:
        for start in range(0, len(tokens) - _STRETCH // 2, _STRETCH // 2):
            yield tokens[start : start + _STRETCH]


def _sentences_in_pairs(text: str) -> Iterator[Sequence[str]]:
    said = [words(sentence) for sentence in sentences(text)]
    for first, second in zip_longest(said, said[1:], fillvalue=()):
        yield (*first, *second)


def views_of(texts: Sequence[Sequence[str]]) -> tuple[Texts, ...]:
    """Count the features of texts in each view.

    What a word is, how it begins, and pieces of words; and, since "no fever" is not "fever", what stands beside it.
    """
    tokens = [token for text in texts for token in text]
    numbers = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    sums, begun = of_words(tokens), of_words([token[:_BEGINNING] for token in tokens])
    views = (
        Features.together((Features(sums, numbers), of_pairs(sums, numbers))),
        pieces_across(tokens, numbers),
        pieces_inside(tokens, numbers),
        Features.together((Features(begun, numbers), of_pairs(begun, numbers), of_runs(begun, numbers))),
        pieces_across(tokens, numbers, LONG_PIECES),
    )
    return tuple(Texts.of(view, len(texts)) for view in views)


def load_judge(folder: Path, root: Path) -> Judge | None:
    """Read what was learnt for a language; None if nothing was. Raises FilesError if the file is broken."""
    return read_arrays(folder / FILE, root, _judge, _MEND)


def save_judge(judge: Judge, folder: Path) -> None:
    """Write what was learnt beside its examples. Raises OSError."""
    arrays: dict[str, NDArray[np.generic]] = {
        "offsets": judge.offsets,
        "flags": np.array(judge.flags),
        "weights": np.array(judge.thresholds.weights),
        "thresholds": np.array(astuple(judge.thresholds)[1:]),
        "learnt_from": np.array(judge.learnt_from),
    }
    for number, view in enumerate(judge.views):
        known = {"sums": view.rarity.known, "rarity": view.rarity.weights, "weights": view.weights}
        arrays |= {f"{name}{number}": array for name, array in known.items()}
        arrays[f"scales{number}"] = np.append(view.scales, np.float32(view.rarity.strange))
    write_arrays(folder / FILE, arrays)


def _judge(found: Arrays) -> Judge:
    flags = tuple(map(str, found["flags"]))
    views = tuple(_view(found, number, FLAGS + len(flags)) for number in range(len(views_of(()))))
    thresholds = Thresholds(Weights(*map(float, found["weights"])), *map(float, found["thresholds"]))
    offsets = found["offsets"]
    decisive = [*offsets, *thresholds.weights, thresholds.alarm, thresholds.overheard]
    if offsets.shape != (FLAGS + len(flags),) or not np.isfinite(decisive).all():
        raise ValueError("with these numbers nothing could be decided")
    return Judge(views, offsets, flags, thresholds, str(found["learnt_from"]))


def _view(found: Arrays, number: int, columns: int) -> View:
    sums, rarity, weights = (found[f"{name}{number}"] for name in ("sums", "rarity", "weights"))
    scales = found[f"scales{number}"]
    if weights.shape != (len(sums), columns) or rarity.shape != sums.shape or scales.shape != (columns + 1,):
        raise ValueError("the arrays do not fit each other")
    return View(Rarity(sums, rarity, float(scales[-1])), weights, scales[:-1])
