"""What the bot says in a channel when nobody asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.adapters.discord.client import DiscordClient
from bot.core.errors import TryAgainLater, Unreachable
from bot.core.people import Place, PlaceKind, Platform
from bot.core.reply import Reply
from bot.core.richtext import paragraph
from tests.adapters.discord.conftest import World
from tests.adapters.discord.script import words

NOTICE = Reply(words("A file has a mistake. @everyone"))


def channel_of(world: World) -> Place:
    return Place(Platform.DISCORD, str(world.channel.id), PlaceKind.GROUP)


async def test_it_stands_alone_and_pings_nobody(world: World) -> None:
    await world.client.tell(channel_of(world), NOTICE)
    message = world.channel.last_message
    assert message is not None
    assert message.content.startswith("A file has a mistake.")
    assert message.reference is None
    assert not message.mention_everyone


async def test_a_long_one_comes_in_parts(world: World) -> None:
    await world.client.tell(channel_of(world), Reply(tuple(paragraph("word " * 100) for _ in range(5))))
    assert len(world.channel.history()) == 2


async def test_a_channel_that_is_not_there_is_told(world: World) -> None:
    with pytest.raises(Unreachable):
        await world.client.tell(Place(Platform.DISCORD, "4711", PlaceKind.GROUP), NOTICE)


async def test_without_a_connection_it_is_for_later(new_client: Callable[..., DiscordClient]) -> None:
    with pytest.raises(TryAgainLater):
        await new_client().tell(Place(Platform.DISCORD, "4711", PlaceKind.GROUP), NOTICE)
