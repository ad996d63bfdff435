"""The adapter at work against the fake Discord over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.adapters.discord.gateway import DiscordAdapter, DiscordOptions, Timing
from bot.core.people import Place, PlaceKind, Platform
from bot.texts.catalogue import load_texts
from tests.adapters.discord.script import Script
from tests.wire.discord_model import PIN_MESSAGES, Channel, Guild, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.discord_world import BOT_PERMISSIONS

TEXTS = load_texts("en")
TOKEN = "fake-discord-token"
QUICK = Timing(
    retry_pause=0.01,
    send_within=5.0,
    longest_silence=20.0,
    look_every=0.05,
    finish_within=2.0,
    close_within=2.0,
    guild_ready_timeout=0.01,
)


@dataclass(frozen=True, slots=True)
class Group:
    """A fake Discord with one guild, one channel and one member, and the adapter that serves it."""

    server: FakeDiscord
    guild: Guild
    channel: Channel
    alice: User
    script: Script = field(default_factory=Script)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def adapter(self, timing: Timing = QUICK) -> DiscordAdapter:
        options = DiscordOptions(api_url=self.server.api_url, gateway_url=self.server.gateway_url)
        return DiscordAdapter(TOKEN, self.script, TEXTS, options, self.clock, timing=timing)

    @asynccontextmanager
    async def serving(self, timing: Timing = QUICK) -> AsyncIterator[DiscordAdapter]:
        adapter = self.adapter(timing)
        task = asyncio.create_task(adapter.run())
        try:
            await self.server.gateway.ready()
            async with asyncio.timeout(5):
                while not adapter.is_connected:
                    await asyncio.sleep(0.005)
            yield adapter
        finally:
            task.cancel()
            await asyncio.wait({task})


def new_group(server: FakeDiscord, bot_permissions: int = BOT_PERMISSIONS | PIN_MESSAGES) -> Group:
    """Furnish a fake."""
    alice = server.add_user("alice")
    guild = server.add_guild(members=[alice], bot_permissions=bot_permissions)
    return Group(server, guild, server.add_channel(guild), alice)


def place(channel: Channel) -> Place:
    """The place that a channel is, or a thread by its channel."""
    if channel.parent is not None:
        return Place(Platform.DISCORD, str(channel.parent.id), PlaceKind.GROUP, str(channel.id))
    return Place(Platform.DISCORD, str(channel.id), PlaceKind.GROUP)


def requests(server: FakeDiscord, method: str) -> list[str]:
    """The paths of all requests of one kind, in order."""
    return [request.path for request in server.requests if request.method == method]
