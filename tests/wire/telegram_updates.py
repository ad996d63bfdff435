"""The queue of updates behind getUpdates, and the signal by which tests wait for a change."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

from tests.wire.telegram_spec import Json

T = TypeVar("T")

OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
# What a bot gets that never named the kinds it wants.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_UPDATE = 810_000_001


class ApiError(Exception):
    """An answer with `ok: false`: the HTTP status, Telegram's words, and response parameters."""

    def __init__(self, status: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters or {}


class Changes:
    """Wakes everyone who waits for a state; whoever changes anything calls `tell`."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def tell(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, found: Callable[[], T | None], timeout: float) -> T:  # noqa: ASYNC109
        """The first true value of `found`, asked at every change.

        Raises:
            TimeoutError: it stayed empty for `timeout` seconds.
        """
        async with asyncio.timeout(timeout):
            while not (value := found()):
                await self._event.wait()
        return value


class UpdateQueue:
    """Updates that wait for the bot: queued if subscribed to, kept until a higher offset confirms them."""

    def __init__(self, changes: Changes) -> None:
        self.pending: list[Json] = []
        self.allowed: frozenset[str] | None = None
        self._changes = changes
        self._last = FIRST_UPDATE
        self._held: asyncio.Future[None] | None = None

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def push(self, kind: str, content: Json) -> bool:
        """Queues an update unless the bot did not subscribe to its kind; says whether it was queued."""
        self._last += 1
        if not self.wants(kind):
            return False
        self.pending.append({"update_id": self._last, kind: content})
        self.wake()
        return True

    def wake(self) -> None:
        """Ends a held poll with what is there."""
        if self._held is not None and not self._held.done():
            self._held.set_result(None)

    def drop(self) -> None:
        self.pending.clear()
        self._changes.tell()

    async def poll(self, offset: int, limit: int, seconds: float, allowed: list[str] | None) -> list[Json]:
        """One getUpdates: confirms below `offset`, then waits up to `seconds` for something to give.

        Raises:
            ApiError: 409, to an earlier poll that is still held when another one begins.
        """
        self._displace()
        if allowed is not None:
            self.allowed = frozenset(allowed) or None
        self._confirm(offset)
        if not self.pending and seconds > 0:
            await self._hold(seconds)
        return self.pending[:limit]

    def _displace(self) -> None:
        if self._held is not None and not self._held.done():
            self._held.set_exception(ApiError(409, OTHER_POLL))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [each for each in self.pending if each["update_id"] >= offset]
        self._changes.tell()

    async def _hold(self, seconds: float) -> None:
        held = self._held = asyncio.get_running_loop().create_future()
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(held, seconds)
        finally:
            if self._held is held:
                self._held = None
