"""The checks on calls must see wrong calls and let right ones pass; a check that sees nothing proves nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.wire.telegram_harness import published_spec
from tests.wire.telegram_rules import rule_problems
from tests.wire.telegram_spec import Json, TelegramSpec, Upload

HERE = {"chat_id": "6100000001"}
LIST = json.dumps


def form(**params: object) -> dict[str, object]:
    """Parameters as a form carries them."""
    return {name: LIST(value) if isinstance(value, dict | list) else value for name, value in params.items()}


def keyboard(*rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return form(**HERE, text="Hello", reply_markup={"inline_keyboard": list(rows)})


def listed(name: str, *types: str, required: bool = True, description: str = "") -> Json:
    return {"name": name, "types": list(types), "required": required, "description": description}


# A description of the same make as the published one, so that the checker is tested where that is not at hand.
SMALL: Json = {
    "methods": {
        "sendPicture": {
            "name": "sendPicture",
            "returns": ["Picture", "Boolean"],
            "fields": [
                listed("chat_id", "Integer", "String"),
                listed("picture", "InputFile", "String"),
                listed("loud", "Boolean", required=False),
                listed("ratio", "Float", required=False),
                listed("corners", "Array of Array of Corner", required=False),
                listed("frame", "Frame", required=False),
                listed("format", "String", required=False, description='Format, one of "small", "big"'),
            ],
        },
        "getNothing": {"name": "getNothing", "returns": ["Array of Integer"]},
    },
    "types": {
        "Corner": {"name": "Corner", "fields": [listed("x", "Integer")]},
        "Picture": {
            "name": "Picture",
            "fields": [listed("id", "Integer"), listed("frame", "Frame", required=False)],
        },
        "Frame": {"name": "Frame", "subtypes": ["FrameGold", "FrameWood"]},
        "FrameGold": {"name": "FrameGold", "fields": [listed("type", "String", description='Always, always "gold"')]},
        "FrameWood": {
            "name": "FrameWood",
            "fields": [listed("type", "String", description="Type, must be wood"), listed("tree", "String")],
        },
    },
}
PICTURE = {"chat_id": "1", "picture": Upload("a.png", b"png")}


@pytest.fixture
def small(tmp_path: Path) -> TelegramSpec:
    path = tmp_path / "api.json"
    path.write_text(LIST(SMALL), encoding="utf-8")
    return TelegramSpec(path)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"loud": "true", "ratio": "0.5", "format": "big"},
        {"picture": "attach://part", "part": Upload("a.png", b"png")},
        {"corners": LIST([[{"x": 1}], []]), "frame": LIST({"type": "wood", "tree": "oak"})},
    ],
)
def test_right_calls_pass(small: TelegramSpec, more: dict[str, object]) -> None:
    assert small.problems("sendpicture", PICTURE | more) == []


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"picture": 5}, "picture is no"),
        ({"loud": "yes"}, "loud does not read as Boolean"),
        ({"ratio": "half"}, "ratio does not read as Float"),
        ({"corners": "["}, "corners does not read as Array"),
        ({"corners": LIST([{"x": 1}])}, "corners[0] is no list"),
        ({"corners": LIST([[{"x": "1"}]])}, "corners[0][0].x is no Integer"),
        ({"corners": LIST([[{}]])}, "corners[0][0].x is missing"),
        ({"corners": LIST([[{"x": 1, "y": 1}]])}, "corners[0][0].y is not listed"),
        ({"corners": LIST([[{"x": True}]])}, "corners[0][0].x is no Integer"),
        ({"frame": LIST({"type": "steel"})}, "frame fits no kind of Frame"),
        ({"frame": LIST({"type": "wood"})}, "frame.tree is missing"),
        ({"frame": LIST("gold")}, "frame fits no kind of Frame"),
        ({"format": "medium"}, "format is none of small, big"),
        ({"colour": "red"}, "colour is not listed"),
    ],
)
def test_wrong_calls_are_named(small: TelegramSpec, more: dict[str, object], problem: str) -> None:
    found = small.problems("sendPicture", PICTURE | more)
    assert any(each.startswith(f"sendPicture: {problem}") for each in found), found


def test_missing_and_unknown(small: TelegramSpec) -> None:
    assert small.problems("sendPicture", {}) == ["sendPicture: chat_id is missing", "sendPicture: picture is missing"]
    assert small.problems("sendStatue", {}) == ["sendStatue: no such method"]
    assert small.result_problems("sendStatue", True) == ["sendStatue: no such method"]


@pytest.mark.parametrize("result", [True, {"id": 1}, {"id": 1, "frame": {"type": "gold"}}])
def test_right_results_pass(small: TelegramSpec, result: object) -> None:
    assert small.result_problems("sendPicture", result) == []


@pytest.mark.parametrize("result", [None, [], {"id": "1"}, {"id": 1, "to": "x"}, {"id": 1, "frame": {"type": "wood"}}])
def test_wrong_results_are_named(small: TelegramSpec, result: object) -> None:
    assert small.result_problems("sendPicture", result)


# (method, parameters): each is wrong in one way that the published description can tell.
AGAINST_DESCRIPTION: list[tuple[str, dict[str, object]]] = [
    ("sendMesage", form(**HERE, text="Hello")),
    ("sendMessage", form(text="Hello")),
    ("sendMessage", form(**HERE)),
    ("sendMessage", form(**HERE, text="Hello", reply_to_message_id="5")),
    ("sendMessage", form(**HERE, text="Hello", disable_web_page_preview="true")),
    ("sendMessage", form(**HERE, text="Hello", message_thread_id="general")),
    ("sendMessage", form(**HERE, text="Hello", disable_notification="yes")),
    ("sendMessage", form(**HERE, text="Hello", reply_parameters={"message": 5})),
    ("sendMessage", form(**HERE, text="Hello", link_preview_options={"disabled": True})),
    ("sendMessage", form(**HERE, text="Hello", reply_markup="{")),
    ("sendMessage", form(**HERE, text="Hello", reply_markup={"inline_keyboard": [{"text": "Yes"}]})),
    ("sendMessage", form(**HERE, text="Hello", entities=[{"type": "loud", "offset": 0, "length": 1}])),
    ("sendMessage", keyboard([{"callback_data": "yes"}])),
    ("sendMessage", keyboard([{"text": "Yes", "callbackdata": "yes"}])),
    ("sendMessage", keyboard([{"text": "Yes", "callback_data": 5}])),
    ("sendMessage", keyboard([{"text": "Yes", "callback_data": "yes", "style": "red"}])),
    ("sendDocument", form(**HERE)),
    ("sendDocument", form(**HERE, document=Upload("a.csv", b"a"), filename="a.csv")),
    ("sendPhoto", form(**HERE, photo=Upload("a.png", b"a"), text="Look")),
    ("editMessageText", form(**HERE, message_id="five", text="Hello")),
    ("answerCallbackQuery", form(text="Thanks")),
    ("answerCallbackQuery", form(callback_query_id="5", alert="true")),
    ("setMyCommands", form(commands=[{"command": "help"}])),
    ("setMyCommands", form(commands={"help": "Help"})),
    ("setMyCommands", form(commands=[], scope={"type": "everyone"})),
    ("setMyCommands", form(commands=[], scope={"type": "chat"})),
    ("setMyCommands", form(commands=[], scope={"type": "default", "chat_id": 5})),
    ("getUpdates", form(offset="last")),
    ("getUpdates", form(allowed_updates="message")),
    ("getChatMember", form(**HERE)),
    ("deleteMessage", form(**HERE)),
    ("sendChatAction", form(**HERE)),
]
# The same, where only the rules written by hand can tell.
AGAINST_RULES: list[tuple[str, dict[str, object]]] = [
    ("sendMessage", form(**HERE, text="")),
    ("sendMessage", form(**HERE, text="  \n ")),
    ("sendMessage", form(**HERE, text="<b> </b>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="a" * 4097)),
    ("sendMessage", form(**HERE, text="a", parse_mode="html5")),
    ("sendMessage", form(**HERE, text="*a*", parse_mode="MarkdownV2")),
    ("sendMessage", form(**HERE, text="a", parse_mode="HTML", entities=[])),
    ("sendMessage", form(**HERE, text="<b>a", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="a</b>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="<b><i>a</b></i>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="a <p>b</p>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="5 < 6", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="6 > 5", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="you & me", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="a&nbsp;b", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text='<a href="javascript:x">a</a>', parse_mode="HTML")),
    ("sendMessage", form(**HERE, text='<a href="mailto:a@b.org">a</a>', parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="<a>the site</a>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text='<b class="x">a</b>', parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="<code><b>a</b></code>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="<blockquote>a<blockquote>b</blockquote></blockquote>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="<span>a</span>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="<tg-time>soon</tg-time>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text='<tg-time unix="soon">soon</tg-time>', parse_mode="HTML")),
    ("sendMessage", form(**HERE, text='<tg-time unix="1795000000" format="Y-m-d">soon</tg-time>', parse_mode="HTML")),
    ("sendMessage", form(**HERE, text='<a href="https://t.me/a_bot?start=a.b">a</a>', parse_mode="HTML")),
    ("sendMessage", form(chat_id="Ann", text="Hello")),
    ("sendMessage", form(**HERE, text="Hello", message_thread_id="0")),
    ("sendMessage", keyboard([{"text": "Yes", "callback_data": ""}])),
    ("sendMessage", keyboard([{"text": "Yes", "callback_data": "a" * 65}])),
    ("sendMessage", keyboard([{"text": "Yes", "callback_data": "ü" * 33}])),
    ("sendMessage", keyboard([{"text": "Yes"}])),
    ("sendMessage", keyboard([{"text": " ", "callback_data": "yes"}])),
    ("sendMessage", keyboard([{"text": "Yes", "callback_data": "yes", "url": "https://example.org"}])),
    ("sendMessage", keyboard([{"text": "Yes", "url": "example.org"}])),
    ("sendMessage", keyboard([{"text": "Yes", "url": "https://t.me/a_bot?start=" + "a" * 65}])),
    ("sendMessage", keyboard([{"text": "Yes", "url": "https://t.me/a_bot?start="}])),
    ("sendMessage", keyboard([{"text": str(at), "callback_data": "x"} for at in range(9)])),
    ("sendMessage", keyboard([])),
    ("sendMessage", keyboard(*[[{"text": str(at), "callback_data": "x"}] for at in range(101)])),
    ("sendDocument", form(**HERE, document=Upload("a.csv", b"a"), caption="a" * 1025)),
    ("sendDocument", form(**HERE, document=Upload("a.csv", b""))),
    ("sendDocument", form(**HERE, document=Upload("", b"a"))),
    ("sendPhoto", form(**HERE, photo=Upload("a.png", b"a" * (10 * 2**20 + 1)))),
    ("editMessageText", form(text="Hello")),
    ("editMessageReplyMarkup", form(**HERE)),
    ("answerCallbackQuery", form(callback_query_id="5", text="a" * 201)),
    ("answerCallbackQuery", form(callback_query_id="5", url="https://example.org")),
    ("sendChatAction", form(**HERE, action="thinking")),
    ("getUpdates", form(limit="1000")),
    ("getUpdates", form(timeout="3600")),
    ("setMyCommands", form(commands=[{"command": "Help", "description": "Help"}])),
    ("setMyCommands", form(commands=[{"command": "my data", "description": "Data"}])),
    ("setMyCommands", form(commands=[{"command": "h" * 33, "description": "Help"}])),
    ("setMyCommands", form(commands=[{"command": "help", "description": ""}])),
    ("setMyCommands", form(commands=[{"command": "help", "description": "a" * 257}])),
    ("setMyCommands", form(commands=[{"command": "help", "description": "Help"}] * 2)),
    ("setMyCommands", form(commands=[{"command": f"a{at}", "description": "a"} for at in range(101)])),
    ("setMyCommands", form(commands=[], language_code="en-GB")),
    ("setMyDescription", form(description="a" * 513)),
    ("setMyShortDescription", form(short_description="a" * 121)),
    ("setMyName", form(name="a" * 65)),
]
RIGHT: list[tuple[str, dict[str, object]]] = [
    ("getMe", {}),
    ("sendMessage", form(**HERE, text="Hello")),
    ("sendMessage", form(chat_id="@our_group", text="a" * 4096, message_thread_id="7")),
    ("sendMessage", form(**HERE, text="<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML")),
    ("sendMessage", form(**HERE, text="Hello", reply_parameters={"message_id": 5, "chat_id": 7})),
    ("sendMessage", form(**HERE, text="Hello", link_preview_options={"is_disabled": True})),
    ("sendMessage", form(**HERE, text="Hello", reply_markup={"force_reply": True})),
    ("sendMessage", form(**HERE, text="<tg-time unix='1795000000' format='wDT'>Thu</tg-time>", parse_mode="HTML")),
    ("sendMessage", keyboard([{"text": "Yes", "callback_data": "a" * 64, "style": "success"}] * 8)),
    ("sendMessage", keyboard([{"text": "Start", "url": "https://t.me/a_bot?start=Ab_-9"}])),
    ("sendDocument", form(**HERE, document=Upload("a.csv", b"a"), caption="<i>a</i>", parse_mode="HTML")),
    ("editMessageText", form(**HERE, message_id="5", text="Hello")),
    ("answerCallbackQuery", form(callback_query_id="5", text="a" * 200, show_alert="true")),
    ("setMyCommands", form(commands=[{"command": "my_data", "description": "a"}], language_code="de")),
    ("setMyCommands", form(commands=[], scope={"type": "chat", "chat_id": -1002100000001})),
    ("getUpdates", form(offset="-1", timeout="50", limit="100", allowed_updates=["message"])),
]
PUBLISHED = published_spec()

# Where the published description is not at hand, the small one has to prove the checker.
if PUBLISHED is not None:

    @pytest.mark.parametrize(("method", "params"), AGAINST_DESCRIPTION)
    def test_the_published_description_tells(method: str, params: dict[str, object]) -> None:
        assert PUBLISHED is not None
        assert PUBLISHED.problems(method, params)


@pytest.mark.parametrize(("method", "params"), AGAINST_RULES)
def test_the_rules_tell(method: str, params: dict[str, object]) -> None:
    found = rule_problems(method, params)
    assert len(found) == 1, found
    assert found[0].startswith(f"{method}: ")


@pytest.mark.parametrize(("method", "params"), RIGHT)
def test_neither_complains_of_right_calls(method: str, params: dict[str, object]) -> None:
    assert rule_problems(method, params) == []
    assert PUBLISHED is None or PUBLISHED.problems(method, params) == []
