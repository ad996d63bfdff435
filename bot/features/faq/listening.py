"""Ordinary talk in places that asked for it: at most one answer per topic and hour, and a way to say "not now"."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.people import Place

PAUSE = timedelta(hours=1)


class Overheard:
    """Remembers, in memory, what was answered unasked and where it was unwelcome."""

    def __init__(self) -> None:
        self._answered: dict[tuple[Place, str], datetime] = {}
        self._quiet_until: dict[Place, datetime] = {}

    def may_answer(self, place: Place, entry: str, now: datetime) -> bool:
        """Tell whether this topic may be answered here now, and if so remember that it was."""
        if now < self._quiet_until.get(place, now):
            return False
        last = self._answered.get((place, entry))
        if last is not None and now - last < PAUSE:
            return False
        self._answered = {key: at for key, at in self._answered.items() if now - at < PAUSE}
        self._answered[place, entry] = now
        return True

    def hush(self, place: Place, now: datetime) -> None:
        """Stay silent here for an hour."""
        self._quiet_until[place] = now + PAUSE
