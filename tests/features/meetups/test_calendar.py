"""A calendar that reads the file must show a meet-up exactly when it is, whichever library reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from bot.conversation.times.values import LAST, EveryWeeks, MonthDay, MonthWeekday, OnWeekdays
from bot.features.meetups.calendar import REFRESH, Discretion, Entry, date_file, feed, series_file
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Repeat, Series, Status, Where
from bot.features.meetups.repeating import begins, local_dates, moment_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ZONES = ("Europe/London", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Cairo", "UTC")
WHERE = Where("Café Größe", "1, High Street; London", (51.5074, -0.1278), "https://example.org/a?b=c,d;e")
CONTENT = Content("Tea, cake & talk; \\o/", WHERE, "Bring:\n- a cup\n- time", timedelta(hours=2))
WEEKLY = OnWeekdays(frozenset({3}))
OPEN = Discretion(link=WHERE.link)


def meetup_of(repeat: Repeat | None = None, first: date = date(2026, 11, 26), **changes: object) -> Meetup:
    series = None if repeat is None else Series(repeat)
    meetup = Meetup(
        "a" * 32, None, CONTENT, "Europe/London", first, time(19), series, ("p1",), announce_at=NOW, created_at=NOW
    )
    return replace(meetup, **changes)  # type: ignore[arg-type]


def planned(meetup: Meetup, most: int) -> list[MeetupDate]:
    """The first dates, as they are when nothing was done to them."""
    before = moment_of(datetime.combine(meetup.first - timedelta(days=2), meetup.time_of_day), meetup.zone)
    found = []
    for number, local in enumerate(islice(local_dates(meetup, before), most)):
        at = moment_of(local, meetup.zone)
        found.append(MeetupDate(f"{number:032d}", meetup.id, local, at, at + meetup.content.duration))
    return found


def moved(on: MeetupDate, by: timedelta) -> MeetupDate:
    return replace(on, starts_at=on.starts_at + by, ends_at=on.ends_at + by, moved=True, sequence=on.sequence + 1)


def skipped(on: MeetupDate) -> MeetupDate:
    return replace(on, status=Status.CANCELLED, sequence=on.sequence + 1)


def expected(meetup: Meetup, dates: Sequence[MeetupDate], until: datetime) -> list[datetime]:
    known = {on.local: on for on in dates}
    found = []
    for local in takewhile(lambda local: moment_of(local, meetup.zone) <= until + timedelta(days=9), rule_of(meetup)):
        on = known.get(local)
        if on is None or on.status is Status.PLANNED:
            found.append(moment_of(local, meetup.zone) if on is None else on.starts_at)
    return sorted(at for at in found if at <= until)


def rule_of(meetup: Meetup) -> Iterator[datetime]:
    before = datetime.combine(meetup.first - timedelta(days=2), meetup.time_of_day)
    return local_dates(meetup, moment_of(before, meetup.zone))


def by_icalendar(content: bytes, until: datetime) -> list[datetime]:
    """Read by the library that wrote it, with the zones that Python knows."""
    events: list[Any] = list(Calendar.from_ical(content).walk("VEVENT"))
    whole, apart = events[0], events[1:]
    start = whole["dtstart"].dt
    naive = start.replace(tzinfo=None)
    rule = re.sub(r"(UNTIL=\w+)Z", lambda found: _local_end(found[1], start), whole["rrule"].to_ical().decode())
    locals_ = takewhile(lambda at: at <= until.replace(tzinfo=None) + timedelta(days=9), rrulestr(rule, dtstart=naive))
    left_out = {one.dt.replace(tzinfo=None) for one in whole["exdate"].dts} if "exdate" in whole else set()
    other = {event["recurrence-id"].dt.replace(tzinfo=None): event["dtstart"].dt for event in apart}
    found = [other.get(at, at.replace(tzinfo=start.tzinfo)) for at in locals_ if at not in left_out]
    return sorted(at for one in found if (at := one.astimezone(UTC)) <= until)


def _local_end(text: str, start: datetime) -> str:
    end = datetime.strptime(text, "UNTIL=%Y%m%dT%H%M%S").replace(tzinfo=UTC).astimezone(start.tzinfo)
    return f"UNTIL={end:%Y%m%dT%H%M%S}"


def by_ical(content: bytes, until: datetime) -> list[datetime]:
    """Read and expanded by another library, with the zones that Python knows."""
    timeline = IcsCalendarStream.calendar_from_ics(content.decode()).timeline_tz(ZoneInfo("UTC"))
    # It gives them by the clock on the wall, which is not always their order.
    begins_at = (event.dtstart for event in timeline)
    every = (at.astimezone(UTC) for at in begins_at if isinstance(at, datetime))
    return sorted(at for at in takewhile(lambda at: at <= until + timedelta(days=9), every) if at <= until)


def by_vobject(content: bytes, until: datetime) -> list[datetime]:
    """Read and expanded by a third one, by the zone rules that stand in the file."""
    rules = vobject.readOne(content.decode()).vtimezone
    zone = rules.gettzinfo()
    vobject.icalendar.registerTzid(rules.tzid.value, zone)
    whole, *apart = vobject.readOne(content.decode()).vevent_list
    other = {_naive(event.recurrence_id.value): _naive(event.dtstart.value) for event in apart}
    # It compares what is left out by moments, and mistakes those that the clock leaps over.
    left_out = {_naive(at) for part in whole.contents.get("exdate", ()) for at in part.value}
    every = map(_naive, whole.getrruleset(addRDate=True))
    locals_ = takewhile(lambda at: at <= until.replace(tzinfo=None) + timedelta(days=9), every)
    found = (other.get(at, at).replace(tzinfo=zone) for at in locals_ if at not in left_out)
    return sorted(at for one in found if (at := _moment(one)) <= until)


def _moment(local: datetime) -> datetime:
    """Give the moment of a time on the wall. One that the clock leaps over has the offset from before (RFC 5545).

    What dateutil has for that takes the hour after the clocks are set back for one that is leapt over.
    """
    after, before = local.utcoffset(), (local - timedelta(hours=3)).utcoffset()
    assert after is not None
    assert before is not None
    leapt = after > before and (local - (after - before)).utcoffset() == before
    return local.replace(tzinfo=UTC) - (before if leapt else after)


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


READERS = (by_icalendar, by_ical, by_vobject)

repeats: st.SearchStrategy[Repeat] = st.one_of(
    st.frozensets(st.integers(0, 6), min_size=1).map(OnWeekdays),
    st.builds(EveryWeeks, st.integers(1, 5), st.frozensets(st.integers(0, 6), max_size=3)),
    st.builds(MonthDay, st.none() | st.integers(1, 31), st.integers(1, 3)),
    st.builds(MonthWeekday, st.sampled_from([1, 2, 3, 4, 5, LAST]), st.integers(0, 6)),
)


@st.composite
def series(draw: st.DrawFn, zones: Sequence[str]) -> Meetup:
    repeat = draw(repeats)
    first = begins(repeat, draw(st.dates(date(2024, 1, 1), date(2028, 3, 1))))
    at = draw(st.times().map(lambda at: time(at.hour, at.minute)))
    until = draw(st.none() | st.integers(0, 700).map(lambda more: first + timedelta(days=more)))
    return meetup_of(first=first, time_of_day=at, zone=draw(st.sampled_from(zones)), series=Series(repeat, until))


@st.composite
def changed(draw: st.DrawFn, meetup: Meetup) -> list[MeetupDate]:
    """Some dates, of which some are skipped, moved or have other words."""
    own = replace(CONTENT, title="Another one", duration=timedelta(minutes=30))
    changes: list[Callable[[MeetupDate], MeetupDate]] = [
        lambda on: on,
        skipped,
        lambda on: replace(on, content=own, ends_at=on.starts_at + own.duration),
        lambda on: moved(on, timedelta(minutes=draw(st.integers(-600, 600)))),
    ]
    return [draw(st.sampled_from(changes))(on) for on in planned(meetup, draw(st.integers(1, 8)))]


@settings(deadline=None)
@given(st.data())
def test_every_reader_shows_the_dates_that_there_are(data: st.DataObject) -> None:
    meetup = data.draw(series(ZONES))
    dates = data.draw(changed(meetup))
    until = dates[0].starts_at + timedelta(days=800)
    content = series_file(meetup, dates, OPEN, NOW).content
    wanted = expected(meetup, dates, until)
    for read in READERS:
        # It does not know a date by a RECURRENCE-ID in UTC.
        if read is not by_ical or meetup.zone != "UTC":
            assert read(content, until) == wanted, read.__name__


def test_a_file_of_a_series_keeps_the_clock_on_the_wall_over_both_changes() -> None:
    meetup = meetup_of(EveryWeeks(2), date(2026, 3, 19))
    content = series_file(meetup, planned(meetup, 3), OPEN, NOW).content
    for read in READERS:
        found = read(content, datetime(2026, 11, 30, tzinfo=UTC))
        assert {at.astimezone(ZoneInfo("Europe/London")).hour for at in found} == {19}
        assert {at.hour for at in found} == {18, 19}


@pytest.mark.parametrize(
    ("repeat", "first", "rule"),
    [
        (OnWeekdays(frozenset({1, 3})), date(2026, 11, 26), "FREQ=WEEKLY;WKST=MO;BYDAY=TU,TH"),
        (EveryWeeks(2), date(2026, 11, 26), "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TH"),
        (MonthWeekday(2, 1), date(2026, 12, 8), "FREQ=MONTHLY;BYDAY=2TU"),
        (MonthWeekday(5, 4), date(2027, 1, 29), "FREQ=MONTHLY;BYDAY=5FR"),
        (MonthWeekday(LAST, 4), date(2026, 11, 27), "FREQ=MONTHLY;BYDAY=-1FR"),
        (MonthDay(31), date(2026, 12, 31), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
    ],
)
def test_rules_that_calendars_know(repeat: Repeat, first: date, rule: str) -> None:
    meetup = meetup_of(repeat, first)
    content = series_file(meetup, planned(meetup, 3), OPEN, NOW).content
    [event] = events(content)
    found = dict(part.split("=") for part in event["rrule"].to_ical().decode().split(";"))
    assert found == dict(part.split("=") for part in rule.split(";"))
    assert b"UNTIL" not in content, "a series without an end stays open"


def test_the_fifth_friday_comes_only_in_months_that_have_one() -> None:
    meetup = meetup_of(MonthWeekday(5, 4), date(2027, 1, 29))
    content = series_file(meetup, planned(meetup, 3), OPEN, NOW).content
    for read in READERS:
        found = read(content, datetime(2027, 12, 31, 23, tzinfo=UTC))
        assert [(at.month, at.day) for at in found] == [(1, 29), (4, 30), (7, 30), (10, 29), (12, 31)]


def test_the_31st_of_a_shorter_month_is_its_last_day_also_in_a_leap_year() -> None:
    meetup = meetup_of(MonthDay(31), date(2027, 12, 31))
    content = series_file(meetup, planned(meetup, 3), OPEN, NOW).content
    for read in READERS:
        found = read(content, datetime(2028, 4, 30, 23, tzinfo=UTC))
        assert [(at.month, at.day) for at in found] == [(12, 31), (1, 31), (2, 29), (3, 31), (4, 30)]


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_date_says_all_of_it() -> None:
    meetup = meetup_of()
    [on] = planned(meetup, 1)
    file = date_file(meetup, on, OPEN, NOW)
    assert (file.name, file.media_type) == ("meet-up.ics", "text/calendar")
    [event] = events(file.content)
    assert (event["uid"], event["sequence"], event["status"]) == (meetup.id, 0, "CONFIRMED")
    assert event["dtstamp"].dt == NOW
    assert event["dtstart"].dt == datetime(2026, 11, 26, 19, tzinfo=ZoneInfo("Europe/London"))
    assert event["dtend"].dt == datetime(2026, 11, 26, 21, tzinfo=ZoneInfo("Europe/London"))
    assert b"DTSTART;TZID=Europe/London:20261126T190000\r\n" in file.content
    assert event["summary"] == CONTENT.title
    assert event["location"] == "Café Größe, 1, High Street; London"
    assert event["description"] == f"{CONTENT.text}\n\n{WHERE.link}"
    assert event["url"] == WHERE.link
    assert event["geo"].to_ical() == "51.5074;-0.1278"
    assert b"METHOD:PUBLISH\r\n" in file.content
    assert b"RRULE" not in file.content


def test_the_other_readers_read_the_same_words() -> None:
    meetup = meetup_of()
    [on] = planned(meetup, 1)
    text = date_file(meetup, on, OPEN, NOW).content.decode()
    mine = vobject.readOne(text).vevent
    found: list[Any] = IcsCalendarStream.calendar_from_ics(text).events
    [other] = found
    assert mine.summary.value == other.summary == CONTENT.title
    assert mine.location.value == other.location == "Café Größe, 1, High Street; London"
    assert mine.description.value == other.description == f"{CONTENT.text}\n\n{WHERE.link}"
    assert mine.url.value == other.url == WHERE.link
    assert mine.uid.value == other.uid == meetup.id
    assert (mine.dtend.value.hour, other.dtend.hour) == (21, 21)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_words_come_through_as_they_are_typed(title: str, place: str, text: str) -> None:
    content = replace(CONTENT, title=f"t{title}", text=f"x{text}", where=Where(place=f"p{place}"))
    meetup = meetup_of(content=content)
    file = date_file(meetup, planned(meetup, 1)[0], Discretion(), NOW).content
    lines = file.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any(re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", line) for line in lines)
    [event] = events(file)
    [read] = IcsCalendarStream.calendar_from_ics(file.decode()).events
    for written, first, second in (
        (content.title, event["summary"], read.summary),
        (content.where.place, event["location"], read.location),
        (content.text, event["description"], read.description),
    ):
        kept = seen(written)
        assert seen(str(first)) == kept
        assert seen(second or "") == kept


def seen(text: str) -> str:
    """What is left of words in any calendar: nothing that cannot be seen but spaces."""
    return " ".join("".join(one if one.isprintable() else " " if one.isspace() else "" for one in text).split())


def test_neutral_files_name_neither_the_meetup_nor_what_it_is_about() -> None:
    meetup = meetup_of()
    [event] = events(date_file(meetup, planned(meetup, 1)[0], Discretion("Meet-up", WHERE.link), NOW).content)
    assert event["summary"] == "Meet-up"
    assert event["description"] == WHERE.link
    assert event["location"] == "Café Größe, 1, High Street; London"


def test_a_link_stands_in_it_only_where_it_may_be_known() -> None:
    hidden, open_ = meetup_of(), meetup_of(content=replace(CONTENT, where=replace(WHERE, link_hidden=False)))
    [on] = planned(hidden, 1)
    assert b"example.org" not in date_file(hidden, on, Discretion(), NOW).content
    assert b"example.org" in date_file(hidden, on, OPEN, NOW).content
    assert b"example.org" in date_file(open_, on, Discretion(), NOW).content
    online = meetup_of(content=replace(CONTENT, where=Where(link="https://example.org/x")))
    [event] = events(date_file(online, on, Discretion(link="https://example.org/x"), NOW).content)
    assert event["location"] == "https://example.org/x"


def test_a_series_names_what_is_skipped_moved_and_changed() -> None:
    meetup = meetup_of(WEEKLY)
    one, two, three, four = planned(meetup, 4)
    own = replace(CONTENT, title="In the park")
    dates = [one, skipped(two), moved(three, timedelta(days=1)), replace(four, content=own)]
    whole, third, fourth = events(series_file(meetup, dates, OPEN, NOW).content)
    assert {event["uid"] for event in (whole, third, fourth)} == {meetup.id}
    assert [one.dt for one in whole["exdate"].dts] == [two.local.replace(tzinfo=ZoneInfo("Europe/London"))]
    assert third["recurrence-id"].dt == three.local.replace(tzinfo=ZoneInfo("Europe/London"))
    assert third["dtstart"].dt.astimezone(UTC) == three.starts_at + timedelta(days=1)
    assert (fourth["recurrence-id"].dt, fourth["summary"]) == (fourth["dtstart"].dt, "In the park")
    assert whole["sequence"] == third["sequence"] == 2


def test_a_cancelled_series_says_so_of_all_its_dates() -> None:
    meetup = meetup_of(WEEKLY)
    one, two, three = planned(meetup, 3)
    before = series_file(meetup, [one, moved(two, timedelta(days=1)), three], OPEN, NOW).content
    gone = [skipped(one), skipped(moved(two, timedelta(days=1))), skipped(three)]
    after = series_file(replace(meetup, status=Status.CANCELLED, version=2), gone, OPEN, NOW).content
    assert {event["status"] for event in events(before)} == {"CONFIRMED"}
    assert {event["status"] for event in events(after)} == {"CANCELLED"}
    assert len(events(after)) == 2
    assert b"EXDATE" not in after
    assert events(after)[0]["sequence"] > events(before)[0]["sequence"]
    assert {event["uid"] for event in (*events(before), *events(after))} == {meetup.id}


def test_the_sequence_of_a_date_rises_with_each_change_and_its_uid_stays() -> None:
    meetup = meetup_of(WEEKLY)
    on = planned(meetup, 1)[0]
    stages = [
        (meetup, on),
        (meetup, moved(on, timedelta(hours=1))),
        (replace(meetup, version=2), skipped(moved(on, timedelta(hours=1)))),
    ]
    found = [events(date_file(*stage, OPEN, NOW).content)[0] for stage in stages]
    assert [event["sequence"] for event in found] == [0, 1, 3]
    assert {event["uid"] for event in found} == {on.id}
    assert [event["status"] for event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_dates_of_an_earlier_rule_stay_where_they_were() -> None:
    meetup = meetup_of(WEEKLY)
    old, new = planned(meetup, 2)[1], replace(meetup, series=Series(EveryWeeks(2)), version=2)
    content = series_file(new, [*planned(new, 3), old], OPEN, NOW).content
    assert [one.dt.date() for one in events(content)[0]["rdate"].dts] == [date(2026, 12, 3)]


def test_what_does_not_repeat_is_one_event_in_both_files() -> None:
    meetup = meetup_of()
    [on] = planned(meetup, 1)
    assert series_file(meetup, [on], OPEN, NOW) == date_file(meetup, on, OPEN, NOW)


def test_an_end_that_the_clock_shows_twice_does_not_come_before_the_start() -> None:
    meetup = meetup_of(first=date(2027, 10, 31), time_of_day=time(1, 30))
    [on] = planned(meetup, 1)
    on = replace(on, ends_at=on.starts_at + timedelta(hours=1))
    [event] = events(date_file(meetup, on, OPEN, NOW).content)
    assert event["dtend"].dt.astimezone(UTC) - event["dtstart"].dt.astimezone(UTC) == timedelta(hours=1)


def test_a_feed_has_each_date_once_with_what_was_answered() -> None:
    weekly, other = meetup_of(WEEKLY), meetup_of(id="b" * 32, zone="Asia/Tokyo")
    one, two = planned(weekly, 2)
    [there] = planned(other, 1)
    entries = [Entry(weekly, one, sure=True), Entry(weekly, skipped(two), sure=True), Entry(other, there, sure=False)]
    content = feed(entries, "Meet-ups", "", NOW)
    assert [(event["uid"], event["status"]) for event in events(content)] == [
        (one.id, "CONFIRMED"),
        (two.id, "CANCELLED"),
        (other.id, "TENTATIVE"),
    ]
    assert ["url" in event for event in events(content)] == [True, True, False]
    assert re.findall(rb"TZID:(.+)\r\n", content) == [b"Asia/Tokyo", b"Europe/London"]
    calendar: Any = Calendar.from_ical(content)
    assert calendar["refresh-interval"].dt == REFRESH
    assert len(IcsCalendarStream.calendar_from_ics(content.decode()).events) == 3
    assert len(vobject.readOne(content.decode()).vevent_list) == 3


def test_a_feed_may_be_empty() -> None:
    content = feed([], "Meet-ups", "Meet-up", NOW)
    assert events(content) == []
    assert IcsCalendarStream.calendar_from_ics(content.decode()).events == []
    assert vobject.readOne(content.decode()).name == "VCALENDAR"
