"""Commands and the menu of messages; through discord.py against a simulated Discord."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import discord
import pytest
import simcord

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.options import DiscordOptions
from bot.core.incoming import Called, Said
from bot.core.people import PlaceKind, Role
from bot.core.ports import Completion
from bot.core.reply import Attachment, Reply
from bot.core.richtext import paragraph
from tests.adapters.discord.conftest import World, answer_of
from tests.adapters.discord.script import NOON, Script, button, words


async def test_command(world: World, script: Script) -> None:
    script.answers["/ask"] = Reply(words("An *answer*."))
    result = await world.alice.slash(world.channel, "ask", question="how long?")
    assert answer_of(result).content == "An \\*answer\\*."
    assert not result.ephemeral
    called = script.last
    assert isinstance(called, Called)
    assert (called.command, dict(called.arguments)) == ("ask", {"question": "how long?"})
    origin = called.origin
    assert (origin.role, origin.at, origin.language) == (Role.MEMBER, NOON, "en-US")
    assert (origin.addressed, origin.seen_by_others, origin.shows_forms) == (True, False, True)
    assert origin.place.kind is PlaceKind.GROUP


async def test_argument_that_was_left_out(world: World, script: Script) -> None:
    await world.alice.slash(world.channel, "ask")
    assert isinstance(script.last, Called)
    assert dict(script.last.arguments) == {}


async def test_required_argument(world: World, script: Script) -> None:
    with pytest.raises(simcord.OptionError):
        await world.alice.slash(world.channel, "book")
    await world.alice.slash(world.channel, "book", day="Friday")
    assert isinstance(script.last, Called)
    assert dict(script.last.arguments) == {"day": "Friday"}


async def test_private_answer_to_a_command(world: World, script: Script) -> None:
    script.answers["/ask"] = Reply(words("For you.")).for_asker()
    in_channel = await world.alice.slash(world.channel, "ask")
    assert in_channel.ephemeral
    in_private = await world.alice.user.slash("ask")
    assert not in_private.ephemeral
    assert script.last.origin.place.kind is PlaceKind.PRIVATE
    assert script.last.origin.place.id == str(world.alice.user.dm_channel.id)


async def test_offered_commands(world: World) -> None:
    keepers = world.guild.create_role("keepers", permissions=discord.Permissions(manage_guild=True))
    keeper = world.guild.add_member(world.env.create_user("keeper"), roles=[keepers])
    assert world.alice.available_commands(world.channel) == ("ask", "book")
    assert keeper.available_commands(world.channel) == ("ask", "book", "unanswered")
    assert keeper.user.available_commands() == ("ask", "book")


async def test_role_of_who_calls(world: World, script: Script) -> None:
    keepers = world.guild.create_role("keepers", permissions=discord.Permissions(manage_guild=True))
    keeper = world.guild.add_member(world.env.create_user("keeper"), roles=[keepers])
    await keeper.slash(world.channel, "unanswered")
    assert script.last.origin.role is Role.MEMBER, "anyone can make a server and invite the bot"
    world.client._options = replace(DiscordOptions(), organiser_servers=frozenset({str(world.guild.id)}))
    await keeper.slash(world.channel, "unanswered")
    assert script.last.origin.role is Role.ORGANISER


async def test_suggestions_while_typing(world: World, script: Script) -> None:
    fitting = tuple(Completion(f"Question {number} " + "x" * 100, f"id-{number}") for number in range(30))
    script.completions = (Completion("Too long", "x" * 101), Completion(" ", "blank"), *fitting)
    choices = await world.alice.autocomplete(world.channel, "ask", "question", "dose")
    assert script.typed == [("dose", "en-US")]
    assert [choice["value"] for choice in choices] == [f"id-{number}" for number in range(25)]
    assert all(1 <= len(choice["name"]) <= 100 for choice in choices)


async def test_entry_in_the_menu_of_a_message(world: World, script: Script) -> None:
    script.answers["can I drink?"] = Reply(words("An answer.")).for_asker()
    asked = await world.bob.send(world.channel, "can I drink?")
    result = await world.alice.context_menu(world.channel, "Answer from the FAQ", asked)
    assert result.ephemeral
    assert answer_of(result).content == "An answer."
    said = script.last
    assert isinstance(said, Said)
    assert said.origin.person.id == str(world.alice.id)
    assert (said.origin.addressed, said.origin.seen_by_others) == (True, False)


async def test_long_private_answer(world: World, script: Script) -> None:
    blocks = tuple(paragraph("word " * 100) for _ in range(9))
    script.answers["/ask"] = Reply(blocks, ((button("More", "faq:more:x"),),)).for_asker()
    result = await world.alice.slash(world.channel, "ask")
    pages = [answer_of(result), *result.followups]
    assert len(pages) == 3
    assert all(page.ephemeral for page in pages)
    assert [bool(page.components) for page in pages] == [False, False, True]


async def test_file(world: World, script: Script) -> None:
    reply = Reply(words("Your data."), attachments=(Attachment("data.json", "application/json", b"{}"),))
    script.answers["/ask"] = reply.for_asker()
    result = await world.alice.slash(world.channel, "ask")
    assert [file.filename for file in answer_of(result).attachments] == ["data.json"]
    assert result.ephemeral


async def test_commands_are_sent_once(world: World, new_client: Callable[..., DiscordClient]) -> None:
    await world.env.restart_bot(new_client())
    assert [one.method for one in world.env.http_requests if one.path.endswith("/commands")] == [
        "GET",
        "PUT",
        "GET",
    ]


async def test_commands_that_cannot_be_updated(
    new_client: Callable[..., DiscordClient], caplog: pytest.LogCaptureFixture
) -> None:
    client = new_client()
    env = simcord.Env(client)
    env.inject_error("GET", "/applications/*/commands", status=403, code=50001)
    await env.start()
    await env.shutdown()
    assert [record.getMessage() for record in caplog.records] == ["the commands could not be updated: Forbidden"]


async def test_command_that_is_gone_is_answered(world: World, script: Script) -> None:
    script.answers["/book"] = Reply(words("I don't know that command.")).for_asker()
    world.client.tree.remove_command("book")
    result = await world.alice.slash(world.channel, "book", day="Friday")
    assert result.ephemeral
    assert answer_of(result).content == "I don't know that command."
    assert [type(error).__name__ for error in world.env.errors] == ["CommandNotFound"]
