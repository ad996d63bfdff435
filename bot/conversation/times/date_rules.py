"""Rules for single days: "24 December", "tomorrow", "in 2 weeks", "this Friday"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.conversation.times.clocks import Clock, Proof
from bot.conversation.times.dates import Dates, after, coming, exact, in_figures, weekday_after
from bot.conversation.times.days import Days, Unit
from bot.conversation.times.items import Item, doubt, number, pick, rule, unit, value
from bot.conversation.times.values import Reason, Unsure
from bot.conversation.times.vocabulary import SMALL_HOURS_END, Kind, Token


def _on(*days: date) -> tuple[Item, ...]:
    return _dates(Dates(days, Reason.WHICH_DAY if len(days) > 1 else None))


def _dates(dates: Dates) -> tuple[Item, ...]:
    return (Days(dates=dates),)


def _named_date(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    return _dates(coming(value(tokens, Kind.MONTH), number(tokens), now.date()))


def _date_with_year(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    """Read "24 December 2026". In "24 December 2030", 2030 may be half past eight, unless a weekday shows the day."""
    year, named = value(tokens, Kind.FOUR_DIGITS), pick(tokens, Kind.WEEKDAY)
    day = exact(year, value(tokens, Kind.MONTH), number(tokens), now.date())
    weekdays = frozenset({named.value}) if named else None
    clock_like = named is None and year % 5 == 0
    return (Days(dates=Dates((day,), Reason.TIME_OR_DATE if clock_like else None), weekdays=weekdays),)


def _figures(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    return _dates(in_figures(tokens[0].text, now.date()))


def _today(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    """Read "today" and "tomorrow"; after midnight, people who are still up mean the day that has begun by both."""
    ahead, today = tokens[0].value, now.date()
    day = after(today, days=ahead)
    return _on(after(today, days=ahead - 1), day) if ahead and now.time() < SMALL_HOURS_END else _on(day)


def _this_weekday(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    """Read "this Friday"; on a Friday, that may be today."""
    weekday, today = tokens[-1].value, now.date()
    later = weekday_after(today, weekday)
    return _on(today, later) if weekday == today.weekday() else _on(later)


def _next_weekday(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    """Read "next Tuesday": the coming one to some people, the one after it to others."""
    later = weekday_after(now.date(), tokens[-1].value)
    return _on(later, after(later, days=7))


def _weekday_of_next_week(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    """Read "Tuesday next week"; weeks begin on Monday for some people and on Sunday for others."""
    weekday, today = value(tokens, Kind.WEEKDAY), now.date()
    from_monday = after(today, days=7 - today.weekday() + weekday)
    from_sunday = after(today, days=7 - (today.weekday() + 1) % 7 + (weekday + 1) % 7)
    return _on(*sorted({from_monday, from_sunday}))


def _in_days(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    count, counted = number(tokens), unit(tokens)
    if not count:
        raise Unsure(Reason.NOT_UNDERSTOOD)
    return _on(_counted(now.date(), count, counted))


def _counted(today: date, count: int, counted: Unit) -> date:
    if counted is Unit.MONTH:
        return after(today, months=count)
    return after(today, days=count * (7 if counted is Unit.WEEK else 1))


def _in_years(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    return _on(after(now.date(), months=12 * number(tokens)))


def _in_minutes(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    """Read "in 20 minutes", counted by the clock on the wall from the minute that has begun."""
    length = timedelta(minutes=1) if pick(tokens, Kind.MINUTES) else timedelta(hours=1)
    count = number(tokens)
    if not count:
        raise Unsure(Reason.NOT_UNDERSTOOD)
    try:
        then = now.replace(second=0, microsecond=0) + (length / 2 if pick(tokens, Kind.HALF) else length * count)
    except OverflowError:
        raise Unsure(Reason.TOO_FAR) from None
    moment = then.time()
    return *_on(then.date()), Clock((moment,), moment, Proof.ALL)


_UNIT = "(DAYS|WEEKS|MONTHS)"
_NUMBER = "(A? NUMBER|A)"
_DAY = "(NUMBER|ORDINAL)"

DATE_RULES = (
    rule(f"{_DAY} OF? MONTH|MONTH {_DAY}", _named_date),
    rule(f"(WEEKDAY COMMA?)? ({_DAY} OF? MONTH|MONTH {_DAY}) COMMA? FOUR_DIGITS", _date_with_year),
    rule("DATE", _figures),
    rule("DOTTED", doubt(Reason.TIME_OR_DATE)),
    rule("TODAY", _today),
    rule("THIS WEEKDAY", _this_weekday),
    rule("NEXT WEEKDAY", _next_weekday),
    rule("NEXT WEEKS ON? WEEKDAY|WEEKDAY NEXT WEEKS", _weekday_of_next_week),
    rule("(THIS|NEXT) (WEEKS|MONTHS|WEEKEND)", doubt(Reason.WHICH_DAY)),
    rule("WEEKDAY WEEKS|A WEEKS ON WEEKDAY", doubt(Reason.WHICH_DAY)),
    rule(f"IN {_NUMBER} (WEEKS|MONTHS) ON? WEEKDAY", doubt(Reason.WHICH_DAY)),
    rule(f"IN {_NUMBER} {_UNIT}|{_NUMBER} {_UNIT} NOW", _in_days),
    rule(f"IN {_NUMBER} YEARS", _in_years),
    rule("(IN|EVERY)? FOUR_DIGITS (DAYS|WEEKS|MONTHS|YEARS)", doubt(Reason.TOO_FAR)),
    rule("IN NUMBER DASH NUMBER", doubt(Reason.RANGE)),
    rule(f"IN ({_NUMBER}|HALF A) (HOURS|MINUTES|H)", _in_minutes),
)
