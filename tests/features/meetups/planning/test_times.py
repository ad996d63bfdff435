from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.times.values import LAST, EveryWeeks, MonthDay, MonthWeekday, OnWeekdays
from bot.features.meetups.codec import packed_series, unpacked_series
from bot.features.meetups.meetup import LONGEST, SHORTEST, Repeat, Series
from bot.features.meetups.planning.lasting import read_duration
from bot.features.meetups.planning.parts import repeats
from bot.features.meetups.planning.sketch import Doubt, Offer
from bot.features.meetups.planning.times import read_announce, read_repeat, read_until, read_when, refitted
from bot.features.meetups.repeating import begins
from bot.texts.catalogue import Texts
from tests.features.meetups.planning.typed import KNOWN, asking, labels

TUESDAYS = packed_series(Series(OnWeekdays(frozenset({1}))))


@pytest.mark.parametrize(
    ("typed", "first", "at"),
    [
        ("24 November 7 pm", "2026-11-24", "19:00:00"),
        ("tomorrow at 19:30", "2026-11-21", "19:30:00"),
        ("24 November", "2026-11-24", None),
        ("7 pm", None, "19:00:00"),
    ],
)
def test_when(texts: Texts, typed: str, first: str | None, at: str | None) -> None:
    read = read_when(asking(texts), typed)
    assert isinstance(read, Offer)
    assert (read.patch.get("first"), read.patch.get("time_of_day")) == (first, at)


@pytest.mark.parametrize(
    ("typed", "first", "repeat"),
    [
        ("every tuesday at 7pm", "2026-11-24", OnWeekdays(frozenset({1}))),
        ("every friday at 6pm", "2026-11-27", OnWeekdays(frozenset({4}))),  # that of today is over
        ("every friday at 9pm", "2026-11-20", OnWeekdays(frozenset({4}))),
        ("every day at 7pm", "2026-11-20", OnWeekdays(frozenset(range(7)))),
        ("every 2 weeks on tuesday 7pm from 1 december", "2026-12-01", EveryWeeks(2, frozenset({1}))),
        ("every 14 days at 7pm", "2026-11-20", EveryWeeks(2, frozenset({4}))),
        ("every 2 weeks at 7pm from 24 november", "2026-11-24", EveryWeeks(2, frozenset({1}))),
        ("second tuesday of the month at 7pm", "2026-12-08", MonthWeekday(2, 1)),
        ("fifth friday of the month 7pm", "2027-01-29", MonthWeekday(5, 4)),
        ("last day of the month 7pm", "2026-11-30", MonthDay(31)),
        ("every 3 months on the 1st at 7pm", "2026-12-01", MonthDay(1, 3)),
    ],
)
def test_when_it_repeats(texts: Texts, typed: str, first: str, repeat: Repeat) -> None:
    read = read_when(asking(texts), typed)
    assert isinstance(read, Offer)
    assert read.patch["first"] == first
    assert unpacked_series(read.patch["series"]) == Series(repeat)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "31 february 7pm", "19 november 2026 7pm", "7pm and 9pm tomorrow", "every 10 days at 7pm", "x" * 500],
)
def test_when_it_cannot_be(texts: Texts, typed: str) -> None:
    assert labels(read_when(asking(texts), typed)) == []


def test_when_it_may_be_one_thing_or_another(texts: Texts) -> None:
    assert len(labels(read_when(asking(texts), "12/1 7pm"))) == 2
    assert len(labels(read_when(asking(texts), "tuesday 7pm"))) == 2
    assert labels(read_when(asking(texts, date_id="d"), "tuesday 7pm")) == [
        "Tuesday 24 November 2026 at 7:00 in the evening (19:00)"
    ]


def test_one_date_alone_does_not_repeat(texts: Texts) -> None:
    assert "one date alone" in (doubt := read_when(asking(texts, date_id="d"), "every tuesday 7pm")).words  # type: ignore[union-attr]
    assert isinstance(doubt, Doubt)


def test_a_series_follows_its_first_day(texts: Texts) -> None:
    read = read_when(asking(texts, {**KNOWN, "series": TUESDAYS}), "26 november")
    assert isinstance(read, Offer)
    assert unpacked_series(read.patch["series"]) == Series(OnWeekdays(frozenset({3})))


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_every_usual_repeat_has_its_first_day_also_after_that_moved(first: date, other: date) -> None:
    for repeat in repeats(first):
        assert begins(repeat, first) == first
        fitted = refitted(Series(repeat), other)
        assert fitted is not None
        assert begins(fitted.repeat, other) == other


