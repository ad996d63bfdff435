"""Where a bot with meet-ups can be killed: in the middle of a transaction, of a send or an edit, or beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from benchmarks.kill.points import PassBy, PointedPlatforms
from bot.core.actions import Action
from bot.core.people import Place, Platform
from bot.core.ports import PublicEvent
from bot.core.reply import Reply
from bot.features.meetups.attending import Attendee
from bot.features.meetups.keeping import Post, PostState
from bot.storage.meetups.attendance import StoredAttendance
from bot.storage.meetups.posts import StoredPosts
from bot.storage.stores import Stores
from bot.surroundings import Reach

POINTS = (
    *(
        f"{when} {what}"
        for what in ("put", "answer", "claim", "begin", "send", "record", "recover", "adopt", "show", "close")
        for when in ("before", "after")
    ),
    *(f"{when} {what}" for what in ("edit", "event") for when in ("before", "amid", "amid", "after")),
    *(f"{when} {what}" for what in ("pin", "ending") for when in ("before", "after")),
)

ON_ITS_WAY = 0.003
"""Seconds after which a request has left, and its answer is mostly not there."""

T = TypeVar("T")


class PointedPosts(StoredPosts):
    """The real posts; what passes a point is told."""

    def __init__(self, stores: Stores, pass_by: PassBy) -> None:
        super().__init__(stores.database, stores.keyring)
        self._pass_by = pass_by

    async def change(self, before: Post, after: Post) -> bool:
        is_new = before.state is PostState.WANTED and after.state is PostState.SHOWN
        what = "adopt" if is_new else "close" if after.state is PostState.CLOSED else "show"
        self._pass_by(f"before {what}")
        done = await super().change(before, after)
        self._pass_by(f"after {what}")
        return done


class PointedAttendance(StoredAttendance):
    """The real answers; what passes a point is told."""

    def __init__(self, stores: Stores, pass_by: PassBy) -> None:
        super().__init__(stores.database, stores.keyring)
        self._pass_by = pass_by

    async def put(self, date_id: str, *attendees: Attendee) -> None:
        self._pass_by("before answer")
        await super().put(date_id, *attendees)
        self._pass_by("after answer")


class PointedReach(PointedPlatforms):
    """The real platforms with all that they do; what passes a point is told."""

    def __init__(self, reach: Reach, pass_by: PassBy) -> None:
        super().__init__(reach, pass_by)
        self._reach = reach

    def address(self, platform: Platform, action: Action) -> str | None:
        return self._reach.address(platform, action)

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        await self._passing("edit", self._reach.edit(to, message_ref, reply))

    async def pin(self, to: Place, message_ref: str) -> None:
        await self._passing("pin", self._reach.pin(to, message_ref))

    async def unpin(self, to: Place, message_ref: str) -> None:
        await self._passing("unpin", self._reach.unpin(to, message_ref))

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        return await self._passing("event", self._reach.keep_event(to, event, ref))

    async def cancel_event(self, to: Place, ref: str) -> None:
        await self._passing("ending", self._reach.cancel_event(to, ref))

    async def _passing(self, what: str, doing: Awaitable[T]) -> T:
        self._pass_by(f"before {what}")
        task = asyncio.ensure_future(doing)
        try:
            await asyncio.wait({task}, timeout=ON_ITS_WAY)
            if not task.done():
                self._pass_by(f"amid {what}")
            done = await task
        finally:
            task.cancel()
        self._pass_by(f"after {what}")
        return done
