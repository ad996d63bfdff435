"""Helpful or not: counted per entry, without identity."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field

from bot.core.ownership import Ownership
from bot.core.people import Person, Platform


@dataclass(slots=True)
class Ratings:
    """Counts in memory, each person once per entry.

    Marks made with a key that is thrown away at the end tell whether somebody has rated before, and nothing about
    who that is.
    """

    _counts: Counter[tuple[str, bool]] = field(default_factory=Counter)
    _seen: set[tuple[str, str]] = field(default_factory=set, repr=False)
    _marks: Ownership = field(
        default_factory=lambda: Ownership({platform: secrets.token_hex(32) for platform in Platform}),
        repr=False,
    )

    def rate(self, person: Person, entry: str, *, helpful: bool) -> bool:
        """Count a rating; gives False if this person has rated this entry before."""
        seen = (self._marks.mark(person), entry)
        if seen in self._seen:
            return False
        self._seen.add(seen)
        self._counts[entry, helpful] += 1
        return True

    def of(self, entry: str) -> tuple[int, int]:
        """Give how many found the entry helpful, and how many did not."""
        return self._counts[entry, True], self._counts[entry, False]
