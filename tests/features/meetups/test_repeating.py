from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation.times.values import LAST, EveryWeeks, MonthDay, MonthWeekday, OnWeekdays
from bot.features.meetups.meetup import Content, Meetup, Repeat, Series, Where
from bot.features.meetups.repeating import begins, date_at, local_dates, moment_of, rrule_of

EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns", "UTC")
WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)
REPEATS: st.SearchStrategy[Repeat] = st.one_of(
    st.builds(OnWeekdays, WEEKDAYS),
    st.builds(EveryWeeks, st.integers(1, 6), WEEKDAYS),
    st.builds(MonthDay, st.integers(1, 31), st.integers(1, 12)),
    st.builds(MonthWeekday, st.sampled_from((1, 2, 3, 4, 5, LAST)), st.integers(0, 6)),
)
DAYS = st.dates(date(2026, 1, 1), date(2032, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def meetup(
    repeat: Repeat | None, first: date, at: time = time(19), zone: str = "Europe/London", until: date | None = None
) -> Meetup:
    series = None if repeat is None else Series(repeat, until)
    content = Content("Tea", Where("Library"))
    return Meetup("m", None, content, zone, first, at, series, ("p",), EARLIEST, EARLIEST)


def dates(one: Meetup, most: int, after: datetime = EARLIEST) -> list[str]:
    return [f"{local:%a %d %b %Y %H:%M}" for local in islice(local_dates(one, after), most)]


def test_one_that_does_not_repeat_has_one_date() -> None:
    once = meetup(None, date(2026, 11, 24))
    assert dates(once, 9) == ["Tue 24 Nov 2026 19:00"]
    assert dates(once, 9, datetime(2026, 11, 24, 19, tzinfo=UTC)) == []
    assert rrule_of(once) == ""


@pytest.mark.parametrize(
    ("repeat", "first", "wanted"),
    [
        (OnWeekdays(frozenset({1, 3})), "2026-11-24", "24 Nov, 26 Nov, 01 Dec, 03 Dec"),
        (EveryWeeks(2, frozenset({1})), "2026-11-24", "24 Nov, 08 Dec, 22 Dec, 05 Jan"),
        (EveryWeeks(2, frozenset({0, 6})), "2026-11-29", "29 Nov, 07 Dec, 13 Dec, 21 Dec"),
        (EveryWeeks(3), "2026-11-24", "24 Nov, 15 Dec, 05 Jan, 26 Jan"),
        (MonthDay(31), "2026-10-31", "31 Oct, 30 Nov, 31 Dec, 31 Jan, 28 Feb, 31 Mar"),
        (MonthDay(29), "2027-12-29", "29 Dec, 29 Jan, 29 Feb, 29 Mar"),
        (MonthDay(29, 12), "2028-02-29", "29 Feb, 28 Feb, 28 Feb, 28 Feb, 29 Feb"),
        (MonthDay(None), "2026-11-24", "24 Nov, 24 Dec"),
        (MonthWeekday(2, 1), "2026-12-08", "08 Dec, 12 Jan, 09 Feb"),
        (MonthWeekday(LAST, 4), "2026-11-27", "27 Nov, 25 Dec, 29 Jan"),
        (MonthWeekday(5, 4), "2027-01-29", "29 Jan, 30 Apr, 30 Jul, 29 Oct, 31 Dec"),
    ],
)
def test_dates(repeat: Repeat, first: str, wanted: str) -> None:
    names = wanted.split(", ")
    found = dates(meetup(repeat, date.fromisoformat(first)), len(names))
    assert [name[4:10] for name in found] == names


def test_the_last_day_is_included() -> None:
    weekly = OnWeekdays(frozenset({1}))
    ends = meetup(weekly, date(2026, 11, 24), until=date(2026, 12, 8))
    assert dates(ends, 9) == ["Tue 24 Nov 2026 19:00", "Tue 01 Dec 2026 19:00", "Tue 08 Dec 2026 19:00"]
    assert rrule_of(ends) == "FREQ=WEEKLY;WKST=MO;BYDAY=TU;UNTIL=20261208T190000Z"


@pytest.mark.parametrize(
    ("repeat", "rule"),
    [
        (EveryWeeks(2, frozenset({1, 3})), "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,TH"),
        (EveryWeeks(2), "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU"),
        (MonthDay(15), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15"),
        (MonthDay(31, 3), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        (MonthWeekday(5, 4), "FREQ=MONTHLY;BYDAY=5FR"),
        (MonthWeekday(LAST, 4), "FREQ=MONTHLY;BYDAY=-1FR"),
    ],
)
def test_rules_as_calendar_files_write_them(repeat: Repeat, rule: str) -> None:
    assert rrule_of(meetup(repeat, date(2026, 11, 24))) == rule


def test_a_time_that_the_clock_leaps_over_comes_later_and_one_shown_twice_comes_once() -> None:
    assert moment_of(datetime.combine(date(2027, 3, 28), time(1, 30)), "Europe/London") == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )
    assert moment_of(datetime.combine(date(2026, 10, 25), time(1, 30)), "Europe/London") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_the_clock_on_the_wall_stays_the_same_over_both_changes() -> None:
    weekly = meetup(OnWeekdays(frozenset({6})), date(2026, 10, 18), time(10), "Europe/London")
    hours = [moment_of(local, weekly.zone).hour for local in islice(local_dates(weekly, EARLIEST), 24)]
    assert hours == [9] + [10] * 22 + [9]


@pytest.mark.parametrize(
    ("repeat", "day", "first"),
    [
        (OnWeekdays(frozenset({1})), "2026-11-24", "2026-11-24"),
        (OnWeekdays(frozenset({1})), "2026-11-25", "2026-12-01"),
        (EveryWeeks(6, frozenset({0})), "2026-11-24", "2026-11-30"),
        (MonthDay(1, 3), "2026-11-24", "2026-12-01"),
        (MonthWeekday(5, 4), "2026-11-24", "2027-01-29"),
    ],
)
def test_the_first_day_that_fits(repeat: Repeat, day: str, first: str) -> None:
    assert begins(repeat, date.fromisoformat(day)) == date.fromisoformat(first)


def test_a_date_has_its_moments_in_utc() -> None:
    summer = meetup(None, date(2027, 7, 1))
    on = date_at(summer, datetime.combine(date(2027, 7, 1), time(19)), "d")
    assert (on.starts_at.hour, on.ends_at - on.starts_at) == (18, timedelta(hours=1))


def fits(repeat: Repeat, first: date, day: date) -> bool:
    """Tell by counting whether a day belongs to a series that began on another one."""
    last = monthrange(day.year, day.month)[1]
    match repeat:
        case OnWeekdays(days):
            return day.weekday() in days
        case EveryWeeks(n, days):
            monday, begin = day - timedelta(days=day.weekday()), first - timedelta(days=first.weekday())
            return day.weekday() in (days or {first.weekday()}) and (monday - begin).days // 7 % n == 0
        case MonthDay(number, months):
            apart = (day.year - first.year) * 12 + day.month - first.month
            return apart % months == 0 and day.day == min(number or first.day, last)
        case MonthWeekday(ordinal, weekday):
            which = (day.day - 1) // 7 + 1
            return day.weekday() == weekday and (day.day + 7 > last if ordinal == LAST else which == ordinal)


def counted(repeat: Repeat, first: date) -> Iterator[date]:
    day = first
    while True:
        if fits(repeat, first, day):
            yield day
        day += timedelta(days=1)


@given(REPEATS, DAYS, TIMES, st.sampled_from(ZONES), st.integers(0, 800))
@example(MonthWeekday(5, 6), date(2027, 2, 28), time(1, 30), "Europe/London", 30)
@example(MonthDay(29), date(2028, 2, 29), time(2, 15), "Australia/Lord_Howe", 400)
def test_the_same_dates_as_counted_day_by_day(repeat: Repeat, start: date, at: time, zone: str, later: int) -> None:
    first = begins(repeat, start)
    assert fits(repeat, first, first)
    one = meetup(repeat, first, at, zone)
    after = datetime.combine(first, at, UTC) + timedelta(days=later)
    wanted = [datetime.combine(day, at) for day in islice(counted(repeat, first), 400 if later > 200 else 230)]
    wanted = [local for local in wanted if moment_of(local, zone) > after][:4]
    found = list(islice(local_dates(one, after), len(wanted)))
    assert found == wanted
    moments = [moment_of(local, zone) for local in found]
    assert moments == sorted(set(moments))
    assert all(moment >= local.replace(tzinfo=ZoneInfo(zone)) for moment, local in zip(moments, found, strict=True))


@given(REPEATS, DAYS, TIMES, st.sampled_from(ZONES), st.integers(0, 500))
def test_calendar_programs_count_the_same_dates(repeat: Repeat, start: date, at: time, zone: str, days: int) -> None:
    first = begins(repeat, start)
    one = meetup(repeat, first, at, zone, until=first + timedelta(days=days))
    begin = datetime.combine(first, at, ZoneInfo(zone))
    read = [local.replace(tzinfo=None) for local in rrulestr(rrule_of(one), dtstart=begin)]
    assert read == list(local_dates(one, EARLIEST))
