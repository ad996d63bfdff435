"""Puts what those who come are told, as a part of the transaction in which it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.conversation.quiet import out_of_quiet, quiet_hours
from bot.conversation.reaching import reachable
from bot.core.keeping import People
from bot.core.people import Platform
from bot.core.ports import Clock
from bot.delivery.due import Due
from bot.features.meetups import dues
from bot.features.meetups.attending import Answer, Attendee, Remind, has_seat
from bot.features.meetups.cards import is_cancelled, is_over
from bot.features.meetups.dues import Trouble
from bot.features.meetups.keeping import Attendance, Meetups, Note, Post, PostKind, Question
from bot.features.meetups.meetup import Meetup, MeetupDate

Together = Callable[[], AbstractAsyncContextManager[object]]
"""Makes one transaction of what several stores keep."""

_COMING = frozenset({Answer.GOING, Answer.MAYBE})


class Outgoing(Protocol):
    """Takes what is to be sent later."""

    async def put(self, *dues: Due) -> int:
        """Keep what is due; what has a key that is known already is left out. Raises NotSaved."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date and the meet-up that it belongs to."""

    meetup: Meetup = field(repr=False)
    on: MeetupDate

    @property
    def both(self) -> tuple[Meetup, MeetupDate]:
        """The meet-up, then the date."""
        return self.meetup, self.on


async def find(meetups: Meetups, date_id: str) -> Found | None:
    """Look a date up."""
    on = await meetups.date(date_id)
    meetup = None if on is None else await meetups.meetup(on.meetup_id)
    return None if on is None or meetup is None else Found(meetup, on)


def matters(why: Trouble, post: Post, found: Found, now: datetime) -> bool:
    """Tell whether an organiser needs to hear of a trouble with what stands in a place.

    Once a date is over they don't; once it is cancelled only if a card may go on saying that it takes place.
    """
    if is_over(found.on, now):
        return False
    may_stand = why is Trouble.UNSURE or (why is Trouble.AWAY and post.ref is not None)
    return not is_cancelled(*found.both) or (post.kind is PostKind.CARD and may_stand)


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells people privately, each where they answered last, or wherever they can be written to.

    What is put is worded when it goes out, after a last look. `zone` (IANA name) is that of the quiet hours of people
    who have not said where they live. All of it raises NotRead or NotSaved.
    """

    attendance: Attendance
    people: People
    outgoing: Outgoing
    clock: Clock
    zone: str = "UTC"

    async def changed(self, meetup: Meetup, on: MeetupDate) -> int:
        """Tell those who said going or maybe what a date has become, and move their reminders; give how many."""
        now = self.clock()
        coming = await self._coming(on)
        await self._put(due for one, platform in coming for due in dues.reminders(on, one, platform, now))
        return await self._tell(on, coming, lambda one, platform: dues.changed(on, one.person_id, platform, now))

    async def cancelled(self, meetup: Meetup, on: MeetupDate) -> int:
        """Tell them that a date does not take place; give how many. Its reminders are not sent any more."""
        now, coming = self.clock(), await self._coming(on)
        return await self._tell(on, coming, lambda one, platform: dues.cancelled(on, one.person_id, platform, now))

    async def note(self, meetup: Meetup, on: MeetupDate, note: Note, *, maybe: bool) -> int:
        """Pass a note on to those who are going, with `maybe` also to those who may; give how many."""
        now, coming = self.clock(), await self._coming(on)
        wanted = [one for one in coming if maybe or has_seat(one[0])]
        return await self._tell(on, wanted, lambda one, platform: dues.note(on, note, one.person_id, platform, now))

    async def seated(self, on: MeetupDate, attendees: Iterable[Attendee]) -> None:
        """Tell some from the waiting list that they have a seat."""
        now = self.clock()
        await self._tell(on, await self._reached(attendees), lambda one, platform: dues.seat(on, one, platform, now))

    async def remind(self, on: MeetupDate, attendee: Attendee) -> None:
        """Put the reminders that somebody wants. Those that they do not want any more are not sent."""
        if attendee.remind is not Remind.NEVER:
            now, reached = self.clock(), await self._reached((attendee,))
            await self._put(due for one, platform in reached for due in dues.reminders(on, one, platform, now))

    async def asked(self, meetup: Meetup, on: MeetupDate, question: Question) -> bool:
        """Pass a question on; False if there is nobody to be asked."""
        platform = await self._organiser(meetup)
        if meetup.organiser_id is None or platform is None:
            return False
        await self._put([dues.question(question, on, meetup.organiser_id, platform, self.clock())])
        return True

    async def answered(self, on: MeetupDate, question: Question, reply: Note) -> bool:
        """Bring an answer to whoever asked; False if they are not known any more."""
        theirs = await self.attendance.of_person(question.person_id, self.clock())
        wanted = next((mine.platform for id_, mine in theirs if id_ == on.id), None)
        platform = await reachable(self.people, question.person_id, wanted)
        if platform is not None:
            await self._put([dues.answer(question, reply, on, platform, self.clock())])
        return platform is not None

    async def trouble(self, meetup: Meetup, post: Post, why: Trouble) -> None:
        """Tell the organiser, if there still is one, that something is not where it should be."""
        platform = await self._organiser(meetup)
        if meetup.organiser_id is not None and platform is not None:
            await self._put([dues.trouble(post, why, meetup.organiser_id, platform, self.clock())])

    async def _organiser(self, meetup: Meetup) -> Platform | None:
        return None if meetup.organiser_id is None else await reachable(self.people, meetup.organiser_id)

    async def _coming(self, on: MeetupDate) -> list[tuple[Attendee, Platform]]:
        return await self._reached(one for one in await self.attendance.attendees(on.id) if one.answer in _COMING)

    async def _reached(self, attendees: Iterable[Attendee]) -> list[tuple[Attendee, Platform]]:
        """Give where each of them is written to."""
        found = [(one, await reachable(self.people, one.person_id, one.platform)) for one in attendees]
        return [(one, platform) for one, platform in found if platform is not None]

    async def _tell(
        self,
        on: MeetupDate,
        people: Iterable[tuple[Attendee, Platform]],
        due: Callable[[Attendee, Platform], Due],
    ) -> int:
        """Put one notice for each; none once the date has begun."""
        if on.starts_at <= self.clock():
            return 0
        told = [due(one, platform) for one, platform in people]
        await self._put(told)
        return len(told)

    async def _put(self, wanted: Iterable[Due]) -> None:
        if found := [await self._out_of_quiet(due) for due in wanted]:
            await self.outgoing.put(*found)

    async def _out_of_quiet(self, due: Due) -> Due:
        """Let news wait until somebody's quiet hours are over, if that is not too late; reminders are as asked for."""
        if due.purpose == dues.REMINDER:
            return due
        profile = await self.people.profile(due.to.id)
        at = out_of_quiet(due.at, quiet_hours(profile, self.zone, due.at))
        return replace(due, at=at) if at < due.until else due
