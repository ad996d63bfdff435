"""The people of the tests: what they do, and what they get to see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.whole.heard import Message, Shown, below, labels
from tests.whole.world import World
from tests.wire import discord_model, telegram_world
from tests.wire.discord_interaction import FORM_SHOWN, Interaction, Modal
from tests.wire.telegram_methods import CallbackQuery

_PATIENCE = 15.0


@dataclass
class Someone:
    """Somebody who talks to the bot. `saw` is what the last thing that they did has brought."""

    world: World
    name: str
    saw: list[Shown] = field(default_factory=list)
    note: str = ""

    @property
    def text(self) -> str:
        """What stands in the newest message that they see."""
        return self.sees[-1].text

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons below it."""
        return labels(self.sees[-1].message)

    @property
    def sees(self) -> list[Shown]:
        """All that they see alone, each message again when it changed."""
        return [one for one in self.world.heard.shown if self._sees(one.message)]

    async def asks(self, command: str) -> None:
        """Use a command."""
        raise NotImplementedError

    async def enters(self, text: str) -> None:
        """Type an answer to a question."""
        raise NotImplementedError

    async def presses(self, *wanted: str, on: Message | None = None) -> None:
        """Press buttons, one after the other, each on the newest message that has it."""
        raise NotImplementedError

    @property
    def code(self) -> str:
        """The code that the newest message shows."""
        found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", self.text)
        assert found is not None
        return found[0]

    def with_button(self, label: str) -> Message:
        """Give the newest message with such a button."""
        for one in reversed(self.sees):
            if label in labels(one.message) and not one.message.deleted:
                return one.message
        raise LookupError(f"{self.name} sees no {label!r}; the newest has {self.labels}")

    def _sees(self, message: Message) -> bool:
        raise NotImplementedError

    async def _settled(self) -> None:
        self.saw = await self.world.settled()


@dataclass
class OnTelegram(Someone):
    """Somebody on Telegram. `curious`: when a button opens the private chat, they press Start there."""

    curious: bool = True

    def __post_init__(self) -> None:
        people = self.world.telegram.state.people.values()
        known = next((one for one in people if one.first_name == self.name), None)
        self.account = known or self.world.telegram.add_user(self.name)

    @property
    def newest(self) -> telegram_world.Message:
        """The newest message in the private chat."""
        message = self.sees[-1].message
        assert isinstance(message, telegram_world.Message)
        return message

    async def starts(self, payload: str = "") -> None:
        """Press Start in the private chat, or come there by a link."""
        self.world.act(f"{self.name} presses Start" + (" by a link" if payload else ""))
        before = len(self.world.telegram.messages)
        self.world.telegram.start(self.account, payload)
        await self._answered(before)

    async def asks(self, command: str) -> None:
        await self.says(f"/{command}")

    async def enters(self, text: str) -> None:
        await self.says(text)

    async def says(self, text: str, *, group: telegram_world.Chat | None = None, answered: bool = True) -> None:
        """Write something: in private, or in a group. `answered`: some message is to come of it by itself."""
        where = "" if group is None else f", in the group “{group.title}”"
        self.world.act(f"{self.name}{where}: {text}")
        before = len(self.world.telegram.messages)
        self.world.telegram.say(self.account, group or self.account, text)
        if not answered:
            await self.world.telegram.drained()
            await self._settled()
            return
        await self._answered(before)

    async def presses(self, *wanted: str, on: Message | None = None) -> None:
        for label in wanted:
            self.world.act(f"{self.name} presses [{label}]{below(on)}")
            message = on or self.with_button(label)
            assert isinstance(message, telegram_world.Message)
            await self._told(self.world.telegram.tap(self.account, message, label))

    async def presses_old(self, message: telegram_world.Message, data: str) -> None:
        """Press a button that a message had before, as an app can that has not heard of the change."""
        self.world.act(f"{self.name} presses an old button{below(message)}")
        await self._told(self.world.telegram.send_callback(self.account, message, data))

    async def follows(self, label: str, shown: Message) -> None:
        """Open the private chat by a button with a link."""
        assert isinstance(shown, telegram_world.Message)
        self.world.act(f"{self.name} opens [{label}]")
        before = len(self.world.telegram.messages)
        self.world.telegram.follow(self.account, shown, label)
        await self._answered(before)

    async def _told(self, query: CallbackQuery) -> None:
        answer = await self.world.telegram.until(lambda: query.answer, _PATIENCE)
        self.note = answer.text or ""
        if self.note:
            self.world.heard.note(f"over the chat: {self.note}")
        if answer.url:
            await self._is_led(answer.url)
        await self._settled()

    async def _is_led(self, address: str) -> None:
        """Let the app open the private chat, as a button wants it."""
        self.world.heard.note(
            f"the private chat opens, where {self.name} {'presses' if self.curious else 'sees'} Start"
        )
        if self.curious:
            before = len(self.world.telegram.messages)
            self.world.telegram.start(self.account, parse_qs(urlsplit(address).query)["start"][0])
            await self._answered(before)

    async def _answered(self, before: int) -> None:
        await self.world.telegram.until(lambda: len(self.world.telegram.messages) > before or None, _PATIENCE)
        await self._settled()

    def _sees(self, message: Message) -> bool:
        return isinstance(message, telegram_world.Message) and message.chat.person is self.account


