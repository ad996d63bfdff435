"""Whether the phrasings of an entry are enough, and its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.errors import Problem
from bot.core.tokens import words
from bot.features.faq.loading import Loaded
from bot.features.faq.words import Words

FEWEST_PHRASINGS = 15
MOST_PHRASINGS = 25

# From this likeness on (of 100, the words in any order) two phrasings are nearly the same.
_ALIKE = 84


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which an entry is asked, and where it is written."""

    entry: str
    phrasing: str = field(repr=False)
    file: str
    line: int


def ways(loaded: Loaded) -> tuple[Way, ...]:
    """Give all phrasings, the question of each entry first, in the order of the entries."""
    return tuple(way for entry in loaded.knowledge for way in _of(loaded, entry.id, entry.phrasings))


def _of(loaded: Loaded, id_: str, phrasings: tuple[str, ...]) -> Iterator[Way]:
    document = loaded.documents[id_]
    yield Way(id_, phrasings[0], document.file, document.line(("question",)))
    for place, phrasing in enumerate(phrasings[1:]):
        yield Way(id_, phrasing, document.file, document.line(("also_asked", place)))


def count_problems(loaded: Loaded) -> Iterator[Problem]:
    """Find entries with too few or too many phrasings."""
    for entry in loaded.knowledge:
        if not FEWEST_PHRASINGS <= len(entry.also_asked) <= MOST_PHRASINGS:
            document = loaded.documents[entry.id]
            what = f"there are {len(entry.also_asked)} phrasings."
            mend = f"Write {FEWEST_PHRASINGS} to {MOST_PHRASINGS}, in different voices."
            yield Problem(document.file, document.line(("also_asked",)), what, mend)


def twice(found: tuple[Way, ...]) -> Iterator[Problem]:
    """Find a phrasing that stands in two places: the bot could not tell which entry is meant."""
    first: dict[tuple[str, ...], Way] = {}
    for way in found:
        other = first.setdefault(words(way.phrasing), way)
        if other is not way:
            what = f"“{way.phrasing}” stands in {other.file}:{other.line} too."
            yield Problem(way.file, way.line, what, "Keep it in the entry that answers it best.")


def alike(found: tuple[Way, ...], language: Words) -> Iterator[Problem]:
    """Find phrasings of two entries that are nearly the same, once words that mean the same are read as one."""
    texts = [_core(way.phrasing, language) for way in found]
    likeness = process.cdist(texts, texts, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, dtype=np.uint8)
    rows, columns = np.nonzero(np.triu(likeness, 1))
    for one, two in zip(rows.tolist(), columns.tolist(), strict=True):
        way, other = found[two], found[one]
        if way.entry != other.entry and words(way.phrasing) != words(other.phrasing):
            what = f"“{way.phrasing}” is nearly “{other.phrasing}” in {other.file}:{other.line}."
            yield Problem(way.file, way.line, what, "Say one of them quite differently.", warning=True)


def _core(phrasing: str, language: Words) -> str:
    """Bring a phrasing into the words it is matched by, without our subject, which nearly all of them name."""
    tokens = language.fold.replace(language.courtesy.replace(words(phrasing)))
    return " ".join([token for token in tokens if token not in language.subject] or tokens)
