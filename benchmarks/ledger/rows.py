"""Ledgers with many rows, and platforms that take everything at once."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from bot.asking import Nobody
from bot.core.people import Person, Place, Platform
from bot.core.ports import Receipt
from bot.core.reply import Reply
from bot.core.richtext import parse, plain
from bot.delivery.composing import Moment
from bot.delivery.due import Due, Priority, ToPerson
from bot.storage.address import Address
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores

PURPOSE = "benchmark"
PEOPLE = 2_000
AT_ONCE = 20_000
TELEGRAM = Platform.TELEGRAM


def now() -> datetime:
    """Give the present moment."""
    return datetime.now(UTC)


@asynccontextmanager
async def ledger(address: Address, keyring: Keyring | None = None) -> AsyncIterator[Stores]:
    """Open stores."""
    async with open_stores(address, keyring or Keyring.throw_away()) as stores:
        yield stores


async def people(stores: Stores, count: int = PEOPLE) -> list[ToPerson]:
    """Make people to write to."""
    async with stores.database.writing():
        return [ToPerson(await stores.people.ensure(Person(TELEGRAM, str(number)), now())) for number in range(count)]


async def fill(stores: Stores, to: list[ToPerson], count: int, first: datetime, over: timedelta) -> None:
    """Put so many deliveries, spread evenly over a time."""
    dues = _dues(to, count, first, over)
    while batch := list(islice(dues, AT_ONCE)):
        await stores.deliveries.put(batch, now())


def _dues(to: list[ToPerson], count: int, first: datetime, over: timedelta) -> Iterator[Due]:
    priorities = list(Priority)
    for number in range(count):
        at, key = first + over * number / count, secrets.token_hex(12)
        who, priority = to[number % len(to)], priorities[number % len(priorities)]
        yield Due(PURPOSE, key, who, TELEGRAM, at, at + timedelta(hours=2), key, priority)


async def word(due: Due, moment: Moment) -> Reply:
    """Word a delivery by its name."""
    return Reply(parse(due.subject))


@dataclass
class Taking(Nobody):
    """A platform that takes everything after so many seconds, and keeps when and what."""

    takes: float = 0.05
    seen: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    def is_ready(self, platform: Platform) -> bool:
        """Tell that it is always there."""
        return True

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Take a message."""
        await asyncio.sleep(self.takes)
        self.seen.append(plain(reply.blocks))
        self.moments.append(time.monotonic())
        return Receipt("1/1")


class Stalls:
    """Measures how long the loop stands still."""

    def __init__(self, every: float = 0.005) -> None:
        self._every = every
        self.longest = 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(self._every)
            self.longest = max(self.longest, time.perf_counter() - began - self._every)
