"""Since when presses have been coming through: a carer is told nothing that an outage alone may have caused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from bot.core.people import Platform
from bot.core.ports import Clock

EVERY = timedelta(seconds=10)
"""So often it is looked."""

# Whoever looks later than this was held up, or the machine slept: nothing came through meanwhile.
_HELD_UP = timedelta(minutes=1)


class Steady:
    """Knows for each platform since when it has been connected without a break."""

    def __init__(
        self,
        on: Iterable[Platform],
        is_ready: Callable[[Platform], bool],
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._on = tuple(on)
        self._is_ready = is_ready
        self._clock = clock
        self._sleep = sleep
        self._since: dict[Platform, datetime] = {}
        self._looked_at: datetime | None = None

    def since(self, platform: Platform) -> datetime | None:
        """Give since when a platform has been connected; None if it is not, or that is not known now."""
        looked_at = self._looked_at
        if looked_at is None or not timedelta(0) <= self._clock() - looked_at <= _HELD_UP:
            return None
        return self._since.get(platform) if self._is_ready(platform) else None

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            self.look()
            await self._sleep(EVERY.total_seconds())

    def look(self) -> None:
        """Take note of which platforms are connected now."""
        now = self._clock()
        if self._looked_at is not None and not timedelta(0) <= now - self._looked_at <= _HELD_UP:
            self._since.clear()
        ready = [platform for platform in self._on if self._is_ready(platform)]
        self._since = {platform: self._since.get(platform, now) for platform in ready}
        self._looked_at = now
