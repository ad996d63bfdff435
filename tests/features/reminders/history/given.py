"""Plans and answers for the tests of the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from bot.core.people import Platform
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import DatePlan, DosePlan, Kind, Plan, Status
from bot.features.reminders.schedule import EveryDay, Schedule, Step
from tests.scenes import NOW


def dose_plan(person_id: str = "p1", zone: str = "Europe/London", **changes: object) -> Plan:
    content = DosePlan(Schedule((Step(date(2026, 1, 1), EveryDay(), (time(8), time(20))),)))
    plan = Plan(uuid4().hex, person_id, Kind.DOSE, content, zone, Platform.TELEGRAM, NOW, status=Status.ACTIVE)
    return replace(plan, **changes)  # type: ignore[arg-type]


def date_plan(person_id: str = "p1") -> Plan:
    content = DatePlan(date(2026, 12, 1))
    return Plan(uuid4().hex, person_id, Kind.REFILL, content, "Europe/London", Platform.TELEGRAM, NOW)


def dose(
    plan: Plan, day: date, at: time = time(8), answer: Answer = Answer.TAKEN, *, later: int = 4, hours: int = 0
) -> Occurrence:
    """One dose; `later`: so many minutes after it was due it was taken. `hours`: how far its zone is ahead of UTC."""
    local = datetime.combine(day, at)
    due = local.replace(tzinfo=UTC) - timedelta(hours=hours)
    answered = {} if answer in (Answer.NONE, Answer.MISSED) else {"answered_at": due + timedelta(minutes=later)}
    taken = {"taken_at": due + timedelta(minutes=later)} if answer is Answer.TAKEN else {}
    found = Occurrence(
        uuid4().hex, plan.id, plan.person_id, local, due, due + timedelta(hours=2), due + timedelta(hours=12)
    )
    return replace(found, answer=answer, **answered, **taken)  # type: ignore[arg-type]
