"""A copy of plans for the person's own calendar (iCalendar, RFC 5545), as a second safety net. Pure.

Each time of day of each step is a series of its own, with an alarm. The copy begins now and does not follow later
changes; made anew it takes the place of the older one where it holds the same, as uids are stable and SEQUENCE rises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.calendar_files import ZONE_RULES_FOR, new_calendar, zone_rules
from bot.core.clock import moment
from bot.features.reminders.plans import BloodTestPlan, DatePlan, DosePlan, Plan, Status
from bot.features.reminders.schedule import EveryDay, EveryDays, OnMonthDay, OnOff, OnWeekdays, Schedule, Step

if TYPE_CHECKING:
    # Loaded only where a calendar is made.
    from icalendar import Alarm, Event

HORIZON = timedelta(days=366)
"""So far reaches what no endless rule can say: cycles of more days than MOST_SERIES."""

MOST_SERIES = 31

_DAY = timedelta(days=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Rule = Mapping[str, str | int | list[int] | list[str]]
Summary = Callable[[Plan, str], str]
"""Gives what an event is called, from the plan and the person's own words for it ("" where there are none)."""


@dataclass(frozen=True, slots=True)
class Series:
    """What happens at `first` by the clock on the wall (a day: the whole day), and again by `rule` up to `until`.

    `key` tells it from the other series of its plan. `alarms` are so long after its begin, or before it.
    """

    key: str
    first: datetime | date
    rule: Rule = field(default_factory=dict)
    until: datetime | None = None
    label: str = field(default="", repr=False)
    alarms: tuple[timedelta, ...] = (timedelta(0),)


@dataclass(frozen=True, slots=True)
class Copy:
    """A calendar file in UTF-8. `until`: the day up to which it reaches, where it cannot say more."""

    content: bytes = field(repr=False)
    until: date | None = None


def copy(plans: Sequence[Plan], summary: Summary, now: datetime) -> Copy | None:
    """Copy what lies ahead of these plans into one calendar; None if nothing does, or all of them are silent."""
    found = [(plan, tuple(series(plan, now))) for plan in plans]
    ahead = [(plan, parts) for plan, parts in found if parts]
    if not ahead:
        return None
    calendar = new_calendar("Reminders")
    begin = now - timedelta(days=366)
    for zone in sorted({plan.zone for plan, _ in ahead}):
        calendar.add_component(zone_rules(zone, begin, begin + ZONE_RULES_FOR))
    for plan, parts in ahead:
        for part in parts:
            calendar.add_component(_event(plan, part, summary(plan, part.label), now))
    reaches = (now + HORIZON).date() if any(_is_cut(plan) for plan, _ in ahead) else None
    return Copy(calendar.to_ical(), reaches)


def series(plan: Plan, now: datetime) -> Iterator[Series]:
    """Give all series of a plan that have something ahead. One that is paused for good, or over, has none."""
    if plan.status is Status.ENDED or (plan.status is Status.PAUSED and plan.paused_until is None):
        return
    zone = ZoneInfo(plan.zone)
    if plan.paused_until is not None and plan.status is Status.PAUSED:
        now = max(now, moment(datetime.combine(plan.paused_until, time(0)), zone) - timedelta(microseconds=1))
    match plan.content:
        case DosePlan(schedule=schedule):
            yield from _doses(schedule, zone, now)
        case BloodTestPlan() as test:
            notices = [next(test.notices())]
            yield from _single(f"test-{test.phase}-{test.done}", test.due, notices, zone, now)
        case DatePlan(on=on, at=None) as date_plan:
            yield from _single("date", on, list(date_plan.notices()), zone, now)
        case DatePlan(on=on, at=time() as at) as date_plan:
            yield from _single("date", datetime.combine(on, at), list(date_plan.notices()), zone, now)


def _doses(schedule: Schedule, zone: ZoneInfo, now: datetime) -> Iterator[Series]:
    ends = (*(step.first - _DAY for step in schedule.steps[1:]), schedule.last)
    today = now.astimezone(zone).date()
    for step, end in zip(schedule.steps, ends, strict=True):
        last = end if end is None or schedule.last is None else min(end, schedule.last)
        for at in step.times:
            ahead = moment(datetime.combine(today, at), zone) > now
            yield from _of_step(step, at, today if ahead else today + _DAY, last)


