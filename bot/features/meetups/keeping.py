"""What meet-ups need kept. Storage keeps it; what it means stands in `meetup` and `attending`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.core.people import Platform
from bot.features.meetups.attending import Attendee
from bot.features.meetups.meetup import Meetup, MeetupDate


class PostKind(StrEnum):
    """What stands on a platform for a date."""

    CARD = "card"
    EVENT = "event"  # the platform's own scheduled event


class PostState(StrEnum):
    """How it stands there."""

    WANTED = "wanted"  # it is to be put there (a card: by a delivery)
    SHOWN = "shown"  # it is there, as `ref`
    LOST = "lost"  # it was deleted, or the place is out of reach
    CLOSED = "closed"  # nothing will change it any more
    WITHDRAWN = "withdrawn"  # an organiser took the place out of the meet-up, and may put it in again


LIVE = frozenset({PostState.WANTED, PostState.SHOWN})
"""It is to be kept up to date."""


@dataclass(frozen=True, slots=True)
class Post:
    """One card or event, for one date in one place.

    `wanted` rises with each change that it has to show; `shown` is the one that it shows. `ref` names it on the
    platform; of an event that was perhaps listed, it tells as what (see `listing`). `told`: the organiser knows that it
    is lost. `pinned`: pinning was tried.
    """

    id: str
    date_id: str
    place_id: str = field(repr=False)
    platform: Platform
    kind: PostKind
    state: PostState = PostState.WANTED
    wanted: int = 1
    shown: int = 0
    ref: str | None = field(default=None, repr=False)
    pinned: bool = False
    told: bool = False


def withdrawn(post: Post) -> Post:
    """Give a post as it is once its place is taken out of the meet-up.

    What stands there counts as showing nothing, as it waits for its last word; so does a card that waits already for
    that of a newer one. What is lost or has had its last word is left alone.
    """
    waits = post.state is PostState.CLOSED and post.ref is not None and post.shown < post.wanted
    shown = 0 if post.state in LIVE or waits else post.wanted
    return replace(post, state=PostState.WITHDRAWN, shown=shown)


@dataclass(frozen=True, slots=True)
class Note:
    """Words of an organiser to those who come."""

    id: str
    date_id: str
    text: str = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """Words of a member to the organiser of a date."""

    id: str
    date_id: str
    person_id: str = field(repr=False)
    text: str = field(repr=False)
    created_at: datetime


class Meetups(Protocol):
    """Keeps meet-ups and their dates. Raises NotRead or NotSaved."""

    async def add(self, meetup: Meetup, dates: Sequence[MeetupDate]) -> None:
        """Keep a new meet-up with its first dates."""

    async def meetup(self, meetup_id: str) -> Meetup | None:
        """Give a meet-up."""

    async def planned(self) -> tuple[Meetup, ...]:
        """Give all that are planned, the oldest first."""

    async def change(self, before: Meetup, after: Meetup) -> bool:
        """Keep the next version; False if it is no longer as it was `before`."""

    async def add_dates(self, dates: Sequence[MeetupDate]) -> tuple[MeetupDate, ...]:
        """Keep further dates; give those that were new: one of the same meet-up and local time is left out."""

    async def date(self, date_id: str) -> MeetupDate | None:
        """Give a date."""

    async def dates(self, meetup_id: str, since: datetime) -> tuple[MeetupDate, ...]:
        """Give the dates of a meet-up that end after a moment, also cancelled ones, the first one first."""

    async def coming(self, now: datetime, most: int) -> tuple[MeetupDate, ...]:
        """Give planned dates of all meet-ups that have not ended, the first one first."""

    async def ended(self, now: datetime, most: int) -> tuple[MeetupDate, ...]:
        """Give some that have ended and are still `planned`."""

    async def change_date(self, before: MeetupDate, after: MeetupDate) -> bool:
        """Keep what a date has become, also its own content and `local`, if its series was planned anew.

        False if its status or sequence changed meanwhile.
        """


class Attendance(Protocol):
    """Keeps answers. Raises NotRead or NotSaved.

    Whoever changes answers does so within `together`, after `hold`: then nobody else changes those of this date.
    """

    async def hold(self, date_id: str) -> int | None:
        """Hold the answers of a date until the transaction ends; give the next free number. None: no such date."""

    async def attendees(self, date_id: str) -> tuple[Attendee, ...]:
        """Give all answers to a date, by rising number."""

    async def put(self, date_id: str, *attendees: Attendee) -> None:
        """Keep answers instead of those that these people gave before."""

    async def of_person(self, person_id: str, since: datetime) -> tuple[tuple[str, Attendee], ...]:
        """Give a person's answers to dates that end after a moment, each with the date's id."""

    async def shed(self, before: datetime, most: int) -> int:
        """Remove answers, notes and questions of some dates that ended before; their counts are kept.

        Gives how many dates.
        """


class Posts(Protocol):
    """Keeps what stands on platforms. Raises NotRead or NotSaved."""

    async def add(self, *posts: Post) -> tuple[Post, ...]:
        """Keep new ones; give those that were new.

        There is one per date, place and kind, unless the one before is lost or closed.
        """

    async def post(self, post_id: str) -> Post | None:
        """Give one."""

    async def of_date(self, date_id: str) -> tuple[Post, ...]:
        """Give all of a date."""

    async def touch(self, date_id: str) -> None:
        """Let all of a date that are wanted or shown have something new to show."""

    async def stale(self, most: int) -> tuple[Post, ...]:
        """Give some that are to be put, or that show less than is wanted, the oldest change first."""

    async def change(self, before: Post, after: Post) -> bool:
        """Keep what one has become. `wanted` is left as it stands. False if its state changed meanwhile."""


class Words(Protocol):
    """Keeps notes and questions, sealed. Raises NotRead or NotSaved."""

    async def add_note(self, note: Note) -> None:
        """Keep a note."""

    async def note(self, note_id: str) -> Note | None:
        """Give a note."""

    async def add_question(self, question: Question) -> None:
        """Keep a question."""

    async def question(self, question_id: str) -> Question | None:
        """Give a question."""

    async def questions(self, date_id: str) -> tuple[Question, ...]:
        """Give the questions about a date, the oldest first."""


class Feeds(Protocol):
    """Keeps who has a calendar address. Tokens are kept as marks alone. Raises NotRead or NotSaved."""

    async def open(self, person_id: str, token: str) -> None:
        """Give a person a token; an earlier one is void."""

    async def whose(self, token: str) -> str | None:
        """Give the person with a token."""

    async def close(self, person_id: str) -> bool:
        """Void a person's token; False if there is none."""


@dataclass(frozen=True, slots=True)
class MeetupStores:
    """All stores of meet-ups."""

    meetups: Meetups
    attendance: Attendance
    posts: Posts
    words: Words
    feeds: Feeds
