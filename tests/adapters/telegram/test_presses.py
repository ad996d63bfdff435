"""Pressed buttons: each is acknowledged once, and has its effect."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.core.incoming import Incoming, Pressed
from bot.core.reply import Audience, Reply, Showing
from bot.core.richtext import paragraph, parse
from tests.adapters.telegram.serving import ANSWER, TEXTS, Scripted, on_press, serving, told
from tests.wire.telegram_faults import Fault
from tests.wire.telegram_server import FakeTelegram

NOTE = TEXTS.line("private.note")
OPEN = TEXTS.line("private.open")


async def test_press_changes_the_message(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    responder = on_press(told("**Long** answer.", "Less").in_place())
    async with serving(server, responder):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        answer = await server.press(anna, message, "More")
        await server.next_edit(message)
        assert (answer.text, message.text, message.labels) == ("", "Long answer.", ["Less"])
        await server.press(anna, message, "Less")
        await server.drained()
    assert len(server.messages) == 1
    assert len(server.calls_of("answerCallbackQuery")) == 2
    pressed = responder.seen[1]
    assert isinstance(pressed, Pressed)
    assert (pressed.code, pressed.fresh, pressed.origin.seen_by_others) == ("test:more", False, False)


async def test_press_that_changes_nothing_is_no_error(server: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    anna = server.add_user("Anna")
    async with serving(server, on_press(ANSWER.in_place())):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        await server.press(anna, message, "More")
        await server.until(lambda: any(call.refusal for call in server.calls_of("editMessageText")))
    assert len(server.messages) == 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_message_that_cannot_be_changed_is_followed_by_a_new_one(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    async with serving(server, on_press(told("Long answer.").in_place())):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        server.faults.add(Fault("editMessageText", 400, "Bad Request: message can't be edited"))
        await server.press(anna, message, "More")
        assert (await server.next_message(anna)).text == "Long answer."


async def test_change_into_several_parts(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    blocks = (paragraph("one " * 900), paragraph("two " * 900))
    async with serving(server, on_press(replace(told("", "Less"), blocks=blocks).in_place())):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        await server.press(anna, message, "More")
        rest = await server.next_message(anna)
    assert (message.text[:3], message.labels) == ("one", [])
    assert (rest.text[:3], rest.labels) == ("two", ["Less"])


async def test_press_under_a_deleted_message_is_answered_anew(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    async with serving(server, on_press(told("Long answer.").in_place())):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        server.delete(message)
        await server.press(anna, message, "More")
        assert (await server.next_message(anna)).text == "Long answer."


async def test_note_is_shown_over_the_chat(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    note = Reply(parse("Thank you."), showing=Showing.NOTE, audience=Audience.ASKER)
    async with serving(server, on_press(note)):
        server.say(anna, group, "/ask can I drink?")
        message = await server.next_message(group)
        answer = await server.press(anna, message, "More")
    assert (answer.text, answer.alert) == ("Thank you.", False)
    assert server.messages == [message]


@pytest.mark.parametrize("reply", [None, Reply(showing=Showing.NOTE), Reply()])
async def test_silent_press_is_acknowledged(server: FakeTelegram, reply: Reply | None) -> None:
    anna = server.add_user("Anna")
    async with serving(server, on_press(reply)):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        assert (await server.press(anna, message, "More")).text == ""
    assert len(server.messages) == 1


async def test_failed_press_is_acknowledged(server: FakeTelegram) -> None:
    def fail(incoming: Incoming) -> Reply:
        if len(responder.seen) == 2:
            raise RuntimeError("broken")
        return ANSWER

    anna = server.add_user("Anna")
    responder = Scripted(fail)
    async with serving(server, responder):
        server.say(anna, anna, "can I drink?")
        await server.press(anna, await server.next_message(anna), "More")


async def test_removed_message_is_gone(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    async with serving(server, on_press(Reply(showing=Showing.REMOVED))):
        server.say(anna, group, "/ask can I drink?")
        message = await server.next_message(group)
        await server.press(anna, message, "Remove")
        await server.until(lambda: message.deleted)


async def test_message_that_cannot_be_removed_is_emptied(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    async with serving(server, on_press(Reply(showing=Showing.REMOVED))):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        server.faults.add(Fault("deleteMessage", 400, "Bad Request: message can't be deleted for everyone"))
        await server.press(anna, message, "Remove")
        await server.next_edit(message)
        assert (message.text, message.labels) == (TEXTS.line("telegram.removed"), [])
        message.deleted = True
        server.send_callback(anna, message, "test:remove")
        server.say(anna, anna, "end")
        await server.next_message(anna)


async def test_late_press_is_quietly_passed_over(server: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    anna = server.add_user("Anna")
    async with serving(server, on_press(told("Long answer.").in_place())):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
        late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        server.faults.add(Fault("answerCallbackQuery", 400, late))
        server.tap(anna, message, "More")
        await server.next_edit(message)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
