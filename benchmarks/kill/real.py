"""Kills real processes again and again while they deliver, and looks at what arrived in the end."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from benchmarks.kill.points import POINTS
from benchmarks.kill.tally import Seen, Tally, tally
from benchmarks.kill.victim import PURPOSE, FastClock
from bot.core.people import Person, Platform
from bot.delivery.due import Due, Priority, ToPerson
from bot.delivery.transport import State
from bot.masterkey import new_master_key
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from tests.wire.discord_server import FakeDiscord
from tests.wire.postgres import PostgresServer
from tests.wire.telegram_faults import dropped
from tests.wire.telegram_server import FakeTelegram

ROOT = Path(__file__).parent.parent.parent
SPEED = 30.0
PEOPLE = 40
PER_LIFE = 8
LONGEST_LIFE = 4.0
PATIENCE = 240.0


class Fake(Protocol):
    """A fake platform, as this test uses it."""

    platform: Platform
    people: list[str]

    def environment(self) -> Mapping[str, str]:
        """Give what points a bot here."""

    def lose_one(self, *, after: bool) -> None:
        """Cut the connection of the next message, before or after it was taken."""

    def seen(self) -> list[Seen]:
        """Give all messages of the bot."""


class Telegram:
    """Without keys: what is sent twice appears twice."""

    platform = Platform.TELEGRAM

    def __init__(self, server: FakeTelegram) -> None:
        self._server = server
        users = [server.add_user(f"Person {number}") for number in range(PEOPLE)]
        for user in users:
            server.start(user)
        self.people = [str(user.id) for user in users]

    def environment(self) -> Mapping[str, str]:
        return {"KILL_TOKEN": self._server.token, "KILL_API_URL": self._server.api_url}

    def lose_one(self, *, after: bool) -> None:
        self._server.faults.add(dropped("sendMessage", performed=after))

    def seen(self) -> list[Seen]:
        return [Seen.read(message.text) for message in self._server.messages]


class Discord:
    """With keys, known for three minutes of the bot's clock."""

    platform = Platform.DISCORD

    def __init__(self, server: FakeDiscord, token: str) -> None:
        self._server = server
        self._token = token
        users = [server.add_user(f"person{number}") for number in range(PEOPLE)]
        server.add_guild(members=users)
        self.people = [str(user.id) for user in users]

    def environment(self) -> Mapping[str, str]:
        given = {"KILL_TOKEN": self._token, "KILL_API_URL": self._server.api_url}
        return {**given, "KILL_GATEWAY_URL": self._server.gateway_url}

    def lose_one(self, *, after: bool) -> None:
        self._server.fault("POST", "/channels/*/messages", drop=not after, lose_answer=after)

    def seen(self) -> list[Seen]:
        return [Seen.read(message.text) for message in self._server.messages]


@asynccontextmanager
async def fake(platform: Platform) -> AsyncIterator[Fake]:
    """A fake platform with people on it."""
    if platform is Platform.TELEGRAM:
        async with FakeTelegram() as telegram:
            yield Telegram(telegram)
        return
    token = "MTEyMjMzNDQ1NTY2Nzc4ODk5.GcanaR.benchmark-discord-token-0123456789"  # noqa: S105 (of the fake)
    async with FakeDiscord(token=token, nonce_window=180 / SPEED, load_spec=lambda: None) as discord:
        yield Discord(discord, token)


@dataclass(slots=True)
class Kills:
    """What came of many lives."""

    kills: int = 0
    at_points: int = 0
    seconds: float = 0.0
    tally: Tally = field(default_factory=Tally)


