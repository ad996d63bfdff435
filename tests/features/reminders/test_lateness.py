from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.features.reminders.lateness import (
    LATEST,
    ON_TIME,
    Lateness,
    closes_at,
    late_until,
    lateness,
    notice_closes_at,
    notice_until,
)

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
GAPS = st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=100))


def test_a_dose_is_announced_for_two_hours_or_half_the_way_to_the_next() -> None:
    assert late_until(AT, None) == AT + 2 * HOUR
    assert late_until(AT, AT + 12 * HOUR) == AT + 2 * HOUR
    assert late_until(AT, AT + 3 * HOUR) == AT + 1.5 * HOUR


def test_what_counts_as_on_time_can_always_be_sent() -> None:
    assert late_until(AT, AT + timedelta(minutes=1)) == AT + ON_TIME


def test_it_counts_as_missed_when_the_next_is_due_or_after_half_a_day() -> None:
    assert closes_at(AT, None) == AT + 12 * HOUR
    assert closes_at(AT, AT + 24 * HOUR) == AT + 12 * HOUR
    assert closes_at(AT, AT + 4 * HOUR) == AT + 4 * HOUR


def test_notices_are_of_use_until_the_next_one() -> None:
    assert notice_until(AT, None) == AT + 20 * HOUR
    assert notice_until(AT, AT + HOUR) == AT + HOUR
    assert notice_closes_at(AT, None) == AT + timedelta(days=7)
    assert notice_closes_at(AT, AT + 24 * HOUR) == AT + 24 * HOUR


def test_what_a_message_says_of_its_time() -> None:
    until = late_until(AT, None)
    assert lateness(AT, until, AT) is Lateness.ON_TIME
    assert lateness(AT, until, AT + ON_TIME - timedelta(seconds=1)) is Lateness.ON_TIME
    assert lateness(AT, until, AT + ON_TIME) is Lateness.LATE
    assert lateness(AT, until, until - timedelta(seconds=1)) is Lateness.LATE
    assert lateness(AT, until, until) is Lateness.TOO_LATE


@given(GAPS)
def test_nothing_is_announced_when_it_counts_as_missed_already(gap: timedelta | None) -> None:
    next_at = None if gap is None else AT + gap
    for until, closes in ((late_until, closes_at), (notice_until, notice_closes_at)):
        assert AT + ON_TIME <= until(AT, next_at) <= closes(AT, next_at)
    assert late_until(AT, next_at) <= AT + LATEST
