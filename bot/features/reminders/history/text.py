"""The history in words: day by day for a week, and what a month's picture shows for whoever cannot see it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from bot.core.richtext import Blocks, Bold, Bullets, Line, Text
from bot.features.reminders.history.days import Days, Entry, Mark, by_day, counted
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

WEEK = 7

NAMES: Mapping[Mark, Key] = {
    Mark.TAKEN: "history.taken_name",
    Mark.SKIPPED: "history.skipped_name",
    Mark.MISSED: "history.missed_name",
    Mark.WAITING: "history.waiting_name",
}


def week(found: Iterable[Entry], today: date, texts: Texts) -> Blocks:
    """Tell what became of each dose of the last days, the newest day first."""
    days = by_day(found)
    last = [today - timedelta(days=ago) for ago in range(WEEK)]
    lines = tuple(_day(day, days, texts) for day in last if day in days)
    if not lines:
        return texts.rich("history.nothing_week")
    return (*texts.rich("history.week"), Bullets(lines))


def month(first: date, days: Days, texts: Texts) -> Blocks:
    """Tell what the picture of a month shows: what there was in all, and each day that was not all taken."""
    title = month_name(first, texts)
    if not days:
        return texts.rich("history.nothing_month", month=title)
    every = [entry for found in days.values() for entry in found]
    others = {day: found for day, found in days.items() if any(entry.mark is not Mark.TAKEN for entry in found)}
    lines = tuple((Text(f"{texts.day(day)}: {_counts(found, texts)}"),) for day, found in sorted(others.items()))
    blocks = texts.rich("history.month_counts", month=title, counts=_counts(every, texts))
    if not others:
        return (*blocks, *texts.rich("history.month_all"))
    rest = texts.rich("history.month_others") if len(others) < len(days) else ()
    return (*blocks, Bullets(lines), *rest)


def month_name(first: date, texts: Texts) -> str:
    """Write a month: November 2026."""
    name = texts.line("date.months").split()[first.month - 1]
    return texts.line("history.month", month=name, year=str(first.year))


def weekday_and_day(day: date, texts: Texts) -> str:
    """Write a day near today: Tuesday 24 November."""
    weekday = texts.line("times.weekdays").split()[day.weekday()]
    month = texts.line("date.months").split()[day.month - 1]
    return texts.line("history.day", weekday=weekday, day=str(day.day), month=month)


def _day(day: date, days: Days, texts: Texts) -> Line:
    several = len({entry.plan for found in days.values() for entry in found}) > 1
    words = "; ".join(_entry(entry, texts, several=several) for entry in days[day])
    return (Bold(weekday_and_day(day, texts)), Text(f": {words}"))


def _entry(entry: Entry, texts: Texts, *, several: bool) -> str:
    due, what = f"{entry.local:%H:%M}", _what(entry, texts)
    if several:
        return texts.line("history.entry_of", time=due, number=str(entry.plan), what=what)
    return texts.line("history.entry", time=due, what=what)


def _what(entry: Entry, texts: Texts) -> str:
    match entry.mark:
        case Mark.TAKEN:
            return _taken(entry, texts)
        case Mark.SKIPPED:
            return texts.line("history.skipped")
        case Mark.MISSED:
            return texts.line("history.missed")
        case Mark.WAITING:
            return texts.line("history.waiting")


def _taken(entry: Entry, texts: Texts) -> str:
    if entry.taken is None:
        return texts.line("history.taken")
    if entry.taken.date() == entry.local.date():
        return texts.line("history.taken_at", time=f"{entry.taken:%H:%M}")
    day = weekday_and_day(entry.taken.date(), texts)
    return texts.line("history.taken_on", day=day, time=f"{entry.taken:%H:%M}")


def _counts(found: Iterable[Entry], texts: Texts) -> str:
    """Count in words, without what there is none of: "2 taken, 1 missed"."""
    counts = counted(found)
    kinds = ((mark, counts[mark]) for mark in Mark if counts[mark])
    return ", ".join(
        texts.line("history.count", count=str(count), name=texts.line(NAMES[mark])) for mark, count in kinds
    )
