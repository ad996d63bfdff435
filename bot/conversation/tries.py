"""What keeps codes from being guessed, and two taps on one button from making two of them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.people import Person

MOST_TRIES = 5
WITHIN = timedelta(hours=1)

TWICE_WITHIN = timedelta(seconds=10)
"""A second tap so soon means the same as the first."""


@dataclass(slots=True)
class Tries:
    """Counts wrong codes in memory, for all features that take any."""

    _wrong: deque[tuple[datetime, Person]] = field(default_factory=deque, repr=False)

    def may_try(self, person: Person, now: datetime) -> bool:
        """Tell whether a person may try a code."""
        while self._wrong and self._wrong[0][0] <= now - WITHIN:
            self._wrong.popleft()
        return sum(one == person for _, one in self._wrong) < MOST_TRIES

    def wrong(self, person: Person, now: datetime) -> None:
        """Count a wrong code."""
        self._wrong.append((now, person))


@dataclass(slots=True)
class Taps:
    """Knows in memory who pressed a button that makes something just now."""

    _last: dict[tuple[Person, str], datetime] = field(default_factory=dict, repr=False)

    def again(self, person: Person, what: str, now: datetime) -> bool:
        """Tell whether this is the second tap on one button; else remember it as the first."""
        self._last = {key: at for key, at in self._last.items() if abs(now - at) < TWICE_WITHIN}
        if (person, what) in self._last:
            return True
        self._last[person, what] = now
        return False

    def forget(self, person: Person, what: str) -> None:
        """Forget a tap that led to nothing, so that the next one is a first one."""
        self._last.pop((person, what), None)
