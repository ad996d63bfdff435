"""The end of what stands in a place: closed, or given up and told; and what each showed last."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core.ports import Clock, PublicEvent
from bot.core.reply import Reply
from bot.features.meetups.dues import Trouble
from bot.features.meetups.keeping import MeetupStores, Post, PostState
from bot.features.meetups.telling import Found, Telling, Together, matters

_MOST_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Ending:
    """Keeps that something has ended. `last` is what each post showed last, by its id, while it is known."""

    stores: MeetupStores
    telling: Telling
    together: Together
    clock: Clock
    last: dict[str, Reply | PublicEvent] = field(repr=False)

    async def lost(self, post: Post, found: Found, why: Trouble, *, silent: bool = False) -> None:
        """Give one up, and tell the organiser once, if it still matters."""
        if not matters(why, post, found, self.clock()):
            await self.closed(post)
            return
        async with self.together():
            lost = await self.stores.posts.change(post, replace(post, state=PostState.LOST, told=True))
            if lost and not silent:
                await self.telling.trouble(found.meetup, post, why)

    async def closed(self, post: Post) -> None:
        """Close one: nothing will change it any more."""
        self.last.pop(post.id, None)
        state = PostState.WITHDRAWN if post.state is PostState.WITHDRAWN else PostState.CLOSED
        await self.stores.posts.change(post, replace(post, state=state, shown=post.wanted))

    def remember(self, post_id: str, shown: Reply | PublicEvent) -> None:
        """Take note of what one shows now."""
        if len(self.last) > _MOST_REMEMBERED:
            self.last.clear()
        self.last[post_id] = shown
