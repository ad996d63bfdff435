"""A clock that moves only when it is told to."""

from __future__ import annotations

from datetime import datetime, timedelta


class StoppedClock:
    """Gives the same moment until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by
