"""Meet-ups as calendar files (iCalendar, RFC 5545): one date, a whole series, or all dates of one person. Pure.

Uids are stable and SEQUENCE rises, so that a file that is taken in again puts right what was there. A file of one
date of a series names the date by an id of its own; in a file of the series it is one of its instances.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.calendar_files import MEDIA_TYPE, ZONE_RULES_FOR, new_calendar, zone_rules
from bot.core.reply import Attachment
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Status, Where, content_of
from bot.features.meetups.repeating import local_dates, moment_of, rrule_of

if TYPE_CHECKING:
    # Loaded only where a calendar is made.
    from icalendar import Event

FILE_NAME = "meet-up.ics"

REFRESH = timedelta(hours=1)
"""So often a calendar that follows a person's dates is asked to look again."""

_PRODUCT = "Meet-ups"
_DAY = timedelta(days=1)
_CONFIRMED, _TENTATIVE, _CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"

# What ends a line, and what no text of a calendar may hold: other controls, and halves of characters.
_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Discretion:
    """How much a file leaves out. `neutral`: the title instead of the meet-up's own title and text; empty for those.

    `link`: of links that are told only to those who come, the one that this reader knows, empty for none.
    """

    neutral: str = ""
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of a person. `sure`: they come, rather than perhaps."""

    meetup: Meetup
    on: MeetupDate
    sure: bool = field(repr=False)


def date_file(meetup: Meetup, on: MeetupDate, discretion: Discretion, now: datetime) -> Attachment:
    """Give the file of one date."""
    calendar = new_calendar(_PRODUCT)
    for part in (zone_rules(meetup.zone, on.starts_at - _DAY, on.ends_at + _DAY), _one(meetup, on, discretion, now)):
        calendar.add_component(part)
    return Attachment(FILE_NAME, MEDIA_TYPE, calendar.to_ical())


def series_file(meetup: Meetup, dates: Sequence[MeetupDate], discretion: Discretion, now: datetime) -> Attachment:
    """Give the file of a series, from all its dates that were ever planned, also those that are cancelled or over.

    Of a meet-up that does not repeat, it is the file of its date.
    """
    if meetup.series is None:
        return date_file(meetup, dates[0], discretion, now)
    series = _series(meetup, dates)
    calendar = new_calendar(_PRODUCT)
    calendar.add_component(zone_rules(meetup.zone, series.begin - _DAY, now + ZONE_RULES_FOR))
    calendar.add_component(series.whole(discretion, now))
    for on in series.apart:
        calendar.add_component(series.instance(on, discretion, now))
    return Attachment(FILE_NAME, MEDIA_TYPE, calendar.to_ical())


def feed(entries: Sequence[Entry], name: str, neutral: str, now: datetime) -> bytes:
    """Give the dates of one person as a calendar in UTF-8 that is asked for again and again.

    `name` is what it is called. A link that is told only to those who come stands at dates to which they surely come.
    """
    calendar = new_calendar(_PRODUCT)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH, parameters={"VALUE": "DURATION"})
    for zone in sorted({entry.meetup.zone for entry in entries}):
        there = [entry.on for entry in entries if entry.meetup.zone == zone]
        begin, end = min(on.starts_at for on in there), max(on.ends_at for on in there)
        calendar.add_component(zone_rules(zone, begin - _DAY, end + _DAY))
    for entry in entries:
        known = content_of(entry.meetup, entry.on).where.link if entry.sure else ""
        discretion = Discretion(neutral, known)
        calendar.add_component(_one(entry.meetup, entry.on, discretion, now, sure=entry.sure))
    content: bytes = calendar.to_ical()
    return content


@dataclass(frozen=True, slots=True)
class _Series:
    """A series: what the clock on the wall shows at its first date, and which of its planned dates the rule gives.

    `skipped` are those of them that are left out, `held` all planned dates that are not, also such as were put
    elsewhere by hand or stem from an earlier rule.
    """

    meetup: Meetup
    first: datetime
    skipped: tuple[datetime, ...]
    ruled: frozenset[datetime]
    held: tuple[MeetupDate, ...]
    sequence: int

    @property
    def begin(self) -> datetime:
        """The moment of the first date."""
        return moment_of(self.first, self.meetup.zone)

    @property
    def apart(self) -> Iterator[MeetupDate]:
        """Those that are not as the rule says."""
        return (on for on in self.held if on.moved or on.content is not None)

    def whole(self, discretion: Discretion, now: datetime) -> Event:
        """Give the event with the rule."""
        from icalendar.prop import vRecur  # noqa: PLC0415 (few ask for a calendar)

        meetup, zone = self.meetup, ZoneInfo(self.meetup.zone)
        event = _event(meetup.id, meetup.content, discretion, now)
        event.add("dtstart", self.first.replace(tzinfo=zone))
        event.add("dtend", _local(self.begin + meetup.content.duration, zone))
        event.add("rrule", vRecur.from_ical(rrule_of(meetup)))
        strays = tuple(on.local for on in self.held if on.local not in self.ruled)
        for name, days in (("exdate", self.skipped), ("rdate", strays)):
            if days:
                event.add(name, [day.replace(tzinfo=zone) for day in sorted(days)])
        event.add("sequence", self.sequence)
        event.add("status", _CANCELLED if meetup.status is Status.CANCELLED else _CONFIRMED)
        return event

    def instance(self, on: MeetupDate, discretion: Discretion, now: datetime) -> Event:
        """Give the event of a date that is not as the rule says."""
        event = _event(self.meetup.id, content_of(self.meetup, on), discretion, now)
        event.add("recurrence-id", on.local.replace(tzinfo=ZoneInfo(self.meetup.zone)))
        _add_when(event, self.meetup, on)
        event.add("sequence", self.sequence)
        event.add("status", _status(self.meetup, on, sure=True))
        return event


def _series(meetup: Meetup, dates: Sequence[MeetupDate]) -> _Series:
    every = local_dates(meetup, moment_of(datetime.combine(meetup.first - _DAY, meetup.time_of_day), meetup.zone))
    first = next(every)
    last = max((on.local for on in dates), default=first)
    ruled = frozenset((first, *takewhile(lambda local: local <= last, every)))
    known = [on for on in dates if on.local in ruled or on.local > first]
    # Of a series that is cancelled as a whole none is left out: all its dates are told to be cancelled.
    left_out = [on for on in known if on.status is Status.CANCELLED and meetup.status is not Status.CANCELLED]
    skipped = tuple(on.local for on in left_out if on.local in ruled)
    held = tuple(on for on in known if on not in left_out)
    return _Series(meetup, first, skipped, ruled, held, meetup.version - 1 + sum(on.sequence for on in dates))


def _one(meetup: Meetup, on: MeetupDate, discretion: Discretion, now: datetime, *, sure: bool = True) -> Event:
    """Give a date as an event that stands alone."""
    event = _event(meetup.id if meetup.series is None else on.id, content_of(meetup, on), discretion, now)
    _add_when(event, meetup, on)
    event.add("sequence", meetup.version - 1 + on.sequence)
    event.add("status", _status(meetup, on, sure=sure))
    return event


def _event(uid: str, content: Content, discretion: Discretion, now: datetime) -> Event:
    """Begin an event with what is said of it."""
    from icalendar import Event  # noqa: PLC0415

    where, event = content.where, Event()
    link = "" if where.link_hidden and where.link != discretion.link else where.link
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("summary", _clean(discretion.neutral or content.title))
    event.add("class", "PRIVATE")
    for name, text in (
        ("location", _location(where) or link),
        # Many calendars do not show URL.
        ("description", "\n\n".join(_given("" if discretion.neutral else content.text, link))),
    ):
        if text:
            event.add(name, _clean(text))
    if link:
        event.add("url", link)
    if where.point is not None:
        event.add("geo", where.point)
    return event


def _add_when(event: Event, meetup: Meetup, on: MeetupDate) -> None:
    zone = ZoneInfo(meetup.zone)
    event.add("dtstart", _local(on.starts_at, zone))
    event.add("dtend", _local(on.ends_at, zone))


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    """Give a moment by the clock on the wall; in UTC where that would be read as an earlier one."""
    local = at.astimezone(zone)
    return at if local.fold else local


def _status(meetup: Meetup, on: MeetupDate, *, sure: bool) -> str:
    if Status.CANCELLED in (meetup.status, on.status):
        return _CANCELLED
    return _CONFIRMED if sure else _TENTATIVE


def _location(where: Where) -> str:
    return ", ".join(_given(where.place, where.address))


def _given(*texts: str) -> Iterable[str]:
    return (text for text in texts if text)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", _BREAK.sub("\n", text))
