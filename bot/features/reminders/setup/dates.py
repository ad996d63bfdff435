"""Questions about one day: an appointment, or a refill to be picked up. Also the time of day of any notice. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

from bot.features.reminders.describing import clock
from bot.features.reminders.plans import Kind
from bot.features.reminders.setup.asking import Asking, Doubt, Question, Step, choices
from bot.features.reminders.setup.counting import ticks
from bot.features.reminders.setup.draft import Offer, Patch
from bot.features.reminders.setup.spoken import NONE, Span, read_clock, read_day
from bot.features.reminders.setup.written import times_of, written
from bot.texts.keys import Key

_FURTHEST = timedelta(days=3 * 366)
_BEFORE = (0, 1, 2, 3, 7, 14)
_QUICK_NOTICES = ("0800", "1700", "1800", "1900", "2000")
_ASK_DAY: Mapping[Kind, Key] = {Kind.APPOINTMENT: "remind.appointment_day", Kind.REFILL: "remind.refill_day"}


def _day(asking: Asking) -> Question:
    texts, today = asking.texts, asking.today
    days: tuple[tuple[Key, date], ...] = (
        ("remind.tomorrow", today + timedelta(days=1)),
        ("remind.in_a_week", today + timedelta(days=7)),
    )
    row = choices("day", ((day.isoformat(), texts.line(key)) for key, day in days))
    return Question(texts.rich(_ASK_DAY[asking.kind]), (row,), texts.line("remind.day_example"))


def _read_day(asking: Asking, text: str) -> Offer | Doubt:
    """Read the day; the time of an appointment may stand beside it."""

    def patch(day: date, at: time | None) -> Patch:
        known = at is not None and asking.kind is Kind.APPOINTMENT
        return {"day": day.isoformat(), **({"at": written(at)} if known and at else {})}

    return read_day(asking, text, Span(asking.today, asking.today + _FURTHEST), patch)


def _at(asking: Asking) -> Question:
    texts = asking.texts
    row = choices("at", ((NONE, texts.line("remind.at_none")),))
    return Question(texts.rich("remind.at"), (row,), texts.line("remind.clock_example"))


def _read_at(asking: Asking, text: str) -> Offer | Doubt:
    return read_clock(asking, text, lambda at: {"at": written(at)})


def _before(asking: Asking) -> Question:
    labelled = [(days, before_in_words(asking, days)) for days in _BEFORE]
    return Question(asking.texts.rich("remind.before"), ticks(asking, "before", labelled))


def before_in_words(asking: Asking, days: int) -> str:
    """Say how long before a day it is announced."""
    named: Mapping[int, Key] = {0: "remind.on_the_day", 1: "remind.day_before", 7: "remind.week_before"}
    if days in named:
        return asking.texts.line(named[days])
    return asking.texts.line("remind.days_before", number=str(days))


def _notice(asking: Asking) -> Question:
    texts = asking.texts
    labelled = ((answer, clock(times_of(answer)[0])) for answer in _QUICK_NOTICES)
    words = texts.rich("remind.test_notice" if asking.kind is Kind.BLOOD_TEST else "remind.date_notice")
    return Question(words, (choices("notice", labelled),), texts.line("remind.clock_example"))


def _read_notice(asking: Asking, text: str) -> Offer | Doubt:
    return read_clock(asking, text, lambda at: {"notice": written(at)})


STEPS: Mapping[str, Step] = {
    "day": Step(_day, _read_day),
    "at": Step(_at, _read_at),
    "before": Step(_before),
    "notice": Step(_notice, _read_notice),
}
