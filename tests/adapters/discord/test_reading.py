"""Who speaks, where, and with which rights, for what the simulated Discord cannot do."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.adapters.discord import reading
from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.options import DiscordOptions
from bot.core.people import PlaceKind, Role
from tests.adapters.discord.conftest import World
from tests.adapters.discord.script import NOON

MANAGER = str(discord.Permissions(manage_guild=True).value)


def interaction(client: DiscordClient, **changes: object) -> discord.Interaction[Any]:
    """An interaction as Discord sends it, from a private chat with the bot unless changed."""
    payload: Any = {
        "id": "1456074443980800012",
        "application_id": "1",
        "type": 2,
        "token": "t",
        "version": 1,
        "attachment_size_limit": 1,
        "locale": "en-GB",
        "context": 1,
        "data": {"id": "5", "name": "ask", "type": 1},
        "channel": {"id": "7", "type": 1, "recipients": []},
        "user": {"id": "8", "username": "alice", "discriminator": "0", "avatar": None},
    }
    payload |= changes
    return discord.Interaction(data=payload, state=client._connection)


def in_a_server(guild_id: int) -> dict[str, Any]:
    """What differs when somebody who manages a server does something there."""
    user = {"id": "8", "username": "alice", "discriminator": "0", "avatar": None}
    return {
        "guild_id": str(guild_id),
        "guild": {"id": str(guild_id), "features": [], "locale": "en-US"},
        "channel": {"id": "7", "type": 0, "name": "general", "position": 0},
        "context": 0,
        "member": {
            "user": user,
            "roles": ["70"],
            "flags": 0,
            "permissions": MANAGER,
            "joined_at": None,
            "deaf": False,
            "mute": False,
        },
    }


@pytest.fixture
def client(world: World) -> DiscordClient:
    return world.client


def test_private_chat_with_the_bot(client: DiscordClient) -> None:
    origin = reading.origin(interaction(client), DiscordOptions(), NOON)
    assert (origin.place.id, origin.place.kind, origin.language) == ("7", PlaceKind.PRIVATE, "en-GB")


@pytest.mark.parametrize("kind", [1, 3])
def test_chat_between_people_is_read_by_others(client: DiscordClient, kind: int) -> None:
    channel = {"id": "7", "type": kind, "recipients": [], "owner_id": "9", "name": None, "icon": None}
    origin = reading.origin(interaction(client, context=2, channel=channel), DiscordOptions(), NOON)
    assert (origin.place.id, origin.place.kind) == ("7", PlaceKind.GROUP)
    assert not origin.seen_by_others


def test_who_manages_a_server_without_the_bot_is_no_organiser(client: DiscordClient) -> None:
    options = DiscordOptions(organiser_roles=frozenset({"70"}))
    elsewhere = interaction(client, **in_a_server(4))
    assert reading.origin(elsewhere, options, NOON).role is Role.MEMBER


def test_who_manages_a_server_that_the_settings_name_is_one(world: World) -> None:
    here = interaction(world.client, **in_a_server(world.guild.id))
    named = DiscordOptions(organiser_servers=frozenset({str(world.guild.id)}))
    assert reading.origin(here, named, NOON).role is Role.ORGANISER
    assert reading.origin(here, DiscordOptions(), NOON).role is Role.MEMBER


def test_form_in_rows(client: DiscordClient) -> None:
    box = {"type": 4, "custom_id": "question", "value": "May I fly?"}
    data = {"custom_id": "a:b", "components": [{"type": 1, "components": [box]}]}
    sent = interaction(client, type=5, data=data)
    origin = reading.origin(sent, DiscordOptions(), NOON)
    assert not origin.shows_forms
    assert dict(reading.submitted(sent, origin).answers) == {"question": "May I fly?"}


def test_nothing_chosen_from_a_menu(client: DiscordClient) -> None:
    press = interaction(client, type=3, data={"custom_id": "choose:0", "component_type": 3, "values": []})
    origin = reading.origin(press, DiscordOptions(), NOON)
    assert reading.pressed(press, origin).code == "choose:0"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<@123> what if", "what if"),
        ("<@!123> a <@&45> b <#6>", "a b"),
        ("<a:wave:12> hi <t:99:R> </ask:55> <id:guide>", "hi"),
        ("2 < 3\n\n> 1", "2 < 3\n\n> 1"),
        ("", ""),
    ],
)
def test_words(content: str, words: str) -> None:
    assert reading.words(content) == words
