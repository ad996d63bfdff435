"""What each idea of the matching is worth: every one of them switched off alone.

    python -m benchmarks.ablation [--public FOLDER] [--most 1000] [--only WORD]

Measured are the questions for development (right first, right among answers, answered), silence on ordinary talk, and
two public sets (right first / AUROC). What is no parameter is switched off by putting another value in the place of a
constant or a function of its module, while the variant is learnt and measured; the bot itself has no switches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

from benchmarks.labelled import Development, development, learnt_from
from benchmarks.match_lines import english
from benchmarks.public_sets import PublicSet, options, public_sets
from benchmarks.quality.figures import Share
from benchmarks.ranking import auroc
from benchmarks.twins import Twins
from bot.core import spelling
from bot.core.counted import Matrix
from bot.core.features import Features
from bot.features.faq.matching import (
    Lessons,
    Matcher,
    Outcome,
    calibration,
    index,
    matcher,
    ranker,
    reading,
    views,
)
from bot.features.faq.matching.gate import evidence
from bot.features.faq.words import NOTHING
from bot.language import read_language

ROOT = Path(__file__).parent.parent
LANGUAGE = "en"

Change = Callable[[Lessons], Lessons]
Patch = tuple[ModuleType, str, object]

# The parts of the evidence in their order; the constant stays.
GATE = ("score", "gap", "words of the entry", "words of any entry", "length", "unlikeness to talk", "asking")
_NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Variant:
    """One idea switched off: by other lessons, by other values in modules, or both."""

    name: str
    lessons: Change = field(default=lambda lessons: lessons, repr=False)
    patches: tuple[Patch, ...] = field(default=(), repr=False)


def variants() -> Iterator[Variant]:
    """Give everything as it is, then each idea switched off."""
    yield Variant("everything")
    for place, name in enumerate(("words and pairs", "pieces across words", "pieces inside words")):
        yield Variant(f"view: {name}", patches=((index, "WEIGHTS", _without(views.WEIGHTS, place)),))
    yield Variant("pairs of words", patches=((views, "of_pairs", lambda _words, _texts: Features.together(())),))
    yield Variant("meanings (word vectors)", lambda lessons: replace(lessons, vectors=None))
    yield Variant("squared term", patches=((ranker, "_SQUARED", 0.0),))
    yield Variant("typo repair", patches=((spelling, "_SHORTEST", _NEVER),))
    yield Variant("heard messages", _unheard)
    yield Variant("talk", _without_talk)
    yield Variant("heard messages and talk", lambda lessons: _without_talk(_unheard(lessons)))
    yield Variant("words read as others (fold)", lambda lessons: _words(lessons, fold=NOTHING))
    yield Variant("kinds of things", lambda lessons: _words(lessons, kinds={}))
    yield Variant("names of other medicines", lambda lessons: _words(lessons, names=NOTHING))
    yield Variant("courtesy", lambda lessons: _words(lessons, courtesy=NOTHING))
    yield Variant("idle sentences left out", patches=((matcher, "_IDLE", float(_NEVER)),))
    yield Variant("sentences on their own", patches=((reading, "_chosen", lambda _: ()),))
    for column, name in enumerate(GATE):
        blind = _blind(column)
        yield Variant(f"gate: {name}", patches=((matcher, "evidence", blind), (calibration, "evidence", blind)))


def _without(weights: Sequence[float], place: int) -> tuple[float, ...]:
    """Take one view away, and give its share to the others."""
    left = [0.0 if number == place else weight for number, weight in enumerate(weights)]
    return tuple(weight / sum(left) for weight in left)


def _words(lessons: Lessons, **changes: object) -> Lessons:
    return replace(lessons, words=replace(lessons.words, **changes))  # type: ignore[arg-type]


def _unheard(lessons: Lessons) -> Lessons:
    return replace(lessons, entries=tuple(replace(entry, heard=()) for entry in lessons.entries))


def _without_talk(lessons: Lessons) -> Lessons:
    return _words(replace(lessons, talk=()), silent=())


def _blind(column: int) -> Callable[..., Matrix]:
    """Make the evidence without one of its parts."""

    def blind(*given: object) -> Matrix:
        seen = evidence(*given)  # type: ignore[arg-type]
        seen[:, column] = 0.0
        return seen

    return blind


@contextmanager
def patched(patches: Sequence[Patch]) -> Iterator[None]:
    """Put other values into modules for a while. Raises AttributeError for one that is not there."""
    with ExitStack() as stack:
        for module, name, value in patches:
            stack.callback(setattr, module, name, getattr(module, name))
            setattr(module, name, value)
        yield


def own(matcher_: Matcher, sets: Development) -> tuple[str, ...]:
    """Measure on the messages for development: four figures."""
    matches = [(matcher_.match(one.text), one.entries) for one in sets.questions]
    given = [(match, entries) for match, entries in matches if match.outcome is Outcome.ANSWER]
    silent = [
        Share.where(matcher_.match(one.text, addressed=addressed).outcome is Outcome.NONE for one in sets.chatter)
        for addressed in (True, False)
    ]
    first = Share.where(match.entry in entries for match, entries in matches)
    right = Share.where(match.entry in entries for match, entries in given)
    return (str(first), str(right), str(Share(len(given), len(matches))), *map(str, silent))


def public(matcher_: Matcher, one: PublicSet) -> str:
    """Measure on a public set: right first / AUROC."""
    matches = [(matcher_.match(text), entry) for text, entry in one.test]
    first = Share.where(match.entry == entry for match, entry in matches if entry is not None)
    inside = [match.score for match, entry in matches if entry is not None]
    outside = [match.score for match, entry in matches if entry is None]
    return f"{first.value:.1%} / {auroc(inside, outside):.1%}"


def main() -> None:
    """Print one line for each variant."""
    arguments = options(__doc__).parse_args()
    language = read_language(LANGUAGE, ROOT)
    lessons = language.contents.lessons
    everything = development(ROOT)
    twins = Twins(learnt_from(language, LANGUAGE, ROOT)).among([one.text for one in everything.all])
    sets = everything.without(twins)
    outside = public_sets(arguments.public, arguments.most)
    others = [Lessons(one.entries, english(), lessons.talk, lessons.vectors) for one in outside]
    heads = ("first", "right", "answered", "silent", "overheard", *(one.name for one in outside))
    print(f"{'without':<30}" + "".join(f"{head:>16}" for head in heads), flush=True)
    for variant in variants():
        if arguments.only in variant.name or variant.name == "everything":
            with patched(variant.patches):
                cells = [*own(Matcher.build(variant.lessons(lessons)), sets)]
                for one, learnt in zip(outside, others, strict=True):
                    cells.append(public(Matcher.build(variant.lessons(learnt)), one))
            print(f"{variant.name:<30}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
