"""Plans in words, as the person who made them is told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.schedule import Days, EveryDay, EveryDays, OnMonthDay, OnOff, OnWeekdays
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

LAST_DAY = 31
"""The day of the month that stands for its last one."""

_WEEK, _WORKING, _WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset({5, 6})
_EVERY_ONE: dict[Unit, Key] = {
    Unit.DAY: "remind.every_day",
    Unit.WEEK: "remind.every_week",
    Unit.MONTH: "remind.every_month",
}
_EVERY_SOME: dict[Unit, Key] = {
    Unit.DAY: "remind.every_days",
    Unit.WEEK: "remind.every_weeks",
    Unit.MONTH: "remind.every_months",
}


def clock(at: time) -> str:
    """Write a time of day: 08:00."""
    return f"{at:%H:%M}"


def listed(words: Sequence[str], texts: Texts) -> str:
    """Put words in one line: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return texts.line("times.list", most=", ".join(words[:-1]), last=words[-1])


def clocks(times: Iterable[time], texts: Texts) -> str:
    """Write several times of day in one line."""
    return listed([clock(at) for at in times], texts)


def weekday(day: int, texts: Texts) -> str:
    """Name a day of the week; Monday is 0."""
    return texts.line("times.weekdays").split()[day]


def day_in_words(day: date, texts: Texts) -> str:
    """Write a day with its name: Tuesday 24 November 2026."""
    return texts.line("remind.day", weekday=weekday(day.weekday(), texts), day=texts.day(day))


def moment_in_words(local: datetime, texts: Texts) -> str:
    """Write what the clock and the calendar on the wall show: Tuesday 24 November 2026, 08:00."""
    return texts.line("remind.moment", day=day_in_words(local.date(), texts), time=clock(local.time()))


def days_in_words(days: Days, texts: Texts) -> str:
    """Say on which days."""
    match days:
        case EveryDay():
            return texts.line("remind.every_day")
        case OnWeekdays(chosen):
            return _weekdays(chosen, texts)
        case EveryDays(number):
            return texts.line("remind.every_days", number=str(number))
        case OnOff(on, off):
            return texts.line("remind.on_off", on=counted_days(on, texts), off=counted_days(off, texts))
        case OnMonthDay(day):
            return texts.line("remind.last_of_month") if day == LAST_DAY else _month_day(day, texts)


def counted_days(number: int, texts: Texts) -> str:
    """Say how many days."""
    return texts.line("remind.one_day") if number == 1 else texts.line("remind.some_days", number=str(number))


def interval_in_words(every: Interval, texts: Texts) -> str:
    """Say how far apart tests are."""
    if every.number == 1:
        return texts.line(_EVERY_ONE[every.unit])
    return texts.line(_EVERY_SOME[every.unit], number=str(every.number))


def phase_in_words(phase: Phase, texts: Texts) -> str:
    """Say how far apart the tests of a phase are, and how many there are."""
    every = interval_in_words(phase.every, texts)
    if phase.count is None:
        return texts.line("remind.phase_without_end", every=every)
    if phase.count == 1:
        return texts.line("remind.phase_of_one", every=every)
    return texts.line("remind.phase", every=every, count=str(phase.count))


def _weekdays(chosen: frozenset[int], texts: Texts) -> str:
    whole: dict[frozenset[int], Key] = {
        _WEEK: "remind.every_day",
        _WORKING: "remind.working_days",
        _WEEKEND: "remind.weekends",
    }
    if chosen in whole:
        return texts.line(whole[chosen])
    return listed([weekday(day, texts) for day in sorted(chosen)], texts)


def _month_day(day: int, texts: Texts) -> str:
    return texts.line("remind.month_day", day=str(day))
