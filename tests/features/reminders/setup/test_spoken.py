"""What is typed about days and times, in answer to one question or another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.features.reminders.setup.asking import Asking, Doubt
from bot.features.reminders.setup.counting import Range, joined, read_number, split
from bot.features.reminders.setup.draft import Offer, Patch
from bot.features.reminders.setup.path import STEPS
from bot.features.reminders.setup.spoken import Span, read_clock, read_day, read_rhythm
from bot.features.reminders.setup.written import times_of, written
from bot.texts.catalogue import Texts
from tests.features.reminders.setup.facts import facts

TODAY = date(2026, 11, 20)
YEARS = Span(TODAY - timedelta(days=1000), TODAY + timedelta(days=1000))
PAST, FUTURE = replace(YEARS, most=TODAY), replace(YEARS, least=TODAY)
HERE = {"kind": "dose", "place": "Europe/Zurich", "clock": "yes"}


@pytest.fixture(scope="module")
def asking(texts: Texts) -> Asking:
    return Asking(texts, facts(), HERE)


def _day(asking: Asking, text: str, span: Span) -> Offer | Doubt:
    def patch(day: date, at: time | None) -> Patch:
        return {"day": day.isoformat(), "at": None if at is None else written(at)}

    return read_day(asking, text, span, patch)


@pytest.mark.parametrize(
    ("text", "span", "day"),
    [
        ("3 november", PAST, "2026-11-03"),
        ("Nov 3rd", PAST, "2026-11-03"),
        ("19 november", PAST, "2026-11-19"),
        ("3 march 2025", PAST, "2025-03-03"),
        ("2025-03-03", PAST, "2025-03-03"),
        ("03.11.2026", PAST, None),
        ("13.11.2026", PAST, "2026-11-13"),
        ("13/11", PAST, "2026-11-13"),
        ("yesterday", PAST, "2026-11-19"),
        ("Yesterday.", YEARS, "2026-11-19"),
        ("today", PAST, "2026-11-20"),
        ("today", YEARS, "2026-11-20"),
        ("tomorrow", FUTURE, "2026-11-21"),
        ("in 2 weeks", FUTURE, "2026-12-04"),
        ("24 december", FUTURE, "2026-12-24"),
        ("24 december", YEARS, "2026-12-24"),
    ],
)
def test_days(asking: Asking, text: str, span: Span, day: str | None) -> None:
    read = _day(asking, text, span)
    if day is None:
        assert isinstance(read, Doubt)
    else:
        assert isinstance(read, Offer)
        assert read.patch == {"day": day, "at": None}
        assert str(date.fromisoformat(day).year) in read.label


@pytest.mark.parametrize(
    ("text", "span", "offered"),
    [
        ("12/01", FUTURE, ["2026-12-01", "2027-01-12"]),
        ("1 december", PAST, ["2025-12-01"]),
        ("3 march", PAST, ["2026-03-03"]),
        ("3 march 0000", PAST, []),
        ("3 november", YEARS, ["2026-11-03", "2027-11-03"]),
        ("in 2 weeks", PAST, []),
        ("tuesday", PAST, []),
        ("last tuesday", PAST, []),
        ("2 weeks ago", PAST, []),
        ("2 weeks before 3 november", PAST, []),
        ("every day", FUTURE, []),
        ("8 am", FUTURE, []),
        ("", FUTURE, []),
    ],
)
def test_days_that_are_not_sure(asking: Asking, text: str, span: Span, offered: list[str]) -> None:
    read = _day(asking, text, span)
    assert isinstance(read, Doubt)
    assert [offer.patch["day"] for offer in read.offers] == offered
    assert read.words


def test_a_time_may_stand_beside_the_day(asking: Asking) -> None:
    read = _day(asking, "24 december 2:30 pm", FUTURE)
    assert isinstance(read, Offer)
    assert read.patch == {"day": "2026-12-24", "at": "1430"}
    assert read.label == "Thursday 24 December 2026, 14:30"


@given(text=st.text(max_size=40), span=st.sampled_from((PAST, FUTURE, YEARS)))
@example(text="3 november 0000", span=PAST)
@example(text="29 february", span=PAST)
def test_days_are_within_their_span_or_none(asking: Asking, text: str, span: Span) -> None:
    read = _day(asking, text, span)
    every = read.offers if isinstance(read, Doubt) else (read,)
    assert all(date.fromisoformat(str(offer.patch["day"])) in span for offer in every)


@given(day=st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=900)), past=st.booleans())
def test_days_written_out_are_read_as_what_they_say(asking: Asking, day: date, past: bool) -> None:
    span = PAST if past else FUTURE
    read = _day(asking, f"{day:%d %B %Y}", span)
    if day in span:
        assert isinstance(read, Offer)
        assert read.patch["day"] == day.isoformat()
    else:
        assert isinstance(read, Doubt)


@pytest.mark.parametrize(
    ("text", "patch"),
    [
        ("mon, wed and fri 21:00", {"days-0": "weekdays", "weekdays-0": "0-2-4", "times-0": "2100"}),
        ("08:00 and 20:00", {"times-0": "0800-2000"}),
        ("every day at 8:30 pm", {"days-0": "daily", "times-0": "2030"}),
        ("weekdays at 7:15am", {"days-0": "weekdays", "weekdays-0": "0-1-2-3-4", "times-0": "0715"}),
        ("every 2 days at 09:00", {"days-0": "every", "every-0": "2", "times-0": "0900"}),
        ("1st of each month 8 am", {"days-0": "monthly", "monthday-0": "1", "times-0": "0800"}),
        ("every 12 weeks on tuesday", None),
        ("tomorrow 7pm", None),
        ("every 2 months on the 1st 8 am", None),
        ("second tuesday of the month 7pm", None),
    ],
)
def test_rhythms(asking: Asking, text: str, patch: Patch | None) -> None:
    read = read_rhythm(asking, text)
    assert (None if isinstance(read, Doubt) else read.patch) == patch


def test_a_rhythm_may_say_when_it_begins(asking: Asking) -> None:
    read = read_rhythm(asking, "every day 8 am from 3 march")
    assert isinstance(read, Offer)
    assert read.patch["first-0"] == "2027-03-03"
    ends = replace(asking, answers={**HERE, "last": "2026-12-01"})
    later = read_rhythm(ends, "every day 8 am from 3 march")
    assert isinstance(later, Offer)
    assert later.patch["last"] is None, "it would end before it begins"


def test_where_the_zone_is_not_known_a_day_is_read_only_if_it_is_the_same_everywhere(texts: Texts) -> None:
    asking = Asking(texts, facts(), {"kind": "dose"})
    fixed = read_rhythm(asking, "every day 8 am from 3 march 2027")
    assert isinstance(fixed, Offer)
    assert fixed.patch["first-0"] == "2027-03-03"
    relative = read_rhythm(asking, "every day 8 am from tomorrow")
    assert isinstance(relative, Offer)
    assert "first-0" not in relative.patch, "so that it is asked for later"


def test_a_step_begins_when_it_was_said_to(texts: Texts) -> None:
    asking = Asking(texts, facts(), {**HERE, "stepped": "yes", "first-1": "2027-03-03"}, 1)
    same = read_rhythm(asking, "every day 8 am from 3 march 2027")
    assert isinstance(same, Offer)
    assert same.patch["times-1"] == "0800"
    assert isinstance(read_rhythm(asking, "every day 8 am from 4 march 2027"), Doubt)


@pytest.mark.parametrize(("text", "answer"), [("6:30 pm", "1830"), ("18:30", "1830"), ("noon", "1200")])
def test_clocks(asking: Asking, text: str, answer: str) -> None:
    read = read_clock(asking, text, lambda at: {"notice": written(at)})
    assert isinstance(read, Offer)
    assert read.patch == {"notice": answer}


@pytest.mark.parametrize(
    ("text", "offered"),
    [("at 8", ["0800", "2000"]), ("8 am and 9 am", []), ("mondays 8 am", []), ("tomorrow", []), ("hello", [])],
)
def test_clocks_that_are_not_sure(asking: Asking, text: str, offered: list[str]) -> None:
    read = read_clock(asking, text, lambda at: {"notice": written(at)})
    assert isinstance(read, Doubt)
    assert [offer.patch["notice"] for offer in read.offers] == offered


@given(st.text(max_size=30))
def test_numbers(asking: Asking, text: str) -> None:
    read = read_number(asking, text, "every-0", Range(2, 90))
    if isinstance(read, Offer):
        assert read.label in text
        assert 2 <= int(str(read.patch["every-0"])) <= 90


@given(st.sets(st.integers(0, 60)))
def test_several_numbers(numbers: set[int]) -> None:
    assert split(joined(numbers)) == tuple(sorted(numbers))


@given(st.lists(st.times(), min_size=1))
def test_times_of_day(times: list[time]) -> None:
    whole = [at.replace(second=0, microsecond=0) for at in times]
    assert times_of(written(*whole)) == tuple(sorted(set(whole)))


@settings(deadline=None)
@given(text=st.text(max_size=60), name=st.sampled_from(sorted(name for name, step in STEPS.items() if step.read)))
def test_nothing_that_is_typed_breaks_a_question(texts: Texts, text: str, name: str) -> None:
    answers = {
        **HERE,
        "first-0": "2026-11-20",
        "preset": "own",
        "team": "own",
        "gap-0": "2-week",
        "count-0": "3",
        "gap-1": "1-month",
        "count-1": "none",
    }
    read = STEPS[name].read
    assert read is not None
    result = read(Asking(texts, facts(), answers), text)
    assert isinstance(result, Doubt) or result.patch


def test_now_is_by_the_clock_on_the_wall(asking: Asking) -> None:
    assert asking.here == datetime(2026, 11, 20, 19, 53)  # noqa: DTZ001
    late = replace(asking, facts=replace(asking.facts, now=datetime(2026, 11, 20, 23, 30, tzinfo=UTC)))
    assert late.today == date(2026, 11, 21)
