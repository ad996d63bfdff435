"""Which cards and events there should be: planned ahead, announced in time, and closed when a date is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby, islice
from uuid import uuid4

from bot.core.errors import UserError
from bot.core.keeping import Places
from bot.core.people import Place, Platform
from bot.features.meetups.attending import counted
from bot.features.meetups.dues import Trouble
from bot.features.meetups.keeping import MeetupStores, Post, PostKind, PostState
from bot.features.meetups.meetup import Meetup, MeetupDate, Status
from bot.features.meetups.repeating import PLANNED_AHEAD, date_at, local_dates
from bot.features.meetups.telling import Found, Telling, Together

log = logging.getLogger(__name__)

ANNOUNCED_BEFORE = timedelta(days=7)
"""So long before its start each further date of a series gets its card, if the one before is over."""

MOST_EVENTS = 3
"""Dates of a meet-up that stand in a platform's own list of events."""

LOOK_AGAIN = timedelta(minutes=1)
"""So long it is believed that a date has its cards."""

_MOST = 500


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Announcing:
    """Keeps what is to be put; the keeper puts it. Whatever is done twice does no harm.

    `has_events` tells on which platforms there are lists of events.
    """

    stores: MeetupStores
    places: Places
    telling: Telling
    together: Together
    has_events: Callable[[Platform], bool]
    new_id: Callable[[], str] = _new_id
    _looked: dict[str, datetime] = field(default_factory=dict, repr=False)

    async def look(self, now: datetime) -> None:
        """Look once over all meet-ups."""
        await self._close_ended(now)
        dates = await self.stores.meetups.coming(now, _MOST)
        coming = {id_: tuple(some) for id_, some in groupby(sorted(dates, key=_by_meetup), key=lambda on: on.meetup_id)}
        for meetup in await self.stores.meetups.planned():
            theirs = await self._ahead(meetup, coming.get(meetup.id, ()), now)
            if meetup.announce_at <= now:
                await self._announce(meetup, theirs, now)

    def forget(self) -> None:
        """Believe nothing of what was seen lately, as somebody has changed something."""
        self._looked.clear()

    async def repost(self, found: Found, place: Place) -> None:
        """Let a fresh card be put in a place; the one that is there says so once the new one has come.

        Raises UserError if one is on its way already.
        """
        place_id = await self.places.ensure(place)
        async with self.together():
            there = [post for post in await self._cards(found.on) if post.place_id == place_id]
            if any(post.state is PostState.WANTED for post in there):
                raise UserError("meet.repost_soon")
            for post in there:
                if post.state is PostState.SHOWN:
                    # What it shows counts as nothing: it waits for its last word.
                    await self.stores.posts.change(post, replace(post, state=PostState.CLOSED, shown=0))
            await self.stores.posts.add(self._post(found.on, place_id, place.platform, PostKind.CARD))

    async def _close_ended(self, now: datetime) -> None:
        for ended in await self.stores.meetups.ended(now, _MOST):
            async with self.together():
                await self.stores.attendance.hold(ended.id)
                on = await self.stores.meetups.date(ended.id)
                if on is None or on.status is not Status.PLANNED or on.ends_at > now:
                    continue
                counts = counted(await self.stores.attendance.attendees(on.id))
                if await self.stores.meetups.change_date(on, replace(on, status=Status.OVER, counts=counts)):
                    await self.stores.posts.touch(on.id)

    async def _ahead(self, meetup: Meetup, coming: Sequence[MeetupDate], now: datetime) -> Sequence[MeetupDate]:
        """Plan further dates of a series; where none is left, the meet-up is over. Gives the dates to come."""
        missing = PLANNED_AHEAD - len(coming)
        if meetup.series is not None and missing > 0:
            known = {on.local for on in await self.stores.meetups.dates(meetup.id, meetup.created_at)}
            ahead = (local for local in local_dates(meetup, now) if local not in known)
            new = [date_at(meetup, local, self.new_id()) for local in islice(ahead, missing)]
            added = await self.stores.meetups.add_dates(new) if new else ()
            coming = sorted((*coming, *added), key=_by_start)
        if not coming and not await self._has_dates(meetup, now):
            await self.stores.meetups.change(meetup, replace(meetup, status=Status.OVER, version=meetup.version + 1))
        return coming

    async def _has_dates(self, meetup: Meetup, now: datetime) -> bool:
        dates = await self.stores.meetups.dates(meetup.id, now)
        return any(on.status is Status.PLANNED for on in dates)

    async def _announce(self, meetup: Meetup, coming: Sequence[MeetupDate], now: datetime) -> None:
        """Want a card for the next date if it is time, and events for the next few."""
        for number, on in enumerate(coming[:MOST_EVENTS]):
            if on.starts_at <= now or now - self._looked.get(on.id, now - LOOK_AGAIN) < LOOK_AGAIN:
                continue
            there = await self.stores.posts.of_date(on.id)
            await self._tell_lost(meetup, there)
            is_time = number == 0 and (_has_card(there) or await self._is_time(meetup, on, now))
            await self._want(meetup, on, there, with_card=is_time)
            if is_time or number > 0:
                self._remember(on.id, now)

    async def _is_time(self, meetup: Meetup, on: MeetupDate, now: datetime) -> bool:
        """Tell whether the next date is to be announced: the first one at once, others some days before."""
        if meetup.series is None or on.starts_at - ANNOUNCED_BEFORE <= now:
            return True
        dates = await self.stores.meetups.dates(meetup.id, meetup.created_at)
        earlier = [one for one in dates if one.starts_at < on.starts_at]
        if any(one.status is not Status.CANCELLED for one in earlier):
            return False
        return not any([_has_card(await self.stores.posts.of_date(one.id)) for one in earlier])

    async def _want(self, meetup: Meetup, on: MeetupDate, there: Iterable[Post], *, with_card: bool) -> None:
        known = {(post.place_id, post.kind) for post in there if post.state is not PostState.WITHDRAWN}
        wanted: list[Post] = []
        for place_id in meetup.places:
            place = await self.places.place(place_id)
            if place is None:
                continue
            kinds = [PostKind.CARD] if with_card else []
            kinds += [PostKind.EVENT] if self.has_events(place.platform) else []
            wanted += [
                self._post(on, place_id, place.platform, kind) for kind in kinds if (place_id, kind) not in known
            ]
        if wanted:
            await self.stores.posts.add(*wanted)

    async def _tell_lost(self, meetup: Meetup, there: Iterable[Post]) -> None:
        """Tell of cards that were lost by the way, as when a group got another id."""
        for post in there:
            if post.state is PostState.LOST and not post.told and post.kind is PostKind.CARD:
                async with self.together():
                    if await self.stores.posts.change(post, replace(post, told=True)):
                        await self.telling.trouble(meetup, post, Trouble.DELETED)

    async def _cards(self, on: MeetupDate) -> list[Post]:
        return [post for post in await self.stores.posts.of_date(on.id) if post.kind is PostKind.CARD]

    def _post(self, on: MeetupDate, place_id: str, platform: Platform, kind: PostKind) -> Post:
        return Post(self.new_id(), on.id, place_id, platform, kind)

    def _remember(self, date_id: str, now: datetime) -> None:
        if len(self._looked) > _MOST:
            self._looked.clear()
        self._looked[date_id] = now


def _has_card(posts: Iterable[Post]) -> bool:
    return any(post.kind is PostKind.CARD for post in posts)


def _by_meetup(on: MeetupDate) -> tuple[str, datetime, str]:
    return on.meetup_id, *_by_start(on)


def _by_start(on: MeetupDate) -> tuple[datetime, str]:
    return on.starts_at, on.id