def test_usual_repeats() -> None:
    assert tuple(repeats(date(2027, 4, 30))) == (
        OnWeekdays(frozenset({4})),
        EveryWeeks(2, frozenset({4})),
        MonthDay(30),
        MonthDay(31),
        MonthWeekday(5, 4),
        MonthWeekday(LAST, 4),
    )


@pytest.mark.parametrize(
    ("typed", "weeks"), [("every 3 weeks", 3), ("every tuesday", 1), ("2nd tuesday of the month", 0)]
)
def test_repeats_are_typed_as_well(texts: Texts, typed: str, weeks: int) -> None:
    read = read_repeat(asking(texts, KNOWN), typed)
    assert isinstance(read, Offer)
    series = unpacked_series(read.patch["series"])
    wanted = {3: EveryWeeks(3, frozenset({1})), 1: OnWeekdays(frozenset({1})), 0: MonthWeekday(2, 1)}
    assert series.repeat == wanted[weeks]


def test_no_repeat(texts: Texts) -> None:
    assert read_repeat(asking(texts), "none") == Offer("It does not repeat", {"series": None})
    assert isinstance(read_repeat(asking(texts), "24 november"), Doubt)


def test_until(texts: Texts) -> None:
    known = asking(texts, {**KNOWN, "series": TUESDAYS})
    read = read_until(known, "30 june")
    assert isinstance(read, Offer)
    assert unpacked_series(read.patch["series"]).until == date(2027, 6, 30)
    assert len(labels(read_until(known, "12/1"))) == 2
    assert labels(read_until(known, "every tuesday")) == []
    assert labels(read_until(known, "30 june 7pm")) == []


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("tomorrow 9 am", "2026-11-21T09:00:00+00:00"),
        ("21:00", "2026-11-20T21:00:00+00:00"),
        ("9 am", "2026-11-21T09:00:00+00:00"),
        ("1 july 9 am", "2027-07-01T08:00:00+00:00"),
    ],
)
def test_announce(texts: Texts, typed: str, at: str) -> None:
    read = read_announce(asking(texts, KNOWN), typed)
    assert isinstance(read, Offer)
    assert read.patch == {"announce": at}


@pytest.mark.parametrize("typed", ["tomorrow", "every day at 9 am", "yesterday 9 am", "9 am and 10 am"])
def test_announce_needs_one_moment(texts: Texts, typed: str) -> None:
    assert labels(read_announce(asking(texts, KNOWN), typed)) == []


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90 min", 90),
        ("90", 90),
        ("2", 120),
        ("2 h", 120),
        ("2h30", 150),
        ("1 hour 30 minutes", 90),
        ("1 hour and 30 minutes", 90),
        ("1.5 hours", 90),
        ("1,5 h", 90),
        ("1:30", 90),
        ("7 days", 7 * 1440),
        ("until 21:00", 120),
        ("till 9 pm", 120),
        ("until: 9:30 pm", 150),
        ("until 25 November 7 pm", 1440),
    ],
)
def test_duration(texts: Texts, typed: str, minutes: int) -> None:
    read = read_duration(asking(texts, KNOWN), typed)
    assert isinstance(read, Offer)
    assert read.patch == {"duration": minutes * 60}


@pytest.mark.parametrize(
    "typed", ["", "0", "4 min", "8 days", "long", "1 parsec", "-5 min", "1e9 h", "until late", "h"]
)
def test_durations_that_are_none(texts: Texts, typed: str) -> None:
    assert labels(read_duration(asking(texts, KNOWN), typed)) == []


def test_an_end_before_the_start_may_be_that_of_the_next_day(texts: Texts) -> None:
    doubt = read_duration(asking(texts, KNOWN), "until 18:00")
    assert labels(doubt) == ["23 h"]
    assert "before it begins, at 19:00" in doubt.words  # type: ignore[union-attr]
    assert labels(read_duration(asking(texts, KNOWN), "until 9 or 10")) == []
    assert labels(read_duration(asking(texts, KNOWN), "until 09:00 or so")) == []
    assert labels(read_duration(asking(texts), "until 21:00")) == []


def test_a_bare_number_may_count_hours_or_minutes(texts: Texts) -> None:
    assert labels(read_duration(asking(texts, KNOWN), "10")) == ["10 h", "10 min"]


@given(st.text(alphabet="0123456789hmind :.,until", max_size=20))
def test_every_duration_is_within_its_bounds(texts: Texts, typed: str) -> None:
    read = read_duration(asking(texts, KNOWN), typed)
    patches: list[Any] = [read.patch] if isinstance(read, Offer) else [offer.patch for offer in read.offers]
    assert all(SHORTEST.total_seconds() <= patch["duration"] <= LONGEST.total_seconds() for patch in patches)
