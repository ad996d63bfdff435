"""What is said of a plan before it is confirmed."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.core.people import Platform
from bot.core.richtext import plain
from bot.features.reminders.describing import days_in_words, phase_in_words
from bot.features.reminders.plans import BloodTestPlan, Content, DatePlan, DosePlan, Kind, Plan
from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.schedule import (
    Days,
    EveryDay,
    EveryDays,
    OnMonthDay,
    OnOff,
    OnWeekdays,
    Schedule,
    Step,
)
from bot.features.reminders.setup.asking import Asking
from bot.features.reminders.setup.preview import preview
from bot.texts.catalogue import Texts
from tests.features.reminders.setup.chatting import START
from tests.features.reminders.setup.facts import facts

TODAY = date(2026, 11, 20)


def shown(
    texts: Texts,
    content: Content,
    kind: Kind = Kind.DOSE,
    *,
    zone: str = "Europe/Zurich",
    quiet: tuple[str, str] | None = None,
) -> str:
    plan = Plan("0" * 32, "", kind, content, zone, Platform.TELEGRAM, START)
    return plain(preview(Asking(texts, facts(quiet=quiet), {"place": zone, "clock": "yes"}), plan))


def daily(*times: time, first: date = TODAY, last: date | None = None) -> DosePlan:
    return DosePlan(Schedule((Step(first, EveryDay(), times),), last))


def test_the_next_three_times(texts: Texts) -> None:
    assert shown(texts, daily(time(8), time(20))) == (
        "Please check your dose reminders:\n\n"
        "- from Friday 20 November 2026: every day at 08:00 and 20:00\n"
        "- I ask once more if you don't answer\n"
        "- all times are Zurich time\n\n"
        "I would write next on:\n\n"
        "- Friday 20 November 2026, 20:00\n"
        "- Saturday 21 November 2026, 08:00\n"
        "- Saturday 21 November 2026, 20:00"
    )


def test_one_that_would_never_remind(texts: Texts) -> None:
    assert "None of these times lies ahead" in shown(texts, daily(time(8), last=TODAY))


@pytest.mark.parametrize(
    ("quiet", "told"),
    [
        (("22:00", "07:00"), "In your quiet hours: 06:30 and 22:00."),
        (("06:00", "07:00"), "In your quiet hours: 06:30."),
        (("22:30", "06:00"), None),
        (None, None),
    ],
)
def test_quiet_hours(texts: Texts, quiet: tuple[str, str] | None, told: str | None) -> None:
    words = shown(texts, daily(time(6, 30), time(22)), quiet=quiet)
    assert told in words if told else "quiet hours" not in words


@pytest.mark.parametrize(
    ("zone", "at", "told"),
    [
        ("Europe/Zurich", time(2, 30), "On Sunday 28 March 2027 the clocks change: 02:30 is left out there"),
        ("Australia/Sydney", time(2, 15), "On Sunday 3 October 2027 the clocks change: 02:15 is left out there"),
        ("Europe/Zurich", time(3), None),
        ("Asia/Tokyo", time(2, 30), None),
    ],
)
def test_a_time_that_the_clock_leaps_over(texts: Texts, zone: str, at: time, told: str | None) -> None:
    words = shown(texts, daily(at), zone=zone)
    assert told in words if told else "clocks change" not in words


def test_a_notice_after_the_appointment(texts: Texts) -> None:
    on = date(2026, 11, 24)
    late = "only after your appointment has begun"
    assert late in shown(texts, DatePlan(on, (0, 1), time(18), time(14, 30)), Kind.APPOINTMENT)
    assert late not in shown(texts, DatePlan(on, (1,), time(18), time(14, 30)), Kind.APPOINTMENT)
    assert late not in shown(texts, DatePlan(on, (0,), time(8), time(14, 30)), Kind.APPOINTMENT)
    assert late not in shown(texts, DatePlan(on, (0,), time(18)), Kind.REFILL)


def test_a_test_whose_day_has_passed(texts: Texts) -> None:
    phase = Phase(Interval(1, Unit.MONTH), None)
    words = shown(texts, BloodTestPlan((phase,), date(2026, 10, 15)), Kind.BLOOD_TEST)
    assert "- was due on Sunday 15 November 2026" in words
    assert "- Wednesday 25 November 2026, 18:00" in words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (EveryDay(), "every day"),
        (OnWeekdays(frozenset(range(7))), "every day"),
        (OnWeekdays(frozenset(range(5))), "Monday to Friday"),
        (OnWeekdays(frozenset({5, 6})), "Saturday and Sunday"),
        (OnWeekdays(frozenset({0, 2, 6})), "Monday, Wednesday and Sunday"),
        (OnWeekdays(frozenset({3})), "Thursday"),
        (EveryDays(14), "every 14 days"),
        (OnOff(21, 7), "21 days on, then 7 days off"),
        (OnOff(1, 1), "1 day on, then 1 day off"),
        (OnMonthDay(12), "on day 12 of each month"),
        (OnMonthDay(31), "on the last day of each month"),
    ],
)
def test_days_in_words(texts: Texts, days: Days, words: str) -> None:
    assert days_in_words(days, texts) == words


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (Phase(Interval(1, Unit.WEEK), 8), "every week, 8 tests"),
        (Phase(Interval(10, Unit.DAY), 1), "every 10 days, 1 test"),
        (Phase(Interval(3, Unit.MONTH), None), "every 3 months, without an end"),
    ],
)
def test_phases_in_words(texts: Texts, phase: Phase, words: str) -> None:
    assert phase_in_words(phase, texts) == words
