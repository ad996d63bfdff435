"""Commands, buttons, menus and forms; through discord.py against a simulated Discord."""

from __future__ import annotations

import logging
from collections.abc import Callable

import discord
import pytest
import simcord

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.options import Timing
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Called, Incoming, Pressed, Said, Submitted
from bot.core.people import PlaceKind, Role
from bot.core.ports import Completion
from bot.core.reply import Attachment, Audience, Reply, Select, Showing
from bot.core.richtext import paragraph
from tests.adapters.discord.conftest import World
from tests.adapters.discord.script import NOON, Script, button, labels, words

FORM = Form(
    "A question for the organisers",
    (
        Field("question", "Your question", "No names, please", longest=500, several_lines=True),
        Field("extra", "Anything else that they should know about your question", optional=True),
    ),
    Action("organisers", "send"),
)


async def posted(world: World, script: Script, reply: Reply) -> discord.Message:
    """Let the bot answer a mention in the channel, and give its message."""
    script.answers["hello"] = reply
    await world.alice.send(world.channel, f"{world.me} hello")
    message = world.channel.last_message
    assert message is not None
    return message


def answer_of(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response


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


async def test_button_changes_its_message(world: World, script: Script) -> None:
    more = Reply(words("More."), ((button("Less", "faq:less:x"),),)).in_place()
    script.answers["faq:more:x"] = more
    message = await posted(world, script, Reply(words("Short."), ((button("More", "faq:more:x"),),)))
    await world.alice.click(message, label="More")
    (_, shown) = world.channel.history()
    assert shown.content == "More."
    assert labels(shown.components) == ["Less"]
    pressed = script.last
    assert isinstance(pressed, Pressed)
    assert (pressed.code, pressed.fresh, pressed.origin.seen_by_others) == ("faq:more:x", False, True)


async def test_button_under_a_hidden_message(world: World, script: Script) -> None:
    script.answers["/ask"] = Reply(words("Short."), ((button("More", "faq:more:x"),),)).for_asker()
    script.answers["faq:more:x"] = Reply(words("More.")).for_asker().in_place()
    asked = await world.alice.slash(world.channel, "ask")
    result = await world.alice.click(answer_of(asked), label="More")
    assert not script.last.origin.seen_by_others
    assert answer_of(result).content == "More."
    assert answer_of(result).ephemeral
    assert answer_of(result).id == answer_of(asked).id


async def test_private_words_never_take_the_place_of_public_ones(world: World, script: Script) -> None:
    script.answers["a:b"] = Reply(words("Private."), showing=Showing.IN_PLACE, audience=Audience.ASKER)
    message = await posted(world, script, Reply(words("Public."), ((button("Press", "a:b"),),)))
    result = await world.bob.click(message, label="Press")
    assert result.ephemeral
    assert answer_of(result).content == "Private."
    assert world.channel.history()[1].content == "Public."


async def test_note_is_seen_by_the_presser_alone(world: World, script: Script) -> None:
    script.answers["a:b"] = Reply(words("Thank you."), showing=Showing.NOTE, audience=Audience.ASKER)
    message = await posted(world, script, Reply(words("Public."), ((button("Helpful", "a:b"),),)))
    result = await world.bob.click(message, label="Helpful")
    assert result.ephemeral
    assert answer_of(result).content == "Thank you."


async def test_hidden_answer_shown_to_everyone(world: World, script: Script) -> None:
    script.answers["/ask"] = Reply(words("Hidden."), ((button("Show", "faq:post:x"),),)).for_asker()
    script.answers["faq:post:x"] = Reply(words("Shown."))
    asked = await world.alice.slash(world.channel, "ask")
    result = await world.alice.click(answer_of(asked), label="Show")
    assert not result.ephemeral
    assert [message.content for message in world.channel.history(viewer=world.bob)] == ["Shown."]


async def test_public_message_is_removed(world: World, script: Script) -> None:
    script.answers["faq:remove:x"] = Reply(showing=Showing.REMOVED)
    message = await posted(world, script, Reply(words("Public."), ((button("Remove", "faq:remove:x"),),)))
    result = await world.alice.click(message, label="Remove")
    assert result.acknowledged
    assert len(world.channel.history()) == 1


async def test_hidden_message_is_removed(world: World, script: Script) -> None:
    script.answers["/ask"] = Reply(words("Hidden."), ((button("Remove", "faq:remove:x"),),)).for_asker()
    script.answers["faq:remove:x"] = Reply(showing=Showing.REMOVED)
    asked = await world.alice.slash(world.channel, "ask")
    await world.alice.click(answer_of(asked), label="Remove")
    assert asked.response is None


async def test_what_cannot_be_removed_is_emptied(world: World, script: Script) -> None:
    script.answers["faq:remove:x"] = Reply(showing=Showing.REMOVED)
    message = await posted(world, script, Reply(words("Public."), ((button("Remove", "faq:remove:x"),),)))
    world.env.inject_error("DELETE", "/webhooks/*", status=403, code=50013)
    await world.alice.click(message, label="Remove")
    left = world.channel.history()[1]
    assert left.content == "(removed)"
    assert left.components == []


async def test_message_that_is_gone_already(world: World, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    script.answers["faq:remove:x"] = Reply(showing=Showing.REMOVED)
    message = await posted(world, script, Reply(words("Public."), ((button("Remove", "faq:remove:x"),),)))
    world.env.inject_error("DELETE", "/webhooks/*", status=404, code=10008)
    result = await world.alice.click(message, label="Remove")
    assert result.acknowledged
    assert caplog.records == []


async def test_choice_from_a_menu(world: World, script: Script) -> None:
    options = tuple(button(f"Topic {number}", f"faq:section:{number}") for number in range(25))
    script.answers["faq:section:7"] = Reply(words("Topic seven.")).in_place()
    message = await posted(world, script, Reply(words("Topics."), (Select("Choose", options),)))
    result = await world.alice.select(message, ["faq:section:7"])
    assert isinstance(script.last, Pressed)
    assert script.last.code == "faq:section:7"
    assert answer_of(result).content == "Topic seven."


async def test_form(world: World, script: Script) -> None:
    script.answers["organisers:write:x"] = Reply(words("Read this first."), form=FORM).for_asker()
    script.answers["form organisers:send"] = Reply(words("Passed on.")).for_asker()
    row = ((button("Pass it on", "organisers:write:x"),),)
    message = await posted(world, script, Reply(words("No answer."), row))
    opened = await world.alice.click(message, label="Pass it on")
    assert script.last.origin.shows_forms
    assert opened.modal is not None
    assert opened.modal["title"] == "A question for the organisers"

    sent = await world.alice.submit_modal(opened, {"question": "May I fly?"})
    assert sent.ephemeral
    assert answer_of(sent).content == "Passed on."
    submitted = script.last
    assert isinstance(submitted, Submitted)
    assert submitted.code == "organisers:send"
    assert dict(submitted.answers) == {"question": "May I fly?", "extra": ""}
    assert not submitted.origin.shows_forms
    assert not submitted.origin.seen_by_others


async def test_form_opened_by_a_command(world: World, script: Script) -> None:
    script.answers["/ask"] = Reply(form=FORM).for_asker()
    script.answers["form organisers:send"] = None
    opened = await world.alice.slash(world.channel, "ask")
    sent = await world.alice.submit_modal(opened, {"question": "May I fly?", "extra": "no"})
    assert sent.acknowledged
    assert sent.response is None
    assert world.channel.history(viewer=world.alice) == []


async def test_button_from_before_a_restart(
    world: World, script: Script, new_client: Callable[..., DiscordClient]
) -> None:
    script.answers["faq:more:x"] = Reply(words("More.")).in_place()
    message = await posted(world, script, Reply(words("Short."), ((button("More", "faq:more:x"),),)))
    await world.env.restart_bot(new_client())
    await world.alice.click(message, label="More")
    assert world.channel.history()[1].content == "More."


async def test_commands_are_sent_once(world: World, new_client: Callable[..., DiscordClient]) -> None:
    await world.env.restart_bot(new_client())
    assert [one.method for one in world.env.http_requests if one.path.endswith("/commands")] == [
        "GET",
        "PUT",
        "GET",
    ]


async def test_button_of_an_unknown_kind_reaches_the_responder(world: World, script: Script) -> None:
    def old(incoming: Incoming) -> Reply:
        return Reply(words("This button is old.")).for_asker()

    message = await posted(world, script, Reply(words("Short."), ((button("Old", "gone:for:good"),),)))
    script.answers["gone:for:good"] = old
    result = await world.alice.click(message, label="Old")
    assert result.ephemeral
    assert answer_of(result).content == "This button is old."


async def test_silence_is_acknowledged(world: World, script: Script) -> None:
    message = await posted(world, script, Reply(words("Short."), ((button("Press", "a:b"),),)))
    pressed = await world.alice.click(message, label="Press")
    assert pressed.acknowledged
    assert world.channel.history()[1].content == "Short."
    called = await world.alice.slash(world.channel, "ask")
    assert called.acknowledged
    assert called.response is None
    assert len(world.channel.history(viewer=world.alice)) == 2


async def test_long_private_answer(world: World, script: Script) -> None:
    blocks = tuple(paragraph("word " * 100) for _ in range(9))
    script.answers["/ask"] = Reply(blocks, ((button("More", "faq:more:x"),),)).for_asker()
    result = await world.alice.slash(world.channel, "ask")
    pages = [answer_of(result), *result.followups]
    assert len(pages) == 3
    assert all(page.ephemeral for page in pages)
    assert [bool(page.components) for page in pages] == [False, False, True]


async def test_file(world: World, script: Script) -> None:
    reply = Reply(words("Your data."), attachment=Attachment("data.json", "application/json", b"{}"))
    script.answers["/ask"] = reply.for_asker()
    result = await world.alice.slash(world.channel, "ask")
    assert [file.filename for file in answer_of(result).attachments] == ["data.json"]
    assert result.ephemeral


class TestSlow:
    """Answers that take longer than Discord waits."""

    @pytest.fixture(autouse=True)
    def _impatient(self, world: World) -> None:
        world.client._timing = Timing(defer_after=0.0)

    async def finish(self, world: World) -> None:
        await world.env.advance_time(1)

    async def test_command(self, world: World, script: Script) -> None:
        blocks = tuple(paragraph("word " * 100) for _ in range(5))
        script.answers["/ask"] = Reply(blocks)
        script.slow = 0.02
        result = await world.alice.slash(world.channel, "ask")
        await self.finish(world)
        assert [page.ephemeral for page in (answer_of(result), *result.followups)] == [True, True]
        assert answer_of(result).content.startswith("word")

    async def test_button(self, world: World, script: Script) -> None:
        message = await posted(world, script, Reply(words("Short."), ((button("More", "faq:more:x"),),)))
        script.slow = 0.02
        script.answers["faq:more:x"] = Reply(words("More.")).in_place()
        await world.alice.click(message, label="More")
        await self.finish(world)
        assert world.channel.history()[1].content == "More."

    async def test_private_answer_to_a_button(self, world: World, script: Script) -> None:
        message = await posted(world, script, Reply(words("Short."), ((button("More", "faq:more:x"),),)))
        script.slow = 0.02
        script.answers["faq:more:x"] = Reply(words("For you.")).for_asker()
        result = await world.bob.click(message, label="More")
        await self.finish(world)
        assert [page.content for page in result.followups] == ["For you."]
        assert result.followups[0].ephemeral
        assert world.channel.history()[1].content == "Short."

    async def test_removal(self, world: World, script: Script) -> None:
        message = await posted(world, script, Reply(words("Short."), ((button("Remove", "a:b"),),)))
        script.slow = 0.02
        script.answers["a:b"] = Reply(showing=Showing.REMOVED)
        await world.alice.click(message, label="Remove")
        await self.finish(world)
        assert len(world.channel.history()) == 1

    async def test_form_asks_to_press_again(self, world: World, script: Script) -> None:
        message = await posted(world, script, Reply(words("Short."), ((button("Write", "a:b"),),)))
        script.slow = 0.02
        script.answers["a:b"] = Reply(form=FORM).for_asker()
        result = await world.alice.click(message, label="Write")
        await self.finish(world)
        assert [page.ephemeral for page in result.followups] == [True]
        assert "press the button again" in result.followups[0].content

    async def test_silence(self, world: World, script: Script) -> None:
        script.slow = 0.02
        result = await world.alice.slash(world.channel, "ask")
        await self.finish(world)
        assert result.response is None
        assert world.channel.history(viewer=world.alice) == []


async def test_expired_interaction_is_told_quietly(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    script.answers["/ask"] = Reply(words("My secret."))
    world.env.inject_error("POST", "/interactions/*", status=404, code=10062)
    await world.alice.slash(world.channel, "ask", question="my secret")
    told = [record for record in caplog.records if record.name.startswith("bot.")]
    assert [(record.levelname, record.getMessage()) for record in told] == [("INFO", "a command: expired")]
    assert "secret" not in caplog.text


async def test_interaction_that_another_copy_answered(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    script.answers["/ask"] = Reply(words("Answer."))
    world.env.inject_error("POST", "/interactions/*", status=400, code=40060)
    await world.alice.slash(world.channel, "ask")
    assert caplog.records == []
    assert world.channel.history() == []


async def test_lost_first_answer_is_repeated(world: World, script: Script) -> None:
    script.answers["/ask"] = Reply(words("Answer."))
    world.env.inject_error("POST", "/interactions/*", status=503)
    result = await world.alice.slash(world.channel, "ask")
    await world.env.advance_time(2)
    assert answer_of(result).content == "Answer."


async def test_first_answer_that_had_arrived_after_all(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    script.answers["/ask"] = Reply(words("Answer."))
    world.env.inject_error("POST", "/interactions/*", status=503)
    world.env.inject_error("POST", "/interactions/*", status=400, code=40060)
    await world.alice.slash(world.channel, "ask")
    await world.env.advance_time(2)
    assert caplog.records == []


async def test_command_that_is_gone_is_answered(world: World, script: Script) -> None:
    script.answers["/book"] = Reply(words("I don't know that command.")).for_asker()
    world.client.tree.remove_command("book")
    result = await world.alice.slash(world.channel, "book", day="Friday")
    assert result.ephemeral
    assert answer_of(result).content == "I don't know that command."
    assert [type(error).__name__ for error in world.env.errors] == ["CommandNotFound"]


async def test_failure_is_told_without_words(world: World, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    script.error = RuntimeError("boom")
    await world.alice.slash(world.channel, "ask", question="my secret")
    assert [record.getMessage() for record in caplog.records] == ["a command: failed"]


async def test_commands_that_cannot_be_updated(
    new_client: Callable[..., DiscordClient], caplog: pytest.LogCaptureFixture
) -> None:
    client = new_client()
    env = simcord.Env(client)
    env.inject_error("GET", "/applications/*/commands", status=403, code=50001)
    await env.start()
    await env.shutdown()
    assert [record.getMessage() for record in caplog.records] == ["the commands could not be updated: Forbidden"]
