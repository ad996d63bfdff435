"""Lives through a month, and gives the account of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from benchmarks.reminders.month.account import Account, Kept, KeptDose
from benchmarks.reminders.month.foreseen import foresee
from benchmarks.reminders.month.outages import EVERY, Outages
from benchmarks.reminders.month.people import START, Population
from benchmarks.reminders.month.wall import DAY
from benchmarks.reminders.month.world import World
from bot.app import Files
from bot.core.people import Platform
from bot.delivery.transport import State
from bot.features.reminders.dues import REMINDER
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import Kind
from bot.storage.schema import delivery
from bot.storage.stores import Stores


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of it. `states`: how many deliveries of which purpose stand how."""

    account: Account
    states: dict[tuple[str, str], int]
    lives: int
    seconds: float


def outages(days: int, every: timedelta) -> Outages:
    """Give short and long outages, spread over the time."""
    day = DAY * days / 31

    def span(at: float, hours: float) -> tuple[datetime, datetime]:
        begin = START + timedelta(seconds=round((day * at).total_seconds() / 60) * 60 + 17)
        return begin, begin + timedelta(hours=hours)

    bot = (span(2.3, 1 / 3), span(6.29, 5), span(12.6, 1.2), span(16.1, 26), span(24.4, 0.05), span(28.3, 3))
    telegram, discord = (span(4.33, 0.7), span(20.3, 3.1)), (span(9.3, 1.1), span(22.0, 9))
    return Outages(START, bot, {Platform.TELEGRAM: telegram, Platform.DISCORD: discord}, every)


async def live(
    files: Files, stores: Stores, people: int, days: int, *, seed: int = 1, every: timedelta = EVERY
) -> Lived:
    """Let so many people live for so many days; so often the bot looks after its plans."""
    began, troubles = time.monotonic(), outages(days, every)
    end = START + days * DAY + timedelta(minutes=2)
    humans = list(Population(seed, days, troubles).people(people))
    world = World(stores, files, troubles, end)
    await world.settle(humans)
    await world.live()
    (kept, dates), states = await _kept(stores, world), await _states(stores)
    foreseen = [foresee(human, troubles, end) for human in humans]
    account = Account(humans, foreseen, world.post.seen, kept, dates, end)
    return Lived(account, states, world.lives, time.monotonic() - began)


async def _kept(stores: Stores, world: World) -> tuple[Kept, int]:
    """Read how each dose that was due stands, and count the notices of tests and dates."""
    kept: Kept = {}
    dates = 0
    for (human, number), plan in world.plans.items():
        found = await stores.occurrences.of_plan(plan.id, START, world.end + DAY)
        due = [one for one in found if one.at <= world.end or one.is_dose_answer]
        if plan.kind is not Kind.DOSE:
            dates += len(due)
            continue
        for one in due:
            state = await stores.deliveries.state(REMINDER, one.id)
            kept[human, number, one.local] = KeptDose(one.answer.value, _became(one, state))
    return kept, dates


def _became(one: Occurrence, state: State | None) -> str:
    """Name what became of a reminder."""
    if state is State.SENT:
        return "on time|late"
    if one.answered_at is not None and one.answered_at < one.at:
        return "early"
    if state is State.BLOCKED:
        return "blocked"
    if one.summary:
        return "told"
    return "ahead" if state is State.QUEUED else "untold"


async def _states(stores: Stores) -> dict[tuple[str, str], int]:
    columns = (delivery.c.purpose, delivery.c.state)
    async with stores.database.reading() as connection:
        rows = (await connection.execute(select(*columns, func.count()).group_by(*columns))).all()
    return {(purpose, state): number for purpose, state, number in rows}
