"""When a dose is due: by the clock on the wall, in the zone of the plan. Pure.

A plan is kept as days and times of day; moments in UTC are worked out from it, and anew when the rules of a zone
change. A time that the clock leaps over comes so much later (02:30 at 03:30), one that it shows twice comes once, at
the first of the two, and the 31st of a shorter month is its last day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.core.clock import moment

MOST_TIMES = 12
"""The most times a day."""

LONGEST_PAUSE = 90
"""The most days from one dose to the next."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EveryDay:
    """Each day."""


@dataclass(frozen=True, slots=True)
class OnWeekdays:
    """On some days of the week; Monday is 0."""

    days: frozenset[int] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.days or not self.days <= set(range(7)):
            raise ValueError("days of the week are numbers from 0 to 6")


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Each so many days, the first one included."""

    number: int

    def __post_init__(self) -> None:
        if not 2 <= self.number <= LONGEST_PAUSE:
            raise ValueError(f"from 2 to {LONGEST_PAUSE} days")


@dataclass(frozen=True, slots=True)
class OnOff:
    """So many days on, then so many off, and so forth."""

    on: int
    off: int

    def __post_init__(self) -> None:
        if self.on < 1 or not 1 <= self.off < LONGEST_PAUSE or self.on > 365:
            raise ValueError("a cycle has days on and days off")


@dataclass(frozen=True, slots=True)
class OnMonthDay:
    """On one day of each month; in a shorter month on its last one."""

    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 31:
            raise ValueError("a day of the month is from 1 to 31")


Days = EveryDay | OnWeekdays | EveryDays | OnOff | OnMonthDay


@dataclass(frozen=True, slots=True)
class Step:
    """What holds from its first day on: which days, and at which times of day (rising, without seconds).

    `label`: the person's own words for it, where the platform may keep any.
    """

    first: date
    days: Days
    times: tuple[time, ...] = field(repr=False)
    label: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.times) <= MOST_TIMES:
            raise ValueError(f"from 1 to {MOST_TIMES} times a day")
        if any(one >= other for one, other in pairwise(self.times)):
            raise ValueError("the times of day rise")

    def day_from(self, day: date) -> date:
        """Give the first day of this step that is not before `day`."""
        day = max(day, self.first)
        match self.days:
            case EveryDay():
                return day
            case OnWeekdays(days):
                return next(found for found in _days_from(day) if found.weekday() in days)
            case EveryDays(number):
                return day + timedelta(days=-(day - self.first).days % number)
            case OnOff(on, off):
                gone = (day - self.first).days % (on + off)
                return day if gone < on else day + timedelta(days=on + off - gone)
            case OnMonthDay(number):
                found = _in_month(day, number)
                return found if found >= day else _in_month(day.replace(day=28) + timedelta(days=4), number)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Steps one after the other, each until the next one begins; `last` is the last day of all."""

    steps: tuple[Step, ...] = field(repr=False)
    last: date | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.steps or any(one.first >= other.first for one, other in pairwise(self.steps)):
            raise ValueError("steps begin one after the other")
        if self.last is not None and self.last < self.steps[0].first:
            raise ValueError("a schedule ends after it begins")

    def days_from(self, day: date) -> Iterator[tuple[date, Step]]:
        """Give the days from this one on, each with its step; without a last day there is no end."""
        ends = (*(step.first - _DAY for step in self.steps[1:]), self.last)
        for step, end in zip(self.steps, ends, strict=True):
            last = end if self.last is None or end is None else min(end, self.last)
            found = step.day_from(day)
            while last is None or found <= last:
                yield found, step
                found = step.day_from(found + _DAY)


@dataclass(frozen=True, slots=True)
class Slot:
    """One time at which something is due: what the clock on the wall shows (no zone), and the moment in UTC."""

    local: datetime
    at: datetime


def slots(schedule: Schedule, zone: ZoneInfo, after: datetime) -> Iterator[Slot]:
    """Give all slots after a moment (aware), in their order; without a last day there is no end."""
    found: list[Slot] = []
    for day, step in schedule.days_from(_first_day(after, zone)):
        for time_of_day in step.times:
            local = datetime.combine(day, time_of_day)
            at = moment(local, zone)
            if at > after:
                found.append(Slot(local, at))
        # Where the clock leaps, a time that it leaps over can come behind a later one, also behind midnight.
        found.sort(key=_in_time)
        if found and found[-1].at.astimezone(zone).date() == day:
            yield from found
            found = []
    yield from found


def following(schedule: Schedule, zone: ZoneInfo, after: datetime) -> Slot | None:
    """Give the first slot after a moment (aware); None if there is none."""
    return next(slots(schedule, zone, after), None)


def _first_day(after: datetime, zone: ZoneInfo) -> date:
    """Give the day to begin with: the one before, where a whole day may just have been leapt over."""
    local = after.astimezone(zone)
    leapt = local.utcoffset() != (after - _DAY).astimezone(zone).utcoffset()
    return local.date() - _DAY if leapt else local.date()


def _in_time(slot: Slot) -> tuple[datetime, datetime]:
    return slot.at, slot.local


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += _DAY


def _in_month(day: date, number: int) -> date:
    return day.replace(day=min(number, monthrange(day.year, day.month)[1]))
