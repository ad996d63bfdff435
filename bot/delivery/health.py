"""How delivery is: looked at every minute, told in numbers, and to the organisers when something hangs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

from bot.core.errors import StorageError
from bot.core.people import Platform
from bot.core.ports import Clock
from bot.delivery.counting import Counts, Event
from bot.delivery.ledger import Ledger, Queue

log = logging.getLogger(__name__)

EVERY = 60.0

# What has been due for longer hangs: a platform or the database is away, or there is a mistake in the bot.
LATE = timedelta(minutes=10)

# A worker comes round every 15 seconds at least.
STILL = timedelta(minutes=2)

Tell = Callable[[Platform, timedelta], Awaitable[None]]
"""Tells the organisers that deliveries on a platform have been waiting for so long."""


class Health:
    """Keeps the last look. Nothing in it is about a person."""

    def __init__(
        self,
        ledger: Ledger,
        counts: Counts,
        tell: Tell,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ledger = ledger
        self._counts = counts
        self._tell = tell
        self._clock = clock
        self._sleep = sleep
        self._queue = Queue()
        self._told: set[Platform] = set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except StorageError as error:
                log.warning("deliveries could not be counted (%s)", type(error).__name__)
            except Exception:
                log.exception("health")
            await self._sleep(EVERY)

    async def look(self) -> None:
        """Look once; tell what hangs, once until it moves again."""
        self._queue = await self._ledger.queue(self._clock())
        late = {platform: age for platform, age in self._ages().items() if age > LATE}
        self._told &= late.keys()
        for platform, age in late.items():
            if platform not in self._told:
                self._told.add(platform)
                log.error("%s: deliveries have been waiting for %d minutes", platform, age.total_seconds() // 60)
                await self._tell(platform, age)

    @property
    def is_well(self) -> bool:
        """Whether every worker comes round and nothing hangs."""
        now = self._clock()
        moves = all(now - moment < STILL for moment in self._counts.rounds.values())
        return moves and not any(age > LATE for age in self._ages().values())

    def metrics(self) -> str:
        """Give everything in numbers, in the text form of Prometheus."""
        return "\n".join([*self._lines(), ""])

    def _ages(self) -> dict[Platform, timedelta]:
        now = self._clock()
        return {platform: now - moment for platform, moment in self._queue.oldest.items()}

    def _lines(self) -> Iterator[str]:
        now = self._clock()
        yield "# TYPE bot_loop_age_seconds gauge"
        for worker, moment in sorted(self._counts.rounds.items()):
            yield f'bot_loop_age_seconds{{worker="{worker}"}} {(now - moment).total_seconds():.1f}'
        yield "# TYPE bot_oldest_due_seconds gauge"
        for platform, age in sorted(self._ages().items()):
            yield f'bot_oldest_due_seconds{{platform="{platform}"}} {age.total_seconds():.1f}'
        yield "# TYPE bot_deliveries gauge"
        for (platform, state), count in sorted(self._queue.states.items()):
            yield f'bot_deliveries{{platform="{platform}",state="{state}"}} {count}'
        platforms = sorted({platform for platform, _ in self._counts.events} | self._queue.oldest.keys())
        for event in Event:
            yield f"# TYPE bot_deliveries_{event}_total counter"
            for platform in platforms:
                yield f'bot_deliveries_{event}_total{{platform="{platform}"}} {self._counts.events[platform, event]}'
