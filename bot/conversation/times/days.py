"""What was said about days, put together piece by piece, and the repeats that it can mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.conversation.times.dates import Dates, after, weekday_after
from bot.conversation.times.values import (
    LAST,
    Daily,
    EveryDays,
    EveryWeeks,
    MonthDay,
    MonthWeekday,
    Once,
    OnWeekdays,
    Reason,
    Repeat,
    Unsure,
)

_MOST = {"day": 366, "week": 104, "month": 60}
_WEEK = timedelta(weeks=1)
_ORDINALS = frozenset({1, 2, 3, 4, 5, LAST})


class Unit(StrEnum):
    """What repeats are counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Days:
    """Pieces of what was said about days; None: nothing.

    `every`: a number of units. `weekly`: that the weekdays are those of every week. `nth`: ordinal and weekday.
    `of_month`: that day or weekday are those of every month. `shorter`: that a shorter month has its last day instead.
    """

    every: tuple[int, Unit] | None = None
    weekdays: frozenset[int] | None = None
    weekly: bool = False
    dates: Dates | None = None
    month_day: int | None = None
    nth: tuple[int, int] | None = None
    of_month: bool = False
    shorter: bool = False


def together(parts: Iterable[Days]) -> Days:
    """Put pieces together. Raises Unsure where they differ: two days are two plans, two repeats a contradiction."""
    whole = Days()
    for part in parts:
        for piece in fields(Days):
            old, new = getattr(whole, piece.name), getattr(part, piece.name)
            if not new:
                continue
            if old and old != new:
                raise Unsure(Reason.CONTRADICTION if piece.name == "every" else Reason.SEPARATE)
            whole = replace(whole, **{piece.name: new})
    return whole


@dataclass(frozen=True, slots=True)
class Meant:
    """The repeats that days can mean, each with its day; `reason` says why there are several."""

    options: tuple[tuple[Repeat | None, date | None], ...]
    reason: Reason | None = None


def meant(days: Days, today: date) -> Meant:
    """Find what the pieces mean together. Raises Unsure for a contradiction."""
    if days.shorter and (days.month_day or 0) <= 28:
        raise Unsure(Reason.CONTRADICTION)
    if days.dates:
        return _dated(days, days.dates)
    if days.nth:
        return _nth(days, days.nth)
    if days.month_day:
        return _month_day(days, days.month_day, today)
    if days.weekdays:
        return _weekdays(days, days.weekdays, today)
    return Meant(((_interval(*days.every) if days.every else None, None),))


def first_days(days: Days, today: date) -> Dates:
    """Find the days that a stated start can mean: a date, or the coming weekday. Raises Unsure for anything else."""
    if days == Days(weekdays=days.weekdays, dates=days.dates):
        once = tuple(day for repeat, day in meant(days, today).options if isinstance(repeat, Once) and day)
        reason = days.dates.reason if days.dates else Reason.WHICH_DAY if len(once) > 1 else None
        if once:
            return Dates(once, reason)
    raise Unsure(Reason.WHICH_DAY)


def started(repeat: Repeat, start: date) -> Repeat:
    """Fill in what a start tells: of "every 2 weeks from 3 March", the weekday. Raises Unsure for a single day."""
    match repeat:
        case Once():
            raise Unsure(Reason.CONTRADICTION)
        case EveryWeeks(n, days) if not days:
            return _weeks(n, frozenset({start.weekday()}))
        case MonthDay(None, months):
            return MonthDay(start.day, months)
        case _:
            return repeat


def _dated(days: Days, dates: Dates) -> Meant:
    options = tuple(day for day in dates.options if not days.weekdays or day.weekday() in days.weekdays)
    if not options or days.every or days.nth or days.month_day or days.weekly:
        raise Unsure(Reason.CONTRADICTION)
    return Meant(tuple((Once(), day) for day in options), dates.reason)


def _nth(days: Days, nth: tuple[int, int]) -> Meant:
    ordinal, weekday = nth
    if days.weekdays or days.month_day:
        raise Unsure(Reason.CONTRADICTION)
    if days.every and (days.every[1] is not Unit.MONTH or days.every[0] > 1):
        raise Unsure(Reason.UNSUPPORTED)
    if not days.of_month and not days.every:
        if ordinal == LAST:
            raise Unsure(Reason.PAST)
        weeks = ((EveryWeeks(ordinal, frozenset({weekday})), None),) if ordinal > 1 else ()
        months = ((MonthWeekday(ordinal, weekday), None),) if ordinal in _ORDINALS else ()
        return Meant((*months, *weeks), Reason.HOW_OFTEN)
    if ordinal not in _ORDINALS:
        raise Unsure(Reason.UNSUPPORTED)
    return Meant(((MonthWeekday(ordinal, weekday), None),))


def _month_day(days: Days, day: int, today: date) -> Meant:
    if days.weekdays:
        raise Unsure(Reason.CONTRADICTION)
    if days.every:
        number, unit = days.every
        if unit is not Unit.MONTH:
            raise Unsure(Reason.CONTRADICTION)
        _interval(number, unit)
        return Meant(((MonthDay(day, number), None),))
    if days.of_month:
        return Meant(((MonthDay(day), None),))
    return Meant(((Once(), _next_month_day(day, today)), (MonthDay(day), None)), Reason.ONCE_OR_REPEATED)


def _next_month_day(day: int, today: date) -> date:
    """Give the next day of this number; no two months in a row lack one."""
    return next(found for ahead in range(63) if (found := after(today, days=ahead)).day == day)


def _weekdays(days: Days, weekdays: frozenset[int], today: date) -> Meant:
    if days.every:
        number, unit = days.every
        if unit is Unit.MONTH:
            raise Unsure(Reason.WHICH_DAY)
        if unit is Unit.DAY:
            raise Unsure(Reason.CONTRADICTION)
        _interval(number, unit)
        return Meant(((_weeks(number, weekdays), None),))
    weekly = (_weeks(1, weekdays), None)
    if days.weekly or len(weekdays) > 1:
        return Meant((weekly,))
    next_one = weekday_after(today, min(weekdays))
    once = [next_one] if next_one - today < _WEEK else [today, next_one]
    return Meant((*((Once(), day) for day in once), weekly), Reason.ONCE_OR_REPEATED)


def _weeks(number: int, weekdays: frozenset[int]) -> Repeat:
    if number > 1:
        return EveryWeeks(number, weekdays)
    return Daily() if len(weekdays) == 7 else OnWeekdays(weekdays)


def _interval(number: int, unit: Unit) -> Repeat:
    """Give the repeat of "every 2 days", "every week" and the like. Raises Unsure."""
    if number < 1:
        raise Unsure(Reason.NOT_UNDERSTOOD)
    if number > _MOST[unit]:
        raise Unsure(Reason.TOO_FAR)
    match unit:
        case Unit.DAY:
            return Daily() if number == 1 else EveryDays(number)
        case Unit.WEEK:
            return EveryWeeks(number)
        case Unit.MONTH:
            return MonthDay(None, number)
