"""What the bot sends when nobody asked: under a key of its own, with a true word on what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.adapters.discord.client import DiscordClient
from bot.core.errors import OutcomeUnknown, PermanentFailure, PlatformError, TryAgainLater, Unreachable
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.reply import Reply
from bot.core.richtext import paragraph
from tests.adapters.discord.conftest import World
from tests.adapters.discord.script import words

NOTICE = Reply(words("A file has a mistake. @everyone"))
LONG = Reply(tuple(paragraph("word " * 100) for _ in range(5)))


def channel_of(world: World) -> Place:
    return Place(Platform.DISCORD, str(world.channel.id), PlaceKind.GROUP)


def alice_of(world: World) -> Person:
    return Person(Platform.DISCORD, str(world.alice.id))


def keys_of(world: World) -> list[tuple[object, object]]:
    """The keys of the messages that were sent, and whether they are enforced."""
    sent = [entry.json or {} for entry in world.env.http_requests if "messages" in entry.path]
    return [(part["nonce"], part["enforce_nonce"]) for part in sent]


async def test_it_stands_alone_and_pings_nobody(world: World) -> None:
    ref = await world.client.send(channel_of(world), NOTICE, "nonce")
    message = world.channel.last_message
    assert message is not None
    assert message.content.startswith("A file has a mistake.")
    assert message.reference is None
    assert not message.mention_everyone
    assert ref == f"{world.channel.id}/{message.id}"


async def test_it_goes_to_the_private_chat_of_a_person(world: World) -> None:
    await world.client.send(alice_of(world), NOTICE, "nonce")
    assert world.channel.last_message is None
    assert keys_of(world) == [("nonce-0", True)]


async def test_each_part_has_a_key_of_its_own(world: World) -> None:
    await world.client.send(channel_of(world), LONG, "nonce")
    assert len(world.channel.history()) == 2
    assert keys_of(world) == [("nonce-0", True), ("nonce-1", True)]


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (403, 50007, Unreachable),
        (404, 10003, Unreachable),
        (403, 20026, TryAgainLater),
        (403, 40003, TryAgainLater),
        (429, 0, TryAgainLater),
        (401, 0, PermanentFailure),
        (500, 0, OutcomeUnknown),
        (503, 0, OutcomeUnknown),
        (400, 50035, PlatformError),
    ],
)
async def test_what_fails_is_told_and_not_repeated_here(
    world: World, status: int, code: int, error: type[PlatformError]
) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message="no")
    with pytest.raises(PlatformError) as raised:
        await world.client.send(alice_of(world), NOTICE, "nonce")
    assert type(raised.value) is error
    assert len([entry for entry in world.env.http_requests if "messages" in entry.path]) == 1


async def test_a_private_chat_that_could_not_be_opened_means_nothing_was_sent(world: World) -> None:
    for _ in range(2):
        world.env.inject_error("POST", "/users/@me/channels", status=503, code=0, message="no")
    with pytest.raises(TryAgainLater):
        await world.client.send(alice_of(world), NOTICE, "nonce")


async def test_a_channel_that_is_not_there_is_out_of_reach(world: World) -> None:
    with pytest.raises(Unreachable):
        await world.client.send(Place(Platform.DISCORD, "4711", PlaceKind.GROUP), NOTICE, "nonce")


async def test_without_a_connection_nothing_was_sent(new_client: Callable[..., DiscordClient]) -> None:
    client = new_client()
    assert not client.can_send
    with pytest.raises(TryAgainLater):
        await client.send(Place(Platform.DISCORD, "4711", PlaceKind.GROUP), NOTICE, "nonce")
