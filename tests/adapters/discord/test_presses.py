"""Buttons, menus and forms; through discord.py against a simulated Discord."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.adapters.discord.client import DiscordClient
from bot.core.incoming import Incoming, Pressed, Submitted
from bot.core.reply import Audience, Reply, Select, Showing
from tests.adapters.discord.conftest import World, answer_of, posted
from tests.adapters.discord.script import FORM, Script, button, labels, words


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


async def test_empty_answers_to_a_press_and_to_a_command(world: World, script: Script) -> None:
    script.answers["a:b"] = Reply(showing=Showing.NOTE, audience=Audience.ASKER)
    script.answers["/ask"] = Reply(showing=Showing.REMOVED)
    message = await posted(world, script, Reply(words("Short."), ((button("Press", "a:b"),),)))
    assert (await world.alice.click(message, label="Press")).acknowledged
    called = await world.alice.slash(world.channel, "ask")
    assert called.acknowledged
    assert called.response is None
    assert [one.content for one in world.channel.history(viewer=world.alice)][1:] == ["Short."]
