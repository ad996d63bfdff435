"""People with plans, for the tests of what is kept of reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.people import Person, Platform
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import DosePlan, Kind, Plan, Status
from bot.features.reminders.schedule import EveryDay, Schedule, Step
from bot.storage.stores import Stores
from bot.storage.types import new_id
from tests.scenes import NOW

ANNA, BERT = Person(Platform.TELEGRAM, "799000000001"), Person(Platform.DISCORD, "799000000002")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOSES = DosePlan(Schedule((Step(date(2026, 11, 1), EveryDay(), (time(8), time(20))),)), "after-breakfast")


def plan_of(person_id: str, **changes: object) -> Plan:
    """An active plan: every day at 08:00 and 20:00."""
    zone, status = "Europe/Zurich", Status.ACTIVE
    plan = Plan(new_id(), person_id, Kind.DOSE, DOSES, zone, Platform.TELEGRAM, NOW, "mine", status)
    return replace(plan, **changes)  # type: ignore[arg-type]


async def kept_plan(stores: Stores, who: Person = ANNA, next_at: datetime | None = NOW, **changes: object) -> Plan:
    """A plan of somebody, kept."""
    plan = plan_of(await stores.people.ensure(who, NOW), **{"platform": who.platform, **changes})
    await stores.plans.add(plan, next_at)
    return plan


def occurrence_of(plan: Plan, at: datetime = NOW, **changes: object) -> Occurrence:
    """An occurrence of a plan, due at this moment."""
    local = at.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)
    occurrence = Occurrence(new_id(), plan.id, plan.person_id, local, at, at + 2 * HOUR, at + 12 * HOUR, at + 12 * HOUR)
    return replace(occurrence, **changes)  # type: ignore[arg-type]


async def kept_occurrence(stores: Stores, plan: Plan, at: datetime = NOW, **changes: object) -> Occurrence:
    """An occurrence of a plan, kept."""
    [kept] = await stores.plans.plan_occurrences(plan, [occurrence_of(plan, at, **changes)], at + DAY)
    return kept


def on(day: int, hour: int = 8) -> datetime:
    """A moment in November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)
