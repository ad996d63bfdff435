"""All of delivery, put together: one worker for each platform, what tends the ledger, and where features put things."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping

from bot.core.people import Platform
from bot.core.ports import Clock
from bot.core.richtext import Blocks
from bot.delivery.composing import Composers
from bot.delivery.counting import Counts
from bot.delivery.courier import Courier
from bot.delivery.ledger import Ledger, Recipients
from bot.delivery.manners import MANNERS, Manners
from bot.delivery.outbox import Outbox
from bot.delivery.sending import Platforms
from bot.delivery.tending import Tending
from bot.delivery.worker import Worker


class Delivering:
    """Delivers what the outbox takes, on its platforms. `again` stands above a message that may have come before."""

    def __init__(
        self,
        ledger: Ledger,
        recipients: Recipients,
        platforms: Platforms,
        composers: Composers,
        *,
        outbox: Outbox,
        again: Blocks,
        clock: Clock,
        manners: Mapping[Platform, Manners] = MANNERS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.counts = Counts()
        self.outbox = outbox
        # Each process has a name of its own: what it holds is not held by the one before it.
        owner = secrets.token_hex(8)
        self._tending = Tending(ledger, counts=self.counts, clock=clock, sleep=sleep)
        self._workers = tuple(
            Worker(
                platform,
                ledger,
                recipients,
                platforms,
                Courier(
                    ledger,
                    recipients,
                    platforms,
                    composers,
                    manners=manners[platform],
                    again=again,
                    counts=self.counts,
                    clock=clock,
                    sleep=sleep,
                ),
                owner=owner,
                manners=manners[platform],
                counts=self.counts,
                clock=clock,
                alarm=alarm,
            )
            for platform, alarm in outbox.alarms.items()
        )

    async def run(self) -> None:
        """Deliver until cancelled; then finish what is on its way."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tending.run(), name="deliveries: tending")
            for worker in self._workers:
                group.create_task(worker.run(), name="deliveries: worker")