@dataclass
class Hunt:
    """One database and one platform, over many lives."""

    fake: Fake
    stores: Stores
    clock: FastClock
    environment: Mapping[str, str]
    random: random.Random
    names: list[str] = field(default_factory=list)

    async def life(self) -> bool:
        """Let it live and be killed, at a point or at any time; tell whether it was at a point."""
        await self._put()
        if self.random.random() < 0.4:
            self.fake.lose_one(after=self.random.random() < 0.7)
        at_point = self.random.random() < 0.7
        at = self._some_point() if at_point else ""
        process = await self._start(at)
        try:
            async with asyncio.timeout(LONGEST_LIFE if at_point else self.random.uniform(0.3, 3.0)):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            return False
        return True

    def _some_point(self) -> str:
        """Choose a point, and which time that it is passed; some are passed seldom."""
        point = self.random.choice(POINTS)
        is_seldom = point.endswith(("recover", "give back"))
        return f"{point}:{1 if is_seldom else self.random.randint(1, 5)}"

    async def deploys(self, times: int) -> None:
        """Replace it so many times by another copy, which starts before the one before it is asked to stop."""
        old = await self._start("")
        for _ in range(times):
            await self._put()
            new = await self._start("")
            await asyncio.sleep(self.random.uniform(1.0, 3.0))
            await self._stop(old)
            old = new
        await self._stop(old)

    async def settle(self) -> Tally:
        """Let it live until everything has come to an end, and compare."""
        process = await self._start("")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not all(state.is_final for state in (await self._states()).values()):
            await asyncio.sleep(0.5)
        await self._stop(process)
        return tally(await self._states(), self.fake.seen())

    @staticmethod
    async def _stop(process: asyncio.subprocess.Process) -> None:
        process.terminate()
        # One that has just been started may not listen to signals yet.
        assert await process.wait() in (0, -signal.SIGTERM)

    async def _put(self) -> None:
        now = self.clock()
        dues = []
        for _ in range(PER_LIFE):
            name, who = secrets.token_hex(8), self.random.choice(self.fake.people)
            to = ToPerson(await self.stores.people.ensure(Person(self.fake.platform, who), now))
            at = now + timedelta(seconds=self.random.uniform(-60, 60))
            priority = self.random.choice(list(Priority))
            dues.append(Due(PURPOSE, name, to, self.fake.platform, at, at + timedelta(days=9), name, priority))
            self.names.append(name)
        await self.stores.deliveries.put(dues, now)

    async def _start(self, at: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "benchmarks.kill.victim",
            cwd=ROOT,
            env={**os.environ, **self.environment, "KILL_AT": at},
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def _states(self) -> dict[str, State]:
        found = {name: await self.stores.deliveries.standing(name) for name in self.names}
        return {name: standing.state for name, standing in found.items() if standing is not None}


async def hunt(platform: Platform, database_url: str, kills: int, seed: int) -> Kills:
    """Kill so many times over one database; give the verdict."""
    began, done = time.monotonic(), Kills()
    async with hunting(platform, database_url, seed) as hunt_:
        for _ in range(kills):
            done.at_points += await hunt_.life()
            done.kills += 1
        done.tally = await hunt_.settle()
    done.seconds = time.monotonic() - began
    return done


async def overlap(platform: Platform, database_url: str, times: int, seed: int) -> Kills:
    """Deploy so many times over one database, with two copies at once; give the verdict."""
    began, done = time.monotonic(), Kills()
    async with hunting(platform, database_url, seed) as hunt_:
        await hunt_.deploys(times)
        done.tally = await hunt_.settle()
    done.seconds = time.monotonic() - began
    return done


@asynccontextmanager
async def hunting(platform: Platform, database_url: str, seed: int) -> AsyncIterator[Hunt]:
    """A fake platform and a database with its tables."""
    key = new_master_key()
    clock = FastClock(time.time(), SPEED)
    async with fake(platform) as faked, open_stores(read_address(database_url, Path("/")), Keyring.read(key)) as stores:
        environment = {
            **faked.environment(),
            "DATABASE_URL": database_url,
            "BOT_MASTER_KEY": key,
            "KILL_PLATFORM": platform.value,
            "KILL_START": str(clock.start),
            "KILL_SPEED": str(clock.speed),
        }
        yield Hunt(faked, stores, clock, environment, random.Random(seed))


@asynccontextmanager
async def database(kind: str) -> AsyncIterator[str]:
    """The address of a new database."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder.lstrip('/')}/bot.db"
        return
    server = PostgresServer()
    try:
        server.start()
        yield server.url()
    finally:
        server.remove()
