"""Many people with one dose plan each, the whole bot on a ledger, and a platform that takes all at once."""

from __future__ import annotations

import asyncio
import time as timing
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.ledger.rows import TELEGRAM
from bot.app import Bot, Files, build_bot
from bot.asking import Nobody
from bot.beside import delivering_on
from bot.core.incoming import Origin, Pressed
from bot.core.people import Person, Place, Platform
from bot.core.ports import Receipt
from bot.core.reply import Button, Reply
from bot.delivery.delivering import Delivering
from bot.delivery.outbox import Outbox
from bot.features.reminders.consents import VERSION, Purpose
from bot.features.reminders.plans import DosePlan, Kind, Plan, Status
from bot.features.reminders.schedule import EveryDay, Schedule, Step
from bot.storage.address import Address
from bot.storage.address import Kind as DatabaseKind
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from bot.surroundings import Surroundings

ROOT = Path(__file__).parent.parent.parent
ZONE = "UTC"
AT_ONCE = 1_000
PRESS_EVERY = 0.1


@dataclass
class SetClock:
    """Runs as the true clock does, from a moment to which it is set."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def set(self, moment: datetime) -> None:
        """Let it be this moment now."""
        self.ahead = moment - datetime.now(UTC)


@dataclass
class Taker(Nobody):
    """A platform that takes everything after some time, and keeps when, to whom and what."""

    clock: SetClock
    takes: float = 0.05
    came: list[tuple[datetime, Person | Place, Reply]] = field(default_factory=list)
    steady: list[float] = field(default_factory=list)

    def is_ready(self, platform: Platform) -> bool:
        """Tell that it is always there."""
        return True

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Take a message."""
        self.came.append((self.clock(), to, reply))
        self.steady.append(timing.monotonic())
        await asyncio.sleep(self.takes)
        return Receipt("1/1")


@dataclass
class Crowd:
    """The bot, and what is around it."""

    stores: Stores
    clock: SetClock
    taker: Taker
    bot: Bot
    delivering: Delivering
    taken: list[float] = field(default_factory=list)

    async def press(self) -> None:
        """Let one person after the other press Taken on what came, and keep how long the answer took (ms)."""
        number = 0
        while True:
            if number < len(self.taker.came):
                _, to, reply = self.taker.came[number]
                assert isinstance(to, Person)
                origin = Origin(to, Place(TELEGRAM, to.id), self.clock())
                began = timing.perf_counter()
                answer = await self.bot.responder.respond(Pressed(origin, code_of(reply, "taken")))
                self.taken.append((timing.perf_counter() - began) * 1000)
                assert answer is not None
                assert answer.outcome == "reminder state"
                number += 1
            await asyncio.sleep(PRESS_EVERY)


def code_of(reply: Reply, *verbs: str) -> str:
    """Give the code of the first button that does one of these."""
    buttons = (one for row in reply.rows if isinstance(row, tuple) for one in row if isinstance(one, Button))
    return next(button.action.code for button in buttons if button.action.verb in verbs)


@asynccontextmanager
async def crowd(files: Files, file: Path) -> AsyncIterator[Crowd]:
    """Open a ledger in a file, with the whole bot on it."""
    clock = SetClock()
    async with open_stores(Address(DatabaseKind.SQLITE, file), Keyring.throw_away()) as stores:
        taker = Taker(clock)
        outbox = Outbox(stores.deliveries, [TELEGRAM], clock)
        around = Surroundings(stores, outbox, taker, clock)
        bot = build_bot(files, {}, around, [TELEGRAM])
        delivering = delivering_on(around, bot.composers, files.main.texts, bot.reminders.recipients)
        yield Crowd(stores, clock, taker, bot, delivering)


async def settle(stores: Stores, times: list[time], now: datetime) -> None:
    """Let as many people as there are times each have one plan, with a dose at that time of each day."""
    for batch in _batches(times):
        async with stores.together():
            for number, at in batch:
                person_id = await stores.people.ensure(Person(TELEGRAM, str(number)), now)
                await stores.people.consent(person_id, Purpose.DOSES, VERSION, now)
                content = DosePlan(Schedule((Step(now.date(), EveryDay(), (at,)),)))
                plan = Plan(uuid4().hex, person_id, Kind.DOSE, content, ZONE, TELEGRAM, now, status=Status.ACTIVE)
                slot = plan.next_slot(now)
                await stores.plans.add(plan, slot.at if slot else None)


def _batches(times: list[time]) -> Iterator[list[tuple[int, time]]]:
    numbered = list(enumerate(times, start=1))
    return (numbered[start : start + AT_ONCE] for start in range(0, len(numbered), AT_ONCE))
