"""Runs the connection to Discord: notices when it is dead or deaf, and leaves nothing open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import yarl
from discord import VoiceClient
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.errors import permanent_failure
from bot.adapters.discord.options import DiscordOptions, Timing
from bot.core.actions import Action
from bot.core.errors import TryAgainLater
from bot.core.people import Person, Place
from bot.core.ports import Clock, PublicEvent, Receipt, Responder
from bot.core.reply import Reply
from bot.texts.catalogue import Texts

__all__ = ["DiscordAdapter", "DiscordOptions", "Timing"]

log = logging.getLogger(__name__)


class DiscordAdapter:
    """The bot on Discord. Made anew for each run."""

    name = "discord"

    def __init__(
        self,
        token: str,
        responder: Responder,
        texts: Texts,
        settings: DiscordOptions,
        clock: Clock,
        *,
        timing: Timing | None = None,
    ) -> None:
        self._token = token
        self._responder = responder
        self._texts = texts
        self._options = settings
        self._clock = clock
        self._timing = timing or Timing()
        self._client: DiscordClient | None = None

    async def run(self) -> None:
        """Serve until cancelled.

        Raises PermanentFailure for a token or an intent that Discord refuses, and anything else if a new
        start may help: TryAgainLater when the connection ends or falls silent.
        """
        # The bot has no voice, so the library need not warn that parts for it are missing.
        VoiceClient.warn_nacl = VoiceClient.warn_dave = False
        with _addresses(self._options):
            client = DiscordClient(self._responder, self._texts, self._options, self._clock, self._timing)
            self._client = client
            tasks = (
                asyncio.create_task(client.start(self._token), name="discord: connection"),
                asyncio.create_task(self._watch(client), name="discord: watch"),
            )
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    await task
            except Exception as error:
                failure = permanent_failure(error)
                if failure is None:
                    raise
                raise failure from None
            finally:
                await self._close(client, tasks)
        raise TryAgainLater("the connection ended")

    @property
    def is_connected(self) -> bool:
        """Whether sending makes sense now."""
        return self._client is not None and self._client.can_send

    def address(self, action: Action) -> None:
        """Discord has no addresses that open a chat with an action."""

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Send one message under a key, as the port says."""
        return Receipt(await self._running.send(to, reply, nonce))

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show a reply instead of an own message, as the port says."""
        await self._running.edit(to, message_ref, reply)

    async def pin(self, to: Place, message_ref: str) -> None:
        """Pin a message, as the port says; Discord makes no sound for it."""
        await self._running.pin(message_ref)

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Unpin a message, as the port says."""
        await self._running.unpin(message_ref)

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """List an event in the server of a channel, or change it, as the port says."""
        return await self._running.keep_event(to, event, ref)

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Cancel an event, as the port says."""
        await self._running.cancel_event(to, ref)

    @property
    def _running(self) -> DiscordClient:
        if self._client is None:
            raise TryAgainLater("not connected")
        return self._client

    async def _close(self, client: DiscordClient, tasks: tuple[asyncio.Task[None], ...]) -> None:
        await client.finish()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timing.close_within):
                await client.close()

    async def _watch(self, client: DiscordClient) -> None:
        """Raise TryAgainLater when the gateway has been silent for too long.

        discord.py reconnects by itself, but may go on for ever to do so at an address that is dead.
        """
        loop = asyncio.get_running_loop()
        last, at = client.signs_of_life, loop.time()
        while loop.time() - at < self._timing.longest_silence:
            await asyncio.sleep(self._timing.look_every)
            signs = client.signs_of_life
            if signs is not None and signs != last:
                last, at = signs, loop.time()
        raise TryAgainLater("the gateway has gone silent")


@contextmanager
def _addresses(options: DiscordOptions) -> Iterator[None]:
    """Use other addresses than Discord's own for a while, as the library has no setting for them."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    gateway = yarl.URL(options.gateway_url) if options.gateway_url else before[1]
    own = options.api_url or before[0], gateway
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = own
    try:
        yield
    finally:
        if own == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY):  # else somebody who came later uses theirs
            Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
