"""Runs in which workers die, answers get lost, the database is away and clocks are set; each seed gives the same run.

The ledger, the courier and what tends the ledger are the real ones; the platform and the clock are not.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from benchmarks.kill.points import PointedLedger, PointedPlatforms
from benchmarks.kill.tally import AGAIN, Seen, Tally, tally
from bot.core.errors import MaybeSaved, NotSaved, OutcomeUnknown, TryAgainLater
from bot.core.people import Person, Place, Platform
from bot.core.ports import Receipt
from bot.core.reply import Reply
from bot.core.richtext import parse, plain
from bot.delivery.composing import Moment
from bot.delivery.counting import Counts
from bot.delivery.courier import Courier
from bot.delivery.due import Due, ToPerson
from bot.delivery.ledger import Delivery
from bot.delivery.manners import MANNERS
from bot.delivery.tending import Tending
from bot.delivery.transport import State, Transport
from bot.storage.stores import Stores

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DELIVERIES = 3
MOST_ROUNDS = 400
PEOPLE = [str(number) for number in range(DELIVERIES)]


class Died(BaseException):
    """A worker was killed at this point."""


class Chance:
    """What may go wrong in one run, by its seed; after a while nothing does any more, so that all comes to an end."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.kill = self.random.choice([0.0, 0.05, 0.15])
        self.lose = self.random.choice([0.0, 0.1, 0.3])
        self.away = self.random.choice([0.0, 0.0, 0.1])
        self.jump = self.random.choice([0.0, 0.0, 0.05])
        self.troubles = self.random.randint(1, 8)

    def happens(self, likely: float) -> bool:
        """Tell whether a trouble happens now."""
        if self.troubles and self.random.random() < likely:
            self.troubles -= 1
            return True
        return False


class Time:
    """The true time, and the clock that may be wrong by an hour."""

    def __init__(self) -> None:
        self.true = START
        self.wrong_by = timedelta(0)

    def __call__(self) -> datetime:
        return self.true + self.wrong_by

    def steady(self) -> float:
        """Seconds of a clock that is never set."""
        return (self.true - START).total_seconds()


class Simulated:
    """A platform that may lose a message, or its answer to it; where it knows keys, nothing appears twice under one."""

    def __init__(self, platform: Platform, chance: Chance, time: Time) -> None:
        self._keyed = MANNERS[platform].keyed
        self._chance = chance
        self._time = time
        self._keys: dict[str, datetime] = {}
        self.seen: list[Seen] = []

    def is_ready(self, platform: Platform) -> bool:
        return True

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        if self._chance.happens(self._chance.lose):
            raise TryAgainLater("busy")
        if self._chance.happens(self._chance.lose):
            self._time.true += timedelta(seconds=30)
            raise OutcomeUnknown("lost on the way there")
        self._take(reply, nonce)
        if self._chance.happens(self._chance.lose):
            self._time.true += timedelta(seconds=29)
            raise OutcomeUnknown("lost on the way back")
        return Receipt("1")

    def _take(self, reply: Reply, nonce: str) -> None:
        known = self._keys.get(nonce)
        if self._keyed and known is not None and self._time.true - known <= timedelta(minutes=2):
            return
        self._keys[nonce] = self._time.true
        self.seen.append(Seen.read(plain(reply.blocks)))


class UnsteadyLedger(PointedLedger):
    """The real ledger on a database that is away at times, before or after it has stored something."""

    def __init__(self, stores: Stores, chance: Chance, kill: Kill) -> None:
        super().__init__(stores, kill)
        self._chance = chance

    async def swap(self, before: Delivery, then: Transport, now: datetime) -> bool:
        if self._chance.happens(self._chance.away):
            raise NotSaved("away")
        done = await super().swap(before, then, now)
        if self._chance.happens(self._chance.away):
            raise MaybeSaved("went away")
        return done


class Kill:
    """Kills whoever passes, by chance."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self.kills = 0

    def __call__(self, point: str) -> None:
        if self._chance.happens(self._chance.kill):
            self.kills += 1
            raise Died(point)


async def word(due: Due, moment: Moment) -> Reply:
    """Word a delivery by its name, which is what it is about."""
    return Reply(parse(due.subject))


async def run(stores: Stores, platform: Platform, seed: int) -> tuple[int, Tally]:
    """Run one seed to its end; give how many kills there were, and the verdict."""
    chance, time = Chance(seed), Time()
    kill, simulated = Kill(chance), Simulated(platform, chance, time)
    ledger = UnsteadyLedger(stores, chance, kill)
    names = [f"{seed}-{number}-{secrets.token_hex(4)}" for number in range(DELIVERIES)]
    people = [ToPerson(await stores.people.ensure(Person(platform, who), START)) for who in PEOPLE]
    await stores.deliveries.put([_due(name, to, platform) for name, to in zip(names, people, strict=True)], START)
    process = _Process(stores, platform, ledger, PointedPlatforms(simulated, kill), time)
    for number in range(MOST_ROUNDS):
        try:
            await process.round(chance)
        except Died:
            process = _Process(stores, platform, ledger, PointedPlatforms(simulated, kill), time)
        if number % 4 == 3 and all(state.is_final for state in (await _states(stores, names)).values()):
            break
    return kill.kills, tally(await _states(stores, names), simulated.seen)


class _Process:
    """One life of the bot."""

    def __init__(
        self, stores: Stores, platform: Platform, ledger: UnsteadyLedger, platforms: PointedPlatforms, time: Time
    ) -> None:
        counts = Counts()
        self._stores, self._platform, self._ledger, self._time = stores, platform, ledger, time
        self._owner = secrets.token_hex(8)
        self._tending = Tending(ledger, counts=counts, clock=time, steady=time.steady)
        self._courier = Courier(
            ledger,
            stores.recipients,
            platforms,
            {"kill": word},
            manners=MANNERS[platform],
            again=parse(AGAIN),
            counts=counts,
            clock=time,
            sleep=self._sleep,
        )

    async def _sleep(self, seconds: float) -> None:
        self._time.true += timedelta(seconds=seconds)

    async def round(self, chance: Chance) -> None:
        """Look the ledger over, deliver what is due, and let some time pass."""
        with suppress(NotSaved, MaybeSaved):
            await self._tending.step()
        for delivery in await self._ledger.claim(self._platform, self._owner, DELIVERIES, self._time()):
            to = await self._stores.recipients.reach(delivery.due.to, self._platform)
            assert to is not None
            await self._courier.deliver(delivery, to)
        self._time.true += timedelta(seconds=chance.random.choice([1, 5, 60, 300, 700]))
        if chance.happens(chance.jump):
            self._time.wrong_by = HOUR * chance.random.choice([-1, 0, 1])


def _due(name: str, to: ToPerson, platform: Platform) -> Due:
    return Due("kill", name, to, platform, START, START + timedelta(days=9), name)


async def _states(stores: Stores, names: list[str]) -> Mapping[str, State]:
    found = {name: await stores.deliveries.standing(name) for name in names}
    return {name: standing.state for name, standing in found.items() if standing is not None}
