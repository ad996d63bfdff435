"""People and the bot in chats, over real sockets: who hears whom, and who can be reached."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
)

from tests.wire.telegram_harness import TinyBot, clean_telegram, connected, running, yes_button
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Chat, Message, Person

MENTION = "@our_support_group_bot"


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with clean_telegram() as server:
        yield server


@pytest.fixture
async def tiny(telegram: FakeTelegram) -> AsyncIterator[TinyBot]:
    async with running(telegram) as bot:
        yield bot


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


async def test_starts_and_stops_like_at_home(telegram: FakeTelegram) -> None:
    async with running(telegram):
        await telegram.next_call("getUpdates")
    assert [each.method for each in telegram.calls[:3]] == ["getMe", "deleteWebhook", "getUpdates"]
    assert all(each.refusal is None for each in telegram.calls)


@pytest.mark.usefixtures("tiny")
async def test_start_carries_the_payload_of_a_deep_link(telegram: FakeTelegram, ann: Person) -> None:
    telegram.start(ann, "abc_1")
    reply = await telegram.next_message(ann)
    assert reply.text == "Hello abc_1"
    assert reply.labels == ["More", "Less", "In private"]
    assert [each["type"] for each in reply.entities] == ["bold"]


@pytest.mark.usefixtures("tiny")
async def test_private_text_needs_no_mention(telegram: FakeTelegram, ann: Person) -> None:
    said = telegram.say(ann, ann, "What if I miss a dose? 👍")
    reply = await telegram.next_message(ann)
    assert (reply.text, reply.reply_to) == (said.text, said)


@pytest.mark.usefixtures("tiny")
async def test_privacy_mode_lets_only_some_messages_through(telegram: FakeTelegram, ann: Person, group: Chat) -> None:
    for unheard in ("hello all", "@someone_else hi", "mail me@example.org", "/start@other_bot", "see /start"):
        telegram.say(ann, group, unheard)
    heard = telegram.say(ann, group, f"👍 {MENTION.upper()} hello")
    answer = await telegram.next_message(group)
    assert answer.reply_to is heard
    assert telegram.say(ann, group, "thanks", reply_to=answer).reply_to is answer
    assert (await telegram.next_message(group)).text == "thanks"
    for command in ("/start", f"/start{MENTION}"):
        telegram.say(ann, group, command)
        assert (await telegram.next_message(group)).text == "Hello"
    await telegram.drained()
    assert telegram.unread(group) == []


@pytest.mark.usefixtures("tiny")
async def test_an_administrator_bot_hears_everything(telegram: FakeTelegram, ann: Person, group: Chat) -> None:
    telegram.change_bot(group, "administrator", ann)
    telegram.say(ann, group, "hello all")
    assert (await telegram.next_message(group)).text == "hello all"


@pytest.mark.usefixtures("tiny")
async def test_a_reply_stays_in_its_topic(telegram: FakeTelegram, ann: Person) -> None:
    forum = telegram.add_group("Forum", [ann], is_forum=True)
    topic = telegram.add_topic(forum, "Blood tests", ann)
    telegram.say(ann, forum, f"{MENTION} hello", topic=topic)
    reply = await telegram.next_message(forum)
    assert reply.topic == topic.id
    assert reply.json()["is_topic_message"] is True
    telegram.say(ann, forum, f"{MENTION} in general")
    assert (await telegram.next_message(forum)).topic is None


async def test_what_stands_in_a_topic_replies_to_its_beginning(telegram: FakeTelegram, ann: Person) -> None:
    forum = telegram.add_group("Forum", [ann], is_forum=True)
    topic = telegram.add_topic(forum, "Blood tests", ann)
    said = telegram.say(ann, forum, "hello", topic=topic).json()
    assert said["reply_to_message"]["forum_topic_created"]["name"] == "Blood tests"


async def test_topics_that_take_no_messages(telegram: FakeTelegram, api: Bot, ann: Person, group: Chat) -> None:
    forum = telegram.add_group("Forum", [ann], is_forum=True)
    closed, deleted = (telegram.add_topic(forum, name, ann) for name in ("Closed", "Deleted"))
    telegram.close_topic(forum, closed, ann)
    telegram.delete_topic(forum, deleted)
    in_a_thread = telegram.say(ann, group, "b", reply_to=telegram.say(ann, group, "a")).json()["message_thread_id"]
    places = [(forum, closed.id, "Topic_closed"), (forum, deleted.id, "Message thread not found")]
    places += [(forum, 1, "Message thread not found"), (group, in_a_thread, "Message thread not found")]
    for chat, thread, reason in places:
        with pytest.raises(BadRequest, match=reason):
            await api.send_message(chat.id, "Hello", message_thread_id=thread)
    assert await api.send_chat_action(forum.id, "typing", message_thread_id=1)
    assert telegram.typing == [(forum.id, "typing")]


@pytest.mark.usefixtures("tiny")
async def test_a_press_returns_the_answer(telegram: FakeTelegram, ann: Person) -> None:
    telegram.start(ann)
    card = await telegram.next_message(ann)
    assert (await telegram.press(ann, card, "More")).text == "pressed more"
    assert (await telegram.next_edit(card)).text == "You chose more"
    assert card.former == ["Hello"]
    assert (await telegram.press(ann, card, "less")).text == "pressed less"
    telegram.follow(ann, card, "In private")
    assert (await telegram.next_message(ann)).text == "Hello private"


async def test_a_press_is_answered_once_and_in_time() -> None:
    now = 1_795_000_000.0
    async with clean_telegram(lambda: now) as telegram, connected(telegram) as api:
        ann = telegram.add_user("Ann")
        telegram.start(ann)
        await api.send_message(ann.id, "Well?", reply_markup=yes_button("yes"))
        card = telegram.messages[0]
        query = telegram.tap(ann, card, "Yes")
        assert await api.answer_callback_query(query.id, "Thanks")
        late = telegram.tap(ann, card, "Yes")
        now += 20
        for each in (query.id, late.id, "123"):
            with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
                await api.answer_callback_query(each)
        with pytest.raises(TimeoutError):
            await telegram.press(ann, card, "Yes", timeout=0.01)
        with pytest.raises(LookupError):
            telegram.tap(ann, card, "No")


async def test_the_card_of_a_press_may_be_gone(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    telegram.start(ann)
    await api.send_message(ann.id, "Well?", reply_markup=yes_button("yes"))
    telegram.delete(telegram.messages[0])
    telegram.send_callback(ann, telegram.messages[0], "forged")
    *_, update = await api.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible
    assert update.callback_query.data == "forged"


@pytest.mark.usefixtures("tiny")
async def test_edits_reach_the_bot(telegram: FakeTelegram, ann: Person) -> None:
    said = telegram.say(ann, ann, "helo")
    await telegram.next_message(ann)
    telegram.edit(ann, said, "hello")
    assert (await telegram.next_message(ann)).text == "edited: hello"


async def test_a_person_who_blocks_is_out_of_reach(telegram: FakeTelegram, tiny: TinyBot, ann: Person) -> None:
    telegram.start(ann)
    await telegram.next_message(ann)
    telegram.block(ann)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await tiny.bot.send_message(ann.id, "Hello")
    with pytest.raises(ValueError, match="blocked"):
        telegram.say(ann, ann, "Hello")
    telegram.start(ann)
    assert (await telegram.next_message(ann)).text == "Hello"
    await telegram.until(lambda: tiny.members == ["kicked", "member"])


async def test_who_never_started_is_out_of_reach(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await api.send_message(ann.id, "Hello")
    telegram.add_group("Group", [ann])
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await api.send_message(ann.id, "Hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await api.send_message(-5, "Hello")


async def test_a_bot_that_was_removed(telegram: FakeTelegram, api: Bot, ann: Person, group: Chat) -> None:
    assert await api.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await api.send_message(group.id, "Hello")
    telegram.add_bot(group, ann)
    telegram.change_bot(group, "kicked", ann)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await api.get_chat(group.id)


async def test_a_group_that_migrated(telegram: FakeTelegram, tiny: TinyBot, ann: Person) -> None:
    old = telegram.add_group("Group", admins=[ann], kind="group")
    telegram.say(ann, old, f"{MENTION} hello")
    assert (await telegram.next_message(old)).text == f"{MENTION} hello"
    new = telegram.migrate(old)
    with pytest.raises(ChatMigrated) as moved:
        await tiny.bot.send_message(old.id, "Hello")
    assert moved.value.new_chat_id == new.id
    await tiny.bot.send_message(new.id, "Hello again")
    assert (await telegram.next_message(new)).text == "Hello again"


async def test_an_administrator_may_write_as_the_group(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    group = telegram.add_group("Group", admins=[ann])
    telegram.say(ann, group, f"{MENTION} hello", anonymous=True)
    [update] = await api.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.from_user.username == "GroupAnonymousBot"
    assert update.message.sender_chat == update.message.chat


@pytest.mark.parametrize(("text", "reason"), [("", "1 to 4096"), (" ", "1 to 4096"), ("a" * 4097, "1 to 4096")])
async def test_people_cannot_do_what_their_apps_refuse(
    telegram: FakeTelegram, ann: Person, group: Chat, text: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        telegram.say(ann, ann, text)
    stranger = telegram.add_user("Bea")
    with pytest.raises(ValueError, match="only members"):
        telegram.say(stranger, group, "Hello")
    with pytest.raises(ValueError, match="own messages"):
        telegram.edit(stranger, telegram.say(ann, group, "Hello"), "Hi")


def test_a_message_knows_its_buttons() -> None:
    twice = {"inline_keyboard": [[{"text": "Yes", "callback_data": "a"}, {"text": "Yes", "callback_data": "b"}]]}
    message = Message(Chat(1, "private"), 1, Person(1, "Ann"), 0, markup=twice)
    assert message.button("b").label == "Yes"
    with pytest.raises(LookupError):
        message.button("Yes")
