"""A calendar that reads the copy must ring at exactly the times at which the plan reminds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import resolve_imaginary, tzical
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.core.people import Platform
from bot.features.reminders.calendar import HORIZON, MOST_SERIES, Copy, copy
from bot.features.reminders.plans import BloodTestPlan, Content, DatePlan, DosePlan, Kind, Plan, Status
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

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
ZONES = ("Europe/London", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Cairo", "UTC")


def plan_of(content: Content, zone: str = "Europe/London", **changes: object) -> Plan:
    kind = {DosePlan: Kind.DOSE, BloodTestPlan: Kind.BLOOD_TEST, DatePlan: Kind.APPOINTMENT}[type(content)]
    plan = Plan("0" * 31 + "1", "p1", kind, content, zone, Platform.TELEGRAM, NOW, status=Status.ACTIVE)
    return replace(plan, **changes)  # type: ignore[arg-type]


def every_day(*times: time, first: date = date(2026, 11, 1), last: date | None = None) -> DosePlan:
    return DosePlan(Schedule((Step(first, EveryDay(), times),), last))


def written(*plans: Plan, now: datetime = NOW) -> bytes:
    found = copy(plans, lambda plan, label: label or plan.label or "Reminder", now)
    assert found is not None
    return found.content


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def expanded(content: bytes, until: datetime) -> list[datetime]:
    """Read by icalendar, with the zones that Python knows."""
    found: list[datetime] = []
    for event in events(content):
        start = event["dtstart"].dt
        rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=start) if "rrule" in event else [start]
        found += takewhile(lambda at: at <= until, (one.astimezone(UTC) for one in rule))
    return sorted(found)


def expanded_by_its_own_zones(content: bytes, until: datetime) -> list[datetime]:
    """Read line by line with dateutil alone, by the zone rules that stand in the file."""
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    zones = tzical(StringIO("\n".join(lines)))
    found: list[datetime] = []
    for event in "\n".join(lines).split("BEGIN:VEVENT")[1:]:
        start = re.search(r"^DTSTART;TZID=([^:]+):(\d{8}T\d{6})$", event, re.MULTILINE)
        rule = re.search(r"^RRULE:(.+)$", event, re.MULTILINE)
        assert start is not None
        assert rule is not None
        begin = datetime.strptime(start[2], "%Y%m%dT%H%M%S").replace(tzinfo=zones.get(start[1]))
        times = (resolve_imaginary(one).astimezone(UTC) for one in rrulestr(rule[1], dtstart=begin))
        found += takewhile(lambda at: at <= until, times)
    return sorted(found)


def expected(plan: Plan, now: datetime, until: datetime) -> list[datetime]:
    return sorted(slot.at for slot in takewhile(lambda slot: slot.at <= until, plan.slots(now)))


@st.composite
def days(draw: st.DrawFn) -> Days:
    return draw(
        st.one_of(
            st.just(EveryDay()),
            st.frozensets(st.integers(0, 6), min_size=1).map(OnWeekdays),
            st.integers(2, 90).map(EveryDays),
            st.builds(OnOff, st.integers(1, 365), st.integers(1, 89)),
            st.integers(1, 31).map(OnMonthDay),
        )
    )


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    first = draw(st.dates(date(2024, 1, 1), date(2028, 1, 1)))
    steps = []
    for _ in range(draw(st.integers(1, 3))):
        times = sorted(draw(st.sets(st.times().map(lambda at: time(at.hour, at.minute)), min_size=1, max_size=4)))
        steps.append(Step(first, draw(days()), tuple(times)))
        first += timedelta(days=draw(st.integers(1, 300)))
    last = draw(st.none() | st.integers(0, 900).map(lambda more: steps[0].first + timedelta(days=more)))
    return Schedule(tuple(steps), last)


@settings(deadline=None)
@given(schedules(), st.sampled_from(ZONES), st.integers(0, 500 * 24 * 60))
def test_it_rings_when_the_plan_reminds(schedule: Schedule, zone: str, minutes: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    plan = plan_of(DosePlan(schedule), zone)
    found = copy([plan], lambda plan, label: "Reminder", now)
    wanted = expected(plan, now, now + YEAR)
    if found is None:
        assert wanted == []
        return
    assert expanded(found.content, now + YEAR) == wanted
    if zone != "UTC":
        assert expanded_by_its_own_zones(found.content, now + YEAR) == wanted


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        (EveryDay(), "FREQ=DAILY"),
        (OnWeekdays(frozenset({0, 2, 4})), "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        (EveryDays(3), "FREQ=DAILY;INTERVAL=3"),
        (OnMonthDay(15), "FREQ=MONTHLY;BYMONTHDAY=15"),
        (OnMonthDay(30), "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
        (OnMonthDay(31), "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ],
)
def test_rules_that_calendars_know(on: Days, rule: str) -> None:
    schedule = Schedule((Step(date(2026, 11, 1), on, (time(8),)),))
    assert f"RRULE:{rule}\r\n" in written(plan_of(DosePlan(schedule))).decode()


def test_the_last_day_of_a_month() -> None:
    schedule = Schedule((Step(date(2026, 12, 1), OnMonthDay(31), (time(8),)),))
    found = expanded(written(plan_of(DosePlan(schedule))), datetime(2027, 4, 30, tzinfo=UTC))
    assert [(at.month, at.day) for at in found] == [(12, 31), (1, 31), (2, 28), (3, 31)]


def test_a_short_cycle_is_a_series_for_each_of_its_days_and_goes_on_for_ever() -> None:
    schedule = Schedule((Step(date(2026, 11, 1), OnOff(5, 2), (time(8),)),))
    found = copy([plan_of(DosePlan(schedule))], lambda plan, label: "", NOW)
    assert found is not None
    assert found.until is None
    assert len(events(found.content)) == 5
    assert b"UNTIL" not in found.content


def test_a_long_cycle_reaches_a_year_and_says_so() -> None:
    schedule = Schedule((Step(date(2026, 11, 1), OnOff(MOST_SERIES + 1, 20), (time(8),)),))
    found = copy([plan_of(DosePlan(schedule))], lambda plan, label: "", NOW)
    assert found is not None
    assert found.until == (NOW + HORIZON).date()
    assert all("UNTIL" in event["rrule"] for event in events(found.content))


def test_steps_are_series_one_after_the_other() -> None:
    steps = (
        Step(date(2026, 11, 1), EveryDay(), (time(8),)),
        Step(date(2026, 12, 1), EveryDay(), (time(8), time(20))),
    )
    found = events(written(plan_of(DosePlan(Schedule(steps, date(2026, 12, 31))))))
    ends = [event["rrule"]["until"][0] for event in found]
    assert ends == [
        datetime(2026, 11, 30, 8, tzinfo=UTC),
        datetime(2026, 12, 31, 8, tzinfo=UTC),
        datetime(2026, 12, 31, 20, tzinfo=UTC),
    ]


def test_a_step_that_is_over_is_left_out() -> None:
    steps = (Step(date(2026, 1, 1), EveryDay(), (time(8),)), Step(date(2026, 2, 1), EveryDay(), (time(9),)))
    assert len(events(written(plan_of(DosePlan(Schedule(steps)))))) == 1


def test_uids_stay_and_the_sequence_rises() -> None:
    plan = plan_of(every_day(time(8), time(20)))
    later = replace(plan, version=4)
    before, after = events(written(plan)), events(written(later, now=NOW + timedelta(days=40)))
    assert [event["uid"] for event in before] == [event["uid"] for event in after]
    assert len({event["uid"] for event in before}) == 2
    assert ({event["sequence"] for event in before}, {event["sequence"] for event in after}) == ({1}, {4})


def test_each_time_has_an_alarm() -> None:
    for event in events(written(plan_of(every_day(time(8), time(20))))):
        [alarm] = event.walk("VALARM")
        assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(0))


def test_it_names_nothing_but_what_it_is_given() -> None:
    plan = plan_of(every_day(time(8)), label="secret")
    neutral = copy([plan], lambda plan, label: "Reminder", NOW)
    assert neutral is not None
    assert b"secret" not in neutral.content
    assert b"p1" not in neutral.content
    assert "secret" not in repr(neutral)
    assert b"SUMMARY:secret" in written(plan)


def test_a_plan_that_is_silent_for_good_has_no_copy() -> None:
    def nothing(plan: Plan) -> Copy | None:
        return copy([plan], lambda plan, label: "", NOW)

    assert nothing(plan_of(every_day(time(8)), status=Status.PAUSED)) is None
    assert nothing(plan_of(every_day(time(8)), status=Status.ENDED)) is None
    assert nothing(plan_of(every_day(time(8), last=date(2026, 11, 19)))) is None


def test_a_paused_plan_begins_on_the_day_it_goes_on() -> None:
    plan = plan_of(every_day(time(0), time(8)), status=Status.PAUSED, paused_until=date(2026, 12, 3))
    assert min(expanded(written(plan), NOW + YEAR)) == datetime(2026, 12, 3, tzinfo=UTC)


def test_an_unproven_plan_has_a_copy_all_the_same() -> None:
    assert written(plan_of(every_day(time(8)), status=Status.UNPROVEN))


def test_a_blood_test_is_a_whole_day_with_an_alarm_on_the_evening_before() -> None:
    test = BloodTestPlan((Phase(Interval(2, Unit.WEEK), None),), date(2026, 11, 10))
    [event] = events(written(plan_of(test)))
    [alarm] = event.walk("VALARM")
    assert (event["dtstart"].dt, alarm["trigger"].dt) == (date(2026, 11, 24), timedelta(hours=-6))
    [later] = events(written(plan_of(replace(test, booked=date(2026, 11, 26)), version=2)))
    assert (later["uid"], later["dtstart"].dt) == (event["uid"], date(2026, 11, 26))
    [following] = events(written(plan_of(test.after_done(date(2026, 11, 24)))))
    assert following["uid"] != event["uid"]


def test_an_appointment_has_its_time_and_an_alarm_for_each_notice() -> None:
    [event] = events(written(plan_of(DatePlan(date(2027, 4, 1), (1, 7), at=time(14, 30)), "Europe/Berlin")))
    assert event["dtstart"].dt == datetime(2027, 4, 1, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    begin = event["dtstart"].dt.astimezone(UTC)
    found = sorted(begin + alarm["trigger"].dt for alarm in event.walk("VALARM"))
    assert found == [datetime(2027, 3, 25, 17, tzinfo=UTC), datetime(2027, 3, 31, 16, tzinfo=UTC)], "18:00 both times"


def test_an_alarm_rings_by_the_clock_on_the_wall_though_the_clocks_change_in_between() -> None:
    [event] = events(written(plan_of(DatePlan(date(2027, 3, 28), (1,), at=time(14)))))
    [alarm] = event.walk("VALARM")
    at = event["dtstart"].dt.astimezone(UTC) + alarm["trigger"].dt
    assert at == datetime(2027, 3, 27, 18, tzinfo=UTC)


def test_a_date_that_is_over_is_left_out() -> None:
    assert copy([plan_of(DatePlan(date(2026, 11, 19)))], lambda plan, label: "", NOW) is None
    assert copy([plan_of(DatePlan(date(2026, 11, 20), at=time(11)))], lambda plan, label: "", NOW) is None
    [today] = events(written(plan_of(DatePlan(date(2026, 11, 20)))))
    assert today.walk("VALARM") == [], "the evening before is over"


def test_several_plans_share_one_calendar() -> None:
    plans = [
        plan_of(every_day(time(8))),
        plan_of(every_day(time(9)), "Asia/Tokyo", id="2" * 32),
        plan_of(every_day(time(9)), "Asia/Tokyo", id="3" * 32),
    ]
    content = written(*plans).decode()
    assert re.findall(r"BEGIN:VTIMEZONE\r\nTZID:(.+)\r\n", content) == ["Asia/Tokyo", "Europe/London"]
    assert content.count("BEGIN:VEVENT") == 3
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))


def some_zones() -> Iterator[str]:
    for name in sorted(available_timezones()):
        if name not in ("localtime", "Factory") and not name.startswith(("posix", "right")):
            yield name


def test_the_rules_in_the_file_are_those_of_each_zone() -> None:
    """Every seventh zone, at noon, for two years."""
    for name in list(some_zones())[::7]:
        content = written(plan_of(every_day(time(12)), name)).decode().replace("\r\n ", "")
        zone = tzical(StringIO(content.replace("\r\n", "\n"))).get(name)
        assert zone is not None
        for day in range(0, 730, 5):
            local = datetime.combine(date(2026, 11, 20) + timedelta(days=day), time(12))
            assert zone.utcoffset(local) == ZoneInfo(name).utcoffset(local), (name, local)
