"""Rules for days that repeat: "every 2 weeks on Tuesday", "1st of each month", "twice a day"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.conversation.times.days import Days, Unit
from bot.conversation.times.items import Build, Count, Item, PartSaid, doubt, number, pick, rule, unit, value
from bot.conversation.times.values import LAST, Reason, Unsure
from bot.conversation.times.vocabulary import Kind, Part, Token


def _every(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    if tokens[1].kind is Kind.ORDINAL and tokens[1].value == 1:
        raise Unsure(Reason.NOT_UNDERSTOOD)
    return (Days(every=(number(tokens), unit(tokens))),)


def _weekdays(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    named = [token for token in tokens if token.kind in (Kind.WEEKDAY, Kind.WEEKDAYS)]
    weekdays = frozenset(token.value for token in named)
    if len(weekdays) < len(named):
        raise Unsure(Reason.CONTRADICTION)
    weekly = pick(tokens, Kind.EVERY, Kind.WEEKDAYS, Kind.PARTS) is not None or len(named) > 1
    days = Days(weekdays=weekdays, weekly=weekly, every=_weeks_between(tokens, len(named)))
    part = tokens[-1]
    return (days, PartSaid(Part(part.value))) if part.kind is Kind.PARTS else (days,)


def _weeks_between(tokens: Sequence[Token], named: int) -> tuple[int, Unit] | None:
    """Tell of "every other Tuesday"; "every Monday and every Thursday" says of both that it is every week."""
    if pick(tokens, Kind.OTHER):
        if named > 1:  # whether the second one is every week remains open
            raise Unsure(Reason.SEPARATE)
        return 2, Unit.WEEK
    return (1, Unit.WEEK) if pick(tokens[1:], Kind.EVERY) else None


def _weekday_range(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    first, last = (token.value for token in tokens if token.kind in (Kind.WEEKDAY, Kind.WEEKDAYS))
    length = (last - first) % 7 + 1
    return (Days(weekdays=frozenset((first + step) % 7 for step in range(length)), weekly=True),)


def _group(*weekdays: int) -> Build:
    return lambda _tokens, _now: (Days(weekdays=frozenset(weekdays), weekly=True),)


def _day_of_month(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    of_month = pick(tokens, Kind.MONTHS) is not None
    every = (number(tokens[1:]), Unit.MONTH) if pick(tokens, Kind.EVERY) else None
    day = 31 if tokens[0].kind is Kind.LAST else tokens[0].value
    if not 1 <= day <= 31:
        raise Unsure(Reason.NO_SUCH_DATE)
    return (Days(month_day=day, of_month=of_month, every=every),)


def _nth_weekday(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    ordinal = pick(tokens, Kind.ORDINAL)
    nth = (ordinal.value if ordinal else LAST, value(tokens, Kind.WEEKDAY))
    return (Days(nth=nth, of_month=pick(tokens, Kind.MONTHS) is not None),)


def _shorter(_tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    return (Days(shorter=True),)


def _times_a_unit(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    counted = unit(tokens)
    return Count(tokens[0].value, counted), Days(every=(1, counted))


def _times(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    return (Count(tokens[0].value, None),)


def _times_each(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    """Read "once" in "once every Tuesday": so many times on each of its days."""
    return (Count(tokens[0].value, Unit.DAY),)


_UNIT = "(DAYS|WEEKS|MONTHS)"
_ONE = "(WEEKDAY|WEEKDAYS)"
_MORE = f"(COMMA? AND? EVERY? {_ONE})*"
_OF_MONTH = "((OF|IN) EVERY? MONTHS)"

REPEAT_RULES = (
    rule(f"EVERY (NUMBER|ORDINAL|OTHER)? {_UNIT}", _every),
    rule("EVERY (NUMBER|ORDINAL|OTHER)? YEARS", doubt(Reason.UNSUPPORTED)),
    rule("EVERY (NUMBER|ORDINAL|OTHER)? (HOURS|MINUTES|H)", doubt(Reason.HOURS)),
    rule("(NUMBER|A) (HOURS|MINUTES)", doubt(Reason.HOURS)),
    rule(f"(NUMBER|A) {_UNIT}", doubt(Reason.HOW_OFTEN)),
    rule("EVERY? WEEKDAY WEEKDAY PARTS?", doubt(Reason.WHICH_DAY)),  # "mon fri" may be from Monday to Friday
    rule(f"(EVERY OTHER?|A)? {_ONE} {_MORE} PARTS?", _weekdays),
    rule(f"FROM? EVERY? {_ONE} (TO|DASH) {_ONE}", _weekday_range),
    rule("EVERY? WORKDAYS", _group(0, 1, 2, 3, 4)),
    rule("WEEKENDS|EVERY WEEKEND", _group(5, 6)),
    rule("WEEKEND", doubt(Reason.ONCE_OR_REPEATED)),
    rule("ORDINAL ((OF|IN) (EVERY (NUMBER|OTHER)?)? MONTHS)?", _day_of_month),
    rule("LAST DAYS (OF|IN) (EVERY (NUMBER|OTHER)?)? MONTHS", _day_of_month),
    rule(f"EVERY? (ORDINAL|LAST) WEEKDAY {_OF_MONTH}?", _nth_weekday),
    rule("SHORTER", _shorter),
    rule(f"COUNT (A|EVERY) {_UNIT}", _times_a_unit),
    rule(f"NUMBER TIMES (A|EVERY) {_UNIT}", _times_a_unit),
    rule("NUMBER TIMES", doubt(Reason.ENDING)),
    rule(f"COUNT IN (A? NUMBER|A) {_UNIT}", doubt(Reason.HOW_OFTEN)),  # "once in 2 weeks" is rather every 2 weeks
    rule("COUNT(?=EVERY)", _times_each),
    rule("COUNT", _times),
)
