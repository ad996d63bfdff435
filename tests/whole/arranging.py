"""What people have set up before a test begins, by the same dialogue as always."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.whole.heard import ZONE
from tests.whole.people import Someone


def at(day: int, hour: int = 0, minute: int = 0, *, month: int = 11, zone: ZoneInfo = ZONE) -> datetime:
    """A moment of 2026, by the clock on the wall."""
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


async def has_doses(someone: Someone, when: str = "every day at 8:00", *, again: str = "Once") -> None:
    """Let somebody set up a reminder of doses, and forget what was said."""
    await someone.asks("remind")
    await someone.presses("I agree, for doses", "Yes, keep a history")
    await someone.enters(when)
    await in_london(someone)
    await someone.presses("Today", "Without an end", "No, just the time")
    await _finish(someone, again)


async def in_london(someone: Someone) -> None:
    """Answer where they are."""
    await someone.enters("London")
    await someone.presses("London, England, UK", "Yes")


async def _finish(someone: Someone, *last: str) -> None:
    if "No words" in someone.labels:
        await someone.presses("No words")
    await someone.presses(*last, "Set it up")
    someone.world.begins()
