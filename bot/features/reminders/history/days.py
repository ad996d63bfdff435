"""What became of each dose, in the order of the days on which it was due. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import Kind, Plan


class Mark(StrEnum):
    """What became of a dose, in the order of the legend."""

    TAKEN = "taken"
    SKIPPED = "skipped"
    MISSED = "missed"
    WAITING = "waiting"  # it was due, and can still be answered


@dataclass(frozen=True, slots=True)
class Entry:
    """One dose: when it was due and when it was taken, both by the clock on the wall in the zone of its plan.

    `plan` is the number of its plan among the person's plans, from 1.
    """

    local: datetime
    mark: Mark
    plan: int
    zone: str = field(repr=False)
    taken: datetime | None = field(default=None, repr=False)


Days = Mapping[date, tuple[Entry, ...]]


def entries(occurrences: Iterable[Occurrence], plans: Sequence[Plan], now: datetime) -> tuple[Entry, ...]:
    """Give the doses that are due or answered, the first one first. Notices of tests and dates are none."""
    doses = {plan.id: (number, plan) for number, plan in enumerate(plans, start=1) if plan.kind is Kind.DOSE}
    found = []
    for occurrence in occurrences:
        mark = _mark(occurrence, now)
        if mark is not None and occurrence.plan_id in doses:
            number, plan = doses[occurrence.plan_id]
            found.append(Entry(occurrence.local, mark, number, plan.zone, _taken(occurrence, plan)))
    return tuple(sorted(found, key=lambda entry: (entry.local, entry.plan)))


def by_day(found: Iterable[Entry]) -> Days:
    """Sort entries into the days on which they were due."""
    days: dict[date, tuple[Entry, ...]] = {}
    for entry in found:
        days[entry.local.date()] = (*days.get(entry.local.date(), ()), entry)
    return days


def counted(found: Iterable[Entry]) -> Counter[Mark]:
    """Count entries by what became of them."""
    return Counter(entry.mark for entry in found)


def month_after(first: date) -> date:
    """Give the first day of the month after the one that begins on this day."""
    return (first + timedelta(days=31)).replace(day=1)


def month_before(first: date) -> date:
    """Give the first day of the month before the one that begins on this day."""
    return (first - timedelta(days=1)).replace(day=1)


def _mark(occurrence: Occurrence, now: datetime) -> Mark | None:
    match occurrence.answer:
        case Answer.TAKEN:
            return Mark.TAKEN
        case Answer.SKIPPED:
            return Mark.SKIPPED
        case Answer.MISSED:
            return Mark.MISSED
        case Answer.NONE if occurrence.at <= now:
            return Mark.MISSED if now >= occurrence.closes_at else Mark.WAITING
        case _:
            return None


def _taken(occurrence: Occurrence, plan: Plan) -> datetime | None:
    at = occurrence.taken_at
    return None if at is None else at.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)
