"""Sees to deliveries that no worker holds: those of workers that died, and those whose time is over."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable

from bot.core.errors import StorageError
from bot.core.ports import Clock
from bot.delivery.counting import Counts, Event
from bot.delivery.courier import count_end
from bot.delivery.ledger import Delivery, Ledger
from bot.delivery.manners import MANNERS
from bot.delivery.transport import Transport, closed, recovered

log = logging.getLogger(__name__)

EVERY = 5.0
AT_ONCE = 200

# A clock that has moved so many seconds against one that is never set was set by somebody.
SET_BACK = 60.0


class Tending:
    """Looks every few seconds. Several copies of the bot may do so: each change checks the epoch."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        counts: Counts,
        clock: Clock,
        steady: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ledger = ledger
        self._counts = counts
        self._clock = clock
        self._steady = steady
        self._sleep = sleep
        # The first look lets go of pauses too: the clock may have been set back while the bot did not run.
        self._offset = math.inf

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.step()
            except StorageError as error:
                log.warning("deliveries could not be looked over (%s)", error)
            except Exception:
                log.exception("deliveries could not be looked over")
            await self._sleep(EVERY)

    async def step(self) -> None:
        """Look once."""
        now = self._clock()
        self._counts.came_round("tending", now)
        await self._follow_clock()
        for delivery in await self._ledger.abandoned(AT_ONCE, now):
            keyed = MANNERS[delivery.due.platform].keyed
            if await self._swap(delivery, recovered(delivery.transport, now, keyed=keyed)):
                self._counts.add(delivery.due.platform, Event.RECOVERED)
                self._counts.add(delivery.due.platform, Event.UNKNOWN)
        for delivery in await self._ledger.overdue(AT_ONCE, now):
            then = closed(delivery.transport, now)
            if await self._swap(delivery, then):
                count_end(self._counts, delivery.due.platform, then)

    async def _swap(self, delivery: Delivery, then: Transport) -> bool:
        return await self._ledger.swap(delivery, then, self._clock())

    async def _follow_clock(self) -> None:
        """After the clock was set back, let go of the pauses that the wrong one has written."""
        offset = self._clock_offset()
        if offset < self._offset - SET_BACK:
            count = await self._ledger.unheld(self._clock())
            if count or self._offset < math.inf:
                log.warning("the clock was set back; %d pauses were shortened", count)
        self._offset = offset

    def _clock_offset(self) -> float:
        return self._clock().timestamp() - self._steady()
