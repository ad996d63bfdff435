"""Messages and what comes back, through the real library against the fake Telegram."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.telegram.gateway import TelegramOptions
from bot.core.incoming import Incoming, Pressed, Said
from bot.core.reply import Attachment, Reply, Showing
from bot.core.richtext import paragraph
from tests.adapters.telegram.serving import ANSWER, SHOW, TEXTS, Scripted, on_press, says, serving, told
from tests.wire.telegram_server import FakeTelegram

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(8) + (2).to_bytes(4, "big") + (3).to_bytes(4, "big")


async def test_private_question_is_answered(server: FakeTelegram) -> None:
    anna = server.add_user("Anna", language_code="de")
    responder = says(ANSWER)
    async with serving(server, responder):
        server.say(anna, anna, "can I drink?")
        message = await server.next_message(anna)
    (said,) = responder.seen
    assert isinstance(said, Said)
    assert (said.text, said.origin.language) == ("can I drink?", "de")
    assert message.text == "Short answer. See the leaflet."
    assert [entity["type"] for entity in message.entities] == ["bold", "text_link"]
    assert message.options["link_preview_options"] == {"is_disabled": True}
    assert message.labels == ["More", "Remove"]
    assert message.reply_to is None


async def test_question_in_a_group_is_answered_there_as_a_reply(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    async with serving(server, says(ANSWER)):
        question = server.say(anna, group, f"@{server.bot.username} can I drink?")
        message = await server.next_message(group)
        assert message.reply_to is question
        server.say(anna, group, "and beer?", reply_to=message)
        await server.next_message(group)
        server.say(anna, group, "/ask and wine?")
        await server.next_message(group)
    assert server.unread(anna) == []


async def test_deleted_question_is_answered_all_the_same(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])

    def delete_and_answer(_: Incoming) -> Reply:
        server.delete(question)
        return ANSWER

    async with serving(server, Scripted(delete_and_answer)):
        question = server.say(anna, group, "/ask can I drink?")
        assert (await server.next_message(group)).reply_to is None


async def test_talk_in_a_group_is_left_alone_and_listened_to_where_told(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    server.state.privacy_mode = False
    quiet, heard = server.add_group("Quiet", [anna]), server.add_group("Heard", [anna])
    responder = says(ANSWER)
    async with serving(server, responder, TelegramOptions(listen_chats=frozenset({str(heard.id)}))):
        server.say(anna, quiet, "can I drink?")
        server.say(anna, heard, "can I drink?")
        await server.next_message(heard)
        await server.drained()
    (said,) = responder.seen
    assert not said.origin.addressed
    assert server.unread(quiet) == []


async def test_topic_is_kept(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", admins=[anna], is_forum=True)
    food = server.add_topic(group, "Food", anna)
    async with serving(server, on_press(told("More words"))):
        server.say(anna, group, f"@{server.bot.username} can I drink?", topic=food)
        message = await server.next_message(group)
        assert message.topic == food.id
        await server.press(anna, message, "More")
        assert (await server.next_message(group)).topic == food.id
        server.say(anna, group, "/ask can I drink?")
        assert (await server.next_message(group)).topic is None


async def test_deep_link_opens_what_it_names(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    responder = says(ANSWER)
    async with serving(server, responder):
        server.start(anna, SHOW.payload)
        await server.next_message(anna)
        server.start(anna, "from-a-poster")
        await server.next_message(anna)
    pressed, said = responder.seen
    assert isinstance(pressed, Pressed)
    assert (pressed.code, pressed.fresh) == (SHOW.code, True)
    assert isinstance(said, Said), "whoever screens texts sees it; behind that it is the command"
    assert said.text == "/start from-a-poster"


async def test_silence_is_silent(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    replies = iter([None, Reply(), Reply(showing=Showing.REMOVED), Reply(showing=Showing.NOTE), ANSWER])
    async with serving(server, Scripted(lambda _: next(replies))):
        for _ in range(5):
            server.say(anna, anna, "thanks")
        await server.next_message(anna)
        await server.drained()
    assert len(server.messages) == 1


async def test_long_answer_comes_in_parts(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    blocks = tuple(paragraph(f"{number} " + "word " * 300) for number in range(6))
    async with serving(server, says(replace(ANSWER, blocks=blocks))):
        question = server.say(anna, group, "/ask all")
        first, second, last = [await server.next_message(group) for _ in range(3)]
    assert [message.labels for message in (first, second, last)] == [[], [], ["More", "Remove"]]
    assert [message.reply_to for message in (first, second, last)] == [question, None, None]


async def test_attachment_comes_along(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    file = Attachment("data.json", "application/json", b"{}")
    async with serving(server, says(replace(ANSWER, attachments=(file,)))):
        server.say(anna, anna, "my data")
        await server.next_message(anna)
        document = (await server.next_message(anna)).file
    assert document is not None
    assert (document.name, document.content) == ("data.json", b"{}")


async def test_a_picture_is_shown_in_the_chat(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    picture = Attachment("november.png", "image/png", PICTURE)
    async with serving(server, says(replace(ANSWER, attachments=(picture,)))):
        server.say(anna, anna, "my month")
        await server.next_message(anna)
        shown = (await server.next_message(anna)).file
    assert shown is not None
    assert (shown.kind, shown.content) == ("photo", PICTURE)


async def test_what_is_no_text_gets_a_calm_word_in_private_alone(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    server.state.privacy_mode = False
    group = server.add_group("Group", [anna])
    async with serving(server, says(ANSWER)):
        server.start(anna)
        await server.next_message(anna)
        for _ in range(4):
            server.send_file(anna, anna, "album.png", b"x")
        server.send_file(anna, group, "photo.png", b"x")
        server.join(server.add_user("Ben"), group)
        assert (await server.next_message(anna)).text == TEXTS.line("telegram.text_only")
        server.send_file(anna, anna, "box.png", b"x", caption="can I take this?")
        assert (await server.next_message(anna)).text == "Short answer. See the leaflet."
        await server.drained()
    assert len(server.messages) == 3


async def test_edits_and_other_bots_are_not_answered(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    responder = says(ANSWER)
    async with serving(server, responder):
        question = server.say(anna, anna, "can I drik?")
        await server.next_message(anna)
        server.edit(anna, question, "can I drink?")
        server.add_bot(group, anna)
        server.say(anna, anna, "end")
        await server.next_message(anna)
    assert len(responder.seen) == 2
    assert server.unread(group) == []


async def test_administrator_without_a_name_is_answered(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", admins=[anna])
    responder = says(ANSWER)
    async with serving(server, responder):
        server.say(anna, group, "/ask can I drink?", anonymous=True)
        await server.next_message(group)
    assert responder.seen[0].origin.person.id == str(group.id)
