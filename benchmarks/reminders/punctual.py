"""1,000 people, the true clock and the real worker: how late their reminders are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy import update

from benchmarks.ledger.rows import TELEGRAM
from benchmarks.reminders.crowd import Crowd, crowd, settle
from benchmarks.reminders.morning import DAY, come_round, for_a_while
from benchmarks.table import Row, percentile
from bot.app import Files
from bot.core.people import Person
from bot.storage.schema import delivery

PEOPLE = 1_000
LATE = 2.0
_EIGHT = DAY + timedelta(hours=8)
_MINUTE = timedelta(minutes=1)


async def punctual(files: Files, folder: Path) -> AsyncIterator[Row]:
    """Measure with reminders spread over one minute, and with all at the same."""
    spread = [_EIGHT + _MINUTE * number / PEOPLE for number in range(PEOPLE)]
    late = await _lateness(files, folder / "spread.db", spread, 65)
    yield Row("1,000 people, spread over one minute: came", len(late), "")
    yield Row("  late: p50", percentile(late, 0.5), "s")
    yield Row("  late: p99", percentile(late, 0.99), "s", LATE)
    yield Row("  late: at most", max(late), "s")
    late = await _lateness(files, folder / "same.db", [_EIGHT] * PEOPLE, 45)
    yield Row("1,000 people at the very same minute: came", len(late), "")
    yield Row("  the last one, as the platform's rate is 25 a second", max(late), "s")


async def _lateness(files: Files, file: Path, moments: list[datetime], seconds: float) -> list[float]:
    """Give how late each was that came within so many seconds."""
    async with crowd(files, file) as crowd_:
        crowd_.clock.set(DAY)
        await settle(crowd_.stores, [time(8)] * len(moments), crowd_.clock())
        crowd_.clock.set(_EIGHT - timedelta(minutes=20))
        await crowd_.bot.reminders.planner.once()
        await _spread(crowd_, moments)
        crowd_.clock.set(_EIGHT - timedelta(seconds=3))
        await for_a_while(seconds + 3, crowd_.delivering.run(), come_round(crowd_))
        return [_late(came, to, moments) for came, to, _ in crowd_.taker.came]


async def _spread(crowd_: Crowd, moments: list[datetime]) -> None:
    """Let what was planned go out at these moments. Plans know no seconds, so that this is done by hand."""
    async with crowd_.stores.database.writing() as connection:
        for number, at in enumerate(moments, start=1):
            theirs = delivery.c.person_id == await crowd_.stores.people.find(Person(TELEGRAM, str(number)))
            await connection.execute(update(delivery).where(theirs).values(due_at=at, not_before=at))


def _late(came: datetime, to: object, moments: list[datetime]) -> float:
    assert isinstance(to, Person)
    return (came - moments[int(to.id) - 1]).total_seconds()
