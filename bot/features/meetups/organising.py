"""What organisers do to a meet-up. Each thing is kept whole: what it is, its dates, its cards, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol
from uuid import uuid4

from bot.core.errors import UserError
from bot.core.keeping import Places
from bot.features.meetups.attending import Answer, Attendee, has_seat
from bot.features.meetups.keeping import MeetupStores, Note, Post, PostKind, PostState, withdrawn
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Status, content_of
from bot.features.meetups.repeating import PLANNED_AHEAD, date_at, local_dates, moment_of
from bot.features.meetups.replanning import Step, cancelled, changed_content, must_be_told, replanned
from bot.features.meetups.telling import Together


class Telling(Protocol):
    """Puts private notices to those who come, as a part of the transaction in which it is called. Raises NotSaved."""

    async def changed(self, meetup: Meetup, on: MeetupDate) -> int:
        """Tell those who said going or maybe what a date has become, and move their reminders; give how many."""

    async def cancelled(self, meetup: Meetup, on: MeetupDate) -> int:
        """Tell them that a date does not take place, and take their reminders back; give how many."""

    async def note(self, meetup: Meetup, on: MeetupDate, note: Note, *, maybe: bool) -> int:
        """Pass a note on to those who are going, with `maybe` also to those who may; give how many."""


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Organising:
    """Makes, changes and cancels meet-ups. `wake` lets the keeper of cards look at once, also whether seats got free.

    All of it raises NotRead or NotSaved, and UserError where something was changed by somebody else meanwhile.
    """

    stores: MeetupStores
    places: Places
    together: Together
    telling: Telling
    wake: Callable[[], None]
    new_id: Callable[[], str] = _new_id

    async def create(self, meetup: Meetup, now: datetime) -> bool:
        """Keep a new meet-up with its first dates; False if it was made before, by the same draft."""
        async with self.together():
            if await self.stores.meetups.meetup(meetup.id) is not None:
                return False
            ahead = islice(local_dates(meetup, now), PLANNED_AHEAD)
            await self.stores.meetups.add(meetup, [date_at(meetup, local, self.new_id()) for local in ahead])
        self.wake()
        return True

    async def change(self, before: Meetup, after: Meetup, now: datetime, *, tell: bool) -> None:
        """Change a meet-up as a whole. `tell`: those who come are told also of what they need not know."""
        async with self.together():
            after = replace(after, version=before.version + 1)
            if not await self.stores.meetups.change(before, after):
                raise _changed_meanwhile()
            dates = await self.stores.meetups.dates(before.id, now)
            for step in replanned(before, after, dates, now):
                await self._take(after, step, tell=tell)
            for place_id in set(before.places) - set(after.places):
                await self._leave(after, place_id, now)
            await self._plan_ahead(after, now)
        self.wake()

    async def change_date(
        self, meetup: Meetup, before: MeetupDate, content: Content, local: datetime, *, tell: bool
    ) -> None:
        """Change one date alone: what is said of it, and when it is (by the clock on the wall of its zone)."""
        starts_at = moment_of(local, meetup.zone)
        elsewhere = starts_at != before.starts_at
        moved = starts_at != moment_of(before.local, meetup.zone)
        after = changed_content(meetup, replace(before, starts_at=starts_at, moved=moved), content)
        told = elsewhere or must_be_told(content_of(meetup, before), content)
        async with self.together():
            await self._take(meetup, Step(before, after, told), tell=tell)
        self.wake()

    async def skip(self, meetup: Meetup, on: MeetupDate, now: datetime) -> int:
        """Let one date of a series not take place; give how many people are told."""
        async with self.together():
            told = await self._cancelled(meetup, on)
            await self._plan_ahead(meetup, now)
        self.wake()
        return told

    async def cancel(self, meetup: Meetup, now: datetime) -> int:
        """Cancel a meet-up with all its dates to come; give how many notices go out."""
        async with self.together():
            after = replace(meetup, status=Status.CANCELLED, version=meetup.version + 1)
            if not await self.stores.meetups.change(meetup, after):
                raise _changed_meanwhile()
            told = 0
            for date in await self.coming(meetup, now):
                told += await self._cancelled(after, date)
        self.wake()
        return told

    async def adopt(self, meetup: Meetup, organiser_id: str, now: datetime) -> None:
        """Let questions and trouble come to somebody, where whoever set it up is not known any more."""
        async with self.together():
            after = replace(meetup, organiser_id=organiser_id, version=meetup.version + 1)
            if meetup.organiser_id is not None or not await self.stores.meetups.change(meetup, after):
                raise _changed_meanwhile()
            for date in await self.coming(meetup, now):
                await self.stores.posts.touch(date.id)
        self.wake()

    async def write(self, meetup: Meetup, on: MeetupDate, note: Note, *, maybe: bool) -> int | None:
        """Write to those who come to a date; give to how many. None: this note was sent before."""
        async with self.together():
            if await self.stores.words.note(note.id) is not None:
                return None
            await self.stores.words.add_note(note)
            return await self.telling.note(meetup, on, note, maybe=maybe)

    async def announce_again(self, meetup: Meetup, on: MeetupDate) -> int:
        """Put a new card wherever there is none (any more); give in how many places."""
        async with self.together():
            wanted = [post for place_id in meetup.places if (post := await self._card(on, place_id)) is not None]
            added = await self.stores.posts.add(*wanted)
        self.wake()
        return len(added)

    async def announce_all_again(self, meetup: Meetup, dates: Sequence[MeetupDate]) -> int:
        """Do so for the first of these dates, and for any other one that was announced somewhere; give how many."""
        added = 0
        async with self.together():
            for number, date in enumerate(dates):
                if number == 0 or await self.stores.posts.of_date(date.id):
                    added += await self.announce_again(meetup, date)
        return added

    async def coming(self, meetup: Meetup, now: datetime) -> tuple[MeetupDate, ...]:
        """Give the planned dates that have not begun, the first one first."""
        dates = await self.stores.meetups.dates(meetup.id, now)
        found = (date for date in dates if date.status is Status.PLANNED and date.starts_at > now)
        return tuple(sorted(found, key=lambda date: date.starts_at))

    async def attendees(self, on: MeetupDate) -> tuple[Attendee, ...]:
        """Give all answers to a date."""
        return await self.stores.attendance.attendees(on.id)

    async def audience(self, *dates: MeetupDate, maybe: bool = True) -> int:
        """Count who would be told something about these dates; without `maybe`, who has a seat."""
        people = {
            one.person_id
            for date in dates
            for one in await self.attendees(date)
            if (one.answer is not Answer.CANNOT if maybe else has_seat(one))
        }
        return len(people)

    async def _leave(self, meetup: Meetup, place_id: str, now: datetime) -> None:
        """Let all that stands in a place be taken back, but for an event that runs already."""
        for date in await self.stores.meetups.dates(meetup.id, now):
            if date.status is not Status.PLANNED:
                continue
            for post in await self.stores.posts.of_date(date.id):
                runs = post.kind is PostKind.EVENT and date.starts_at <= now
                if post.place_id == place_id and post.state is not PostState.WITHDRAWN and not runs:
                    await self.stores.posts.change(post, withdrawn(post))

    async def _card(self, on: MeetupDate, place_id: str) -> Post | None:
        place = await self.places.place(place_id)
        return None if place is None else Post(self.new_id(), on.id, place_id, place.platform, PostKind.CARD)

    async def _take(self, meetup: Meetup, step: Step, *, tell: bool) -> None:
        """Keep what a date becomes, let its cards show it, and tell those who come."""
        if step.after.status is Status.CANCELLED:
            await self._cancelled(meetup, step.before)
            return
        told = tell or step.told
        after = replace(step.after, sequence=step.before.sequence + told)
        if not await self.stores.meetups.change_date(step.before, after):
            raise _changed_meanwhile()
        await self.stores.posts.touch(after.id)
        if told:
            await self.telling.changed(meetup, after)

    async def _cancelled(self, meetup: Meetup, date: MeetupDate) -> int:
        after = cancelled(date)
        if not await self.stores.meetups.change_date(date, after):
            raise _changed_meanwhile()
        await self.stores.posts.touch(after.id)
        return await self.telling.cancelled(meetup, after)

    async def _plan_ahead(self, meetup: Meetup, now: datetime) -> None:
        """Keep as many dates planned ahead as there should be."""
        missing = PLANNED_AHEAD - len(await self.coming(meetup, now))
        if meetup.series is None or missing < 1:
            return
        known = {date.local for date in await self.stores.meetups.dates(meetup.id, now - _LOOK_BACK)}
        ahead = (local for local in local_dates(meetup, now) if local not in known)
        await self.stores.meetups.add_dates([date_at(meetup, one, self.new_id()) for one in islice(ahead, missing)])


_LOOK_BACK = timedelta(days=60)


def _changed_meanwhile() -> UserError:
    return UserError("meetup.changed_meanwhile")
