"""The lines that a matcher learns from: ways of asking and messages, each with its entry, and what no entry answers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bot.core.counted import Columns
from bot.features.faq.matching.results import Lessons

NONE = -1
"""The owner of a line that no entry answers."""

# The gate is learnt from messages as people write them, if there are so many; else from so many lines, evenly drawn.
_ENOUGH, _DRAWN = 300, 1500


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines one after the other: those of each entry behind each other, and last those of none.

    `owners` gives the number of the entry of each line, `heard` tells which lines are messages.
    """

    texts: tuple[str, ...] = field(repr=False)
    owners: tuple[int, ...] = field(repr=False)
    heard: tuple[bool, ...] = field(repr=False)

    @classmethod
    def of(cls, lessons: Lessons) -> Lines:
        """Put all lines in their order."""
        found = [
            (text, number, heard)
            for number, entry in enumerate(lessons.entries)
            for heard, texts in ((False, entry.phrasings), (True, entry.heard))
            for text in texts
        ]
        found += [(text, NONE, True) for text in (*lessons.words.silent, *lessons.talk)]
        texts, owners, heard = zip(*found, strict=True) if found else ((), (), ())
        return cls(texts, owners, heard)

    @property
    def owned(self) -> int:
        """How many lines, from the first on, belong to an entry."""
        return sum(owner != NONE for owner in self.owners)

    def rehearsed(self) -> Columns:
        """Choose the lines on which the gate is learnt (rising)."""
        heard = np.flatnonzero(self.heard)
        if sum(self.owners[row] != NONE for row in heard) >= _ENOUGH:
            return heard
        count = len(self.texts)
        return np.unique(np.linspace(0, count - 1, min(count, _DRAWN)).astype(np.int64))
