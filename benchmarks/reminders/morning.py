"""20,000 people with a dose at 08:00: planning, sending, and seeing to what is over, while people press buttons."""

from __future__ import annotations

import asyncio
import time as timing
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy import update

from benchmarks.ledger.rows import TELEGRAM, Stalls
from benchmarks.reminders.crowd import Crowd, crowd, settle
from benchmarks.resident import peak
from benchmarks.table import Row, percentile
from bot.app import Files
from bot.delivery.manners import MANNERS
from bot.delivery.transport import State
from bot.storage.schema import delivery

DAY = datetime.fromisoformat("2026-11-24T00:00:00+00:00")
NOON = timedelta(hours=12)
ANSWERS_WITHIN = 300.0
MOST_STALL = 100.0
HORIZON = 30 * 60.0

Step = Callable[[], Awaitable[object]]


async def morning(files: Files, folder: Path, people: int, seconds: int) -> AsyncIterator[Row]:
    """Live through the day of a crowd, of which so many seconds of sending."""
    async with crowd(files, folder / "morning.db") as crowd_:
        crowd_.clock.set(DAY - NOON)
        await settle(crowd_.stores, [time(8)] * people, crowd_.clock())
        async for row in _planning(crowd_, people):
            yield row
        async for row in _sending(crowd_, people, seconds):
            yield row
        await _all_sent(crowd_)
        async for row in _seeing_to(crowd_, f"10:00, settling {people:,}", DAY + timedelta(hours=10, seconds=1)):
            yield row
        async for row in _seeing_to(crowd_, f"20:00, closing {people:,}", DAY + timedelta(hours=20, seconds=1)):
            yield row
        yield Row("memory of the process at most, knowledge included", peak(), "MB", 200)


async def _planning(crowd_: Crowd, people: int) -> AsyncIterator[Row]:
    """Half an hour before, all of them come within the horizon."""
    crowd_.clock.set(DAY + timedelta(hours=7, minutes=30, seconds=1))
    took, stall = await _watched(crowd_.bot.reminders.planner.once)
    yield Row(f"07:30, planning {people:,}", took, "s", HORIZON)
    yield Row("  each", took / people * 1000, "ms")
    yield Row("  longest stall of the loop", stall, "ms", MOST_STALL)


async def _sending(crowd_: Crowd, people: int, seconds: int) -> AsyncIterator[Row]:
    rate = MANNERS[TELEGRAM].overall.per_second
    crowd_.clock.set(DAY + timedelta(hours=8))
    stalls = Stalls()
    works = (crowd_.delivering.run(), crowd_.press(), stalls.run(), come_round(crowd_))
    await for_a_while(seconds, *works)
    sent, moments = crowd_.taker.came, crowd_.taker.steady
    share = (len(moments) - 1) / (moments[-1] - moments[0]) / rate
    yield Row(f"08:00, sent in {seconds} s", len(sent), "")
    yield Row("  of the rate of the bucket (25 a second)", share * 100, "%")
    yield Row("  all of them would be sent within (extrapolated)", people / (share * rate), "s")
    yield Row("  sent twice", len(sent) - len({to for _, to, _ in sent}), "", 0)
    yield Row("  longest stall of the loop", stalls.longest * 1000, "ms", MOST_STALL)
    for row in _presses(crowd_, "  "):
        yield row


async def come_round(crowd_: Crowd) -> None:
    """Let the planner come round as often as it does."""
    while True:
        await crowd_.bot.reminders.planner.once()
        await asyncio.sleep(30)


async def _seeing_to(crowd_: Crowd, what: str, moment: datetime) -> AsyncIterator[Row]:
    """Measure a round of the planner at this moment, while those who got their reminder go on pressing."""
    crowd_.clock.set(moment)
    crowd_.taken.clear()
    pressing = asyncio.create_task(crowd_.press())
    took, stall = await _watched(crowd_.bot.reminders.planner.once)
    pressing.cancel()
    await asyncio.wait({pressing})
    yield Row(what, took, "s")
    yield Row("  longest stall of the loop", stall, "ms", MOST_STALL)
    for row in _presses(crowd_, "  "):
        yield row


def _presses(crowd_: Crowd, indent: str) -> list[Row]:
    taken = crowd_.taken
    return [
        Row(f"{indent}presses answered meanwhile", len(taken), ""),
        Row(f"{indent}a press: p50", percentile(taken, 0.5), "ms"),
        Row(f"{indent}a press: p99", percentile(taken, 0.99), "ms", ANSWERS_WITHIN),
    ]


async def _all_sent(crowd_: Crowd) -> None:
    """Let the rest of them have been sent as well, which would take the rest of the quarter of an hour."""
    async with crowd_.stores.database.writing() as connection:
        rest = update(delivery).where(delivery.c.state == State.QUEUED.value)
        await connection.execute(rest.values(state=State.SENT.value, sent_at=crowd_.clock()))


async def _watched(step: Step) -> tuple[float, float]:
    """Give the seconds that a step takes, and the longest stall of the loop meanwhile (ms)."""
    stalls = Stalls()
    watching = asyncio.create_task(stalls.run())
    began = timing.perf_counter()
    await step()
    took = timing.perf_counter() - began
    watching.cancel()
    return took, stalls.longest * 1000


async def for_a_while(seconds: float, *works: Awaitable[None]) -> None:
    """Let these work for so many seconds. Raises what one of them raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in done:
        task.result()
