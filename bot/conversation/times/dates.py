"""Days of the calendar: what a date without a year or in figures can mean, and which of it must be asked."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.conversation.times.values import Reason, Unsure

MOST_YEARS = 5
# A date without a year that has just gone by is rather a mistake than one of next year.
_JUST_GONE = timedelta(days=60)
_YEAR = timedelta(days=366)
_FOUR = 4


@dataclass(frozen=True, slots=True)
class Dates:
    """The days that a date can mean, at least one; with a reason if it must be asked."""

    options: tuple[date, ...]
    reason: Reason | None = None


def checked(day: date, today: date) -> date:
    """Give the day, if it is neither past nor too far away. Raises Unsure."""
    if day < today:
        raise Unsure(Reason.PAST)
    if day.year - today.year > MOST_YEARS:
        raise Unsure(Reason.TOO_FAR)
    return day


def exact(year: int, month: int, day: int, today: date) -> date:
    """Give the day that these figures name. Raises Unsure if there is none, or if it is past or too far away."""
    found = _valid(year, month, day)
    if found is None:
        raise Unsure(Reason.NO_SUCH_DATE)
    return checked(found, today)


def coming(month: int, day: int, today: date) -> Dates:
    """Give the next such day, in doubt if it has just gone by or there is none in the year it would be in.

    Raises Unsure if it does not exist.
    """
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2000, month)[1]:
        raise Unsure(Reason.NO_SUCH_DATE)
    near = (_valid(year, month, day) for year in range(today.year - 1, today.year + MOST_YEARS))
    found = tuple(each for each in near if each is not None)
    later = next((each for each in found if each >= today), None)
    if later is None:
        raise Unsure(Reason.NO_SUCH_DATE)
    if later > today and any(timedelta() < today - each <= _JUST_GONE for each in found):
        return Dates((later,), Reason.PAST)
    return Dates((later,), Reason.NO_SUCH_DATE if later - today > _YEAR else None)


def after(today: date, *, days: int = 0, months: int = 0) -> date:
    """Count days and calendar months on. Raises Unsure if that is too far, or the day does not exist there."""
    if days > 366 * MOST_YEARS or months > 12 * MOST_YEARS:
        raise Unsure(Reason.TOO_FAR)
    try:
        month = today.month - 1 + months
        found = _valid(today.year + month // 12, month % 12 + 1, today.day)
        if found is None:
            raise Unsure(Reason.NO_SUCH_DATE)
        return checked(found + timedelta(days=days), today)
    except OverflowError:
        raise Unsure(Reason.TOO_FAR) from None


def weekday_after(today: date, weekday: int) -> date:
    """Give the first such weekday after today."""
    return after(today, days=(weekday - today.weekday() - 1) % 7 + 1)


def in_figures(text: str, today: date) -> Dates:
    """Give the days that a date in figures can mean: 12/01 is 12 January or 1 December. Raises Unsure."""
    figures = re.split(r"[-/.]", text)
    if len(figures) == 2:
        return _without_year(int(figures[0]), int(figures[1]), today)
    if len(figures[0]) == _FOUR:
        year, month, day = map(int, figures)
        return Dates((exact(year, month, day, today),))
    usual, unusual = _orders(figures)
    left = tuple(sorted(day for day in usual | unusual if day >= today))
    if not left:
        raise Unsure(Reason.PAST if usual else Reason.NO_SUCH_DATE)
    # A reading in the past counts as well, since the year may be a slip.
    certain = len(usual) == 1 and left == tuple(usual)
    return Dates((checked(left[0], today),)) if certain else Dates(left, Reason.DAY_OR_MONTH)


def _orders(figures: Sequence[str]) -> tuple[frozenset[date], frozenset[date]]:
    """Give the readings with day or month first and, where the year has two figures, the one with it first."""
    first, second, third = map(int, figures)
    short = len(figures[2]) != _FOUR
    year = 2000 + third if short else third
    usual = (_valid(year, second, first), _valid(year, first, second))
    unusual = _valid(2000 + first, second, third) if short else None
    return frozenset(day for day in usual if day), frozenset((unusual,) if unusual else ())


def _without_year(first: int, second: int, today: date) -> Dates:
    if first == second or first > 12:
        return coming(second, first, today)
    if second > 23:  # no hour either, so that "8/20" may be two of them
        return coming(first, second, today)
    orders = ((second, first), (first, second))
    found = tuple(each for month, day in orders if month <= 12 for each in coming(month, day, today).options)
    return Dates(tuple(sorted(found)), Reason.DAY_OR_MONTH)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
