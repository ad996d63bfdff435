"""The dates of a meet-up: by the clock on the wall, from its first day on. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as on_weekday

from bot.conversation.times.values import EveryWeeks, MonthDay, MonthWeekday, OnWeekdays
from bot.core.clock import moment
from bot.features.meetups.meetup import Meetup, MeetupDate, Repeat, Series

PLANNED_AHEAD = 3
"""So many dates of a series are planned ahead."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHORTEST_MONTH = 28
# Where a zone leaps over a whole day, a moment may belong to the day before.
_LEAPT = timedelta(days=2)


def local_dates(meetup: Meetup, after: datetime) -> Iterator[datetime]:
    """Give what the clock on the wall of its zone shows at each date whose moment comes after this one (aware).

    A series without an end has no last one. The fifth weekday comes only in months that have one, the 31st of a
    shorter month is its last day, and so is 29 February in a year without one.
    """
    zone = ZoneInfo(meetup.zone)
    first = datetime.combine(meetup.first, meetup.time_of_day)
    begin = after.astimezone(zone).replace(tzinfo=None) - _LEAPT
    every = iter((first,)) if meetup.series is None else _dates(meetup.series, first, begin)
    return (local for local in every if moment(local, zone) > after)


def date_at(meetup: Meetup, local: datetime, date_id: str) -> MeetupDate:
    """Give the date of a meet-up at this time of the clock on the wall."""
    starts_at = moment_of(local, meetup.zone)
    return MeetupDate(date_id, meetup.id, local, starts_at, starts_at + meetup.content.duration)


def moment_of(local: datetime, zone: str) -> datetime:
    """Give the moment (UTC) at which the clock on the wall of a zone shows this.

    A time that the clock leaps over comes so much later; of one that it shows twice, the first is it.
    """
    return moment(local, ZoneInfo(zone))


def rrule_of(meetup: Meetup) -> str:
    """Give the series as calendar files write it, without the name in front; empty if there is none.

    Its end is a moment in UTC, as these files want it where the start has a zone.
    """
    series = meetup.series
    if series is None:
        return ""
    parts = _written(series.repeat, meetup.first)
    if series.until is not None:
        last = moment_of(datetime.combine(series.until, meetup.time_of_day), meetup.zone)
        parts["UNTIL"] = f"{last:%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def begins(repeat: Repeat, day: date) -> date:
    """Give the first day from this one on that fits a repeat; it is the first one of its series."""
    start = datetime.combine(day, time(0))
    found = next(iter(rrule(dtstart=start, **{**_rule(repeat, day), "interval": 1})), None)
    if found is None:
        raise ValueError("the calendar ends before that")
    return found.date()


def _dates(series: Series, first: datetime, begin: datetime) -> Iterator[datetime]:
    until = None if series.until is None else datetime.combine(series.until, time.max)
    rule = rrule(dtstart=first, until=until, **_rule(series.repeat, first.date()))
    return iter(rule.xafter(begin, inc=True))


def _rule(repeat: Repeat, first: date) -> dict[str, Any]:
    match repeat:
        case OnWeekdays(days):
            return {"freq": WEEKLY, "wkst": MO, "byweekday": sorted(days)}
        case EveryWeeks(n, days):
            return {"freq": WEEKLY, "interval": n, "wkst": MO, "byweekday": sorted(days or {first.weekday()})}
        case MonthDay(day, months):
            number = day or first.day
            among = tuple(range(min(number, _SHORTEST_MONTH), number + 1))
            return {"freq": MONTHLY, "interval": months, "bymonthday": among, "bysetpos": -1}
        case MonthWeekday(ordinal, weekday):
            return {"freq": MONTHLY, "byweekday": on_weekday(weekday)(ordinal)}


def _written(repeat: Repeat, first: date) -> dict[str, str]:
    match repeat:
        case OnWeekdays(days):
            return {"FREQ": "WEEKLY", "WKST": "MO", "BYDAY": _listed(days)}
        case EveryWeeks(n, days):
            by_day = _listed(days or {first.weekday()})
            return {"FREQ": "WEEKLY", "INTERVAL": str(n), "WKST": "MO", "BYDAY": by_day}
        case MonthDay(day, months):
            return {"FREQ": "MONTHLY", "INTERVAL": str(months), **_month_days(day or first.day)}
        case MonthWeekday(ordinal, weekday):
            return {"FREQ": "MONTHLY", "BYDAY": f"{ordinal}{_WEEKDAYS[weekday]}"}


def _listed(days: frozenset[int] | set[int]) -> str:
    return ",".join(_WEEKDAYS[day] for day in sorted(days))


def _month_days(number: int) -> dict[str, str]:
    """Write a day of the month: of the days that a month has among these, the last one."""
    if number <= _SHORTEST_MONTH:
        return {"BYMONTHDAY": str(number)}
    return {"BYMONTHDAY": ",".join(map(str, range(_SHORTEST_MONTH, number + 1))), "BYSETPOS": "-1"}
