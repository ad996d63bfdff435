"""Teaching the judge from labelled messages: ridge regression from their words to danger, emergency and flags.

It is solved over the messages (some thousands) instead of over the features (some hundred thousands), which gives the
same weights. The thresholds are set on messages of writers that the judge has not read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.core.cholesky import divided, invert, take_root
from bot.core.counted import Matrix, Rarity, Vector
from bot.core.errors import FilesError, Problem
from bot.core.logistic import fit
from bot.core.postings import Postings, likeness_within
from bot.core.reply import Urgency
from bot.core.tokens import words
from bot.features.safety.judge import DANGER, EMERGENCY, EXAMPLES, FLAGS, Judge, Thresholds, View, Weights, views_of

_SMOOTHING = 0.5
# What all messages have in common: with it the judge learns how much danger there is before a word is read.
_CONSTANT = np.float32(5.0)
# A feature of a single message tells nothing about others.
_SPREAD = 2
# Of ordinary messages so many, in a thousand, may raise an alarm, and fewer where nobody spoke to the bot. Of the
# emergencies so many may be told as less urgent; of the other dangers so many may be raised to an emergency against a
# rule.
_FALSE_ALARMS, _OVERHEARD, _TOLD_AS_LESS, _TOLD_AS_MORE = 30, 3.5, 100, 20
# The weights of danger, flag, rules and constant before any example was read.
_BEFORE = np.array([4.0, 6.0, 0.7, -2.0])
_TRUST_IN_BEFORE = 200.0

ORDINARY = "ordinary"
"""The writer of what was not written to look like danger: everyday questions and talk."""
_ORDINARY_PARTS = 6

OF_THE_RULES = ("first", "more", "last")
"""The rounds of examples after which the rules were mended."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message with the flag and the urgency that it should raise (None: neither), and who wrote it."""

    text: str = field(repr=False)
    flag: str | None
    urgency: Urgency | None
    writer: str


def load_examples(folder: Path, root: Path) -> tuple[Example, ...]:
    """Read the labelled messages of a language; none if it has no such file. Raises FilesError."""
    path = folder / EXAMPLES
    if not path.exists():
        return ()
    name = str(path.relative_to(root))
    examples = []
    for number, row in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            examples.append(_example(json.loads(row)))
        except (ValueError, KeyError, TypeError):
            mend = 'Write {"text": "…", "flag": "rf-…" or null, "urgency": "…" or null, "writer": "…"}.'
            raise FilesError([Problem(name, number, "this line is no example.", mend)]) from None
    return tuple(examples)


def _example(given: Mapping[str, object]) -> Example:
    text, flag, urgency, writer = (given[name] for name in ("text", "flag", "urgency", "writer"))
    if not isinstance(text, str) or not isinstance(writer, str) or not isinstance(flag, str | None):
        raise TypeError("an example consists of texts")
    if (flag is None) != (urgency is None):
        raise ValueError("a danger has a flag and an urgency")
    return Example(text, flag, None if urgency is None else Urgency(str(urgency)), writer)


def checksum(examples: Iterable[Example]) -> str:
    """Name labelled examples by what they say. What is ordinary comes from other files and does not count."""
    digest = blake2b(digest_size=16)
    for example in (one for one in examples if one.writer != ORDINARY):
        digest.update(repr((example.text, example.flag, example.urgency, example.writer)).encode())
    return digest.hexdigest()


def learn(
    examples: Sequence[Example],
    flags: Sequence[str],
    alarmed: Sequence[bool],
    told: Callable[[str], None] = lambda _: None,
) -> Judge:
    """Learn from examples. Takes a minute for some ten thousand; `told` hears how far it is.

    `flags` are the ids of all flags, `alarmed` tells of which examples the rules alone say that they are dangerous.
    """
    targets = _targets(examples, flags)
    postings = list(map(Postings.of, views_of([words(example.text) for example in examples])))
    told("comparing the examples with each other")
    root = _kernel(postings)
    told("weighing the words")
    corners = take_root(root)
    solved = divided(root, corners, targets)
    told("leaving one writer out after the other")
    invert(root)
    unseen = _unseen(root, solved, targets, _parts(examples))
    views = tuple(_view(one, solved) for one in postings)
    offsets = _CONSTANT * solved.sum(axis=0)
    thresholds = _thresholds(unseen, targets, np.array(alarmed), np.array([one.writer for one in examples]))
    return Judge(views, offsets, tuple(flags), thresholds, checksum(examples))


