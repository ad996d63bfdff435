"""Places in which meet-ups are announced, on both platforms, and those who answer there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.people import Platform
from bot.language import Language
from bot.settings import Community, Settings
from bot.storage.stores import Stores
from tests.whole.heard import Message, labels
from tests.whole.people import OnDiscord, OnTelegram
from tests.whole.world import World, whole
from tests.wire.discord_model import MANAGE_GUILD, Channel
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Chat, Topic

PEOPLE = {
    Platform.DISCORD: ("Otto", "Ana", "Dan", "Eve"),
    Platform.TELEGRAM: ("Olga", "Sam", "Kim", "Lee"),
}
"""Everybody, the organiser of each platform first."""

TITLE = "Coffee and a chat"

NAMES = tuple(name for names in PEOPLE.values() for name in names)


@dataclass
class Gathering:
    """A channel, a group and a topic. The bot may pin messages in the topic's group alone."""

    discord: FakeDiscord
    telegram: FakeTelegram

    def __post_init__(self) -> None:
        self.there = [self.discord.add_user(name, locale="en-GB") for name in PEOPLE[Platform.DISCORD]]
        self.here = [self.telegram.add_user(name) for name in PEOPLE[Platform.TELEGRAM]]
        self.guild = self.discord.add_guild("Support on Discord", members=self.there)
        self.discord.add_member(self.guild, self.there[0], self.discord.add_role(self.guild, "leaders", MANAGE_GUILD))
        self.channel: Channel = self.discord.add_channel(self.guild, "lounge")
        self.group: Chat = self.telegram.add_group("Main chat", self.here, admins=self.here[:1], kind="group")
        self.forum: Chat = self.telegram.add_group(
            "Forum", self.here, admins=self.here[:1], is_forum=True, bot_status="administrator"
        )
        self.topic: Topic = self.telegram.add_topic(self.forum, "Meet-ups", self.here[0])

    def settings(self, settings: Settings) -> Settings:
        """Name the places, and who organises."""
        community = settings.community.model_dump()
        community["places"] = {
            "discord": [{"id": str(self.channel.id), "name": "Lounge"}],
            "telegram": [
                {"id": str(self.group.id), "name": "Main chat"},
                {"id": str(self.forum.id), "name": "Meet-ups", "topic": str(self.topic.id)},
            ],
        }
        community["organisers"] = {
            "discord": {"people": [str(self.there[0].id)]},
            "telegram": {"people": [str(self.here[0].id)]},
        }
        return replace(settings, community=Community.model_validate(community))


@dataclass
class MeetingWorld:
    """The whole bot with its places for meet-ups, and people on both platforms."""

    world: World
    at: Gathering

    def __post_init__(self) -> None:
        self.otto, self.ana, self.dan, self.eve = (
            OnDiscord(self.world, name, channel=self.at.channel) for name in PEOPLE[Platform.DISCORD]
        )
        self.olga, self.sam, self.kim, self.lee = (OnTelegram(self.world, name) for name in PEOPLE[Platform.TELEGRAM])
        self.lee.curious = False

    def card(self, where: Channel | Chat) -> Message:
        """The newest message for all in a place that can be answered."""
        every = reversed(self.world.heard.shown)
        return next(one.message for one in every if one.chat is where and "Going" in labels(one.message))

    @property
    def cards(self) -> tuple[Message, Message, Message]:
        """The newest card in the channel, in the group and in the topic."""
        return self.card(self.at.channel), self.card(self.at.group), self.card(self.at.forum)

    async def announced(self) -> None:
        """Let the organiser on Telegram announce a meet-up everywhere, with one seat; forget what was said before."""
        self.world.announced |= {TITLE, "Old Library"}
        await self.olga.says("/meetup new")
        for typed in (TITLE, "26 november 7 pm", "90 min", "Old Library, 5 High Street", "By the window."):
            await self.olga.says(typed)
        await self.olga.presses("Seats", "Type it")
        await self.olga.says("1")
        await self.olga.presses("→ Announce in", "All of them", "Back")
        self.world.begins()
        await self.olga.presses("Confirm")

    async def begin_in_private(self) -> None:
        """Let everybody on Telegram press Start once, so that they can be written to; forget what was said."""
        for someone in (self.olga, self.sam, self.kim):
            await someone.starts()
        self.world.begins()


@asynccontextmanager
async def meeting(language: Language, stores: Stores, start: datetime) -> AsyncIterator[MeetingWorld]:
    """The whole bot in a gathering. In the end nobody's name was shown to others."""
    made: list[Gathering] = []

    def arrange(telegram: FakeTelegram, discord: FakeDiscord, settings: Settings) -> Settings:
        made.append(Gathering(discord, telegram))
        return made[0].settings(settings)

    async with whole(language, stores, start, arrange) as world:
        world.secrets |= set(NAMES)
        world.stride = timedelta(hours=12)
        yield MeetingWorld(world, made[0])
