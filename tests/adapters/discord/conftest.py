"""A client with a scripted responder, in a simulated Discord with one server, one channel and two members."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import discord
import pytest
import simcord

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.options import DiscordOptions, Timing
from bot.core.reply import Reply
from bot.texts.catalogue import Texts, load_texts
from tests.adapters.discord.script import NOON, Script

QUICK = Timing(retry_pause=0.01)


@dataclass(frozen=True, slots=True)
class World:
    """Who and what there is."""

    env: simcord.Env
    client: DiscordClient
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    alice: simcord.MemberActor
    bob: simcord.MemberActor

    @property
    def me(self) -> str:
        """The text that mentions the bot."""
        assert self.client.user is not None
        return self.client.user.mention

    def sent(self, path: str = "/channels/") -> list[object]:
        """What the bot sent to addresses that begin so."""
        return [entry.json for entry in self.env.http_requests if entry.path.startswith(path)]


Simulate = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture(scope="session")
def texts() -> Texts:
    return load_texts("en")


@pytest.fixture
def new_client(script: Script, texts: Texts) -> Callable[..., DiscordClient]:
    def build(options: DiscordOptions | None = None, timing: Timing | None = None) -> DiscordClient:
        return DiscordClient(script, texts, options or DiscordOptions(), lambda: NOON, timing or QUICK)

    return build


@pytest.fixture
def simulate(new_client: Callable[..., DiscordClient]) -> Simulate:
    """Run a client with these options in a world of its own."""

    @asynccontextmanager
    async def running(options: DiscordOptions | None = None) -> AsyncIterator[World]:
        client = new_client(options)
        async with simcord.run(client) as env:
            yield _furnished(env, client)

    return running


@pytest.fixture
def simcord_bot(new_client: Callable[..., DiscordClient]) -> DiscordClient:
    return new_client()


@pytest.fixture
def world(simcord_env: simcord.Env, simcord_bot: DiscordClient) -> World:
    return _furnished(simcord_env, simcord_bot)


def _furnished(env: simcord.Env, client: DiscordClient) -> World:
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    alice, bob = (guild.add_member(env.create_user(name)) for name in ("alice", "bob"))
    return World(env, client, guild, channel, alice, bob)


async def posted(world: World, script: Script, reply: Reply) -> discord.Message:
    """Let the bot answer a mention in the channel, and give its message."""
    script.answers["hello"] = reply
    await world.alice.send(world.channel, f"{world.me} hello")
    message = world.channel.last_message
    assert message is not None
    return message


def answer_of(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The message that an interaction was answered with."""
    assert result.response is not None
    return result.response
