"""Notices to the organisers: each goes once to each of their places, by the ledger."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.core.errors import StorageError
from bot.core.keeping import Places
from bot.core.people import Place
from bot.core.ports import Clock
from bot.delivery.due import Due, ToPlace
from bot.delivery.outbox import Outbox

log = logging.getLogger(__name__)

# Seconds until a database that is away is asked anew.
PAUSE = 5.0

# What is older than this is news no more.
FRESH_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell: which composer words it, what it is about, and what keeps it from being told twice."""

    purpose: str
    subject: str
    key: str


class OrganisersNotices:
    """Takes notices at once, and hands them to the ledger in their order."""

    def __init__(
        self,
        where: Iterable[Place],
        places: Places,
        outbox: Outbox,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._where = tuple(where)
        self._places = places
        self._outbox = outbox
        self._clock = clock
        self._sleep = sleep
        self._waiting: asyncio.Queue[Notice] = asyncio.Queue()

    def put(self, notice: Notice) -> None:
        """Let a notice be told in all places."""
        self._waiting.put_nowait(notice)

    async def run(self) -> None:
        """Hand over what there is, until cancelled."""
        while True:
            notice = await self._waiting.get()
            while not await self._hand_over(notice):
                await self._sleep(PAUSE)

    async def _hand_over(self, notice: Notice) -> bool:
        try:
            await self._outbox.put(*[await self._due(notice, place) for place in self._where])
        except StorageError as error:
            log.warning("a notice to the organisers waits for the database (%s)", type(error).__name__)
            return False
        return True

    async def _due(self, notice: Notice, place: Place) -> Due:
        now, id_ = self._clock(), await self._places.ensure(place)
        key = f"{notice.purpose}:{id_}:{notice.key}"
        return Due(notice.purpose, notice.subject, ToPlace(id_), place.platform, now, now + FRESH_FOR, key)
