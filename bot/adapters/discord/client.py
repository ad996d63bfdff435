"""The connected client: each event goes to the responder, each reply back to where it belongs."""

from __future__ import annotations

import asyncio
import logging
import math
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord import reading
from bot.adapters.discord.capabilities import CAPABILITIES
from bot.adapters.discord.changing import change, pin, unpin
from bot.adapters.discord.commands import offer, offer_menu, update
from bot.adapters.discord.errors import change_error, delivery_error, note, opening_error, permission_error
from bot.adapters.discord.events import Events
from bot.adapters.discord.exchange import Exchange
from bot.adapters.discord.options import DiscordOptions, Timing
from bot.adapters.discord.sending import Sender, insist
from bot.core.capabilities import degrade
from bot.core.errors import PlatformError, TryAgainLater
from bot.core.incoming import Called, Incoming, Origin, Said
from bot.core.people import Person, Place
from bot.core.ports import Clock, PublicEvent, Responder
from bot.core.reply import Reply
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]


class DiscordClient(discord.Client):
    """Reads messages and interactions and answers them.

    It needs no privileged intent, unless there is a channel to listen to.
    """

    def __init__(
        self, responder: Responder, texts: Texts, options: DiscordOptions, clock: Clock, timing: Timing
    ) -> None:
        super().__init__(
            intents=discord.Intents(
                guilds=True,
                guild_messages=True,
                dm_messages=True,
                message_content=bool(options.listen_channels),
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=60.0,
            heartbeat_timeout=timing.heartbeat_timeout,
            guild_ready_timeout=timing.guild_ready_timeout,
        )
        self._responder = responder
        self._texts = texts
        self._options = options
        self._clock = clock
        self._timing = timing
        self._scheduled = Events(self, clock, timing)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self._connected = False
        self._events = 0
        self.tree = _Tree(self)
        offer(self.tree, responder.commands, self._on_command, responder.complete)
        offer_menu(self.tree, texts.line("discord.menu"), self._on_menu)

    @property
    def signs_of_life(self) -> tuple[int, float] | None:
        """Give a value that changes with each event and each answered heartbeat; None while cut off."""
        latency = self.latency
        return (self._events, latency if math.isfinite(latency) else 0.0) if self._connected else None

    @property
    def can_send(self) -> bool:
        """Whether sending makes sense now."""
        return self._connected and not self._stopping and self.user is not None

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> str:
        """Send what nobody asked for, and give the message's name. Raises the bot's own errors, as the port says."""
        sender = self._sender()
        if isinstance(to, Person):
            with _translated(opening_error):
                chat = await insist(lambda: self.create_dm(discord.Object(int(to.id))), self._timing)
            to = Place(to.platform, str(chat.id))
        with _translated(delivery_error):
            return await sender.deliver(self.get_partial_messageable(_channel_id(to)), reply, to, nonce)

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show a reply instead of an own message. Raises the bot's own errors, as the port says."""
        self._sender()
        with _translated(change_error):
            await change(self, message_ref, degrade(reply, CAPABILITIES, to), self._timing)

    async def pin(self, message_ref: str) -> None:
        """Pin a message. Raises the bot's own errors, as the port says."""
        self._sender()
        with _translated(permission_error):
            await pin(self, message_ref, self._timing)

    async def unpin(self, message_ref: str) -> None:
        """Unpin a message. Raises the bot's own errors, as the port says."""
        self._sender()
        with _translated(permission_error):
            await unpin(self, message_ref, self._timing)

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """List an event, or change it. Raises the bot's own errors, as the port says."""
        self._sender()
        with _translated(permission_error):
            return await self._scheduled.keep(_channel_id(to), event, ref)

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Cancel an event. Raises the bot's own errors, as the port says."""
        self._sender()
        with _translated(permission_error):
            await self._scheduled.cancel(_channel_id(to), ref)

    def _sender(self) -> Sender:
        if self.user is None or not self.can_send:
            raise TryAgainLater("not connected")
        return Sender(self.user.id, self._texts, self._timing)

    async def finish(self) -> None:
        """Take nothing new in, and let the answers that are under way be sent."""
        self._stopping = True
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=self._timing.finish_within)
        for task in late:
            task.cancel()
        if late:
            log.warning("%d answers were not finished in time", len(late))
            await asyncio.wait(late, timeout=self._timing.close_within)

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        """Pass an event on; after the end the library may still have one to tell, and nowhere to run it."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def setup_hook(self) -> None:
        """Bring the commands up to date before the first event."""
        await update(self.tree)

    async def on_ready(self) -> None:
        """Take note that events come."""
        self._connected = True
        log.info("connected")

    async def on_resumed(self) -> None:
        """Take note that events come again."""
        self._connected = True

    async def on_disconnect(self) -> None:
        """Take note that no events come."""
        self._connected = False

    async def on_socket_event_type(self, event_type: str) -> None:
        """Count the events."""
        self._events += 1

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message if it is meant for the bot."""
        if self.user is None:
            return
        said = reading.said(message, self.user.id, self._options, self._clock())
        if said is None:
            return
        sender = Sender(self.user.id, self._texts, self._timing)

        async def answer() -> None:
            await sender.answer(message, await self._responder.respond(said), said.origin.place)

        await self._handle("a message", answer)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer a button, a menu or a form; commands come through the tree."""
        if interaction.type is discord.InteractionType.component:
            await self._answer(interaction, reading.pressed, "a press")
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._answer(interaction, reading.submitted, "a form")

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Log that an event could not be read; what it held stays out of the log."""
        error = sys.exception()
        if isinstance(error, Exception):
            note(error, event_method)

    async def on_unknown_command(self, interaction: Interaction, name: str) -> None:
        """Answer a command that this version no longer has; menus of people's apps are slow to follow."""
        await self._on_command(interaction, name, {})

    async def _on_command(self, interaction: Interaction, name: str, arguments: Mapping[str, str]) -> None:
        await self._answer(interaction, lambda _, origin: Called(origin, name, arguments), "a command")

    async def _on_menu(self, interaction: Interaction, message: discord.Message) -> None:
        await self._answer(
            interaction, lambda _, origin: Said(origin, reading.words(message.content)), "a message's menu"
        )

    async def _answer(
        self, interaction: Interaction, read: Callable[[Interaction, Origin], Incoming], what: str
    ) -> None:
        async def answer() -> None:
            origin = reading.origin(interaction, self._options, self._clock())
            exchange = Exchange(interaction, origin.place, self._texts, self._timing)
            await exchange.answer(self._responder.respond(read(interaction, origin)))

        await self._handle(what, answer)

    async def _handle(self, what: str, answer: Callable[[], Awaitable[None]]) -> None:
        """Run one answer; whatever goes wrong with it stays its own."""
        task = asyncio.current_task()
        if self._stopping or task is None:
            return
        self._under_way.add(task)
        try:
            await answer()
        except Exception as error:  # noqa: BLE001 (told by its kind; the next event must be answered)
            note(error, what)
        finally:
            self._under_way.discard(task)


def _channel_id(place: Place) -> int:
    """A thread is a channel of its own, named as the topic of the one it belongs to."""
    return int(place.topic or place.id)


@contextmanager
def _translated(known_error: Callable[[Exception], PlatformError | None]) -> Iterator[None]:
    """Raise the bot's own word for an error of the platform instead of it."""
    try:
        yield
    except PlatformError:
        raise
    except Exception as error:
        known = known_error(error)
        if known is None:
            raise
        raise known from None


class _Tree(app_commands.CommandTree[DiscordClient]):
    """The commands; errors are told without what the person wrote."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        """Answer a command that is gone; log anything else."""
        is_command = interaction.type is discord.InteractionType.application_command
        if isinstance(error, app_commands.CommandNotFound) and is_command:
            await interaction.client.on_unknown_command(interaction, error.name)
        else:
            note(error, "a command")
