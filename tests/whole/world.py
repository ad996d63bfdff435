"""The whole bot on both fake platforms, over real storage and real sockets, in one loop. Time moves when it is told to.

What people see is written down in `heard`. Whatever a test plays, in the end nothing personal was seen by others, and
nothing that came by itself says what it is about.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.adapters.discord.gateway import DiscordAdapter, DiscordOptions
from bot.adapters.discord.gateway import Timing as DiscordTiming
from bot.adapters.telegram.gateway import TelegramAdapter, TelegramOptions
from bot.app import Bot, Files, build_bot
from bot.core.current import Current
from bot.core.people import Platform
from bot.core.ports import Adapter
from bot.core.richtext import plain
from bot.delivery.delivering import Delivering
from bot.delivery.due import Due
from bot.delivery.manners import MANNERS, Manners, Rate
from bot.delivery.outbox import Outbox
from bot.delivery.transport import State
from bot.features.meetups.announcing import ANNOUNCED_BEFORE
from bot.features.reminders.agenda import HORIZON
from bot.features.safety.contacts import load_contacts
from bot.language import Language
from bot.running import Adapters
from bot.settings import Settings, load_settings
from bot.storage.stores import Stores
from bot.surroundings import Surroundings
from tests.adapters.telegram.serving import TIMING
from tests.fakes.clock import StoppedClock
from tests.features.transcripts import is_as_kept
from tests.process.bot_process import DISCORD_TOKEN, TELEGRAM_TOKEN
from tests.whole.heard import Heard, Shown
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_harness import published_spec
from tests.wire.telegram_server import FakeTelegram

PROJECT = Path(__file__).resolve().parents[2]
ON = (Platform.DISCORD, Platform.TELEGRAM)

# How long a person takes to read and to press.
A_MOMENT = timedelta(seconds=5)

TRANSCRIPTS = Path(__file__).parent / "transcripts"

# What nobody may read on a locked phone.
TELLING = ("dose", "tablet", "pill", "blood", "medicine", "appointment", "refill", "pharmacy", "clinic", "doctor")

# So often it is looked whether the platforms are still connected.
_LOOK_EVERY = timedelta(seconds=30)
_PATIENCE = 20.0

# So often, and so many seconds apart, it is looked whether all cards show how things stand.
_ROUNDS = 20
_ROUND = 4.0

_QUICK = {name: Manners(manners.keyed, Rate(1000, 50), Rate(1000, 50)) for name, manners in MANNERS.items()}
_DISCORD_TIMING = DiscordTiming(guild_ready_timeout=0.01, retry_pause=0.01, close_within=2.0)


class _Bell(Outbox):
    """Remembers that something was put; at the start something may have been put before."""

    rung = True

    async def put(self, *dues: Due) -> int:
        self.rung = True
        return await super().put(*dues)


@dataclass(slots=True)
class _Running:
    """The bot between its start and its end."""

    bot: Bot
    adapters: Adapters
    outbox: _Bell
    tasks: list[asyncio.Task[None]]


@dataclass
class World:
    """Both platforms, the bot, its storage, and the clock on the wall.

    What begins with one of the words of `announced` may be seen by all, but in it none of the `secrets`. `waited` are
    the seconds that went by for cards alone, which are not changed faster than platforms bear. `stride` is how far the
    clock goes at once: no further than reminders are planned ahead, if there are any.
    """

    telegram: FakeTelegram
    discord: FakeDiscord
    stores: Stores
    files: Files
    clock: StoppedClock
    heard: Heard
    by_itself: list[Shown] = field(default_factory=list)
    announced: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    waited: float = 0.0
    stride: timedelta = HORIZON
    _running: _Running | None = None
    _due_at: datetime | None = None

    async def starts(self) -> None:
        """Start the bot and wait until it is on both platforms."""
        adapters, outbox = Adapters(), _Bell(self.stores.deliveries, ON, self.clock)
        around = Surroundings(self.stores, outbox, adapters, self.clock)
        bot = build_bot(self.files, dict.fromkeys(ON, "a key for the marks on buttons"), around, ON)
        bot.meetups.keeper._steady = lambda: self.clock.now.timestamp() + self.waited
        adapters.build_with({Platform.DISCORD: self._on_discord(bot), Platform.TELEGRAM: self._on_telegram(bot)})
        delivering = Delivering(
            self.stores.deliveries,
            bot.reminders.recipients,
            adapters,
            bot.composers,
            outbox=outbox,
            again=self.files.main.texts.rich("delivery.again"),
            clock=self.clock,
            manners=_QUICK,
        )
        tasks = [asyncio.create_task(adapters.build(platform).run()) for platform in ON]
        await _until(lambda: all(map(adapters.is_ready, ON)))
        tasks.append(asyncio.create_task(delivering.run()))
        self._running = _Running(bot, adapters, outbox, tasks)
        self._look_around()
        await self.settled()

    async def stops(self) -> None:
        """Stop the bot."""
        if self._running is not None:
            for task in reversed(self._running.tasks):
                task.cancel()
                await asyncio.wait({task})
            self._running = None

    async def sleeps_until(self, moment: datetime) -> None:
        """Let the bot not run until a moment, and start it then."""
        await self.stops()
        self.clock.now = moment
        await self.starts()
        await self.until(moment)

    async def until(self, moment: datetime) -> None:
        """Live on: from each thing that is due to the next one, up to a moment."""
        await self._comes_round()
        while self.clock.now < moment:
            soon = min(moment, self.clock.now + self.stride)
            self._goes_on(min(filter(None, (soon, self._due_at, await self._next_meetup()))))
            await self._comes_round()

    async def passes(self, **time: float) -> None:
        """Let some time go by."""
        await self.until(self.clock.now + timedelta(**time))

    def act(self, who: str) -> None:
        """Let a person take a moment, and write down what they do then."""
        self._goes_on(self.clock.now + A_MOMENT)
        self.heard.act(who, self.clock.now)

    def begins(self) -> None:
        """Forget what was written down so far."""
        self.heard.lines.clear()
        self.heard.told_at = None

    def is_as_kept(self, name: str) -> bool:
        """Compare all that was said with a transcript."""
        return is_as_kept(TRANSCRIPTS / f"{name}.txt", self.heard.lines)

    def assert_private(self) -> None:
        """Raise AssertionError if something personal was shown to others, or sent unasked."""
        texts = self.files.main.texts
        doors = {plain(texts.rich(key)) for key in ("private.note", "discord.door")}
        seen = [one.text for one in self.heard.shown if one.in_the_open and one.text not in doors]
        assert [text for text in seen if not text.startswith(tuple(self.announced))] == []
        secret = [re.compile(rf"(?<!\w){re.escape(one)}(?!\w)") for one in self.secrets]
        assert [text for text in seen if any(one.search(text) for one in secret)] == []
        medicine = self.files.settings.community.medicine
        telling = [word.lower() for word in (medicine.name, *medicine.also, *TELLING)]
        assert [one.text for one in self.by_itself if any(word in one.text.lower() for word in telling)] == []

    async def settled(self) -> list[Shown]:
        """Wait until all that was asked is answered and all that is due is sent; write down what people see then."""
        await self._cards_stand()
        return self.heard.look(self.telegram, self.discord, self.clock.now)

    async def _comes_round(self) -> None:
        """Let everything that runs beside come round once, and send what is due."""
        assert self._running is not None
        await self._running.bot.reminders.planner.once()
        if await self.stores.meetups.meetups.planned():
            await self._running.bot.meetups.keeper.step()
        is_due = self._due_at is not None and self._due_at <= self.clock.now
        if self._running.outbox.rung or is_due or await self.stores.meetups.posts.stale(1):
            self._running.outbox.rung = False
            self.by_itself += await self.settled()
            dues = [await self.stores.deliveries.next_at(platform, self.clock.now) for platform in ON]
            self._due_at = min((due for due in dues if due is not None), default=None)

    async def _cards_stand(self) -> None:
        """Let all that is due be sent, and all cards show how things stand; some may have to wait for their place."""
        for _ in range(_ROUNDS):
            await _until(self._is_calm)
            if self._running is None:
                return
            await self._running.bot.meetups.keeper.step()
            await self._running.bot.meetups.keeper.idle()
            if await self._is_calm() and not await self.stores.meetups.posts.stale(1):
                return
            self.waited += _ROUND

    async def _next_meetup(self) -> datetime | None:
        """Give the next moment at which a card is put, or changes by itself."""
        kept = self.stores.meetups.meetups
        moments = [meetup.announce_at for meetup in await kept.planned()]
        for on in await kept.coming(self.clock.now, 100):
            moments += [on.starts_at - ANNOUNCED_BEFORE, on.ends_at]
        return min((moment for moment in moments if moment > self.clock.now), default=None)

    async def _is_calm(self) -> bool:
        """Tell whether nothing is under way; else wake who sends, as the clock may have moved."""
        if self._running is None:
            return True
        queue = await self.stores.deliveries.queue(self.clock.now)
        sending = any(queue.states.get((platform, State.SENDING)) for platform in ON)
        if not (queue.oldest or sending or self._is_answering()):
            return True
        for alarm in self._running.outbox.alarms.values():
            alarm.ring()
        return False

    def _is_answering(self) -> bool:
        assert self._running is not None
        discord, telegram = (self._running.adapters._newest[platform] for platform in ON)
        assert isinstance(discord, DiscordAdapter)
        assert isinstance(telegram, TelegramAdapter)
        return bool(
            (discord._client and discord._client._under_way) or (telegram._serving and telegram._serving._tasks)
        )

    def _goes_on(self, moment: datetime) -> None:
        """Let the clock go on, and what watches the connections watch them."""
        while self.clock.now < moment:
            self.clock.now = min(moment, self.clock.now + _LOOK_EVERY)
            self._look_around()

    def _look_around(self) -> None:
        if self._running is not None:
            self._running.bot.reminders.steady.look()

    def _on_discord(self, bot: Bot) -> Callable[[], Adapter]:
        organisers, texts = self.files.settings.community.organisers.discord, self.files.main.texts
        options = DiscordOptions(
            api_url=self.discord.api_url,
            gateway_url=self.discord.gateway_url,
            organiser_people=frozenset(organisers.people),
        )
        return lambda: DiscordAdapter(DISCORD_TOKEN, bot.responder, texts, options, self.clock, timing=_DISCORD_TIMING)

    def _on_telegram(self, bot: Bot) -> Callable[[], Adapter]:
        organisers, texts = self.files.settings.community.organisers.telegram, self.files.main.texts
        options = TelegramOptions(api_url=self.telegram.api_url, organisers=frozenset(organisers.people))
        moved = self.stores.places.moved
        return lambda: TelegramAdapter(TELEGRAM_TOKEN, bot.responder, texts, options, self.clock, TIMING, moved)


Arrange = Callable[[FakeTelegram, FakeDiscord, Settings], Settings]
"""Makes groups and people before the bot starts; gives settings that name them."""


def _as_shipped(_telegram: FakeTelegram, _discord: FakeDiscord, settings: Settings) -> Settings:
    return settings


@asynccontextmanager
async def whole(
    language: Language, stores: Stores, start: datetime, arrange: Arrange = _as_shipped
) -> AsyncIterator[World]:
    """The bot, running on both platforms; in the end each platform says whether all was as its description has it."""
    clock = StoppedClock(start)
    contacts = load_contacts(PROJECT / "config" / "contacts.yaml", PROJECT)

    def seconds() -> float:
        return clock.now.timestamp()

    telegram = FakeTelegram(TELEGRAM_TOKEN, spec=published_spec(), clock=seconds)
    async with telegram, FakeDiscord(token=DISCORD_TOKEN, clock=clock) as discord:
        settings = arrange(telegram, discord, load_settings(PROJECT))
        files = Files(settings, {"en": Current(language)}, contacts.countries[settings.community.country])
        world = World(telegram, discord, stores, files, clock, Heard())
        try:
            await world.starts()
            yield world
        finally:
            await world.stops()
        world.assert_private()
        telegram.assert_clean()
        discord.assert_clean()


async def _until(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait until something holds, looking often."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            found = holds()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.003)
