"""Makes everything that can be said, for property tests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from bot.conversation.times.values import (
    LAST,
    Daily,
    EveryDays,
    EveryWeeks,
    MonthDay,
    MonthWeekday,
    Once,
    OnWeekdays,
    Repeat,
    Spoken,
)

NOW = datetime(2026, 11, 18, 10, 0)  # a Wednesday  # noqa: DTZ001 - the clock on the wall
_TODAY = NOW.date()
_MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
_DAYS = st.dates(_TODAY, date(_TODAY.year + 5, 12, 31))
_WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1, max_size=6)


def _times(least: int = 0, after: time | None = None) -> st.SearchStrategy[tuple[time, ...]]:
    moments = _MINUTES if after is None else st.times(after).map(lambda found: found.replace(second=0, microsecond=0))
    return st.frozensets(moments, min_size=least, max_size=6).map(lambda found: tuple(sorted(found)))


_ONCE = st.one_of(
    st.builds(Spoken, st.just(Once()), _times(), st.dates(_TODAY + timedelta(days=1), date(_TODAY.year + 5, 12, 31))),
    st.builds(Spoken, st.just(Once()), _times(after=time(10, 1)), st.just(_TODAY)),
)
# These say by themselves on which days they are, so that a start may be told or not.
_WHOLE: st.SearchStrategy[Repeat] = st.one_of(
    st.just(Daily()),
    st.builds(OnWeekdays, _WEEKDAYS),
    st.builds(EveryDays, st.integers(2, 366)),
    st.builds(EveryWeeks, st.integers(2, 104), st.frozensets(st.integers(0, 6), min_size=1)),
    st.builds(MonthDay, st.integers(1, 31), st.integers(1, 60)),
    st.builds(MonthWeekday, st.sampled_from((1, 2, 3, 4, 5, LAST)), st.integers(0, 6)),
)
# These take their day from the start, and are whole once it is told.
_OPEN: st.SearchStrategy[Repeat] = st.one_of(
    st.builds(EveryWeeks, st.integers(1, 104)), st.builds(MonthDay, st.none(), st.integers(1, 60))
)

SPOKEN = st.one_of(
    st.builds(Spoken, st.none(), _times(least=1)),
    _ONCE,
    st.builds(Spoken, _WHOLE, _times(), st.one_of(st.none(), _DAYS)),
    st.builds(Spoken, _OPEN, _times()),
)