def _of_step(step: Step, at: time, day: date, last: date | None) -> Iterator[Series]:
    """Give the series of one time of day of a step from a day on, up to its last one."""
    key = f"{step.first:%Y%m%d}-{at:%H%M}"
    if isinstance(step.days, OnOff):
        parts = _cycle(step.first, step.days, max(day, step.first), key)
    else:
        parts = iter([(key, step.day_from(day), _rule(step.days), None)])
    for name, first, rule, end in parts:
        until = min((one for one in (end, last) if one is not None), default=None)
        if until is None or first <= until:
            closes = None if until is None else datetime.combine(until, at)
            yield Series(name, datetime.combine(first, at), rule, closes, step.label)


def _rule(days: EveryDay | OnWeekdays | EveryDays | OnMonthDay) -> Rule:
    match days:
        case EveryDay():
            return {"freq": "daily"}
        case OnWeekdays(numbers):
            return {"freq": "weekly", "byday": [_WEEKDAYS[number] for number in sorted(numbers)]}
        case EveryDays(number):
            return {"freq": "daily", "interval": number}
        case OnMonthDay(31):
            return {"freq": "monthly", "bymonthday": -1}
        case OnMonthDay(number) if number > 28:
            return {"freq": "monthly", "bymonthday": list(range(28, number + 1)), "bysetpos": -1}
        case OnMonthDay(number):
            return {"freq": "monthly", "bymonthday": number}


def _cycle(first: date, days: OnOff, day: date, key: str) -> Iterator[tuple[str, date, Rule, date | None]]:
    """Give a series for each of the days on; where these are many, one for each cycle up to the horizon."""
    length = days.on + days.off
    if days.on <= MOST_SERIES:
        for number in range(days.on):
            begin = first + timedelta(days=number)
            ahead = begin if begin >= day else day + timedelta(days=-(day - begin).days % length)
            yield f"{key}-{number}", ahead, {"freq": "daily", "interval": length}, None
        return
    number = (day - first).days // length
    while (begin := first + timedelta(days=number * length)) <= day + HORIZON:
        end = begin + timedelta(days=days.on - 1)
        if end >= day:
            yield f"{key}-{number}", max(begin, day), {"freq": "daily"}, end
        number += 1


def _is_cut(plan: Plan) -> bool:
    steps = plan.content.schedule.steps if isinstance(plan.content, DosePlan) else ()
    return any(isinstance(step.days, OnOff) and step.days.on > MOST_SERIES for step in steps)


def _single(
    key: str, on: datetime | date, notices: Sequence[datetime], zone: ZoneInfo, now: datetime
) -> Iterator[Series]:
    """Give one event, with an alarm at each notice that is still ahead, unless it is over."""
    begin = on if isinstance(on, datetime) else datetime.combine(on, time(0))
    over = begin if isinstance(on, datetime) else begin + _DAY
    if moment(over, zone) > now:
        ahead = (notice for notice in notices if moment(notice, zone) > now)
        yield Series(key, on, alarms=tuple(_distance(notice, begin, zone, on) for notice in ahead))


def _distance(notice: datetime, begin: datetime, zone: ZoneInfo, on: datetime | date) -> timedelta:
    """Give how long after the begin a notice is; a whole day begins by the clock of whoever looks at it."""
    timed = isinstance(on, datetime)
    return moment(notice, zone) - moment(begin, zone) if timed else notice - begin


def _event(plan: Plan, part: Series, summary: str, now: datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", f"{plan.id}-{part.key}")
    event.add("dtstamp", now)
    event.add("sequence", plan.version)
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    zone = ZoneInfo(plan.zone)
    event.add("dtstart", part.first.replace(tzinfo=zone) if isinstance(part.first, datetime) else part.first)
    event.add("duration", timedelta(minutes=10) if isinstance(part.first, datetime) else _DAY)
    if part.rule:
        until = {} if part.until is None else {"until": moment(part.until, zone)}
        event.add("rrule", {**part.rule, **until})
    for distance in part.alarms:
        event.add_component(_alarm(distance, summary))
    return event


def _alarm(distance: timedelta, summary: str) -> Alarm:
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", distance)
    return alarm
