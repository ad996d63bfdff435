"""When a dose is due: in all zones, at all changes of the clock, for all kinds of days."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.zones.rules import zone_names
from bot.core.clock import moment
from bot.features.reminders.schedule import (
    Days,
    EveryDay,
    EveryDays,
    OnMonthDay,
    OnOff,
    OnWeekdays,
    Schedule,
    Slot,
    Step,
    following,
    slots,
)
from tests.features.reminders.any_plans import DAYS

DAY = timedelta(days=1)
TWO_YEARS = 731
LONDON = ZoneInfo("Europe/London")
TIMES = (time(0, 0), time(1, 30), time(2, 30), time(8), time(23, 59))


def daily(*times: time, first: date = date(2026, 1, 1), last: date | None = None) -> Schedule:
    return Schedule((Step(first, EveryDay(), times),), last)


def slow(schedule: Schedule, zone: ZoneInfo, after: datetime, until: datetime) -> list[Slot]:
    """The same by the plainest way: look at each day, with the rule for each kind written out once more."""
    found = []
    day = schedule.steps[0].first
    while day <= until.date() + 2 * DAY:
        step = next((one for one in reversed(schedule.steps) if one.first <= day), None)
        if step is not None and (schedule.last is None or day <= schedule.last) and is_on(step, day):
            locals_ = [datetime.combine(day, at) for at in step.times]
            found += [Slot(local, moment(local, zone)) for local in locals_]
        day += DAY
    return sorted((one for one in found if after < one.at <= until), key=lambda one: (one.at, one.local))


def is_on(step: Step, day: date) -> bool:
    gone = (day - step.first).days
    match step.days:
        case EveryDay():
            return True
        case OnWeekdays(days):
            return day.weekday() in days
        case EveryDays(number):
            return gone % number == 0
        case OnOff(on, off):
            return gone % (on + off) < on
        case OnMonthDay(number):
            is_last = (day + DAY).month != day.month
            return day.day == number or (is_last and number > day.day)


def test_in_every_zone_each_day_has_each_time_once_for_two_years() -> None:
    """A zone leaves a whole day out where a country changes sides of the date line; none does in these two years."""
    start = datetime(2026, 1, 1)  # noqa: DTZ001 (by the clock on the wall)
    wanted = {datetime.combine(date(2026, 1, 1) + number * DAY, at) for number in range(TWO_YEARS) for at in TIMES}
    schedule = daily(*TIMES)
    for name in zone_names():
        zone = ZoneInfo(name)
        found = list(islice(slots(schedule, zone, moment(start, zone) - timedelta(seconds=1)), len(wanted)))
        assert {slot.local for slot in found} == wanted, name
        assert all(one.at <= other.at for one, other in pairwise(found)), name
        assert len({slot.local for slot in found}) == len(found), name


def test_a_whole_day_that_a_zone_left_out_comes_a_day_later() -> None:
    """Samoa had no 30 December 2011. What was due on it comes as many hours later as the clock leapt."""
    zone = ZoneInfo("Pacific/Apia")
    found = list(islice(slots(daily(time(8)), zone, datetime(2011, 12, 29, 0, tzinfo=UTC)), 3))
    assert daily(time(8)).steps[0].first > date(2011, 12, 29)
    early = daily(time(8), first=date(2011, 1, 1))
    found = list(islice(slots(early, zone, datetime(2011, 12, 29, 0, tzinfo=UTC)), 3))
    assert [one.local.day for one in found] == [29, 30, 31]
    assert [one.at.astimezone(zone).day for one in found] == [29, 31, 31]


# zone, day of the change, the time that is leapt over or shown twice, and the offsets before and after in minutes
FORWARD = [
    ("Europe/London", date(2027, 3, 28), time(1, 30), 60),
    ("America/New_York", date(2027, 3, 14), time(2, 30), 60),
    ("Australia/Sydney", date(2026, 10, 4), time(2, 30), 60),
    ("America/Santiago", date(2026, 9, 6), time(0, 30), 60),
    ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), 30),
    ("Pacific/Chatham", date(2026, 9, 27), time(3, 0), 60),
    ("Asia/Tehran", date(2022, 3, 22), time(0, 30), 60),
    ("Antarctica/Troll", date(2026, 3, 29), time(1, 30), 120),
]
BACK = [
    ("Europe/London", date(2026, 10, 25), time(1, 30), 60),
    ("America/New_York", date(2026, 11, 1), time(1, 30), 60),
    ("Australia/Sydney", date(2026, 4, 5), time(2, 30), 60),
    ("America/Santiago", date(2026, 4, 4), time(23, 30), 60),
    ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), 30),
    ("Pacific/Chatham", date(2026, 4, 5), time(3, 0), 60),
    ("Asia/Tehran", date(2022, 9, 21), time(23, 30), 60),
    ("Antarctica/Troll", date(2026, 10, 25), time(1, 30), 120),
]


def around(zone: ZoneInfo, day: date, at: time) -> list[Slot]:
    """The slots of the day before, that day and the day after."""
    schedule = daily(at, first=day - DAY, last=day + DAY)
    return list(slots(schedule, zone, moment(datetime.combine(day - 2 * DAY, at), zone)))


@pytest.mark.parametrize(("name", "day", "at", "leap"), FORWARD)
def test_a_time_that_the_clock_leaps_over_comes_so_much_later(name: str, day: date, at: time, leap: int) -> None:
    zone = ZoneInfo(name)
    found = around(zone, day, at)
    assert [slot.local.date() for slot in found] == [day - DAY, day, day + DAY]
    shown = found[1].at.astimezone(zone).replace(tzinfo=None)
    assert shown == datetime.combine(day, at) + timedelta(minutes=leap)
    assert found[1].at - found[0].at == DAY
    assert found[2].at - found[1].at == DAY - timedelta(minutes=leap)


@pytest.mark.parametrize(("name", "day", "at", "leap"), BACK)
def test_a_time_that_the_clock_shows_twice_comes_once_at_the_first(name: str, day: date, at: time, leap: int) -> None:
    zone = ZoneInfo(name)
    found = around(zone, day, at)
    assert [slot.local.date() for slot in found] == [day - DAY, day, day + DAY]
    again = found[1].at + timedelta(minutes=leap)
    assert again.astimezone(zone).replace(tzinfo=None) == found[1].local
    assert again.astimezone(zone).fold == 1
    assert found[1].at - found[0].at == DAY


def test_after_a_time_that_was_shown_the_first_time_the_second_showing_gives_the_next_day() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 01:30 for the first time in London
    found = following(daily(time(1, 30)), LONDON, first + timedelta(minutes=30))
    assert found is not None
    assert found.local.date() == date(2026, 10, 26)


def test_two_times_that_fall_together_where_the_clock_leaps_both_come() -> None:
    found = [slot for slot in around_many(date(2027, 3, 28), time(1, 30), time(2, 30)) if slot.local.day == 28]
    assert [slot.local.time() for slot in found] == [time(1, 30), time(2, 30)]
    assert found[0].at == found[1].at


def around_many(day: date, *times: time) -> list[Slot]:
    schedule = daily(*times, first=day - DAY, last=day + DAY)
    return list(slots(schedule, LONDON, datetime.combine(day - 2 * DAY, time(0), UTC)))


def days_of(days: Days, first: date, count: int, last: date | None = None) -> list[date]:
    schedule = Schedule((Step(first, days, (time(8),)),), last)
    return [slot.local.date() for slot in islice(slots(schedule, LONDON, datetime(2020, 1, 1, tzinfo=UTC)), count)]


def test_the_31st_of_a_shorter_month_is_its_last_day() -> None:
    found = days_of(OnMonthDay(31), date(2028, 1, 1), 5)
    assert [f"{day:%m-%d}" for day in found] == ["01-31", "02-29", "03-31", "04-30", "05-31"]
    assert days_of(OnMonthDay(29), date(2027, 2, 1), 1) == [date(2027, 2, 28)]


def test_every_so_many_days_go_on_over_leap_days_and_years() -> None:
    assert days_of(EveryDays(2), date(2028, 2, 27), 3) == [date(2028, 2, 27), date(2028, 2, 29), date(2028, 3, 2)]
    assert days_of(EveryDays(90), date(2026, 12, 1), 2) == [date(2026, 12, 1), date(2027, 3, 1)]


def test_cycles_begin_with_the_days_on() -> None:
    found = days_of(OnOff(2, 3), date(2026, 11, 1), 5)
    assert [day.day for day in found] == [1, 2, 6, 7, 11]


def test_weekdays() -> None:
    found = days_of(OnWeekdays(frozenset({0, 4})), date(2026, 11, 21), 3)
    assert [f"{day:%a %d}" for day in found] == ["Mon 23", "Fri 27", "Mon 30"]


def test_steps_follow_each_other_and_end() -> None:
    steps = (
        Step(date(2026, 11, 1), EveryDay(), (time(8),)),
        Step(date(2026, 11, 3), EveryDays(2), (time(8), time(20))),
        Step(date(2026, 11, 8), OnWeekdays(frozenset({6})), (time(9),)),
    )
    found = list(slots(Schedule(steps, date(2026, 11, 16)), LONDON, datetime(2026, 10, 1, tzinfo=UTC)))
    assert Counter(slot.local.day for slot in found) == {1: 1, 2: 1, 3: 2, 5: 2, 7: 2, 8: 1, 15: 1}
    assert following(Schedule(steps, date(2026, 11, 16)), LONDON, datetime(2026, 11, 16, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: OnWeekdays(frozenset()),
        lambda: OnWeekdays(frozenset({7})),
        lambda: EveryDays(1),
        lambda: EveryDays(91),
        lambda: OnOff(0, 3),
        lambda: OnOff(3, 90),
        lambda: OnMonthDay(32),
        lambda: Step(date(2026, 1, 1), EveryDay(), ()),
        lambda: Step(date(2026, 1, 1), EveryDay(), (time(9), time(8))),
        lambda: Schedule(()),
        lambda: daily(time(8), last=date(2025, 1, 1)),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(ValueError, match=r"."):
        wrong()


_CLOCKS = st.times().map(lambda at: time(at.hour, at.minute))


@st.composite
def near_schedules(draw: st.DrawFn) -> Schedule:
    """Up to three steps within two months of 2026 and 2027, with or without an end."""
    firsts = sorted(draw(st.sets(st.dates(date(2026, 8, 1), date(2026, 10, 1)), min_size=1, max_size=3)))
    times = st.sets(_CLOCKS, min_size=1, max_size=4).map(lambda found: tuple(sorted(found)))
    steps = tuple(Step(first, draw(DAYS), draw(times)) for first in firsts)
    return Schedule(steps, draw(st.none() | st.dates(firsts[-1], date(2027, 4, 1))))


@settings(max_examples=300)
@given(
    near_schedules(),
    st.sampled_from(sorted({name for name, *_ in FORWARD + BACK})),
    st.datetimes(datetime(2026, 9, 1), datetime(2027, 4, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (as it wants)
)
def test_following_is_what_looking_at_each_day_finds(schedule: Schedule, name: str, after: datetime) -> None:
    zone, until = ZoneInfo(name), after + 40 * DAY
    found = slow(schedule, zone, after, until)
    mine = following(schedule, zone, after)
    assert (mine if mine is not None and mine.at <= until else None) == (found[0] if found else None)
    several = [slot for slot in islice(slots(schedule, zone, after), 60) if slot.at <= until]
    assert several == found[:60]
