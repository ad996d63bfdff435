"""Brings one card or event up to date. Killed at any point, it is done again; nothing of it doubles."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.core.errors import (
    Gone,
    NotAllowed,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)
from bot.core.keeping import Places
from bot.core.people import Place, Platform
from bot.core.ports import Clock, PublicEvent
from bot.core.reply import Reply
from bot.delivery.transport import State
from bot.features.meetups import dues
from bot.features.meetups.answers import Answers
from bot.features.meetups.attending import Attendees, counted, settled
from bot.features.meetups.cards import Cards, is_final
from bot.features.meetups.dues import Trouble
from bot.features.meetups.ending import Ending
from bot.features.meetups.events import EventUpkeep, Lists
from bot.features.meetups.keeping import LIVE, MeetupStores, Post, PostKind, PostState
from bot.features.meetups.meetup import Status, content_of
from bot.features.meetups.telling import Found, Outgoing, Telling, Together, find

log = logging.getLogger(__name__)

_KEPT = LIVE | {PostState.WITHDRAWN}


class Standing(Protocol):
    """Knows how deliveries stand."""

    async def state(self, purpose: str, subject: str) -> State | None:
        """Tell how the newest delivery about a subject stands; None if there is none."""

    async def message_ref(self, purpose: str, subject: str) -> str | None:
        """Name the message of the newest delivery about a subject that was sent; None if there is none."""


class Platforms(Lists, Protocol):
    """The platforms, as the keeper of cards uses them: the port of adapters, for all of them at once."""

    def is_ready(self, platform: Platform) -> bool:
        """Tell whether a platform is connected."""

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Change a message, as the port of adapters says."""

    async def pin(self, to: Place, message_ref: str) -> None:
        """Pin a message, as the port of adapters says."""

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Unpin a message, as the port of adapters says."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Puts, changes and closes. `has_maps` and `has_pins` tell what there is on a platform.

    Raises TryAgainLater, OutcomeUnknown and PermanentFailure, after which all is as it was, and NotRead or NotSaved.
    """

    cards: Cards
    answers: Answers
    stores: MeetupStores
    places: Places
    platforms: Platforms
    deliveries: Standing
    outgoing: Outgoing
    telling: Telling
    together: Together
    has_maps: Callable[[Platform], bool]
    has_pins: Callable[[Platform], bool]
    clock: Clock
    _last: dict[str, Reply | PublicEvent] = field(default_factory=dict, repr=False)

    async def keep(self, post_id: str) -> None:
        """Bring one up to date, as it stands now."""
        # What is wanted is read before what there is to show: what changes after that is wanted anew.
        post = await self.stores.posts.post(post_id)
        found = None if post is None else await find(self.stores.meetups, post.date_id)
        if post is None or found is None or post.state not in _KEPT:
            return
        place = await self.places.place(post.place_id)
        if post.state is PostState.WITHDRAWN:
            await self._withdraw(post, found, place)
        elif place is None:
            await self._ending.lost(post, found, Trouble.AWAY)
        elif post.kind is PostKind.EVENT:
            await self._events.keep(post, found, place)
        elif post.state is PostState.WANTED or post.ref is None:
            await self._put(post, found, place)
        else:
            await self._edit(post, post.ref, found, place)

    async def _put(self, post: Post, found: Found, place: Place) -> None:
        """Hand a card over to be delivered; once it is there, take note of which message it is."""
        match await self.deliveries.state(dues.CARD, post.id):
            case None:
                await self._hand_over(post, found)
            case State.SENT:
                # Asked for after the state: a card that comes in between is not lost.
                ref = await self.deliveries.message_ref(dues.CARD, post.id)
                if ref is None:
                    await self._ending.lost(post, found, Trouble.UNSURE)
                else:
                    await self._there(post, ref, found, place)
            case State.UNKNOWN:
                await self._ending.lost(post, found, Trouble.UNSURE)
            case State.BLOCKED:
                await self._ending.lost(post, found, Trouble.AWAY)
            case State.EXPIRED | State.CANCELLED:
                await self._ending.closed(post)

    async def _hand_over(self, post: Post, found: Found) -> None:
        due = dues.card(post, found.on, max(self.clock(), found.meetup.announce_at))
        if due is None or is_final(*found.both, self.clock()):
            await self._ending.closed(post)
        else:
            await self.outgoing.put(due)

    async def _there(self, post: Post, ref: str, found: Found, place: Place) -> None:
        """Take note of a card that has come; before that, what is done along with it, so that none is forgotten."""
        await self._say_farewell(post, found, place)
        pinned = not is_final(*found.both, self.clock()) and await self._pinned(place, ref)
        async with self.together():
            shown = replace(post, state=PostState.SHOWN, ref=ref, pinned=pinned)
            if await self.stores.posts.change(post, shown):
                await self._point(post, found)

    async def _say_farewell(self, post: Post, found: Found, place: Place) -> None:
        """Let the cards that were in this place before say that there is a newer one."""
        for old in await self.stores.posts.of_date(found.on.id):
            is_old = old.place_id == post.place_id and old.kind is PostKind.CARD and old.state is PostState.CLOSED
            if is_old and old.ref is not None and old.shown < old.wanted:
                await self._say_last(old, old.ref, place, self.cards.farewell(*found.both, self.clock()))
                await self.stores.posts.change(old, replace(old, shown=old.wanted))

    async def _say_last(self, post: Post, ref: str, place: Place, words: Reply) -> None:
        """Let a card say its last word, if the place still lets it."""
        with _unless_refused(place, "an old card stays as it is"):
            await self.platforms.edit(place, ref, words)
        await self._unpin(post, place)

    async def _pinned(self, place: Place, ref: str) -> bool:
        """Pin a card where there is such a thing. No card waits for it, and nobody needs to hear that it failed."""
        if self.has_pins(place.platform):
            try:
                await self.platforms.pin(place, ref)
            except PlatformError as error:
                log.info("%s: a card was not pinned (%s)", place.platform, type(error).__name__)
        return True

    async def _unpin(self, post: Post, place: Place) -> None:
        """Unpin a card that has said its last word, so that pins do not heap up."""
        if post.pinned and post.ref is not None and self.has_pins(place.platform):
            with _unless_refused(place, "a card was not unpinned"):
                await self.platforms.unpin(place, post.ref)

    async def _point(self, post: Post, found: Found) -> None:
        where = content_of(*found.both).where
        if where.point is not None and self.has_maps(post.platform):
            due = dues.point(post, found.on, where.point, self.clock())
            if due is not None:
                await self.outgoing.put(due)

    async def _edit(self, post: Post, ref: str, found: Found, place: Place) -> None:
        """Let a card show how it stands; when nothing will change any more, for the last time."""
        now, attendees = self.clock(), await self.stores.attendance.attendees(found.on.id)
        final = is_final(*found.both, now)
        if not final and _seats_are_free(found, attendees) and await self.answers.settle(found.on.id):
            return  # that has touched the card: it is its turn again
        counts = found.on.counts if found.on.counts is not None else counted(attendees)
        card = self.cards.card(*found.both, counts, now)
        try:
            if final or self._last.get(post.id) != card:
                self._last.pop(post.id, None)  # without an answer nobody knows what it shows
                await self.platforms.edit(place, ref, card)
        except (Gone, NotAllowed):
            await self._ending.lost(post, found, Trouble.DELETED)
            return
        except Unreachable:
            await self._ending.lost(post, found, Trouble.AWAY)
            return
        self._ending.remember(post.id, card)
        if final:
            await self._unpin(post, place)
        state = PostState.CLOSED if final else PostState.SHOWN
        async with self.together():
            if await self.stores.posts.change(post, replace(post, shown=post.wanted, state=state)) and not final:
                await self._point_anew(post, found)

    async def _point_anew(self, post: Post, found: Found) -> None:
        """Show another point on the map where people were told of a change."""
        if found.on.sequence:
            await self._point(post, found)

    async def _withdraw(self, post: Post, found: Found, place: Place | None) -> None:
        """Take leave of a place that was taken out of the meet-up. If it is put in again, there is a new one."""
        if place is None:
            log.info("%s: a card was not taken back (the place is gone)", post.platform)
        elif post.kind is PostKind.EVENT:
            await self._events.cancel(post, found, place)
        else:
            state = None if post.ref is not None else await self.deliveries.state(dues.CARD, post.id)
            if state is not None and not state.is_final:
                return  # it is on its way: once it is there it is taken back
            ref = post.ref or await self.deliveries.message_ref(dues.CARD, post.id)
            if ref is not None:
                card = replace(post, ref=ref, pinned=True)
                await self._say_last(card, ref, place, self.cards.withdrawn(*found.both))
        await self._ending.closed(post)

    @property
    def _ending(self) -> Ending:
        return Ending(self.stores, self.telling, self.together, self.clock, self._last)

    @property
    def _events(self) -> EventUpkeep:
        return EventUpkeep(self.cards.texts, self.stores, self.platforms, self._ending, self.clock)


@contextmanager
def _unless_refused(place: Place, told: str) -> Iterator[None]:
    """Go on where a platform refuses something that nothing hangs on; what may pass is raised, to be tried again."""
    try:
        yield
    except (TryAgainLater, OutcomeUnknown, PermanentFailure):
        raise
    except PlatformError as error:
        log.info("%s: %s (%s)", place.platform, told, type(error).__name__)


def _seats_are_free(found: Found, attendees: Attendees) -> bool:
    """Tell whether somebody waits who need not."""
    if found.on.status is not Status.PLANNED:
        return False
    return any(one.waits for one in attendees) and bool(settled(attendees, content_of(*found.both).seats)[1])
