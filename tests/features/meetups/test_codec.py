"""Whatever an organiser set up comes back as it was, and can be read by a person meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.times.values import LAST, EveryWeeks, MonthDay, MonthWeekday, OnWeekdays
from bot.features.meetups.codec import (
    packed,
    packed_content,
    packed_counts,
    unpacked,
    unpacked_content,
    unpacked_counts,
)
from bot.features.meetups.meetup import LONGEST, MOST_SEATS, SHORTEST, Content, Counts, Meetup, Series, Where
from tests.scenes import NOW

_DAYS = st.frozensets(st.integers(0, 6))
_SECONDS = st.integers(0, 14 * 86_400).map(lambda seconds: timedelta(seconds=seconds))
_POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
_REPEATS = st.one_of(
    st.builds(OnWeekdays, _DAYS),
    st.builds(EveryWeeks, st.integers(1, 52), _DAYS),
    st.builds(MonthDay, st.none() | st.integers(1, 31), st.integers(1, 12)),
    st.builds(MonthWeekday, st.sampled_from((1, 2, 3, 4, 5, LAST)), st.integers(0, 6)),
)
_WHERE = st.builds(Where, st.text(), st.text(), st.none() | _POINTS, st.text(), st.booleans())
_CONTENT = st.builds(
    Content,
    st.text(),
    _WHERE,
    st.text(),
    st.timedeltas(SHORTEST, LONGEST).map(lambda length: length - timedelta(microseconds=length.microseconds)),
    st.none() | st.integers(1, MOST_SEATS),
    _SECONDS,
    st.booleans(),
)
_MEETUPS = st.builds(
    Meetup,
    st.just("1"),
    st.just("2"),
    _CONTENT,
    st.sampled_from(("Europe/London", "Asia/Kathmandu")),
    st.dates(),
    st.times(),
    st.none() | st.builds(Series, _REPEATS, st.none() | st.dates()),
    st.just(("3",)),
    st.just(NOW),
    st.just(NOW),
)


@given(_MEETUPS)
def test_a_meetup_comes_back_as_it_was(meetup: Meetup) -> None:
    content, zone, first, clock, series = unpacked(json.loads(json.dumps(packed(meetup))))
    assert replace(meetup, content=content, zone=zone, first=first, time_of_day=clock, series=series) == meetup


@given(_CONTENT)
def test_content_of_one_date_comes_back_as_it_was(content: Content) -> None:
    assert unpacked_content(json.loads(json.dumps(packed_content(content)))) == content


@given(st.builds(Counts, *[st.integers(0, 9)] * 4))
def test_counts_come_back_as_they_were(counts: Counts) -> None:
    assert unpacked_counts(json.loads(json.dumps(packed_counts(counts)))) == counts


def test_a_person_can_read_it() -> None:
    where = Where("Café", "1 High Street", (51.5, -0.12), "https://example.org", link_hidden=False)
    content = Content("Picnic", where, "Bring a blanket.", timedelta(minutes=90), 12, timedelta(hours=2), asks=False)
    series = Series(MonthWeekday(LAST, 4), date(2027, 6, 1))
    zone, first = "Europe/London", date(2026, 12, 25)
    assert packed(Meetup("1", "2", content, zone, first, time(19), series, (), NOW, NOW)) == {
        "title": "Picnic",
        "place": "Café",
        "address": "1 High Street",
        "point": [51.5, -0.12],
        "link": "https://example.org",
        "link_hidden": False,
        "text": "Bring a blanket.",
        "duration": 5400,
        "seats": 12,
        "closes_before": 7200,
        "asks": False,
        "zone": "Europe/London",
        "first": "2026-12-25",
        "time_of_day": "19:00:00",
        "series": {"repeat": {"weekday": "fri", "of_month": -1}, "until": "2027-06-01"},
    }
