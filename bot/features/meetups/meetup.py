"""What a meet-up is: what was announced, its dates, and what is the same for all of them. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.conversation.times.values import EveryWeeks, MonthDay, MonthWeekday, OnWeekdays

LONGEST_TITLE = 100
LONGEST_TEXT = 1_000
LONGEST_PLACE = 100
LONGEST_ADDRESS = 200
LONGEST_LINK = 300
MOST_SEATS = 10_000
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=7)

Repeat = OnWeekdays | EveryWeeks | MonthDay | MonthWeekday
"""How a meet-up comes again. The fifth weekday of a month is left out where a month has none."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place, a link, or both. `point` is latitude and longitude in degrees.

    `link_hidden`: the link is told only to those who said that they come.
    """

    place: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    point: tuple[float, float] | None = field(default=None, repr=False)
    link: str = field(default="", repr=False)
    link_hidden: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What is said of a date of a meet-up. Of a series, one date may have other content than the rest.

    `seats`: how many can come, None for any number. `closes_before`: so long before the start answers are closed.
    `asks`: members may ask the organiser a question.
    """

    title: str = field(repr=False)
    where: Where = field(repr=False)
    text: str = field(default="", repr=False)
    duration: timedelta = timedelta(hours=1)
    seats: int | None = None
    closes_before: timedelta = timedelta(0)
    asks: bool = True


class Status(StrEnum):
    """How a meet-up, or one of its dates, stands."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    OVER = "over"  # of a date: it has ended


@dataclass(frozen=True, slots=True)
class Series:
    """How a meet-up repeats: from its first day on, until its last one, or without an end."""

    repeat: Repeat
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Meetup:
    """What an organiser has set up. `organiser_id` is None once that person was erased.

    `first` and `time_of_day` are what the clock on the wall shows in `zone` (IANA name). `places` are ids of the places
    in which it is announced, `announce_at` when that begins (UTC). `version` rises with each change.
    """

    id: str
    organiser_id: str | None = field(repr=False)
    content: Content = field(repr=False)
    zone: str
    first: date
    time_of_day: time
    series: Series | None
    places: tuple[str, ...] = field(repr=False)
    announce_at: datetime
    created_at: datetime
    status: Status = Status.PLANNED
    version: int = 1


@dataclass(frozen=True, slots=True)
class MeetupDate:
    """One date of a meet-up. A meet-up that does not repeat has one.

    `local` is what the clock on the wall showed when the date was planned; it names the date for ever, also after it
    was moved (RECURRENCE-ID). `starts_at` and `ends_at` are UTC. `content` is set where this date has its own.
    `moved`: it no longer starts when the series says. `sequence` rises with each change that people are told of.
    `counts` are kept when the answers are gone.
    """

    id: str
    meetup_id: str
    local: datetime
    starts_at: datetime
    ends_at: datetime
    status: Status = Status.PLANNED
    moved: bool = False
    content: Content | None = field(default=None, repr=False)
    sequence: int = 0
    counts: Counts | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many said what, guests included in `going` and `waiting`."""

    going: int = 0
    maybe: int = 0
    cannot: int = 0
    waiting: int = 0


def content_of(meetup: Meetup, on: MeetupDate) -> Content:
    """Give what is said of one date."""
    return on.content or meetup.content


def closes_at(meetup: Meetup, on: MeetupDate) -> datetime:
    """Give the moment (UTC) from which on no answers are taken."""
    return on.starts_at - content_of(meetup, on).closes_before
