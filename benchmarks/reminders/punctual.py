"""1,000 people, the true clock and the real worker: how late their reminders are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path

from benchmarks.reminders.crowd import Crowd, crowd, settle
from benchmarks.reminders.morning import DAY
from benchmarks.table import Row, percentile
from bot.app import Files
from bot.core.people import Person

PEOPLE = 1_000
LATE = 2.0
_EIGHT = DAY + timedelta(hours=8)


async def punctual(files: Files, folder: Path) -> AsyncIterator[Row]:
    """Measure with times spread over one minute, and with all at the same."""
    # Doses have no seconds; here they do, so that the figures of a day fit into a minute.
    spread = [_EIGHT + timedelta(minutes=1) * number / PEOPLE for number in range(PEOPLE)]
    late = await _lateness(files, folder / "spread.db", spread, 65)
    yield Row("1,000 people within one minute: came", len(late), "")
    yield Row("  late: p50", percentile(late, 0.5), "s")
    yield Row("  late: p99", percentile(late, 0.99), "s", LATE)
    yield Row("  late: at most", max(late), "s")
    late = await _lateness(files, folder / "same.db", [_EIGHT] * PEOPLE, 45)
    yield Row("1,000 people at the very same minute: came", len(late), "")
    yield Row("  the last one, as the rate allows no more than 25 a second", max(late), "s")


async def _lateness(files: Files, file: Path, moments: list[datetime], seconds: float) -> list[float]:
    """Give how late each was that came within so many seconds."""
    async with crowd(files, file) as crowd_:
        crowd_.clock.set(DAY)
        times = [moment.time().replace(microsecond=0) for moment in moments]
        await settle(crowd_.stores, times, crowd_.clock())
        crowd_.clock.set(_EIGHT - timedelta(minutes=20))
        await crowd_.bot.reminders.planner.once()
        crowd_.clock.set(_EIGHT - timedelta(seconds=3))
        works = [crowd_.delivering.run(), _planner(crowd_)]
        tasks = [asyncio.ensure_future(work) for work in works]
        await asyncio.wait(tasks, timeout=seconds + 3)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        return [_late(came, to, times) for came, to, _ in crowd_.taker.came]


async def _planner(crowd_: Crowd) -> None:
    while True:
        await crowd_.bot.reminders.planner.once()
        await asyncio.sleep(30)


def _late(came: datetime, to: object, times: list[time]) -> float:
    assert isinstance(to, Person)
    return (came - datetime.combine(DAY.date(), times[int(to.id) - 1], DAY.tzinfo)).total_seconds()
