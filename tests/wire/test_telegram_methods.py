"""Methods of the fake Bot API as the real library calls them: what they do, and what they refuse."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import ClientSession
from telegram import Bot, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import (
    BadRequest,
    InvalidToken,
)

from tests.wire.telegram_harness import clean_telegram, connected, yes_button
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Chat, Person

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480) + b"\x08\x02\x00\x00\x00"


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with clean_telegram() as server:
        yield server


@pytest.fixture
async def api(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with connected(telegram) as bot:
        yield bot


@pytest.fixture
def ann(telegram: FakeTelegram) -> Person:
    return telegram.add_user("Ann", "ann_example")


@pytest.fixture
def group(telegram: FakeTelegram, ann: Person) -> Chat:
    return telegram.add_group("Group", [ann])


Attempt = Callable[[Bot, int], Awaitable[object]]
REFUSED: list[tuple[str, Attempt]] = [
    ("Message text is empty", lambda bot, chat: bot.send_message(chat, " ")),
    ("Message text is empty", lambda bot, chat: bot.send_message(chat, "<b></b>", "HTML")),
    ("Message is too long", lambda bot, chat: bot.send_message(chat, "a" * 4097)),
    ("Can't parse entities: can't find end tag", lambda bot, chat: bot.send_message(chat, "<b>a", "HTML")),
    ("Can't parse entities: unsupported start tag", lambda bot, chat: bot.send_message(chat, "<p>a</p>", "HTML")),
    ("Unsupported parse_mode", lambda bot, chat: bot.send_message(chat, "a", "rtf")),
    (
        "Button_data_invalid",
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=yes_button("ü" * 33)),
    ),
    (
        "Inline keyboard button url",
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=yes_button(url="ftp://a.b")),
    ),
    ("unallowed in the inline", lambda bot, chat: bot.send_message(chat, "a", reply_markup=yes_button())),
    ("Message to be replied not found", lambda bot, chat: bot.send_message(chat, "a", reply_to_message_id=99)),
    ("Message caption is too long", lambda bot, chat: bot.send_document(chat, b"a", "a" * 1025)),
    ("File must be non-empty", lambda bot, chat: bot.send_document(chat, b"")),
    ("Image_process_failed", lambda bot, chat: bot.send_photo(chat, b"no picture")),
    ("Wrong file identifier", lambda bot, chat: bot.send_document(chat, "unknown")),
    ("Message to edit not found", lambda bot, chat: bot.edit_message_text("a", chat, 99)),
    ("Message to delete not found", lambda bot, chat: bot.delete_message(chat, 99)),
    ("Wrong parameter action", lambda bot, chat: bot.send_chat_action(chat, "thinking")),
    ("Bot_command_invalid", lambda bot, _: bot.set_my_commands([("Help", "Help")])),
    ("Chat not found", lambda bot, _: bot.set_my_commands([("a", "a")], BotCommandScopeChat(-5))),
    ("Bot_command_description_invalid", lambda bot, _: bot.set_my_commands([("help", "")])),
    ("Message to pin not found", lambda bot, chat: bot.pin_chat_message(chat, 99)),
    ("Message_id_invalid", lambda bot, _: bot.edit_message_text("a", inline_message_id="a")),
    ("Member not found", lambda bot, chat: bot.get_chat_member(chat, 99)),
    ("Chat member status can't be changed", lambda bot, chat: bot.leave_chat(chat)),
    ("no administrators in the private chat", lambda bot, chat: bot.get_chat_administrators(chat)),
    ("Wrong file_id", lambda bot, _: bot.get_file("unknown")),
]


@pytest.mark.parametrize(("reason", "attempt"), REFUSED)
async def test_refusals(telegram: FakeTelegram, api: Bot, ann: Person, reason: str, attempt: Attempt) -> None:
    telegram.start(ann)
    with pytest.raises(BadRequest, match=reason):
        await attempt(api, ann.id)
    telegram.problems.clear()
    assert telegram.messages == []


async def test_edits_that_change_nothing(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    said = telegram.start(ann)
    sent = await api.send_message(ann.id, "<b>Hello</b>", "HTML", reply_markup=yes_button("yes"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("<b>Hello</b> ", "HTML", reply_markup=yes_button("yes"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(yes_button("yes"))
    await sent.edit_text("<b>Hello</b>", "HTML")
    assert telegram.messages[0].buttons == []
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await api.edit_message_text("Hello", ann.id, said.id)
    assert await sent.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("Hello")


async def test_only_own_or_new_messages_can_be_deleted() -> None:
    now = 1_795_000_000.0
    async with clean_telegram(lambda: now) as telegram, connected(telegram) as api:
        ann = telegram.add_user("Ann")
        group = telegram.add_group("Group", [ann])
        with pytest.raises(BadRequest, match="Message can't be deleted"):
            await api.delete_message(group.id, telegram.say(ann, group, "Hello").id)
        assert await api.delete_message(ann.id, telegram.start(ann).id)
        sent = await api.send_message(group.id, "Hello")
        now += 49 * 3600
        with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
            await sent.delete()


async def test_files_go_both_ways(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    telegram.start(ann)
    sent = await api.send_document(ann.id, b"day,taken", "<i>History</i>", filename="history.csv", parse_mode="HTML")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.caption) == ("history.csv", "text/csv", "History")
    photo = await api.send_photo(ann.id, PNG, filename="history.png")
    assert (photo.photo[0].width, photo.photo[0].height) == (640, 480)
    stored = telegram.messages[0].file
    assert stored is not None
    assert stored.content == b"day,taken"
    telegram.send_file(ann, ann, "list.txt", b"hello", "my list")
    *_, update = await api.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert await (await update.message.document.get_file()).download_as_bytearray() == b"hello"
    again = await api.send_document(ann.id, sent.document.file_id)
    assert again.document == sent.document


async def test_captions_are_edited_as_captions(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    telegram.start(ann)
    sent = await api.send_photo(ann.id, PNG, "Before", filename="a.png", protect_content=True)
    assert sent.has_protected_content
    await sent.edit_caption("<i>After</i>", parse_mode="HTML")
    assert (telegram.messages[0].text, telegram.messages[0].former) == ("After", ["Before"])
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("After")


async def test_rights_in_a_group(telegram: FakeTelegram, api: Bot, ann: Person, group: Chat) -> None:
    sent = await api.send_message(group.id, "Hello")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await sent.pin()
    group.muted = True
    with pytest.raises(BadRequest, match="Not enough rights to send text messages"):
        await api.send_message(group.id, "Hello")
    telegram.change_bot(group, "administrator", ann)
    assert await sent.pin()
    assert group.pinned == telegram.messages
    assert await api.get_chat_member_count(group.id) == 2


async def test_message_ids_repeat_between_chats(telegram: FakeTelegram, api: Bot, ann: Person, group: Chat) -> None:
    other = telegram.add_group("Other", [ann])
    ids = [(await api.send_message(chat.id, "Hello")).message_id for chat in (group, other)]
    assert ids[0] == ids[1]
    assert group.id < -(2**32)
    assert ann.id > 2**32


async def test_the_menu_fits_place_and_language(telegram: FakeTelegram, api: Bot, ann: Person, group: Chat) -> None:
    bea = telegram.add_user("Bea", language_code="de-AT")
    await api.set_my_commands([("help", "Help")])
    await api.set_my_commands([("remind", "Remind")], BotCommandScopeAllPrivateChats())
    await api.set_my_commands([("erinnern", "Erinnern")], BotCommandScopeAllPrivateChats(), "de")
    assert (telegram.menu(ann), telegram.menu(bea), telegram.menu(ann, group)) == (["remind"], ["erinnern"], ["help"])
    assert [each.command for each in await api.get_my_commands(language_code="de")] == []
    assert await api.delete_my_commands(BotCommandScopeAllPrivateChats())
    assert telegram.menu(ann) == ["help"]


async def test_what_the_bot_tells_of_itself(api: Bot) -> None:
    assert await api.set_my_description("Long")
    assert await api.set_my_short_description("Short", "de")
    assert await api.set_my_name("Name")
    assert (await api.get_my_description("de")).description == "Long"
    assert (await api.get_my_short_description()).short_description == ""
    assert (await api.get_my_name()).name == "Name"


async def test_members_of_a_group(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    bea, cleo = telegram.add_user("Bea"), telegram.add_user("Cleo")
    group = telegram.add_group("Group", [cleo], admins=[ann, bea])
    admins = await api.get_chat_administrators(group.id)
    assert {each.user.id: each.status for each in admins} == {ann.id: "creator", bea.id: "administrator"}
    telegram.leave(cleo, group)
    statuses = [(await api.get_chat_member(group.id, each.id)).status for each in (ann, bea, cleo, telegram.bot)]
    assert statuses == ["creator", "administrator", "left", "member"]
    assert (await api.get_chat(group.id)).title == "Group"
    telegram.join(cleo, group)
    service = [each.message for each in await api.get_updates() if each.message]
    assert [bool(each.left_chat_member) for each in service] == [True, False]
    assert [each.first_name for each in service[1].new_chat_members] == ["Cleo"]


async def test_problems_are_collected(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    telegram.start(ann)
    await api.send_message(ann.id, '<a href="javascript:x">site</a>', "HTML")
    assert len(telegram.problems) == 1
    assert telegram.messages[0].entities == ()
    with pytest.raises(AssertionError, match="javascript"):
        telegram.assert_clean()
    telegram.problems.clear()
    with pytest.raises(InvalidToken):
        await api.send_dice(ann.id)
    assert telegram.problems == ["sendDice: the fake does not know this method"]
    telegram.problems.clear()


async def test_every_form_of_request_is_read(telegram: FakeTelegram, ann: Person) -> None:
    telegram.start(ann)
    url = f"{telegram.api_url}/bot{telegram.token}/SENDMESSAGE"
    params = {"chat_id": str(ann.id), "text": "Hello"}
    async with ClientSession() as session:
        for how in ({"params": params}, {"data": params}, {"json": params | {"chat_id": ann.id}}):
            async with session.post(url, **how) as response:
                assert (await response.json())["ok"] is True
        async with session.post(url, data=params | {"reply_markup": "[]", "chat_id": "x"}) as response:
            assert (await response.json())["error_code"] == 400
    assert [each.text for each in telegram.messages] == ["Hello"] * 3
    telegram.problems.clear()


async def test_calls_are_kept_with_decoded_values(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    telegram.start(ann)
    await api.send_message(ann.id, "007", disable_web_page_preview=True)
    call = await telegram.next_call("sendMessage")
    assert (call.value("chat_id"), call.params["text"]) == (ann.id, "007")
    assert call.value("link_preview_options") == {"is_disabled": True}
    assert call.value("reply_markup") is None


async def test_values_keep_to_themselves_what_people_wrote(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    telegram.start(ann)
    await api.send_message(ann.id, "private words", reply_markup=yes_button("yes"))
    shown = repr([telegram.messages, telegram.messages[0].buttons, telegram.calls, ann])
    assert "private words" not in shown
    assert "Ann" not in shown
    assert telegram.token not in shown
