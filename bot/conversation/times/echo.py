"""Says back what was read, in plain words, and says calmly what was not. `read` reads every echo as what it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from bot.conversation.times.values import (
    LAST,
    Daily,
    Doubt,
    EveryDays,
    EveryWeeks,
    MonthDay,
    MonthWeekday,
    Once,
    OnWeekdays,
    Reason,
    Repeat,
    Spoken,
)
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

_SHORTEST_MONTH = 28
_SURE_WEEKDAYS = 4  # each month has at least so many of each weekday
_SENTENCES: Mapping[Reason, Key] = {
    Reason.EMPTY: "times.empty",
    Reason.TOO_LONG: "times.too_long",
    Reason.NOT_UNDERSTOOD: "times.not_understood",
    Reason.AM_OR_PM: "times.am_or_pm",
    Reason.DAY_OR_MONTH: "times.day_or_month",
    Reason.TIME_OR_DATE: "times.time_or_date",
    Reason.WHICH_TIME: "times.which_time",
    Reason.WHICH_DAY: "times.which_day",
    Reason.WHICH_NIGHT: "times.which_night",
    Reason.ONCE_OR_REPEATED: "times.once_or_repeated",
    Reason.HOW_OFTEN: "times.how_often",
    Reason.CUE: "times.cue",
    Reason.HOURS: "times.hours",
    Reason.NO_SUCH_TIME: "times.no_such_time",
    Reason.NO_SUCH_DATE: "times.no_such_date",
    Reason.PAST: "times.past",
    Reason.TOO_FAR: "times.too_far",
    Reason.CONTRADICTION: "times.contradiction",
    Reason.SEPARATE: "times.separate",
    Reason.EXCEPTION: "times.exception",
    Reason.ENDING: "times.ending",
    Reason.RANGE: "times.range",
    Reason.VAGUE: "times.vague",
    Reason.ZONE: "times.zone",
    Reason.UNSUPPORTED: "times.unsupported",
}


def explain(doubt: Doubt, texts: Texts) -> str:
    """Say what is not certain, with an example of what can be read."""
    return texts.line(_SENTENCES[doubt.reason])


def echo(spoken: Spoken, texts: Texts) -> str:
    """Say what was read: "every day at 8:30 in the evening (20:30)"."""
    times = _listed([_clock(moment, spoken.repeat, texts) for moment in spoken.times], texts)
    if spoken.repeat is None:
        return times
    said = _days(spoken.repeat, spoken.on, texts)
    if times:
        said = texts.line("times.at", days=said, times=times)
    if spoken.on is not None and not isinstance(spoken.repeat, Once):
        said = texts.line("times.start", plan=said, day=_day(spoken.on, texts))
    return said


def _days(repeat: Repeat, on: date | None, texts: Texts) -> str:
    match repeat:
        case Once():
            return _day(on, texts) if on else ""
        case Daily():
            return texts.line("times.daily")
        case EveryDays(n):
            return texts.line("times.every_days", n=str(n))
        case OnWeekdays() | EveryWeeks():
            return _weekly(repeat, texts)
        case MonthDay() | MonthWeekday():
            return _monthly(repeat, texts)


def _weekly(repeat: OnWeekdays | EveryWeeks, texts: Texts) -> str:
    days = _listed([_weekday(weekday, texts) for weekday in sorted(repeat.days)], texts)
    if isinstance(repeat, OnWeekdays):
        return texts.line("times.weekly", days=days)
    weeks = texts.line("times.every_week") if repeat.n == 1 else texts.line("times.every_weeks", n=str(repeat.n))
    if not repeat.days:
        return weeks
    if len(repeat.days) == 1:
        return texts.line("times.weeks_on_one", weeks=weeks, weekday=days)
    return texts.line("times.weeks_on", weeks=weeks, days=days)


def _monthly(repeat: MonthDay | MonthWeekday, texts: Texts) -> str:
    if isinstance(repeat, MonthWeekday):
        nth = texts.line("times.nth").split()[repeat.ordinal if repeat.ordinal == LAST else repeat.ordinal - 1]
        said = texts.line("times.month_weekday", nth=nth, weekday=_weekday(repeat.weekday, texts))
        return texts.line("times.some_months", plan=said) if repeat.ordinal > _SURE_WEEKDAYS else said
    every = texts.line("times.every_month")
    if repeat.months > 1:
        every = texts.line("times.every_months", n=str(repeat.months))
    if repeat.day is None:
        return every
    said = texts.line("times.month_day", months=every, day=texts.line("times.ordinals").split()[repeat.day - 1])
    return said if repeat.day <= _SHORTEST_MONTH else texts.line("times.shorter", plan=said)


def _day(day: date, texts: Texts) -> str:
    return texts.line("times.day", weekday=_weekday(day.weekday(), texts), day=texts.day(day))


def _weekday(weekday: int, texts: Texts) -> str:
    return texts.line("times.weekdays").split()[weekday]


def _clock(moment: time, repeat: Repeat | None, texts: Texts) -> str:
    """Say a time by both clocks. Midnight belongs to two days, so where days are told apart, it is told of which."""
    exact, clock = moment.strftime("%H:%M"), f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02}"
    if moment == time(0):
        same = repeat is None or isinstance(repeat, Daily)
        return texts.line("times.midnight" if same else "times.day_begins", exact=exact)
    if moment == time(12):
        return texts.line("times.noon", exact=exact)
    if moment.hour < 12:
        return texts.line("times.morning", clock=clock, exact=exact)
    return texts.line("times.afternoon" if moment.hour < 18 else "times.evening", clock=clock, exact=exact)


def _listed(parts: Sequence[str], texts: Texts) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return texts.line("times.list", most=", ".join(parts[:-1]), last=parts[-1])