def _parts(examples: Sequence[Example]) -> NDArray[np.str_]:
    """Name the writer of each example; what is ordinary, of many writers, is parted into a few."""
    return np.array(
        [
            f"{example.writer}{number % _ORDINARY_PARTS}" if example.writer == ORDINARY else example.writer
            for number, example in enumerate(examples)
        ]
    )


def _targets(examples: Sequence[Example], flags: Sequence[str]) -> Matrix:
    """Give for each example 1 in the columns that it belongs to, and -1 (for a flag 0) in the others."""
    targets = np.zeros((len(examples), FLAGS + len(flags)), dtype=np.float32)
    for row, example in enumerate(examples):
        targets[row, DANGER] = 1.0 if example.flag else -1.0
        targets[row, EMERGENCY] = 1.0 if example.urgency is Urgency.EMERGENCY else -1.0
        if example.flag in flags:
            targets[row, FLAGS + flags.index(example.flag)] = 1.0
    return targets


def _kernel(postings: Sequence[Postings]) -> Matrix:
    """Give the smoothed inner product of every two texts, shape (texts, texts); its lower triangle is filled alone."""
    kernel = likeness_within(postings, [1.0] * len(postings))
    kernel += _CONSTANT
    kernel[np.diag_indices_from(kernel)] += _SMOOTHING
    return kernel


def _unseen(inverse: Matrix, solved: Matrix, targets: Matrix, writers: NDArray[np.str_]) -> Matrix:
    """Score each example by what is learnt from all other writers, in closed form.

    `inverse` is the inverse root of the kernel. Its product with itself, `inverse.T @ inverse`, is the inverse kernel,
    of which the blocks of each writer are enough.
    """
    scores = np.empty_like(targets)
    for writer in np.unique(writers):
        own = np.flatnonzero(writers == writer)
        columns = inverse[:, own]
        scores[own] = targets[own] - np.linalg.solve(columns.T @ columns, solved[own])
    return scores


def _view(postings: Postings, solved: Matrix) -> View:
    kept = np.flatnonzero(postings.spread >= _SPREAD)
    weights = postings.weights(solved)[kept]
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127.0
    rarity = postings.rarity
    return View(
        Rarity(rarity.known[kept], rarity.weights[kept].astype(np.float16), rarity.strange),
        np.rint(weights / scales).astype(np.int8),
        scales.astype(np.float32),
    )


def _thresholds(unseen: Matrix, targets: Matrix, alarmed: NDArray[np.bool_], writers: NDArray[np.str_]) -> Thresholds:
    """Set the thresholds on scores that were given without having read the writer."""
    danger, emergency, ordinary = targets[:, DANGER] > 0, targets[:, EMERGENCY] > 0, writers == ORDINARY
    likeliest = unseen[:, FLAGS:].max(axis=1)
    seen = np.column_stack([unseen[:, DANGER], likeliest, alarmed, np.ones(len(unseen))]).astype(np.float64)
    # On the rules' own examples the rules are right by design, and prove nothing.
    judged = ~ordinary & ~np.isin(writers, OF_THE_RULES)
    weights = fit(seen[judged], danger[judged].astype(np.float64), np.ones(judged.sum()), _BEFORE, _TRUST_IN_BEFORE)
    return Thresholds(
        weights=Weights(*map(float, weights)),
        alarm=_quantile(seen[ordinary] @ weights, 1 - _FALSE_ALARMS / 1000),
        overheard=_quantile(seen[ordinary] @ weights, 1 - _OVERHEARD / 1000),
        emergency=_quantile(unseen[emergency, EMERGENCY], _TOLD_AS_LESS / 1000),
        surely_emergency=_quantile(unseen[danger & ~emergency, EMERGENCY], 1 - _TOLD_AS_MORE / 1000),
    )


def _quantile(values: Vector, share: float) -> float:
    """Give the quantile; without any values 0, which is as likely as not."""
    return float(np.quantile(values, share)) if len(values) else 0.0
