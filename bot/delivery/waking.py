"""Waiting for the next thing to do: woken by news, never for long, and unmoved by clocks that are set."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime

LONGEST_SLEEP = 15.0
"""Seconds. Whatever the clock did meanwhile, or another copy of the bot, is seen after this at the latest."""


def until(moment: datetime | None, now: datetime) -> float:
    """Give the seconds to sleep until a moment, at most LONGEST_SLEEP."""
    return LONGEST_SLEEP if moment is None else min(LONGEST_SLEEP, max(0.0, (moment - now).total_seconds()))


class Alarm:
    """Ends a sleep early. Made inside the loop that it is used in."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever sleeps, or whoever sleeps next."""
        self._rung.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep so many seconds of a clock that is never set, or return at once if it rang since the last sleep."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
