"""Many people answer within a minute on cards in five places, through the whole bot as a process of its own."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.meetups.planning import planned
from benchmarks.meetups.square import Message, Square, codes, shows, square, title
from benchmarks.table import Row, percentile
from bot.core.people import Person, Platform
from bot.features.meetups.answers import Wish
from bot.features.meetups.attending import Answer, Attendees, counted, settled, taken
from bot.features.meetups.cards import Cards
from bot.features.meetups.telling import Found
from bot.masterkey import new_master_key
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from bot.texts.catalogue import load_texts
from tests.process.bot_process import ROOT, running_bot

ANSWERS_WITHIN = 300.0
RIGHT_WITHIN = 30.0
MEMORY = 200.0
PATIENCE = 60.0
LOOK = 0.05
SECOND_THOUGHTS = 0.1
"""The share of those who answer once more, otherwise."""

_FIRST = (*(Wish.GOING,) * 7, Wish.PLUS, Wish.MAYBE, Wish.CANNOT)
_THEN = (Wish.CANNOT, Wish.MAYBE)
_FAILED = ("on my side", "a lot at once", "older version", "couldn't save", "Something broke")
_EXPECTED = {Wish.GOING: Answer.GOING, Wish.PLUS: Answer.GOING, Wish.MAYBE: Answer.MAYBE, Wish.CANNOT: Answer.CANNOT}


@dataclass(slots=True)
class Rush:
    """What came of it. Times in milliseconds, but `right_after` in seconds after the last answer.

    `unlike`: people whose last answer does not stand, or who were told of a failure. `wrong`: cards that do not show
    the list in the end. `amiss`: what is not as the waiting list has it. `put_off`: requests that came too fast.
    `each`: the processor's time for one tap, with all that it leads to (ms). `memory`: after it, in MiB.
    """

    taps: int
    times: list[float]
    on_discord: list[float]
    edits: dict[Platform, int]
    busiest: dict[Platform, int]
    right_after: float
    unlike: int
    wrong: int
    amiss: int
    put_off: int
    memory: float
    each: float

    def rows(self) -> Iterator[Row]:
        """Give the table."""
        yield Row("answers to taps", len(self.times), "")
        yield Row("  without an answer", self.taps - len(self.times), "", 0)
        yield Row("  p50", percentile(self.times, 0.5), "ms", ANSWERS_WITHIN)
        yield Row("  p99", percentile(self.times, 0.99), "ms", ANSWERS_WITHIN)
        yield Row("  longest", max(self.times), "ms")
        yield Row("  p99 on Discord", percentile(self.on_discord, 0.99), "ms", ANSWERS_WITHIN)
        yield Row("  processor time of the bot for each, changes of cards included", self.each, "ms")
        for platform, edits in self.edits.items():
            yield Row(f"changes of cards on {platform}", edits, "")
            yield Row("  at most a minute in one place", self.busiest[platform], "")
        yield Row("refused as too fast (429)", self.put_off, "", 0)
        yield Row("all cards right after the last answer", self.right_after, "s", RIGHT_WITHIN)
        yield Row("cards that are wrong in the end", self.wrong, "", 0)
        yield Row("answers that do not stand", self.unlike, "", 0)
        yield Row("against the waiting list", self.amiss, "", 0)
        yield Row("memory of the process then, knowledge included", self.memory, "MB", MEMORY)


@dataclass
class Party:
    """One meet-up, and all who answer. `said` is what each said last, `heard` what came back, and after how long."""

    square: Square
    stores: Stores
    found: Found
    seats: int
    said: dict[Person, Wish] = field(default_factory=dict)
    heard: list[tuple[Platform, float, str]] = field(default_factory=list)
    taps: int = 0

    async def cards(self) -> list[tuple[Platform, Message]]:
        """Wait until all cards are there, one in each place."""
        async with asyncio.timeout(PATIENCE):
            while True:
                every = [next(self.square.said_in(place), None) for place in self.square.places]
                found = [card for card in every if card is not None]
                if len(found) == len(every):
                    return list(zip([place.platform for place in self.square.places], found, strict=True))
                await asyncio.sleep(LOOK)

    async def answer(self, cards: Sequence[tuple[Platform, Message]], seconds: float, chance: random.Random) -> None:
        """Let everybody answer at some moment, some of them twice."""
        async with asyncio.TaskGroup() as group:
            for who in self.square.people:
                mine = [card for platform, card in cards if platform is who.platform]
                group.create_task(self._live(who, mine, seconds, random.Random(chance.random())))

    async def right_after(self, cards: Sequence[tuple[Platform, Message]]) -> tuple[float, int]:
        """Wait until all cards show the list; give the seconds that took, and how many never did."""
        began = time.monotonic()
        attendees = await self.attendees()
        card = Cards(load_texts("en")).card(*self.found.both, counted(attendees), datetime.now(UTC))
        while (wrong := sum(not shows(one, card) for _, one in cards)) and time.monotonic() < began + PATIENCE:
            await asyncio.sleep(LOOK)
        return time.monotonic() - began, wrong

    async def attendees(self) -> Attendees:
        """Give the list."""
        return await self.stores.meetups.attendance.attendees(self.found.on.id)

    async def unlike(self) -> int:
        """Count the people whose last answer does not stand, and what was answered otherwise than with what is kept."""
        stand = {one.person_id: one.answer for one in await self.attendees()}
        wrong = sum(any(words in text for words in _FAILED) for _, _, text in self.heard)
        for who, wish in self.said.items():
            wrong += stand.get(await self.stores.people.find(who) or "") is not _EXPECTED[wish]
        return wrong

    async def amiss(self) -> int:
        """Count what is not as the waiting list has it."""
        attendees = await self.attendees()
        doubled = len(attendees) - len({one.number for one in attendees})
        return doubled + int(taken(attendees) > self.seats) + len(settled(attendees, self.seats)[1])

    async def _live(self, who: Person, cards: Sequence[Message], seconds: float, chance: random.Random) -> None:
        again = chance.random() < SECOND_THOUGHTS
        moments = sorted(chance.uniform(0, seconds) for _ in range(1 + again))
        began = time.monotonic()
        for moment, wishes in zip(moments, (_FIRST, _THEN), strict=False):
            await asyncio.sleep(max(0.0, began + moment - time.monotonic()))
            await self._tap(who, chance.choice(cards), chance.choice(wishes))

    async def _tap(self, who: Person, card: Message, wish: Wish) -> None:
        code = next(one for one in codes(card) if one.startswith(f"meet:{wish}:"))
        self.taps += 1
        began = time.perf_counter()
        try:
            text = await self.square.answered(self.square.tap(who, card, code), PATIENCE)
        except TimeoutError:
            return
        self.heard.append((who.platform, (time.perf_counter() - began) * 1000, text))
        self.said[who] = wish


async def rush(folder: Path, people: int, seconds: float, seed: int = 1) -> Rush:
    """Let so many people answer within so many seconds."""
    url, key = f"sqlite:///{folder / 'bot.db'}", new_master_key()
    async with square(people) as square_, open_stores(read_address(url, folder), Keyring.read(key)) as stores:
        limit(square_)
        seats = people // 2
        meetup, on = await planned(stores, _now, square_.organiser, square_.places, title(0), seats)
        party = Party(square_, stores, Found(meetup, on), seats)
        async with running_bot(None, None, ROOT, **square_.addresses(), DATABASE_URL=url, BOT_MASTER_KEY=key) as bot:
            cards = await party.cards()
            before = _busy(bot.pid)
            await party.answer(cards, seconds, random.Random(seed))
            right_after, wrong = await party.right_after(cards)
            memory, busy = _resident(bot.pid), _busy(bot.pid) - before
            await bot.stop()
        edits = _edits(square_)
        return Rush(
            party.taps,
            [took for _, took, _ in party.heard],
            [took for platform, took, _ in party.heard if platform is Platform.DISCORD],
            {platform: sum(map(len, times)) for platform, times in edits.items()},
            {platform: max(map(_busiest, times), default=0) for platform, times in edits.items()},
            right_after,
            await party.unlike(),
            wrong,
            await party.amiss(),
            square_.discord.put_off + square_.telegram.rates.put_off,
            memory,
            busy * 1000 / party.taps,
        )


def limit(square_: Square) -> None:
    """Let both platforms refuse what comes too fast, as they do."""
    square_.telegram.rates.enforced = True
    square_.discord.limit("PATCH", "/channels/*/messages/*", limit=5, per=5.0)
    square_.discord.limit("POST", "/channels/*/messages", limit=5, per=5.0)
    # Answers to interactions do not count.
    square_.discord.limit("*", "/[!iw]*", limit=50, per=1.0, together=True)


def _edits(square_: Square) -> dict[Platform, list[list[float]]]:
    """Give when cards were changed, for each place."""
    groups, channels = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for call in square_.telegram.calls_of("editMessageText"):
        chat = str(call.params["chat_id"])
        if chat.startswith("-"):
            groups[chat].append(call.at)
    for request in square_.discord.requests:
        if request.method == "PATCH" and request.path.startswith("/channels/"):
            channels[request.path.split("/")[2]].append(request.at)
    return {Platform.DISCORD: list(channels.values()), Platform.TELEGRAM: list(groups.values())}


def _busiest(times: Sequence[float]) -> int:
    """Give how many of these lie within one minute, at most."""
    return max((sum(at <= other < at + 60 for other in times) for at in times), default=0)


def _resident(pid: int) -> float:
    """Give the memory that a process holds, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024


def _busy(pid: int) -> float:
    """Give the seconds that a process has kept a processor busy."""
    spent = psutil.Process(pid).cpu_times()
    return float(spent.user + spent.system)


def _now() -> datetime:
    return datetime.now(UTC)
