"""Quiet hours as moments, in summer and winter, over midnight and over the change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.quiet import out_of_quiet, quiet_hours
from bot.core.keeping import Profile

LONDON = "Europe/London"
CLOCKS = st.times().map(lambda at: f"{at:%H:%M}")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (as it wants)


def at(hour: int, minute: int = 0, day: int = 20, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def until(profile: Profile, moment: datetime, zone: str = LONDON) -> datetime:
    return out_of_quiet(moment, quiet_hours(profile, zone, moment))


def test_none_are_set() -> None:
    assert quiet_hours(Profile(zone=LONDON), LONDON, at(3)) == ()


def test_over_midnight() -> None:
    night = Profile(zone=LONDON, quiet=("22:00", "07:00"))
    assert until(night, at(20, 59)) == at(20, 59)
    assert until(night, at(21)) == at(6, day=21)
    assert until(night, at(23, 30)) == at(6, day=21)
    assert until(night, at(5, 59)) == at(6)
    assert until(night, at(6)) == at(6)


def test_within_a_day() -> None:
    noon = Profile(zone=LONDON, quiet=("12:00", "14:00"))
    assert until(noon, at(11)) == at(13)
    assert until(noon, at(13)) == at(13)


def test_in_the_zone_of_the_person_else_in_the_one_given() -> None:
    assert until(Profile(zone="Asia/Tokyo", quiet=("22:00", "07:00")), at(14)) == at(22)
    assert until(Profile(quiet=("22:00", "07:00")), at(14), "Asia/Tokyo") == at(22)


def test_the_night_in_which_clocks_change() -> None:
    night = Profile(zone=LONDON, quiet=("22:00", "07:00"))
    assert until(night, at(23, day=24, month=10)) == at(7, day=25, month=10)
    assert until(night, at(23, day=28, month=3)) == at(6, day=29, month=3)


@given(CLOCKS, CLOCKS, MOMENTS)
def test_nobody_is_written_to_within(start: str, end: str, moment: datetime) -> None:
    profile = Profile(zone="UTC", quiet=(start, end))
    later = until(profile, moment)
    assert later >= moment
    clock = f"{moment:%H:%M}"
    within = start <= clock < end if start < end else clock >= start or clock < end
    assert (later > moment) == within
