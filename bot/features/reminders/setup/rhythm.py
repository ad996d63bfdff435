"""Questions about doses: on which days, at which times of day, from when until when. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.features.reminders.describing import LAST_DAY, clocks, weekday
from bot.features.reminders.schedule import LONGEST_PAUSE
from bot.features.reminders.setup.agreeing import NO, YES
from bot.features.reminders.setup.asking import Asking, Choice, Doubt, Question, Step, choices
from bot.features.reminders.setup.counting import Range, joined, read_number, ticks
from bot.features.reminders.setup.draft import Offer, base, numbered
from bot.features.reminders.setup.spoken import NONE, STEPPED, Span, first_patch, read_day, read_rhythm
from bot.features.reminders.setup.written import times_of
from bot.texts.keys import Key

MOST_STEPS = 10
"""Dated steps of one plan."""

LONGEST_CYCLE = 365
"""Days on without a pause."""

_DAYS: Mapping[str, Key] = {
    "daily": "remind.days_daily",
    "weekdays": "remind.days_weekdays",
    "every": "remind.days_every",
    "cycle": "remind.days_cycle",
    "monthly": "remind.days_monthly",
}
# Times of day to begin with; which of them is right stands on the person's own plan, and any other can be typed.
_QUICK_TIMES = ("0800", "2000", "0800-2000", "0800-1400-2000")
_QUICK_NUMBERS = (2, 3, 4, 5, 6, 7, 14, 21, 28)
# A first day in the past is one to count from; no plan is counted from further back, or begins further ahead.
_LONGEST_AGO, _FURTHEST = timedelta(days=366), timedelta(days=3 * 366)


def _days(asking: Asking) -> Question:
    texts, name = asking.texts, asking.mine("days")
    labelled = ((value, texts.line(key)) for value, key in _DAYS.items())
    row = choices(name, labelled)
    if STEPPED not in asking.answers:
        row = (*row, Choice("steps", texts.line("remind.days_steps"), {STEPPED: YES}))
        return Question(texts.rich("remind.days"), (row,), texts.line("remind.days_example"))
    words = texts.rich("remind.days_of_step", number=str(asking.number + 1))
    return Question(words, (row,), texts.line("remind.days_example"))


def _weekdays(asking: Asking) -> Question:
    texts, name = asking.texts, asking.mine("weekdays")
    working = Choice("working", texts.line("remind.working_button"), {name: joined(range(5))})
    rows = ticks(asking, name, [(day, weekday(day, texts)) for day in range(7)], working)
    return Question(texts.rich("remind.weekdays_ask"), rows, texts.line("remind.weekdays_example"))


def _every(asking: Asking) -> Question:
    return _number(asking, "every", "remind.every_ask")


def _on(asking: Asking) -> Question:
    return _number(asking, "on", "remind.on_ask")


def _off(asking: Asking) -> Question:
    return _number(asking, "off", "remind.off_ask")


def _number(asking: Asking, name: str, key: Key) -> Question:
    numbers = ((str(number), str(number)) for number in _QUICK_NUMBERS)
    row = choices(asking.mine(name), numbers)
    return Question(asking.texts.rich(key), (row,), asking.texts.line("remind.number_example"))


def _monthday(asking: Asking) -> Question:
    texts = asking.texts
    labelled = (("1", "1"), ("15", "15"), (str(LAST_DAY), texts.line("remind.last_day_button")))
    row = choices(asking.mine("monthday"), labelled)
    return Question(texts.rich("remind.monthday_ask"), (row,), texts.line("remind.monthday_example"))


def _times(asking: Asking) -> Question:
    texts = asking.texts
    labelled = ((answer, clocks(times_of(answer), texts)) for answer in _QUICK_TIMES)
    row = choices(asking.mine("times"), labelled)
    return Question(texts.rich("remind.times"), (row,), texts.line("remind.times_example"))


def _first(asking: Asking) -> Question:
    texts, today = asking.texts, asking.today
    example = texts.line("remind.day_example")
    if asking.number:
        return Question(texts.rich("remind.next_step", number=str(asking.number + 1)), example=example)
    tomorrow = today + timedelta(days=1)
    days = ((today, texts.line("remind.today")), (tomorrow, texts.line("remind.tomorrow")))
    row = tuple(Choice(day.isoformat(), label, first_patch(asking, day)) for day, label in days)
    words = texts.rich("remind.first_step" if STEPPED in asking.answers else "remind.first")
    return Question(words, (row,), example)


def _more(asking: Asking) -> Question:
    """Ask for another dated step, as long as there is room for one."""
    texts = asking.texts
    row = choices(asking.mine("more"), ((YES, texts.line("remind.more_yes")), (NO, texts.line("remind.more_no"))))
    return Question(texts.rich("remind.more", number=str(asking.number + 1)), (row,))


def _last(asking: Asking) -> Question:
    texts = asking.texts
    row = choices("last", ((NONE, texts.line("remind.last_none")),))
    return Question(texts.rich("remind.last"), (row,), texts.line("remind.day_example"))


def _read_first(asking: Asking, text: str) -> Offer | Doubt:
    """Read the first day. Each step begins after the one before it."""
    least = asking.today - _LONGEST_AGO
    if asking.number:
        before = asking.answers[numbered("first", asking.number - 1)]
        least = date.fromisoformat(before) + timedelta(days=1)
    return read_day(asking, text, Span(least, asking.today + _FURTHEST), lambda day, _: first_patch(asking, day))


def _read_last(asking: Asking, text: str) -> Offer | Doubt:
    """Read the last day, which is not before the last step begins."""
    begins = max(date.fromisoformat(day) for name, day in asking.answers.items() if base(name) == "first")
    span = Span(max(begins, asking.today), asking.today + _FURTHEST)
    return read_day(asking, text, span, lambda day, _: {"last": day.isoformat()})


def _read_every(asking: Asking, text: str) -> Offer | Doubt:
    return read_number(asking, text, asking.mine("every"), Range(2, LONGEST_PAUSE))


def _read_on(asking: Asking, text: str) -> Offer | Doubt:
    return read_number(asking, text, asking.mine("on"), Range(1, LONGEST_CYCLE))


def _read_off(asking: Asking, text: str) -> Offer | Doubt:
    return read_number(asking, text, asking.mine("off"), Range(1, LONGEST_PAUSE - 1))


def _read_monthday(asking: Asking, text: str) -> Offer | Doubt:
    return read_number(asking, text, asking.mine("monthday"), Range(1, LAST_DAY))


STEPS: Mapping[str, Step] = {
    "days": Step(_days, read_rhythm),
    "weekdays": Step(_weekdays, read_rhythm),
    "every": Step(_every, _read_every),
    "on": Step(_on, _read_on),
    "off": Step(_off, _read_off),
    "monthday": Step(_monthday, _read_monthday),
    "times": Step(_times, read_rhythm),
    "first": Step(_first, _read_first),
    "more": Step(_more),
    "last": Step(_last, _read_last),
}
