"""Limits on how much one person, or one place, can ask in a while."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.core.incoming import Origin


class Admission(Enum):
    """What the limits say to one incoming thing."""

    ALLOWED = "allowed"
    REFUSED = "refused"  # and to be told so
    REFUSED_AGAIN = "refused-again"  # told already: silence


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `window`."""

    most: int
    window: timedelta = timedelta(minutes=1)


@dataclass(slots=True)
class _Window:
    times: deque[datetime]
    told_at: datetime | None = None


class Limits:
    """Counts in memory, per person and per group. Emergencies never pass through here."""

    def __init__(self, per_person: Limit, per_place: Limit) -> None:
        self._per_person = per_person
        self._per_place = per_place
        self._longest = max(per_person.window, per_place.window)
        self._windows: dict[Hashable, _Window] = {}
        self._swept_at: datetime | None = None

    def admit(self, origin: Origin, *, unseen: bool = False) -> Admission:
        """Count one thing at the time it came, and say whether it may be answered.

        `unseen`: nobody else in the group sees anything of it, so that it does not count for the group.
        """
        self._sweep(origin.at)
        keys: list[tuple[Hashable, Limit]] = [(origin.person, self._per_person)]
        if origin.place.is_group and not unseen:
            keys.append((origin.place, self._per_place))
        windows = [(self._window(key, limit, origin.at), limit) for key, limit in keys]
        for window, limit in windows:
            if len(window.times) >= limit.most:
                return self._refuse(window, limit, origin.at)
        for window, _ in windows:
            window.times.append(origin.at)
        return Admission.ALLOWED

    def _window(self, key: Hashable, limit: Limit, now: datetime) -> _Window:
        window = self._windows.setdefault(key, _Window(deque()))
        while window.times and window.times[0] <= now - limit.window:
            window.times.popleft()
        return window

    def _refuse(self, window: _Window, limit: Limit, now: datetime) -> Admission:
        if window.told_at is not None and now - window.told_at < limit.window:
            return Admission.REFUSED_AGAIN
        window.told_at = now
        return Admission.REFUSED

    def _sweep(self, now: datetime) -> None:
        """Forget, once in a while, whom nothing was counted of lately: no account is remembered longer than needed."""
        if self._swept_at is not None and now - self._swept_at < self._longest:
            return
        self._swept_at = now
        oldest = now - self._longest
        self._windows = {
            key: window for key, window in self._windows.items() if window.times and window.times[-1] > oldest
        }
