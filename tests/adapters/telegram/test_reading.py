"""What of all that happens in Telegram is meant for the bot, and how it is understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram.reading import Reader
from bot.core.actions import Action
from bot.core.incoming import Called, Incoming, Pressed, Said
from bot.core.people import Person, Place, PlaceKind, Platform, Role
from bot.core.ports import ArgumentSpec, CommandSpec
from tests.adapters.telegram.building import ANNA, GROUP, ME, OTHER_BOT, PRIVATE, Json, message, query, raw_message

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COMMANDS = (
    CommandSpec("ask", "Ask", (ArgumentSpec("question", "Question"),)),
    CommandSpec("topics", "Topics"),
    CommandSpec("start", "Start"),
)
MINE = {"message_id": 4, "date": 1_795_000_000, "chat": GROUP, "from": ME.to_dict(), "text": "An answer"}
TOPIC = {"message_thread_id": 77, "is_topic_message": True}
NOBODY: frozenset[str] = frozenset()
CHANNEL = {"id": -1_002_100_000_777, "type": "channel", "title": "News"}


def reader(organisers: frozenset[str] = NOBODY, listen_chats: frozenset[str] = NOBODY) -> Reader:
    return Reader(ME, COMMANDS, organisers=organisers, operators=NOBODY, listen_chats=listen_chats, clock=lambda: NOW)


def read(text: str | None, chat: Json = PRIVATE, **more: object) -> Incoming | None:
    return reader().message(message(text, chat, **more))


def said(text: str | None, chat: Json = PRIVATE, **more: object) -> str | None:
    incoming = read(text, chat, **more)
    return incoming.text if isinstance(incoming, Said) else None


def test_private_text_is_said_to_the_bot() -> None:
    incoming = read("Can I drink?")
    assert isinstance(incoming, Said)
    assert incoming.text == "Can I drink?"
    origin = incoming.origin
    assert origin.person == Person(Platform.TELEGRAM, "6100000001")
    assert origin.place == Place(Platform.TELEGRAM, "6100000001")
    assert (origin.at, origin.language, origin.role) == (NOW, "de", Role.MEMBER)
    assert (origin.addressed, origin.seen_by_others, origin.shows_forms) == (True, False, False)


def test_group_text_that_names_the_bot_is_said_to_it_without_the_name() -> None:
    incoming = read("@Our_Support_Group_Bot, can I drink?", GROUP)
    assert isinstance(incoming, Said)
    assert incoming.text == "can I drink?"
    assert incoming.origin.place == Place(Platform.TELEGRAM, str(GROUP["id"]), PlaceKind.GROUP)
    assert (incoming.origin.addressed, incoming.origin.seen_by_others) == (True, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("can I drink, @our_support_group_bot?", "can I drink,  ?"),
        ("hi\n@our_support_group_bot\ncan I drink", "hi\n \ncan I drink"),
        ("@our_support_group_bot", ""),
    ],
)
def test_name_is_taken_out_wherever_it_stands(text: str, words: str) -> None:
    assert said(text, GROUP) == words


@pytest.mark.parametrize(
    "text", ["can I drink?", "@our_support_group_bot2 hi", "a@our_support_group_bot", "@somebody can I drink?"]
)
def test_ordinary_talk_in_a_group_is_not_for_the_bot(text: str) -> None:
    assert read(text, GROUP) is None


def test_reply_to_the_bot_is_said_to_it() -> None:
    assert said("and with beer?", GROUP, reply_to_message=MINE) == "and with beer?"
    assert read("and with beer?", GROUP, reply_to_message=MINE | {"from": ANNA}) is None


def test_a_reply_carries_the_buttons_of_the_answer_it_goes_on_from() -> None:
    rows = [
        [{"text": "Helpful", "callback_data": "faq:helpful:alcohol"}, {"text": "More", "url": "https://t.me/a?start=b"}]
    ]
    mine = MINE | {"reply_markup": {"inline_keyboard": rows}}
    incoming = read("and with beer?", GROUP, reply_to_message=mine)
    assert isinstance(incoming, Said)
    assert incoming.replies_to == ("faq:helpful:alcohol",)
    plain = read("and with beer?", GROUP, reply_to_message=MINE)
    assert isinstance(plain, Said)
    assert plain.replies_to == ()


def test_what_stands_in_a_topic_is_no_reply_to_who_made_the_topic() -> None:
    made = MINE | {"text": None, "forum_topic_created": {"name": "Food", "icon_color": 1}}
    assert read("hello all", GROUP, reply_to_message=made, **TOPIC) is None


def test_talk_is_passed_on_where_the_settings_say_so() -> None:
    listening = reader(listen_chats=frozenset({str(GROUP["id"])}))
    incoming = listening.message(message("can I drink?", GROUP))
    assert isinstance(incoming, Said)
    assert incoming.origin.addressed is False
    assert listening.message(message("/other stuff", GROUP)) is not None


def test_topic_is_kept_and_a_thread_of_replies_is_none() -> None:
    named = "@our_support_group_bot hi"
    in_topic, in_thread = read(named, GROUP, **TOPIC), read(named, GROUP, message_thread_id=12)
    assert in_topic is not None
    assert in_thread is not None
    assert (in_topic.origin.place.topic, in_thread.origin.place.topic) == ("77", None)


def test_command_with_its_words() -> None:
    incoming = read("/ask@our_support_group_bot  can I\ndrink? ", GROUP)
    assert isinstance(incoming, Called)
    assert (incoming.command, dict(incoming.arguments)) == ("ask", {"question": "can I\ndrink? "})
    assert incoming.origin.seen_by_others


@pytest.mark.parametrize("text", ["/topics", "/TOPICS@our_support_group_bot", "/topics "])
def test_command_without_words(text: str) -> None:
    incoming = read(text, GROUP)
    assert isinstance(incoming, Called)
    assert (incoming.command, dict(incoming.arguments)) == ("topics", {})


def test_command_for_another_bot_is_left_to_it() -> None:
    assert read("/topics@other_bot", GROUP) is None
    assert read("/topics@other_bot") is None
    assert read("/weather London", GROUP) is None


def test_words_that_fit_no_argument_stay_with_the_command_for_the_screen() -> None:
    assert said("/topics I cannot breathe") == "/topics I cannot breathe"
    assert said("/topics I cannot breathe", GROUP) == "/topics I cannot breathe"
    assert said("/weather London") == "/weather London"
    assert said("/weather@our_support_group_bot now", GROUP) == "/weather now"
    assert said("/start I cannot breathe") == "/start I cannot breathe"


def test_deep_link_opens_what_it_says() -> None:
    incoming = read("/start " + Action("faq", "show", ("alcohol",)).payload)
    assert isinstance(incoming, Pressed)
    assert (incoming.code, incoming.fresh) == ("faq:show:alcohol", True)


def test_start_without_a_link_is_the_welcome() -> None:
    incoming = read("/start")
    assert isinstance(incoming, Called)
    assert incoming.command == "start"


@pytest.mark.parametrize("word", ["campaign", "AAA_bbb", "suicide", "i-want-to-die"])
def test_a_word_behind_start_that_is_no_link_of_ours_stays_for_the_screen(word: str) -> None:
    assert said(f"/start {word}") == f"/start {word}"


def test_words_for_another_bot_that_is_not_here_stay_for_the_screen() -> None:
    assert said("/topics@other_bot I cannot breathe") == "/topics@other_bot I cannot breathe"
    assert read("/topics@other_bot I cannot breathe", GROUP) is None


def test_link_opens_nothing_in_a_group() -> None:
    assert said("/start faq_show_alcohol", GROUP) == "/start faq_show_alcohol"


def test_words_below_a_picture_count_as_text() -> None:
    document = {"file_id": "a", "file_unique_id": "b"}
    assert said(None, document=document, caption="can I take this?") == "can I take this?"
    assert read(None, document=document) is None


@pytest.mark.parametrize(
    "more",
    [
        {"from": OTHER_BOT},
        {"from": None},
        {"chat": CHANNEL},
        {"sender_chat": CHANNEL, "is_automatic_forward": True},
    ],
)
def test_bots_and_channels_are_not_listened_to(more: Json) -> None:
    assert read("@our_support_group_bot hi", **({"chat": GROUP} | more)) is None


def test_administrator_without_a_name_counts_as_the_group() -> None:
    incoming = read("@our_support_group_bot hi", GROUP, sender_chat=GROUP, **{"from": OTHER_BOT})
    assert incoming is not None
    assert (incoming.origin.person.id, incoming.origin.name) == (str(GROUP["id"]), "Group")


def test_what_the_platform_calls_the_person() -> None:
    anna = {"from": ANNA | {"first_name": "Anna\u202e", "last_name": "Berg"}}
    said, pressed = read("hi", **anna), reader().press(query(raw_message("x", GROUP)))
    assert said is not None
    assert pressed is not None
    assert (said.origin.name, pressed.origin.name) == ("Anna Berg", "Anna")


def test_role_goes_along() -> None:
    organiser = reader(organisers=frozenset({str(ANNA["id"])}))
    incoming = organiser.message(message("hi"))
    pressed = organiser.press(query(raw_message("x", GROUP)))
    assert incoming is not None
    assert pressed is not None
    assert (incoming.origin.role, pressed.origin.role) == (Role.ORGANISER, Role.ORGANISER)


def test_press_in_a_topic() -> None:
    pressed = reader().press(query(raw_message("x", GROUP, **TOPIC)))
    assert pressed is not None
    assert (pressed.code, pressed.fresh) == ("faq:show:a", False)
    assert pressed.origin.place == Place(Platform.TELEGRAM, str(GROUP["id"]), PlaceKind.GROUP, "77")
    assert (pressed.origin.person.id, pressed.origin.language) == ("6100000001", "de")
    assert pressed.origin.seen_by_others


def test_press_under_a_message_that_is_out_of_reach_leads_to_a_new_one() -> None:
    pressed = reader().press(query({"chat": GROUP, "message_id": 4, "date": 0}))
    assert pressed is not None
    assert pressed.fresh


def test_press_without_a_message_or_a_code_is_none() -> None:
    assert reader().press(query(None)) is None
    assert reader().press(query(raw_message("x"), data=None)) is None


@given(st.text(min_size=1), st.booleans())
def test_any_text_can_be_read_and_private_words_never_get_lost(text: str, in_group: bool) -> None:
    incoming = read(text, GROUP) if in_group else read(text)
    if not in_group and not text.startswith("/"):
        assert isinstance(incoming, Said)
        assert incoming.text == text
