"""One list of who comes, whichever platform and card an answer comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.core.errors import UserError
from bot.core.incoming import Origin
from bot.core.keeping import People
from bot.core.people import Role
from bot.features.meetups.attending import (
    Answer,
    Attendee,
    Attendees,
    Remind,
    answered,
    changed,
    counted,
    of,
    place_in_line,
    settled,
    with_guests,
    without,
)
from bot.features.meetups.cards import is_cancelled, is_over
from bot.features.meetups.keeping import MeetupStores
from bot.features.meetups.meetup import Counts, Meetup, MeetupDate, closes_at, content_of
from bot.features.meetups.telling import Found, Telling, Together, find

LONGEST_NAME = 64


class Wish(StrEnum):
    """What a person can press under a card."""

    GOING = "going"
    MAYBE = "maybe"
    CANNOT = "cannot"
    PLUS = "plus"  # to bring a guest, or nobody after all


class Refusal(StrEnum):
    """Why an answer is not taken."""

    CANCELLED = "cancelled"
    OVER = "over"
    BEGUN = "begun"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a date stands for one person. `line`: which one of the waiting list they are, 0 if they are not on it."""

    found: Found
    counts: Counts
    mine: Attendee | None = field(repr=False)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer: how it stands now, and what the person had said before."""

    now: Standing
    before: Attendee | None = field(repr=False)


def refusal(meetup: Meetup, on: MeetupDate, now: datetime) -> Refusal | None:
    """Say why no answers are taken now; None if they are."""
    if is_cancelled(meetup, on):
        return Refusal.CANCELLED
    if is_over(on, now):
        return Refusal.OVER
    if on.starts_at <= now:
        return Refusal.BEGUN
    return Refusal.CLOSED if closes_at(meetup, on) <= now else None


@dataclass(frozen=True, slots=True)
class Answers:
    """Takes answers. Each is one transaction: the answer, who moves up, the cards to be changed, who is told.

    `wake` lets the keeper of cards look at once. All of it raises NotRead or NotSaved, and UserError for a date that
    is not known any more.
    """

    stores: MeetupStores
    people: People
    telling: Telling
    together: Together
    wake: Callable[[], None]

    async def answer(self, origin: Origin, date_id: str, wish: Wish) -> Answered | Refusal:
        """Take an answer, unless it is too late for one."""
        found = await self.found(date_id)
        if no := refusal(*found.both, origin.at):
            return no
        # Before the list is held: who waits for the list then waits for nobody who waits for this person.
        person_id = await self.people.ensure(origin.person, origin.at)
        async with self.together():
            number = await self._held(date_id)
            found = await self.found(date_id)
            if no := refusal(*found.both, origin.at):
                return no
            before = await self.stores.attendance.attendees(date_id)
            seats = content_of(*found.both).seats
            said = Attendee(
                person_id, Answer.GOING, number, origin.at, origin.person.platform, name=origin.name[:LONGEST_NAME]
            )
            after = await self._kept(found.on, before, wished(before, said, wish, seats), seats, person_id)
        self.wake()
        return Answered(standing(found, after, person_id), of(before, person_id))

    async def settle(self, date_id: str) -> bool:
        """Give seats that became free in another way to those who wait; tell whether there were any."""
        async with self.together():
            if await self.stores.attendance.hold(date_id) is None:
                return False
            found = await self.found(date_id)
            before = await self.stores.attendance.attendees(date_id)
            return await self._kept(found.on, before, before, content_of(*found.both).seats) != before

    async def remind(self, origin: Origin, date_id: str, remind: Remind) -> Standing:
        """Let somebody who comes, or may come, be reminded. `mine` of what it gives is None for anybody else."""
        person_id = await self.people.find(origin.person)
        async with self.together():
            await self._held(date_id)
            found = await self.found(date_id)
            all_ = await self.stores.attendance.attendees(date_id)
            mine = of(all_, person_id or "")
            if mine is None or mine.answer is Answer.CANNOT or refusal(*found.both, origin.at) in _GONE_BY:
                return Standing(found, counted(all_), None)
            now = replace(mine, remind=remind)
            await self.stores.attendance.put(date_id, now)
            await self.telling.remind(found.on, now)
        return Standing(found, counted(all_), now, place_in_line(all_, mine.person_id))

    async def standing(self, origin: Origin, date_id: str) -> Standing:
        """Give how a date stands for whoever asks."""
        found = await self.found(date_id)
        return standing(found, await self.stores.attendance.attendees(date_id), await self.people.find(origin.person))

    async def organises(self, origin: Origin, meetup: Meetup) -> bool:
        """Tell whether somebody is an organiser, or set this up: in a private chat, not every platform knows roles."""
        if origin.role >= Role.ORGANISER:
            return True
        return meetup.organiser_id is not None and await self.people.find(origin.person) == meetup.organiser_id

    async def found(self, date_id: str) -> Found:
        """Look a date up."""
        found = await find(self.stores.meetups, date_id)
        if found is None:
            raise UserError("meet.gone")
        return found

    async def _held(self, date_id: str) -> int:
        number = await self.stores.attendance.hold(date_id)
        if number is None:
            raise UserError("meet.gone")
        return number

    async def _kept(
        self, on: MeetupDate, before: Attendees, after: Attendees, seats: int | None, whose: str = ""
    ) -> Attendees:
        """Let those who wait move up, and keep what is new; give the list as it is then.

        Whose press it is learns by the reply how they stand.
        """
        now, promoted = settled(after, seats)
        if new := changed(before, now):
            await self.stores.attendance.put(on.id, *new)
        if counted(before) != counted(now):
            await self.stores.posts.touch(on.id)
        if others := without(promoted, whose):
            await self.telling.seated(on, others)
        return now


_GONE_BY = frozenset({Refusal.CANCELLED, Refusal.OVER, Refusal.BEGUN})


def wished(attendees: Attendees, said: Attendee, wish: Wish, seats: int | None) -> Attendees:
    """Give the list after what a person pressed; `said` is their answer if they were going."""
    if wish is not Wish.PLUS:
        return answered(attendees, replace(said, answer=Answer(wish)), seats)
    mine = of(attendees, said.person_id)
    if mine is not None and mine.answer is Answer.GOING:
        return with_guests(attendees, said.person_id, 0 if mine.guests else 1, seats)
    both = answered(attendees, replace(said, guests=1), seats)
    alone = answered(attendees, said, seats)
    # With one seat left, the person has it rather than to wait for two.
    return alone if _waits(both, said) and not _waits(alone, said) else both


def standing(found: Found, attendees: Attendees, person_id: str | None) -> Standing:
    """Give how a date stands for a person. Once its answers are gone, the counts that were kept stand for them."""
    counts = found.on.counts if found.on.counts is not None and not attendees else counted(attendees)
    mine = None if person_id is None else of(attendees, person_id)
    return Standing(found, counts, mine, place_in_line(attendees, person_id or ""))


def _waits(attendees: Attendees, said: Attendee) -> bool:
    mine = of(attendees, said.person_id)
    return mine is not None and mine.waits
