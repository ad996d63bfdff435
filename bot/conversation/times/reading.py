"""Reads what a person typed about times: one certain meaning, or a doubt. It never guesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product

from bot.conversation.times.clocks import Clock
from bot.conversation.times.days import Days, Meant, Unit, meant, started
from bot.conversation.times.english import ENGLISH
from bot.conversation.times.grammar import items
from bot.conversation.times.items import Count
from bot.conversation.times.lexing import LONGEST_TEXT, tokens
from bot.conversation.times.plan import Plan, plan
from bot.conversation.times.values import Daily, Doubt, Once, OnWeekdays, Reason, Repeat, Spoken, Unsure
from bot.conversation.times.vocabulary import SMALL_HOURS_END, Kind, Token, Vocabulary

VOCABULARIES: Mapping[str, Vocabulary] = {"en": ENGLISH}
MOST_CHOICES = 4
# Of several words that cannot be read, the one is named that says most.
_REFUSALS = (
    Reason.EXCEPTION,
    Reason.ENDING,
    Reason.CUE,
    Reason.VAGUE,
    Reason.RANGE,
    Reason.ZONE,
    Reason.PAST,
    Reason.HOW_OFTEN,
    Reason.NOT_UNDERSTOOD,
)


def read(text: str, now: datetime, language: str = "en") -> Spoken | Doubt:
    """Read times and days, as said on the person's own clock, which shows `now` (without a zone).

    Words of an unknown language are read as English ones. Never raises.
    """
    try:
        return _read(text.strip(), now, VOCABULARIES.get(language, ENGLISH))
    except Unsure as unsure:
        return unsure.doubt


def _read(text: str, now: datetime, vocabulary: Vocabulary) -> Spoken | Doubt:
    if len(text) > LONGEST_TEXT:
        raise Unsure(Reason.TOO_LONG)
    found = tokens(text, vocabulary)
    if all(token.kind is Kind.COMMA for token in found):
        raise Unsure(Reason.EMPTY)
    _check_refused(found)
    whole = plan(items(found, now), now.date())
    days = _with_start(meant(whole.days, now.date()), whole)
    for count in whole.counts:
        _check_count(count, whole, days)
    return _decided(whole, days, now)


def _check_refused(found: Sequence[Token]) -> None:
    reasons = {token.reason for token in found}
    for reason in _REFUSALS:
        if reason in reasons:
            raise Unsure(reason)


def _with_start(days: Meant, whole: Plan) -> Meant:
    """Let every repeat start on the stated day."""
    if whole.start is None:
        return days
    asked = Reason.HOW_OFTEN if whole.days == Days() else days.reason or whole.start.reason
    repeats = [repeat or Daily() for repeat, _ in days.options]
    return Meant(tuple((started(repeat, day), day) for repeat in repeats for day in whole.start.options), asked)


def _check_count(count: Count, whole: Plan, days: Meant) -> None:
    """Check "twice a day" against the times, and "twice a week" against the weekdays."""
    if count.unit is None and not all(isinstance(repeat, Once) for repeat, _ in days.options):
        raise Unsure(Reason.CONTRADICTION)
    if count.unit in (Unit.WEEK, Unit.MONTH):
        said, asked = len(whole.days.weekdays or ()), Reason.WHICH_DAY
    else:
        said, asked = len(whole.clocks), Reason.WHICH_TIME
    if not said and count.number > 1:
        raise Unsure(asked)
    if said and said != count.number:
        raise Unsure(Reason.CONTRADICTION)


def _decided(whole: Plan, days: Meant, now: datetime) -> Spoken | Doubt:
    """Give the one thing that it can mean, or all of them."""
    reason = days.reason or whole.reason or (Reason.AM_OR_PM if _half_days(whole.clocks) else None)
    every = [(repeat, day, moments) for (repeat, day), moments in product(days.options, _moments(whole.clocks))]
    if not every:
        raise Unsure(Reason.CONTRADICTION)
    readings = [Spoken(repeat, tuple(sorted(moments)), day) for repeat, day, moments in every]
    if any(clock.night for clock in whole.clocks) and not _any_night(days):
        reason = reason or Reason.WHICH_NIGHT
        readings = [night for spoken in readings for night in _nights(spoken)]
    left = tuple(spoken for spoken in readings if not _is_past(spoken, now))
    if readings and not left:
        raise Unsure(Reason.PAST)
    if reason is None:
        return left[0]
    return Doubt(reason, left if len(left) <= MOST_CHOICES else ())


def _half_days(clocks: Sequence[Clock]) -> bool:
    return any(len(clock.options) > 1 for clock in clocks)


def _moments(clocks: Sequence[Clock]) -> Iterator[tuple[time, ...]]:
    """Give every choice of times in which none stands twice. There are few, or there is nothing to choose."""
    if 2 ** sum(len(clock.options) > 1 for clock in clocks) > MOST_CHOICES:
        raise Unsure(Reason.AM_OR_PM)
    return (moments for moments in product(*(clock.options for clock in clocks)) if len(set(moments)) == len(moments))


def _any_night(days: Meant) -> bool:
    """Tell whether a time after midnight is the same by whichever night it is called."""
    return all(repeat is None or isinstance(repeat, Daily) for repeat, _ in days.options)


def _nights(spoken: Spoken) -> Iterator[Spoken]:
    """Give the small hours of a day and those after it, where these are all that was said."""
    if any(moment >= SMALL_HOURS_END for moment in spoken.times):
        return
    following = _day_later(spoken.repeat)
    if following is not None:
        yield spoken
        yield replace(spoken, repeat=following, on=_next_day(spoken.on))


def _day_later(repeat: Repeat | None) -> Repeat | None:
    match repeat:
        case Once():
            return repeat
        case OnWeekdays(days):
            return OnWeekdays(frozenset((day + 1) % 7 for day in days))
        case _:
            return None


def _next_day(day: date | None) -> date | None:
    return day + timedelta(days=1) if day and day < date.max else day


def _is_past(spoken: Spoken, now: datetime) -> bool:
    if not isinstance(spoken.repeat, Once) or spoken.on is None:
        return False
    return any(datetime.combine(spoken.on, moment) <= now.replace(tzinfo=None) for moment in spoken.times)
