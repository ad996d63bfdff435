"""The private chats of people on the fake platforms: what arrives there, and the buttons that they press."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Protocol

from benchmarks.kill.real import Discord, Fake, Telegram
from benchmarks.kill.tally import AGAIN
from tests.wire.discord_model import Message as DiscordMessage
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Message as TelegramMessage

_NAME = re.compile(r"rem:taken:([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as it arrived (loop's time): which occurrence it is about, and what it is.

    `kind`: reminder, nudge, snoozed, or summary (about no single occurrence). `is_marked`: it says that it is a repeat.
    """

    number: int
    at: float
    name: str
    kind: str
    is_marked: bool


class Chats(Fake, Protocol):
    """A fake platform whose people press buttons."""

    def arrived(self) -> list[Arrived]:
        """Give what arrived since the last time."""

    def press(self, number: int, code: str) -> None:
        """Press a button of a message."""

    def now(self, number: int) -> tuple[str, list[str]]:
        """Give the text of a message and the codes under it, as it stands now."""


class TelegramChats(Telegram):
    """Private chats on the fake Telegram. Presses wait there until a bot fetches them, as long as it takes."""

    def __init__(self, server: FakeTelegram) -> None:
        super().__init__(server)
        self._server = server
        self._read = 0

    def arrived(self) -> list[Arrived]:
        new = self._server.messages[self._read :]
        self._read += len(new)
        first = self._read - len(new)
        return [_arrived(first + place, message.text, _codes(message)) for place, message in enumerate(new)]

    def press(self, number: int, code: str) -> None:
        message = self._server.messages[number]
        self._server.send_callback(self._server.state.people[message.chat.id], message, code)

    def now(self, number: int) -> tuple[str, list[str]]:
        message = self._server.messages[number]
        return message.text, _codes(message)


class DiscordChats(Discord):
    """Private chats on the fake Discord. A press that no bot answers at once is lost, and the person sees that."""

    def __init__(self, server: FakeDiscord, token: str) -> None:
        super().__init__(server, token)
        self._server = server
        self._read = 0

    def arrived(self) -> list[Arrived]:
        new = self._server.messages[self._read :]
        self._read += len(new)
        first = self._read - len(new)
        return [_arrived(first + place, message.text, _ids(message)) for place, message in enumerate(new)]

    def press(self, number: int, code: str) -> None:
        message = self._server.messages[number]
        assert message.channel.recipient is not None
        self._server.press(message.channel.recipient, message, code)

    def now(self, number: int) -> tuple[str, list[str]]:
        message = self._server.messages[number]
        return message.text, _ids(message)


def _arrived(number: int, text: str, codes: list[str]) -> Arrived:
    name = next((found[1] for code in codes if (found := _NAME.match(code))), "")
    kinds = {"still open": "nudge", "once more": "snoozed"}
    kind = next((kind for words, kind in kinds.items() if words in text), "reminder" if name else "summary")
    return Arrived(number, asyncio.get_running_loop().time(), name, kind, AGAIN in text)


def _codes(message: TelegramMessage) -> list[str]:
    return [button.data for button in message.buttons if button.data]


def _ids(message: DiscordMessage) -> list[str]:
    return [button.custom_id for button in message.buttons if button.custom_id]
