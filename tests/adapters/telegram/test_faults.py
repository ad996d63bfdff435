"""What happens when Telegram refuses, breaks or is slow."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.core.actions import Action
from bot.core.incoming import Incoming, Pressed
from bot.core.reply import LinkButton, Reply, Showing, Urgency
from bot.core.richtext import Link, Paragraph, paragraph
from tests.adapters.telegram.serving import ANSWER, TIMING, Scripted, logged, on_press, says, serving, told
from tests.wire.telegram_faults import Fault, bad_gateway, dropped, flooded, unanswered
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Chat

BAD_ENTITIES = "Bad Request: can't parse entities: Unexpected end tag at byte offset 3"


async def test_blocked_bot_goes_on_quietly(server: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    anna, ben = server.add_user("Anna"), server.add_user("Ben")

    def block_and_answer(incoming: Incoming) -> Reply:
        if incoming.origin.person.id == str(anna.id):
            server.block(anna)
        return ANSWER

    async with serving(server, Scripted(block_and_answer)):
        server.say(anna, anna, "can I drink?")
        await server.until(lambda: any(call.refusal for call in server.calls_of("sendMessage")))
        server.say(ben, ben, "can I drink?")
        await server.next_message(ben)
    assert len(server.calls_of("sendMessage")) == 2
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_answer_waits_as_long_as_telegram_asks(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    server.faults.add(flooded("sendMessage", 1))
    async with serving(server, says(ANSWER)):
        server.say(anna, anna, "can I drink?")
        await server.next_message(anna)
    first, second = server.calls_of("sendMessage")
    assert second.at - first.at >= 1


@pytest.mark.parametrize("fault", [dropped("sendMessage"), bad_gateway("sendMessage")])
async def test_broken_call_is_repeated_once(server: FakeTelegram, fault: Fault) -> None:
    anna = server.add_user("Anna")
    server.faults.add(fault)
    async with serving(server, says(ANSWER)):
        server.say(anna, anna, "can I drink?")
        await server.next_message(anna)
    assert len(server.calls_of("sendMessage")) == 2


async def test_call_that_breaks_twice_is_given_up(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    server.faults.add(dropped("sendMessage", 2))
    with logged("not delivered: OutcomeUnknown") as given_up:
        async with serving(server, says(ANSWER)):
            server.say(anna, anna, "one")
            await asyncio.wait_for(given_up.wait(), 5)
            server.say(anna, anna, "two")
            await server.next_message(anna)
    assert len(server.calls_of("sendMessage")) == 3


async def test_call_without_an_answer_is_not_repeated(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    server.faults.add(unanswered("sendMessage"))
    with logged("not delivered: OutcomeUnknown") as given_up:
        async with serving(server, says(ANSWER), timing=replace(TIMING, read=0.2)):
            server.say(anna, anna, "one")
            await asyncio.wait_for(given_up.wait(), 5)
            server.say(anna, anna, "two")
            await server.until(lambda: len(server.messages) == 2)
    assert len(server.calls_of("sendMessage")) == 2


async def test_refused_formatting_goes_out_plain(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    server.faults.add(Fault("sendMessage", 400, BAD_ENTITIES), Fault("editMessageText", 400, BAD_ENTITIES))
    async with serving(server, on_press(ANSWER.in_place())):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        assert message.text == "Short answer. See the leaflet (https://example.org/a?b=1&c=2)."
        assert message.labels == ["More", "Remove"]
        await server.press(anna, message, "More")
        await server.drained()


async def test_group_that_moved_is_answered_at_its_new_place(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    old = server.add_group("Group", admins=[anna], kind="group")
    moved: list[Chat] = []

    def move_and_answer(incoming: Incoming) -> Reply:
        if not moved:
            moved.append(server.migrate(old, announced=False))
        return ANSWER

    async with serving(server, Scripted(move_and_answer)):
        server.say(anna, old, "/ask can I drink?")
        await server.until(lambda: moved)
        message = await server.next_message(moved[0])
        assert message.reply_to is None
        server.say(anna, moved[0], "/ask can I drink?")
        await server.next_message(moved[0])
    tried, moved_along, _ = server.calls_of("sendMessage")
    # An old message's number may be that of any other message at the new place.
    assert "reply_parameters" in tried.params
    assert "reply_parameters" not in moved_along.params


async def test_announced_move_is_followed(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    old = server.add_group("Group", admins=[anna], kind="group")
    async with serving(server, on_press(told("Long answer.").in_place())):
        server.say(anna, old, "/ask can I drink?")
        message = await server.next_message(old)
        new = server.migrate(old)
        await server.drained()
        server.send_callback(anna, message, "test:more")
        assert (await server.next_message(new)).text == "Long answer."
    assert server.calls_of("editMessageText") == []


async def test_move_without_an_announcement_is_found_out_by_a_change(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    old = server.add_group("Group", admins=[anna], kind="group")
    async with serving(server, on_press(told("Long answer.").in_place())):
        server.say(anna, old, "/ask can I drink?")
        message = await server.next_message(old)
        new = server.migrate(old, announced=False)
        server.send_callback(anna, message, "test:more")
        assert (await server.next_message(new)).text == "Long answer."


async def test_change_where_the_bot_was_thrown_out_is_given_up(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", admins=[anna])
    async with serving(server, on_press(told("Long answer.").in_place())):
        server.say(anna, group, "/ask can I drink?")
        message = await server.next_message(group)
        server.change_bot(group, "kicked", anna)
        with logged("not delivered: Unreachable") as given_up:
            server.send_callback(anna, message, "test:more")
            await asyncio.wait_for(given_up.wait(), 5)
    assert len(server.calls_of("editMessageText")) == 1


async def test_press_whose_acknowledgement_is_lost_still_has_its_effect(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    async with serving(server, on_press(told("Long answer.").in_place())):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        server.faults.add(dropped("answerCallbackQuery", 2))
        server.tap(anna, message, "More")
        await server.next_edit(message)


async def test_removal_that_breaks_is_given_up(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    async with serving(server, on_press(Reply(showing=Showing.REMOVED))):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        server.faults.add(dropped("deleteMessage", 2))
        with logged("not delivered: OutcomeUnknown") as given_up:
            await server.press(anna, message, "Remove")
            await asyncio.wait_for(given_up.wait(), 5)
    assert not message.deleted


async def test_urgent_answer_waits_for_nobody(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    urgent = replace(told("Call now."), urgency=Urgency.EMERGENCY)
    async with serving(server, Scripted(lambda said: urgent if "help" in getattr(said, "text", "") else ANSWER)):
        for _ in range(60):
            server.say(anna, group, f"@{server.bot.username} can I drink?")
        await server.until(lambda: len(server.messages) == 20)
        server.say(anna, group, f"@{server.bot.username} help")
        await server.until(lambda: server.messages[-1].text == "Call now.")
    assert len(server.messages) == 21


async def test_link_buttons_and_awkward_words_are_taken(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    link = LinkButton("Leaflet & more <b>", "https://example.org/?a=1&b=2")
    words = Paragraph((Link("a <b> & @anna", "https://example.org/?q=\"x\"&y='z'"),))
    reply = Reply((words, paragraph('<b> & "x" @anna /start #tag \ud800 \x00')), ((link,),))
    async with serving(server, says(reply)):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
    assert message.button("Leaflet & more <b>").url == link.url
    assert [entity["type"] for entity in message.entities] == ["text_link", "bot_command", "hashtag"]


async def test_codes_of_64_bytes_come_back(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    longest = Action("faq", "show", ("a" * 48, "b" * 6))
    assert len(longest.code) == 64
    responder = says(None)
    async with serving(server, responder):
        server.start(anna, longest.payload)
        await server.until(lambda: responder.seen)
    pressed = responder.seen[0]
    assert isinstance(pressed, Pressed)
    assert pressed.code == longest.code
