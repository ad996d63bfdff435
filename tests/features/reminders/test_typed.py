from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clock import moment
from bot.features.reminders.agenda import occurrence_of
from bot.features.reminders.occurrences import EARLIEST
from bot.features.reminders.schedule import Slot
from bot.features.reminders.typed import days_typed, moments_typed
from tests.features.reminders.living import doses
from tests.features.reminders.lock_screen import plan_of

ZONE = ZoneInfo("Europe/London")
LOCAL = datetime(2026, 11, 21, 8)  # noqa: DTZ001 (by the clock on the wall)
NOON = datetime(2026, 11, 23, 12)  # noqa: DTZ001 (by the clock on the wall)
DUE = occurrence_of(plan_of(doses()), Slot(LOCAL, moment(LOCAL, ZONE)), None)
HOUR = timedelta(hours=1)


def clocks(text: str, now: datetime) -> list[str]:
    return [f"{at.astimezone(ZONE):%d %H:%M}" for at in moments_typed(text, DUE, ZONE, now)]


@pytest.mark.parametrize(
    ("typed", "after", "found"),
    [
        ("08:10", 1, ["21 08:10"]),
        ("8:10", 1, ["21 08:10"]),
        ("half past 8", 20, ["21 08:30", "21 20:30"]),
        ("7:45pm", 1, []),
        ("7:45pm", 12, ["21 19:45"]),
        ("2am", 12, ["21 02:00"]),
        ("1am", 12, []),
        ("1am", 20, ["22 01:00"]),
        ("8am", 96, ["21 08:00"]),
        ("half past seven in the morning", 1, ["21 07:30"]),
        ("noon", 5, ["21 12:00"]),
        ("yesterday 8am", 24, []),
        ("8am and 9am", 24, []),
        ("every day at 8am", 24, []),
        ("", 24, []),
    ],
)
def test_a_time_of_day_is_the_one_next_to_when_it_was_due(typed: str, after: int, found: list[str]) -> None:
    assert clocks(typed, DUE.at + after * HOUR) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("22 November", [date(2026, 11, 22), date(2027, 11, 22)]),
        ("2 October", [date(2026, 10, 2), date(2027, 10, 2)]),
        ("2026-11-20", [date(2026, 11, 20)]),
        ("1 December", [date(2026, 12, 1)]),
        ("tomorrow", [date(2026, 11, 24)]),
        ("in 3 days", [date(2026, 11, 26)]),
        ("15 January", [date(2027, 1, 15)]),
        ("10/11", [date(2026, 10, 11), date(2026, 11, 10), date(2027, 10, 11), date(2027, 11, 10)]),
        ("30 February", []),
        ("yesterday", []),
        ("soon", []),
    ],
)
def test_days_before_today_are_found_by_their_names_alone(typed: str, found: list[date]) -> None:
    assert list(days_typed(typed, NOON, date(2026, 10, 1))) == found


@given(st.text(max_size=40), st.integers(0, 200))
def test_whatever_is_typed_gives_moments_that_can_be_marked(typed: str, hours: int) -> None:
    now = DUE.at + hours * HOUR
    found = moments_typed(typed, DUE, ZONE, now)
    assert all(DUE.at - EARLIEST <= at <= now for at in found)
    assert list(found) == sorted(set(found))


@given(st.times(), st.integers(0, 160))
def test_a_time_in_full_is_read_as_it_is_written(at: time, hours: int) -> None:
    now = DUE.at + hours * HOUR
    for found in moments_typed(f"{at:%H:%M}", DUE, ZONE, now):
        shown = found.astimezone(ZONE)
        assert (shown.minute, shown.hour % 12) == (at.minute, at.hour % 12)


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_a_day_in_full_is_itself_or_nothing(day: date) -> None:
    found = days_typed(day.isoformat(), NOON, date(2026, 10, 1))
    assert found == ((day,) if day >= date(2026, 10, 1) else ())


@given(st.text(max_size=60))
def test_any_text_gives_days_or_none(typed: str) -> None:
    found = days_typed(typed, NOON, date(2026, 10, 1))
    assert all(day >= date(2026, 10, 1) for day in found)