@dataclass
class OnDiscord(Someone):
    """Somebody on Discord, in a channel of a server. `window` is the form that is open."""

    channel: discord_model.Channel | None = None
    window: Modal | None = None

    def __post_init__(self) -> None:
        discord = self.world.discord
        known = next((one for one in discord.users.values() if one.name == self.name), None)
        self.account = known or discord.add_user(self.name, locale="en-GB")
        if self.channel is None:
            self.channel = discord.add_channel(discord.add_guild(members=[self.account]))
        elif self.channel.guild is not None and self.account not in self.channel.guild.members:
            discord.add_member(self.channel.guild, self.account)

    async def asks(self, command: str) -> None:
        await self.calls(command)

    async def enters(self, text: str) -> None:
        await self.presses("Type it")
        await self.fills(text)

    async def calls(self, command: str, /, **options: str) -> None:
        """Use a slash command in the channel, before all."""
        given = "".join(f" {value}" for value in options.values())
        self.world.act(f"{self.name}, in #{self._channel.name}: /{command}{given}")
        await self._done(self.world.discord.slash(self.account, self._channel, command, **options))

    async def says(self, text: str) -> None:
        """Write to the bot in private."""
        self.world.act(f"{self.name}, in private: {text}")
        before = len(self.world.discord.messages)
        self.world.discord.dm(self.account, text)
        found = lambda: len(self.world.discord.messages) > before or None  # noqa: E731
        await self.world.discord.until(found, "an answer", _PATIENCE)
        await self._settled()

    async def presses(self, *wanted: str, on: Message | None = None) -> None:
        for label in wanted:
            self.world.act(f"{self.name} presses [{label}]{below(on)}")
            message = on or self.with_button(label)
            assert isinstance(message, discord_model.Message)
            await self._done(self.world.discord.press(self.account, message, label))

    @property
    def newest(self) -> discord_model.Message:
        """The newest message that they see."""
        message = self.sees[-1].message
        assert isinstance(message, discord_model.Message)
        return message

    @property
    def files(self) -> dict[str, bytes]:
        """The files below it."""
        return self.newest.files

    async def picks(self, label: str) -> None:
        """Choose from a menu."""
        message = self.with_button(label)
        assert isinstance(message, discord_model.Message)
        [menu] = [menu for menu in message.selects if label in menu.options]
        self.world.act(f"{self.name} picks ({label})")
        await self._done(self.world.discord.select(self.account, message, label, custom_id=menu.custom_id))

    async def fills(self, *answers: str) -> None:
        """Fill in the window that is open, from top to bottom, and send it."""
        assert self.window is not None
        self.world.act(f"{self.name} fills in: {' | '.join(answers)}")
        values = {field.custom_id: answer for field, answer in zip(self.window.fields, answers, strict=True)}
        window, self.window = self.window, None
        await self._done(self.world.discord.submit_modal(self.account, window, dict(values)))

    @property
    def _channel(self) -> discord_model.Channel:
        assert self.channel is not None
        return self.channel

    async def _done(self, interaction: Interaction) -> None:
        if await interaction.acknowledged(_PATIENCE) == FORM_SHOWN:
            self.window = await interaction.modal()
            fields = "\n".join(f"{field.label}: ______" for field in self.window.fields)
            self.world.heard.note(f"a window opens: {self.window.title}\n{fields}")
        await self._settled()

    def _sees(self, message: Message) -> bool:
        if not isinstance(message, discord_model.Message):
            return False
        return self.account in (message.channel.recipient, message.seen_only_by)
