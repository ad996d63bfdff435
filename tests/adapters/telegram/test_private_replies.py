"""What is for the asker alone never stands in a group."""

from __future__ import annotations

from bot.core.incoming import Pressed
from bot.core.reply import Reply
from tests.adapters.telegram.serving import SHOW, TEXTS, on_press, says, serving, told
from tests.wire.telegram_faults import Fault
from tests.wire.telegram_server import FakeTelegram

NOTE = TEXTS.line("private.note")
OPEN = TEXTS.line("private.open")


async def test_private_reply_in_a_group_is_a_door(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    secret = told("Secret", "More").for_asker(SHOW)
    responder = says(secret)
    async with serving(server, responder):
        question = server.say(anna, group, "/topics")
        note = await server.next_message(group)
        assert (note.text, note.labels, note.reply_to) == (NOTE, [OPEN], question)
        server.follow(anna, note, OPEN)
        assert (await server.next_message(anna)).text == "Secret"
    pressed = responder.seen[1]
    assert isinstance(pressed, Pressed)
    assert pressed.code == SHOW.code
    assert all("Secret" not in message.text for message in group.messages.values())


async def test_door_without_a_goal_opens_the_help(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    async with serving(server, says(told("Secret").for_asker())):
        server.say(anna, group, "/topics")
        note = await server.next_message(group)
    assert note.button(OPEN).url == f"https://t.me/{server.bot.username}?start=help_show"


async def test_private_reply_to_a_press_opens_the_private_chat(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    async with serving(server, on_press(told("Secret", "More").for_asker(SHOW))):
        server.say(anna, group, "/ask can I drink?")
        message = await server.next_message(group)
        answer = await server.press(anna, message, "More")
    assert answer.url == f"https://t.me/{server.bot.username}?start={SHOW.payload}"
    assert server.messages == [message]
    assert message.revision == 0


async def test_private_reply_to_a_press_is_a_door_if_telegram_opens_nothing(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    async with serving(server, on_press(told("Secret").for_asker(SHOW))):
        server.say(anna, group, "/ask can I drink?")
        message = await server.next_message(group)
        server.faults.add(Fault("answerCallbackQuery", 400, "Bad Request: URL_INVALID"))
        assert (await server.press(anna, message, "More")).url is None
        assert (await server.next_message(group)).text == NOTE


async def test_short_private_word_about_a_press_is_shown_over_the_chat(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    reply = Reply(TEXTS.rich("faq.not_yours_to_remove")).for_asker()
    async with serving(server, on_press(reply)):
        server.say(anna, group, "/ask can I drink?")
        message = await server.next_message(group)
        answer = await server.press(anna, message, "Remove")
    assert (answer.text, answer.alert) == (TEXTS.line("faq.not_yours_to_remove"), True)
    assert server.messages == [message]
