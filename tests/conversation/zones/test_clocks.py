"""Zones by what the clock on the wall shows."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.zones.clocks import main_choices, read_offset, zones_by_clock
from bot.conversation.zones.gazetteer import main_cities
from bot.conversation.zones.rules import offset, rules_print

WINTER = datetime(2026, 11, 21, 9, 53, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 18, 53, tzinfo=UTC)


def zones(shown: time, now: datetime, most: int = 5) -> list[str]:
    return [city.zone for city in zones_by_clock(shown, now, most)]


def test_the_clock_alone_finds_the_zone() -> None:
    assert zones(time(9, 53), WINTER)[0] == "Europe/London"
    assert "Europe/London" in zones(time(19, 53), SUMMER)
    assert "Asia/Kathmandu" in zones(time(15, 38), WINTER)
    assert zones(time(15, 23), WINTER) == ["Asia/Kolkata", "Asia/Colombo"]


def test_a_clock_may_be_some_minutes_wrong() -> None:
    assert zones(time(9, 49), WINTER) == zones(time(9, 57), WINTER) == zones(time(9, 53), WINTER)
    assert zones(time(9, 40), WINTER) == []


def test_on_both_sides_of_the_date_line_the_clocks_agree() -> None:
    late = zones(time(22, 53), WINTER, most=50)
    assert {"Pacific/Pago_Pago", "Pacific/Auckland"} <= set(late)


def test_clocks_agree_over_midnight() -> None:
    assert "Europe/London" in zones(time(0, 1), datetime(2026, 11, 21, 23, 58, tzinfo=UTC))
    assert "Europe/London" in zones(time(23, 58), datetime(2026, 11, 21, 0, 1, tzinfo=UTC))


def test_ways_in_which_clocks_go_come_before_more_of_the_same() -> None:
    found = zones_by_clock(time(10, 53), WINTER)
    alike = [rules_print(city.zone, WINTER.year) for city in found]
    assert len(set(alike)) >= 3
    assert main_choices(found, WINTER) == found


@given(st.times(), st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_whatever_is_found_shows_that_time(shown: time, now: datetime) -> None:
    for city in zones_by_clock(shown, now):
        there = (now + offset(city.zone, now)).replace(tzinfo=None)
        apart = (there - datetime.combine(there.date(), shown.replace(tzinfo=None))) % timedelta(days=1)
        assert min(apart, timedelta(days=1) - apart) <= timedelta(minutes=5)


def test_every_main_city_is_found_by_its_clock() -> None:
    for city in main_cities():
        shown = (WINTER + offset(city.zone, WINTER)).time()
        assert city in zones_by_clock(shown, WINTER, most=400)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("UTC+2", 120),
        ("utc +2", 120),
        ("GMT-03:30", -210),
        ("+0530", 330),
        ("+530", 330),
        ("-5", -300),
        ("UTC−5", -300),  # noqa: RUF001 (a minus as phones write it)
        ("+2 UTC", 120),
        ("utc", 0),
    ],
)
def test_distances_from_utc_are_read(typed: str, minutes: int) -> None:
    assert read_offset(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["", "5", "2+2", "UTC+", "+12345", "GMT", "+2 hours", "+٢"])
def test_other_texts_are_no_distance(typed: str) -> None:
    assert read_offset(typed) is None
