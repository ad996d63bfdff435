"""Kills real processes again and again while they remind people, who go on pressing buttons."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.kill.living import started
from benchmarks.kill.victim import FastClock
from benchmarks.reminders.kills.chats import Arrived, Chats, DiscordChats, TelegramChats
from benchmarks.reminders.kills.verdict import Ended, Pressing, Verdict, judge
from benchmarks.reminders.kills.victim import POINTS
from bot.core.people import Person, Platform
from bot.delivery.transport import State
from bot.features.reminders.consents import VERSION, Purpose
from bot.features.reminders.dues import MISSED, REMINDER
from bot.features.reminders.occurrences import Answer
from bot.features.reminders.plans import DosePlan, Kind, Plan, Status
from bot.features.reminders.schedule import EveryDay, Schedule, Step
from bot.masterkey import new_master_key
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram

ROOT = Path(__file__).parent.parent.parent.parent
LOOK = 0.02
SPEED = 30.0
LONGEST_LIFE = 4.0
PATIENCE = 60.0
EVERY, TIMES = timedelta(minutes=45), 12
PLANS = 3
FIRST = timedelta(minutes=3)

# So long (true seconds) a person waits for the answer to a press, and then tries again.
WAITS = 3.0


@dataclass(slots=True)
class Kills:
    """What came of many lives."""

    kills: int = 0
    at_points: int = 0
    seconds: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)


@dataclass
class Hunt:
    """One database and one platform, over many lives. `arrived` is all that came to people."""

    chats: Chats
    stores: Stores
    clock: FastClock
    environment: Mapping[str, str]
    chance: random.Random
    plans: list[Plan] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)
    pressed: dict[str, Pressing] = field(default_factory=dict)
    over: bool = False

    async def settle(self) -> None:
        """Let everybody have some plans with a dose each three quarters of an hour, each at other minutes."""
        now = self.clock().replace(second=0, microsecond=0)
        everybody = self.chats.people * PLANS
        for number, who in enumerate(everybody):
            first = now + FIRST + (number * EVERY) / len(everybody)
            times = sorted((first + place * EVERY).time().replace(second=0, microsecond=0) for place in range(TIMES))
            async with self.stores.together():
                person_id = await self.stores.people.ensure(Person(self.chats.platform, who), now)
                await self.stores.people.consent(person_id, Purpose.DOSES, VERSION, now)
                content = DosePlan(Schedule((Step(now.date() - timedelta(days=1), EveryDay(), tuple(times)),)))
                plan = Plan(
                    uuid4().hex,
                    person_id,
                    Kind.DOSE,
                    content,
                    "UTC",
                    self.chats.platform,
                    now,
                    status=Status.ACTIVE,
                )
                slot = plan.next_slot(now)
                assert slot is not None
                await self.stores.plans.add(plan, slot.at)
            self.plans.append(plan)

    async def life(self) -> bool:
        """Let it live and be killed, at a point or at any time; tell whether it was at a point."""
        if self.chance.random() < 0.3:
            self.chats.lose_one(after=self.chance.random() < 0.7)
        at_point = self.chance.random() < 0.6
        at = f"{self.chance.choice(POINTS)}:{self.chance.randint(1, 6)}" if at_point else ""
        async with self._started(at) as process:
            assert process.stdout is not None
            if self.chance.random() < 0.9:
                await process.stdout.readline()
            try:
                async with asyncio.timeout(LONGEST_LIFE if at_point else self.chance.uniform(0.1, 3.0)):
                    await process.wait()
            except TimeoutError:
                return False
        assert process.returncode == -signal.SIGKILL, "it ended by itself"
        return True

    async def end(self) -> Verdict:
        """Let it live until all that is due by now has come to an end, and judge."""
        until = self.clock()
        async with self._started("") as process:
            patience = time.monotonic() + PATIENCE
            while time.monotonic() < patience and not await self._is_settled(until):
                await asyncio.sleep(0.25)
            self.over = True
            process.terminate()
            assert await process.wait() in (0, -signal.SIGTERM)
        await asyncio.sleep(2 * LOOK)
        self._look()
        return judge(*await self._ended(until))

    async def press(self) -> None:
        """Let people press buttons under what comes, each about one thing after the other."""
        people: set[asyncio.Task[None]] = set()
        try:
            while True:
                for one in self._look():
                    if one.kind == "reminder" and one.name not in self.pressed and self.chance.random() < 0.8:
                        self.pressed[one.name] = Pressing()
                        people.add(asyncio.create_task(self._answer(one)))
                await asyncio.sleep(LOOK)
        finally:
            for task in people:
                task.cancel()
            if people:
                await asyncio.wait(people)
            for task in people:
                if not task.cancelled():
                    task.result()

    def _look(self) -> list[Arrived]:
        new = self.chats.arrived()
        self.arrived += new
        return new

    async def _answer(self, one: Arrived) -> None:
        """Be one person with one reminder: Taken, perhaps after a snooze, perhaps taken back, perhaps once more."""
        pressing, chance = self.pressed[one.name], random.Random(one.name)
        await asyncio.sleep(chance.uniform(0.05, 6))
        if chance.random() < 0.2:
            await self._tap(one, pressing, f"rem:snooze:{one.name}:10")
            await asyncio.sleep(chance.uniform(0.5, 5))
        await self._tap(one, pressing, f"rem:taken:{one.name}")
        if chance.random() < 0.4:
            await asyncio.sleep(chance.uniform(0.05, 4))
            await self._tap(one, pressing, f"rem:undo:{one.name}")
            if chance.random() < 0.7:
                await asyncio.sleep(chance.uniform(0.05, 4))
                await self._tap(one, pressing, f"rem:taken:{one.name}")

    async def _tap(self, one: Arrived, pressing: Pressing, code: str) -> None:
        """Press until the message shows that it was heard, or the button is gone."""
        verb, before = code.split(":")[1], set(pressing.possible)
        after = {"taken": {Answer.TAKEN}, "undo": {Answer.NONE}}.get(verb, before)
        loop = asyncio.get_running_loop()
        while not self.over and code in self.chats.now(one.number)[1]:
            pressing.possible = before | after
            pressing.presses += 1
            if verb == "undo" and pressing.taken:
                pressing.taken[-1] = (pressing.taken[-1][0], min(pressing.taken[-1][1], loop.time()))
            with suppress(LookupError, ValueError, AssertionError):
                self.chats.press(one.number, code)
            end = loop.time() + WAITS
            while loop.time() < end:
                if self._shows(one.number, verb):
                    pressing.possible = after
                    pressing.confirmed += 1
                    if verb == "taken":
                        pressing.taken.append((loop.time(), float("inf")))
                    return
                await asyncio.sleep(LOOK)

    def _shows(self, number: int, verb: str) -> bool:
        text, codes = self.chats.now(number)
        undo = any(code.startswith("rem:undo:") for code in codes)
        return undo if verb == "taken" else not undo if verb == "undo" else "remind you again" in text

    def _started(self, at: str) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
        return started("benchmarks.reminders.kills.victim", self.environment, at)

    async def _is_settled(self, until: datetime) -> bool:
        """Tell whether nothing that was due by a moment is still to be sent, or to be told of."""
        for plan in self.plans:
            for one in await self.stores.occurrences.of_plan(plan.id, plan.created_at, until):
                state = await self.stores.deliveries.state(REMINDER, one.id)
                told = await self.stores.deliveries.state(MISSED, one.summary) if one.summary else State.SENT
                if (state is None and not one.settled) or (state and not state.is_final):
                    return False
                if state in (None, State.EXPIRED) and not one.settled:
                    return False
                if told is not None and not told.is_final:
                    return False
        return True

    async def _ended(self, until: datetime) -> tuple[dict[str, Ended], list[Arrived], dict[str, Pressing], int]:
        ended, missing = dict[str, Ended](), 0
        for plan in self.plans:
            found = await self.stores.occurrences.of_plan(plan.id, plan.created_at, until)
            missing += len(_due(plan, until) ^ {one.at for one in found})
            for one in found:
                state = await self.stores.deliveries.state(REMINDER, one.id)
                told = await self.stores.deliveries.state(MISSED, one.summary) if one.summary else None
                ended[one.id] = Ended(one.answer, state, told in (State.SENT, State.UNKNOWN))
        return ended, self.arrived, self.pressed, missing


def _due(plan: Plan, until: datetime) -> set[datetime]:
    """Give when doses of a plan were due, by its times of day alone."""
    assert isinstance(plan.content, DosePlan)
    days = [plan.created_at.date() + timedelta(days=number) for number in range(-1, 2)]
    times = plan.content.schedule.steps[0].times
    every = {datetime.combine(day, at, UTC) for day in days for at in times}
    return {at for at in every if plan.created_at < at < until}


async def hunt(platform: Platform, database_url: str, kills: int, seed: int, speed: float = SPEED) -> Kills:
    """Kill so many times over one database; give the verdict."""
    began, done = time.monotonic(), Kills()
    async with hunting(platform, database_url, seed, speed) as hunt_:
        await hunt_.settle()
        pressing = asyncio.create_task(hunt_.press())
        try:
            for _ in range(kills):
                done.at_points += await hunt_.life()
                done.kills += 1
            done.verdict = await hunt_.end()
        finally:
            pressing.cancel()
            with suppress(asyncio.CancelledError):
                await pressing
    done.seconds = time.monotonic() - began
    return done


@asynccontextmanager
async def hunting(platform: Platform, database_url: str, seed: int, speed: float) -> AsyncIterator[Hunt]:
    """A fake platform and a database with its tables."""
    key, clock = new_master_key(), FastClock(time.time(), speed)
    address = read_address(database_url, Path("/"))
    async with chats(platform, speed) as chats_, open_stores(address, Keyring.read(key)) as stores:
        environment = {
            **chats_.environment(),
            "DATABASE_URL": database_url,
            "BOT_MASTER_KEY": key,
            "KILL_PLATFORM": platform.value,
            "KILL_START": str(clock.start),
            "KILL_SPEED": str(clock.speed),
        }
        yield Hunt(chats_, stores, clock, environment, random.Random(seed))


@asynccontextmanager
async def chats(platform: Platform, speed: float) -> AsyncIterator[Chats]:
    """A fake platform with people on it."""
    if platform is Platform.TELEGRAM:
        async with FakeTelegram() as telegram:
            yield TelegramChats(telegram)
        return
    token = "MTEyMjMzNDQ1NTY2Nzc4ODk5.GcanaR.benchmark-discord-token-0123456789"  # noqa: S105 (of the fake)
    async with FakeDiscord(token=token, nonce_window=180 / speed, load_spec=lambda: None) as discord:
        yield DiscordChats(discord, token)
