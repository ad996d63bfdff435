"""A ledger in memory with one person and one group in it, and platforms that do as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.reply import Reply
from bot.core.richtext import parse
from bot.delivery.composing import Composer, Moment
from bot.delivery.delivering import Delivering
from bot.delivery.due import Due, Priority, ToPerson, ToPlace
from bot.delivery.manners import Manners, Rate
from bot.delivery.outbox import Outbox
from bot.delivery.transport import Transport
from bot.storage.stores import Stores, passing_stores
from tests.fakes.clock import StoppedClock
from tests.fakes.platforms import ScriptedPlatforms
from tests.scenes import NOW

FAST = Rate(10_000.0, 100)
AGAIN = parse("Again.")
QUICK = Manners(keyed=False, overall=FAST, per_chat=FAST, per_group=FAST)
HOUR = timedelta(hours=1)


@dataclass
class Office:
    """All of delivery over a real ledger in memory."""

    stores: Stores
    clock: StoppedClock
    platforms: ScriptedPlatforms = field(default_factory=ScriptedPlatforms)
    composers: dict[str, Composer] = field(default_factory=dict)
    manners: Manners = QUICK
    moments: list[Moment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.composers["test"] = self.word

    async def word(self, due: Due, moment: Moment) -> Reply | None:
        self.moments.append(moment)
        return Reply(outcome=due.subject)

    async def person(self, id_: str = "1") -> ToPerson:
        return ToPerson(await self.stores.people.ensure(Person(Platform.TELEGRAM, id_), NOW))

    async def group(self) -> ToPlace:
        return ToPlace(await self.stores.places.ensure(Place(Platform.TELEGRAM, "-1", PlaceKind.GROUP)))

    def due(self, to: ToPerson | ToPlace, name: str = "one", priority: Priority = Priority.NEWS) -> Due:
        """Something due now, until in an hour."""
        return Due("test", name, to, Platform.TELEGRAM, self.clock.now, self.clock.now + HOUR, name, priority)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Delivering]:
        """Deliver until the end of the block."""
        manners = {Platform.TELEGRAM: self.manners}
        delivering = Delivering(
            self.stores.deliveries,
            self.stores.recipients,
            self.platforms,
            self.composers,
            outbox=Outbox(self.stores.deliveries, [Platform.TELEGRAM], self.clock),
            again=AGAIN,
            clock=self.clock,
            manners=manners,
        )
        task = asyncio.create_task(delivering.run())
        try:
            yield delivering
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def standing(self, key: str = "one") -> Transport:
        found = await self.stores.deliveries.standing(key)
        assert found is not None
        return found

    async def until(self, is_so: Callable[[Transport], bool], key: str = "one") -> Transport:
        """Wait until a delivery stands so."""
        async with asyncio.timeout(10):
            while not is_so(found := await self.standing(key)):
                await asyncio.sleep(0.005)
        return replace(found)


@pytest.fixture
async def office(clock: StoppedClock) -> AsyncIterator[Office]:
    async with passing_stores() as stores:
        yield Office(stores, clock)
