"""Both fake platforms with five places and the people who meet there, as they see the cards and press on them."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.kill.tally import AGAIN
from bot.adapters.discord.render import render
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.reply import Button, Reply
from bot.core.richtext import plain
from tests.wire import discord_model, telegram_world
from tests.wire.discord_interaction import THINKING, Interaction
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_methods import CallbackQuery
from tests.wire.telegram_server import FakeTelegram

DISCORD_TOKEN = "MTEyMjMzNDQ1NTY2Nzc4ODk5.GcanaR.benchmark-discord-token-0123456789"  # noqa: S105 (of the fake)

Message = discord_model.Message | telegram_world.Message

_NUMBER = re.compile(r"Tea (\d{3})")


def title(number: int) -> str:
    """Name a meet-up so that it is known again wherever its name stands."""
    return f"Tea {number:03}"


def number_in(text: str) -> int | None:
    """Give the number of the meet-up that a text is about."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that somebody pressed."""

    by: Interaction | CallbackQuery

    @property
    def answer(self) -> str | None:
        """What they were told; None as long as there is no answer, empty if it only leads to the private chat."""
        if isinstance(self.by, CallbackQuery):
            return None if self.by.answer is None else self.by.answer.text
        shown = self.by.answer
        is_there = self.by.callback not in (None, THINKING) or (shown is not None and not shown.loading)
        return None if not is_there else "" if shown is None else shown.text


class Square:
    """Two channels of one Discord server, two Telegram groups, and a topic of one of these."""

    def __init__(self, discord: FakeDiscord, telegram: FakeTelegram, people: int) -> None:
        self.discord, self.telegram = discord, telegram
        half = people // 2
        self.members = [discord.add_user(f"person{number}") for number in range(half)]
        self.users = [telegram.add_user(f"Person {number}") for number in range(people - half)]
        for user in self.users:
            telegram.start(user)
        self.guild = discord.add_guild(members=self.members)
        self.channels = [discord.add_channel(self.guild, name) for name in ("tea", "talk")]
        boss = telegram.add_user("Organiser")
        telegram.start(boss)
        telegram.state.updates.drop()  # all that was long before
        forum = telegram.add_group("Forum", self.users, admins=[boss], is_forum=True, bot_status="administrator")
        self.groups = [telegram.add_group("Group", self.users, admins=[boss]), forum]
        self.topic = telegram.add_topic(forum, "Meet-ups", boss)
        self.organiser = Person(Platform.TELEGRAM, str(boss.id))
        self.places = (
            *(Place(Platform.DISCORD, str(channel.id), PlaceKind.GROUP) for channel in self.channels),
            *(Place(Platform.TELEGRAM, str(group.id), PlaceKind.GROUP) for group in self.groups),
            Place(Platform.TELEGRAM, str(forum.id), PlaceKind.GROUP, str(self.topic.id)),
        )
        self.people = (
            *(Person(Platform.DISCORD, str(user.id)) for user in self.members),
            *(Person(Platform.TELEGRAM, str(user.id)) for user in self.users),
        )

    def said_in(self, place: Place | Person) -> Iterator[Message]:
        """Give what the bot said in a place, or to one person, oldest first; what only one person sees is left out."""
        if place.platform is Platform.DISCORD:
            for message in self.discord.messages:
                seen = message.channel.recipient if isinstance(place, Person) else message.channel
                if seen is not None and str(seen.id) == place.id and not message.ephemeral and not message.deleted:
                    yield message
            return
        topic = place.topic if isinstance(place, Place) else None
        for one in self.telegram.messages:
            if str(one.chat.id) == place.id and (str(one.topic) if one.topic else None) == topic and not one.deleted:
                yield one

    def named(self, ref: str) -> Message | None:
        """Give the message that the bot calls so."""
        chat, _, id_ = ref.partition("/")
        if not chat.startswith("-"):
            return self.discord.all_messages.get(int(id_))
        return self.telegram.state.chats[int(chat)].messages.get(int(id_))

    def first_text(self, message: Message) -> str:
        """Give what a message said when it came: changes take the mark of a repeat away."""
        if isinstance(message, telegram_world.Message):
            return message.former[0] if message.former else message.text
        sent = (one.json for one in self.discord.requests if one.method == "POST" and one.json is not None)
        return next(
            (one["content"] for one in sent if message.nonce and one.get("nonce") == message.nonce), message.text
        )

    def tap(self, who: Person, message: Message, code: str) -> Tap:
        """Press a button of a message."""
        if isinstance(message, discord_model.Message):
            return Tap(self.discord.press(self.discord.users[int(who.id)], message, code))
        return Tap(self.telegram.send_callback(self.telegram.state.people[int(who.id)], message, code))

    async def answered(self, tap: Tap, seconds: float) -> str:
        """Wait for an answer. Raises TimeoutError."""
        if isinstance(tap.by, Interaction):
            await tap.by.acknowledged(seconds)
        else:
            await self.telegram.until(lambda: tap.answer is not None or None, seconds)
        async with asyncio.timeout(seconds):
            while (answer := tap.answer) is None:
                await asyncio.sleep(0.001)
        return answer

    def is_waiting(self, tap: Tap) -> bool:
        """Tell whether a press lies at the platform, where the bot will fetch it."""
        if not isinstance(tap.by, CallbackQuery):
            return False
        waiting = self.telegram.state.updates.pending
        return any(update.get("callback_query", {}).get("id") == tap.by.id for update in waiting)

    def events(self) -> list[discord_model.ScheduledEvent]:
        """Give the events that the server lists."""
        open_ = (discord_model.SCHEDULED, discord_model.ACTIVE)
        every = self.discord.scheduled_events.values()
        return [one for one in every if not one.deleted and one.data["status"] in open_]

    def addresses(self) -> Mapping[str, str]:
        """Give what points the real bot here."""
        return {
            "DISCORD_TOKEN": DISCORD_TOKEN,
            "DISCORD_API_URL": self.discord.api_url,
            "DISCORD_GATEWAY_URL": self.discord.gateway_url,
            "TELEGRAM_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.telegram.api_url,
        }


def codes(message: Message) -> list[str]:
    """Give what stands behind the buttons of a message."""
    if isinstance(message, discord_model.Message):
        return [button.custom_id for button in message.buttons if button.custom_id]
    return [button.data for button in message.buttons if button.data]


def shows(message: Message, card: Reply) -> bool:
    """Tell whether a message shows just this card, perhaps with the mark of a repeat above it."""
    rows = [row for row in card.rows if isinstance(row, tuple)]
    wanted = [button.action.code for row in rows for button in row if isinstance(button, Button)]
    if isinstance(message, discord_model.Message):
        return message.content.removeprefix(f"{AGAIN}\n\n") == render(card)[0].content and codes(message) == wanted
    return message.text.removeprefix(f"{AGAIN}\n\n") == plain(card.blocks) and codes(message) == wanted


@asynccontextmanager
async def square(people: int, *, nonce_window: float = 180.0) -> AsyncIterator[Square]:
    """Both platforms with so many people on them."""
    discord = FakeDiscord(token=DISCORD_TOKEN, nonce_window=nonce_window, load_spec=lambda: None)
    async with FakeTelegram(clock=time.time) as telegram, discord:
        yield Square(discord, telegram, people)
