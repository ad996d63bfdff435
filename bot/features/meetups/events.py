"""Keeps an event in a platform's own list in step with its date."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from bot.core.errors import Gone, NotAllowed, Unreachable
from bot.core.people import Place
from bot.core.ports import Clock, PublicEvent
from bot.features.meetups.cards import is_cancelled, is_final
from bot.features.meetups.describing import event_place, title_of
from bot.features.meetups.dues import Trouble
from bot.features.meetups.ending import Ending
from bot.features.meetups.keeping import LIVE, MeetupStores, Post, PostKind, PostState
from bot.features.meetups.listing import first_listed, listed_as
from bot.features.meetups.meetup import content_of
from bot.features.meetups.telling import Found
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)


class Lists(Protocol):
    """The platforms' own lists of events."""

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """List or change an event, as the port of adapters says."""

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Cancel an event, as the port of adapters says."""


@dataclass(frozen=True, slots=True)
class EventUpkeep:
    """Lists, changes and cancels. Raises as the upkeep of cards does."""

    texts: Texts
    stores: MeetupStores
    platforms: Lists
    ending: Ending
    clock: Clock

    async def keep(self, post: Post, found: Found, place: Place) -> None:
        """Keep an event in step. One that runs is left alone, as platforms let little of it be changed."""
        now = self.clock()
        if is_final(*found.both, now) or (post.ref is None and found.on.starts_at <= now):
            await self._end(post, found, place)
            return
        event, ref = self._public(found), post.ref
        try:
            if ref is None or first_listed(ref, event) is not None:
                await self._list(post, event, place)
                return
            if self.ending.last.get(post.id) != event and found.on.starts_at > now:
                self.ending.last.pop(post.id, None)
                ref = await self.platforms.keep_event(place, event, ref)
        except Gone:
            await self.ending.lost(post, found, Trouble.EVENT_DELETED)
            return
        except (NotAllowed, Unreachable):
            await self.ending.lost(post, found, Trouble.EVENT_REFUSED, silent=await self._was_refused(post, found))
            return
        self.ending.remember(post.id, event)
        await self.stores.posts.change(post, replace(post, state=PostState.SHOWN, ref=ref, shown=post.wanted))

    async def _list(self, post: Post, event: PublicEvent, place: Place) -> None:
        """List an event. As what is kept before that: so it is found again, also if it was to be changed meanwhile."""
        first = first_listed(post.ref, event)
        others = [one for one in await self.stores.posts.of_date(post.date_id) if _is_beside(one, post)]
        if any(_goes_first(one, post, event) for one in others):
            return  # it may be the same event, in a server with several places: what is known of it then is taken over
        if await self._taken_over(post, event, place, others):
            return
        if first is None or first.starts_at <= self.clock():
            first = event
            trying = replace(post, ref=listed_as(event))
            if not await self.stores.posts.change(post, trying):
                return
            post = trying
        ref = await self.platforms.keep_event(place, first, None)
        shown = post.wanted if first == event else 0
        if await self.stores.posts.change(post, replace(post, state=PostState.SHOWN, ref=ref, shown=shown)) and shown:
            self.ending.remember(post.id, event)

    async def _taken_over(self, post: Post, event: PublicEvent, place: Place, others: Sequence[Post]) -> bool:
        """Take over the event that another place of the same server has; tell whether there is one."""
        for other in others:
            if other.ref is None or first_listed(other.ref, event) is not None:
                continue
            with suppress(Gone):  # that is one of another server
                ref = await self.platforms.keep_event(place, event, other.ref)
                shown = replace(post, state=PostState.SHOWN, ref=ref, shown=post.wanted)
                if await self.stores.posts.change(post, shown):
                    self.ending.remember(post.id, event)
                return True
        return False

    async def _end(self, post: Post, found: Found, place: Place) -> None:
        if is_cancelled(*found.both):
            await self.cancel(post, found, place)
        await self.ending.closed(post)

    async def cancel(self, post: Post, found: Found, place: Place) -> None:
        """Cancel one that is listed, or perhaps is; where that is refused it stays."""
        if post.ref is None:
            return
        try:
            first = first_listed(post.ref, self._public(found))
            ref = post.ref if first is None else await self.platforms.keep_event(place, first, None)
            await self.platforms.cancel_event(place, ref)
        except (Gone, NotAllowed, Unreachable) as error:
            log.info("%s: an event was not cancelled (%s)", place.platform, type(error).__name__)

    def _public(self, found: Found) -> PublicEvent:
        content, on = content_of(*found.both), found.on
        where = event_place(content.where, self.texts)
        return PublicEvent(title_of(content), on.starts_at, on.ends_at, where, content.text)

    async def _was_refused(self, post: Post, found: Found) -> bool:
        """Tell whether the organiser knows already that no events can be listed in this place."""
        for on in await self.stores.meetups.dates(found.meetup.id, found.meetup.created_at):
            for other in await self.stores.posts.of_date(on.id):
                same = other.place_id == post.place_id and other.kind is PostKind.EVENT and other.id != post.id
                if same and other.state is PostState.LOST and other.told:
                    return True
        return False


def _is_beside(one: Post, post: Post) -> bool:
    """Tell whether this is the event of the same date in another place, kept still."""
    return one.kind is PostKind.EVENT and one.id != post.id and one.state in LIVE


def _goes_first(one: Post, post: Post, event: PublicEvent) -> bool:
    """Tell whether another one was perhaps listed already, which has to be found out before this one is listed."""
    if first_listed(one.ref, event) is None:
        return False
    return first_listed(post.ref, event) is None or one.id < post.id
