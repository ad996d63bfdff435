"""Plans of all kinds, as a person can set them up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from bot.core.people import Platform
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import BloodTestPlan, Content, DatePlan, DosePlan, Kind, Plan, Status
from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.schedule import EveryDay, EveryDays, OnMonthDay, OnOff, OnWeekdays, Schedule, Step

_DATES = st.dates(date(2020, 1, 1), date(2040, 12, 31))
_CLOCKS = st.times().map(lambda at: time(at.hour, at.minute))
_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (as it wants)
_LABELS = st.text(max_size=40)
_IDS = st.text("0123456789abcdef", min_size=32, max_size=32)

DAYS = st.one_of(
    st.builds(EveryDay),
    st.builds(OnWeekdays, st.frozensets(st.integers(0, 6), min_size=1)),
    st.builds(EveryDays, st.integers(2, 90)),
    st.builds(OnOff, st.integers(1, 365), st.integers(1, 89)),
    st.builds(OnMonthDay, st.integers(1, 31)),
)
_TIMES = st.sets(_CLOCKS, min_size=1, max_size=12).map(lambda times: tuple(sorted(times)))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Any number of steps, with or without an end."""
    firsts = sorted(draw(st.sets(_DATES, min_size=1, max_size=4)))
    steps = tuple(Step(first, draw(DAYS), draw(_TIMES), draw(_LABELS)) for first in firsts)
    last = draw(st.none() | st.dates(firsts[0], date(2041, 1, 1)))
    return Schedule(steps, last)


@st.composite
def _blood_tests(draw: st.DrawFn) -> BloodTestPlan:
    intervals = st.builds(Interval, st.integers(1, 99), st.sampled_from(Unit))
    phases = draw(st.lists(st.builds(Phase, intervals, st.none() | st.integers(1, 100), st.text()), min_size=1))
    return BloodTestPlan(
        tuple(phases),
        draw(_DATES),
        draw(st.integers(0, len(phases) - 1)),
        draw(st.integers(0, 100)),
        draw(st.integers(0, 60)),
        draw(st.none() | _DATES),
        draw(_CLOCKS),
        draw(st.text()),
    )


DOSES = st.builds(DosePlan, schedules(), st.text(max_size=40), st.integers(0, 2))
DATED = st.builds(DatePlan, _DATES, st.lists(st.integers(0, 60), min_size=1).map(tuple), _CLOCKS, st.none() | _CLOCKS)
CONTENTS: dict[Kind, st.SearchStrategy[Content]] = {
    Kind.DOSE: DOSES,
    Kind.BLOOD_TEST: _blood_tests(),
    Kind.APPOINTMENT: DATED,
    Kind.REFILL: DATED,
}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of any kind, in any state."""
    kind = draw(st.sampled_from(Kind))
    return Plan(
        draw(_IDS),
        draw(_IDS),
        kind,
        draw(CONTENTS[kind]),
        draw(st.sampled_from(("Europe/Zurich", "Australia/Lord_Howe", "UTC"))),
        draw(st.sampled_from(Platform)),
        draw(_MOMENTS),
        draw(_LABELS),
        draw(st.sampled_from(Status)),
        draw(st.none() | _DATES),
        draw(st.integers(1, 1000)),
    )


@st.composite
def occurrences(draw: st.DrawFn) -> Occurrence:
    """An occurrence, answered in any way."""
    at = draw(_MOMENTS)
    some = st.none() | _MOMENTS
    return Occurrence(
        draw(_IDS),
        draw(_IDS),
        draw(_IDS),
        datetime.combine(draw(_DATES), draw(_CLOCKS)),
        at,
        at + timedelta(hours=2),
        at + timedelta(hours=12),
        draw(some),
        draw(st.sampled_from(Answer)),
        draw(some),
        draw(some),
        draw(some),
    )
