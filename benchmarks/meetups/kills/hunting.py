"""Kills real processes again and again while they announce meet-ups, and people go on answering."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from benchmarks.kill.living import started
from benchmarks.kill.victim import FastClock
from benchmarks.meetups.kills.crowd import Crowd
from benchmarks.meetups.kills.judging import Judging, Planned
from benchmarks.meetups.kills.points import POINTS
from benchmarks.meetups.kills.verdict import Verdict
from benchmarks.meetups.planning import called_off, later, planned
from benchmarks.meetups.square import Square, square, title
from bot.core.keeping import Profile
from bot.masterkey import new_master_key
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from tests.wire.telegram_faults import dropped

ROOT = Path(__file__).parent.parent.parent.parent
LOOK = 0.25
SPEED = 30.0
LONGEST_LIFE = 5.0
# A busy group on Telegram takes a change in three and a half seconds, and many cards have to be changed in the end.
PATIENCE = 600.0
PEOPLE = 24
SEATS = (None, 3, 5, 8)
LIVES_PER_MEETUP = 4

_TELEGRAM_CALLS = ("sendMessage", "sendMessage", "editMessageText", "editMessageText", "pinChatMessage", "sendVenue")
_MESSAGES, _MESSAGE, _EVENTS = "/channels/*/messages", "/channels/*/messages/*", "/guilds/*/scheduled-events"
_DISCORD_CALLS = (("POST", _MESSAGES), ("PATCH", _MESSAGE), ("POST", _EVENTS), ("POST", _EVENTS), ("PATCH", _EVENTS))


@dataclass(slots=True)
class Kills:
    """What came of many lives."""

    kills: int = 0
    at_points: int = 0
    seconds: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)


@dataclass
class Hunt:
    """One database and both platforms, over many lives."""

    square: Square
    stores: Stores
    clock: FastClock
    environment: Mapping[str, str]
    chance: random.Random
    crowd: Crowd
    plans: list[Planned] = field(default_factory=list)

    async def announce(self) -> None:
        """Let an organiser plan one more."""
        number = len(self.plans)
        seats = SEATS[number % len(SEATS)]
        where = self.square.places
        meetup, on = await planned(self.stores, self.clock, self.square.organiser, where, title(number), seats)
        self.plans.append(Planned(meetup, on.id, number, seats))

    async def disturb(self) -> None:
        """Let an organiser move one to another time, or cancel it, now and then."""
        plan = self.chance.choice(self.plans)
        if self.chance.random() < 0.4 and not plan.moved and not plan.is_cancelled:
            plan.moved = True
            await later(self.stores, self.clock, plan.meetup, plan.date_id)
        elif self.chance.random() < 0.1 and not plan.is_cancelled:
            plan.is_cancelled = True
            await called_off(self.stores, self.clock, plan.meetup, self.clock())

    async def life(self) -> bool:
        """Let it live and be killed, at a point or at any time; tell whether it was at a point."""
        self._lose_some()
        at_point = self.chance.random() < 0.7
        at = self._some_point() if at_point else ""
        async with self._started(at) as process:
            assert process.stdout is not None
            if self.chance.random() < 0.9:
                await process.stdout.readline()
            try:
                async with asyncio.timeout(LONGEST_LIFE if at_point else self.chance.uniform(0.1, LONGEST_LIFE)):
                    await process.wait()
            except TimeoutError:
                return False
        assert process.returncode == -signal.SIGKILL, "it ended by itself"
        return True

    async def end(self) -> Verdict:
        """Let it live until all shows how things stand, and judge."""
        self.square.discord.clear_faults()
        self.square.telegram.faults.clear()
        judging = Judging(self.square, self.stores, self.plans, self.crowd.pressed)
        async with self._started("") as process:
            await asyncio.sleep(LONGEST_LIFE)
            self.crowd.over = True
            patience = time.monotonic() + PATIENCE
            while time.monotonic() < patience and not await judging.is_settled():
                await asyncio.sleep(LOOK)
            process.terminate()
            assert await process.wait() in (0, -signal.SIGTERM)
        return await judging.verdict(self.clock())

    def _some_point(self) -> str:
        """Choose a point, and which time that it is passed; some are passed seldom."""
        point = self.chance.choice(POINTS)
        is_often = point.endswith(("answer", "edit", "show"))
        return f"{point}:{self.chance.randint(1, 4) if is_often else 1}"

    def _lose_some(self) -> None:
        """Let a connection break, before or after what was asked is done."""
        done = self.chance.random() < 0.7
        if self.chance.random() < 0.4:
            self.square.telegram.faults.add(dropped(self.chance.choice(_TELEGRAM_CALLS), performed=done))
        if self.chance.random() < 0.4:
            method, path = self.chance.choice(_DISCORD_CALLS)
            self.square.discord.fault(method, path, drop=not done, lose_answer=done)

    @asynccontextmanager
    async def _started(self, at: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """A process; all know of its end."""
        try:
            async with started("benchmarks.meetups.kills.victim", self.environment, at) as process:
                yield process
        finally:
            self.crowd.deaths += 1


async def hunt(database_url: str, kills: int, seed: int, speed: float = SPEED) -> Kills:
    """Kill so many times over one database; give the verdict."""
    began, done = time.monotonic(), Kills()
    async with hunting(database_url, seed, speed) as hunt_:
        answering = asyncio.create_task(hunt_.crowd.answer())
        try:
            for number in range(kills):
                if number % LIVES_PER_MEETUP == 0:
                    await hunt_.announce()
                else:
                    await hunt_.disturb()
                done.at_points += await hunt_.life()
                done.kills += 1
            done.verdict = await hunt_.end()
        finally:
            answering.cancel()
            with suppress(asyncio.CancelledError):
                await answering
    done.seconds = time.monotonic() - began
    return done


@asynccontextmanager
async def hunting(database_url: str, seed: int, speed: float) -> AsyncIterator[Hunt]:
    """Fake platforms and a database with its tables."""
    key, clock = new_master_key(), FastClock(time.time(), speed)
    address = read_address(database_url, Path("/"))
    async with square(PEOPLE, nonce_window=180 / speed) as square_, open_stores(address, Keyring.read(key)) as stores:
        given = square_.addresses()
        environment = {
            "KILL_DISCORD_TOKEN": given["DISCORD_TOKEN"],
            "KILL_DISCORD_URL": given["DISCORD_API_URL"],
            "KILL_GATEWAY_URL": given["DISCORD_GATEWAY_URL"],
            "KILL_TELEGRAM_TOKEN": given["TELEGRAM_TOKEN"],
            "KILL_TELEGRAM_URL": given["TELEGRAM_API_URL"],
            "DATABASE_URL": database_url,
            "BOT_MASTER_KEY": key,
            "KILL_START": str(clock.start),
            "KILL_SPEED": str(clock.speed),
        }
        await _let_all_be_told(square_, stores, clock())
        chance = random.Random(seed)
        yield Hunt(square_, stores, clock, environment, chance, Crowd(square_, random.Random(seed + 1)))


async def _let_all_be_told(square_: Square, stores: Stores, now: datetime) -> None:
    """Let private notices say which meet-up they are about, so that they can be told apart."""
    for person in square_.people:
        await stores.people.set_profile(await stores.people.ensure(person, now), Profile(discreet=False))
