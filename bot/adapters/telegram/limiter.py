"""The order in which calls leave when Telegram allows no more of them."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine
from datetime import timedelta
from enum import IntEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

# What Telegram's methods return, once decoded.
Result = bool | dict[str, Any] | list[dict[str, Any]]


class Lane(IntEnum):
    """How a call stands to the waiting line."""

    URGENT = 1  # goes past it: somebody may be in danger
    ASIDE = 2  # neither waits nor makes others wait: it is given up when Telegram says "later"
    PACED = 3  # comes at a pace of its own: it is given up rather than wait, so that answers go first
    SPARE = 4  # as PACED, for what is asked anew with newer words: it leaves a group room for answers besides


# A group bears 20 calls a minute. After so many of them, what can wait is put off.
_FOR_SPARE = 16
_MINUTE = 60.0


class Limiter(AIORateLimiter):
    """Keeps within Telegram's rates: 30 calls a second in all, 20 a minute to one group.

    A call that Telegram puts off all the same is repeated once.
    """

    __slots__ = ("_recent",)

    def __init__(self) -> None:
        super().__init__(max_retries=1)
        self._recent: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=_FOR_SPARE))

    async def process_request(  # noqa: PLR0917 (the library calls it so)
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,  # noqa: ANN401
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        """Make a call when its turn has come; `rate_limit_args` is its lane, if it has one."""
        if rate_limit_args == Lane.ASIDE:
            return await callback(*args, **kwargs)
        chat = int(data.get("chat_id") or 0)
        if rate_limit_args == Lane.SPARE:
            self._leave_room(chat)

        async def counted(*args: Any, **kwargs: Any) -> Result:  # noqa: ANN401
            self._count(chat)
            return await callback(*args, **kwargs)

        if rate_limit_args in {Lane.PACED, Lane.SPARE}:
            await self._take_a_free_turn(chat)
            return await counted(*args, **kwargs)
        if rate_limit_args == Lane.URGENT:
            try:
                return await counted(*args, **kwargs)
            except RetryAfter:
                pass  # then it waits as all do
        return await super().process_request(counted, args, kwargs, endpoint, data, None)

    async def _take_a_free_turn(self, chat: int) -> None:
        """Take a turn if there is one at this very moment. Raises RetryAfter if somebody else has to go first."""
        limiters = [self._base_limiter] if self._base_limiter else []
        if chat < 0:
            limiters.append(self._get_group_limiter(chat))
        if not (self._retry_after_event.is_set() and all(limiter.has_capacity() for limiter in limiters)):
            raise RetryAfter(1)
        for limiter in limiters:
            await limiter.acquire()

    def _count(self, chat: int) -> None:
        """Take note of a call to a group."""
        if chat < 0:
            self._recent[chat].append(asyncio.get_running_loop().time())

    def _leave_room(self, chat: int) -> None:
        """Raise RetryAfter if a group has had so much within the last minute that the rest is for answers."""
        recent = self._recent[chat]
        wait = recent[0] + _MINUTE - asyncio.get_running_loop().time() if len(recent) == _FOR_SPARE else 0.0
        if wait > 0:
            raise RetryAfter(timedelta(seconds=wait))
