"""The order in which calls leave when Telegram allows no more of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
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


class Limiter(AIORateLimiter):
    """Keeps within Telegram's rates: 30 calls a second in all, 20 a minute to one group.

    A call that Telegram puts off all the same is repeated once.
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(max_retries=1)

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
        if rate_limit_args == Lane.PACED:
            await self._take_a_free_turn(int(data["chat_id"]))
            return await callback(*args, **kwargs)
        if rate_limit_args == Lane.URGENT:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter:
                pass  # then it waits as all do
        return await super().process_request(callback, args, kwargs, endpoint, data, None)

    async def _take_a_free_turn(self, chat: int) -> None:
        """Take a turn if there is one at this very moment. Raises RetryAfter if somebody else has to go first."""
        limiters = [self._base_limiter] if self._base_limiter else []
        if chat < 0:
            limiters.append(self._get_group_limiter(chat))
        if not (self._retry_after_event.is_set() and all(limiter.has_capacity() for limiter in limiters)):
            raise RetryAfter(1)
        for limiter in limiters:
            await limiter.acquire()
