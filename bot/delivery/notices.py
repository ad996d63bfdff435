"""Notices to the organisers: each is sent once to each of their places, as soon as its platform is connected."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from bot.core.errors import PlatformError, TryAgainLater
from bot.core.people import Place
from bot.core.ports import Notices
from bot.core.reply import Reply

log = logging.getLogger(__name__)

# Seconds until a platform that takes nothing now is asked anew.
PAUSE = 5.0

# More than these would be a flood when a platform is back after a long time; the oldest go first.
MOST_WAITING = 10


class OrganisersNotices:
    """Keeps what is to be told, in order, and tells it; no place waits for another."""

    def __init__(
        self, places: Iterable[Place], through: Notices, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._waiting: dict[Place, asyncio.Queue[Reply]] = {place: asyncio.Queue() for place in places}
        self._through = through
        self._sleep = sleep

    def put(self, notice: Reply) -> None:
        """Let a notice be told in all places."""
        for queue in self._waiting.values():
            if queue.qsize() == MOST_WAITING:
                queue.get_nowait()
            queue.put_nowait(notice)

    async def run(self) -> None:
        """Tell what there is to tell, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for place, queue in self._waiting.items():
                group.create_task(self._serve(place, queue), name=f"notices: {place.platform}")

    async def _serve(self, place: Place, queue: asyncio.Queue[Reply]) -> None:
        while True:
            notice = await queue.get()
            try:
                while (pause := await self._attempt(place, notice)) is not None:
                    await self._sleep(pause)
            except PlatformError as error:
                kind = type(error).__name__
                log.warning("%s: the organisers could not be told of something (%s)", place.platform, kind)
            except Exception:
                log.exception("%s: the organisers could not be told of something", place.platform)

    async def _attempt(self, place: Place, notice: Reply) -> float | None:
        """Tell it; give the pause before the next attempt if it has to be tried anew."""
        try:
            await self._through.tell(place, notice)
        except TryAgainLater as error:
            return max(error.after, PAUSE)
        log.info("%s: told the organisers: %s", place.platform, notice.outcome)
        return None
