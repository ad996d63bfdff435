"""What the published description of the Bot API leaves to prose: lengths, patterns, formatting, addresses.

Stricter than Telegram where Telegram forgives in silence (a link it drops, a stray `&`): the bot means what
it sends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from tests.wire.telegram_entities import Formatted, link_problem, read_plain
from tests.wire.telegram_html import EntityError, read_html
from tests.wire.telegram_spec import Json, Upload

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_DATA_BYTES = 64
ROW_LIMIT = 8
BUTTON_LIMIT = 100
COMMAND_LIMIT = 100
FILE_BYTES = 50 * 2**20
PHOTO_BYTES = 10 * 2**20
MOST_LATITUDE, MOST_LONGITUDE = 90, 180
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
DEEP_LINK_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
BOT_HOSTS = frozenset({"t.me", "telegram.me"})
_CHAT_ID = re.compile(r"-?[1-9]\d{0,15}|@[A-Za-z][A-Za-z0-9_]{3,31}")
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d+)?")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)

Params = Mapping[str, object]
Rule = Callable[[Params], Iterator[str]]


def rule_problems(method: str, params: Params) -> list[str]:
    """What is wrong with a call beyond its form; each problem is one line that starts with the method."""
    rules = (*_EVERYWHERE, *_OF_METHOD.get(method.lower(), ()))
    return [f"{method}: {problem}" for rule in rules for problem in rule(params)]


def read_formatted(text: str, parse_mode: str) -> Formatted:
    """Text as Telegram would show it.

    Raises:
        EntityError: the markup is wrong. Only HTML is read; text in another mode counts as it stands.
    """
    return read_html(text) if parse_mode.lower() == "html" else read_plain(text)


def structure(params: Params, name: str) -> object:
    """A parameter that holds JSON, decoded; None if it is absent or no JSON."""
    value = params.get(name)
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return None


def keyboard_rows(markup: object) -> list[list[Json]]:
    """Rows of an inline keyboard; none if it is another kind of markup or not well formed."""
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list):
        return []
    return [[each for each in row if isinstance(each, dict)] for row in rows if isinstance(row, list)]


def _string(params: Params, name: str) -> str:
    value = params.get(name)
    return value if isinstance(value, str) else ""


def _chat(params: Params) -> Iterator[str]:
    if "chat_id" in params and not _CHAT_ID.fullmatch(str(params["chat_id"])):
        yield "chat_id is neither a number nor an @username"


def _thread(params: Params) -> Iterator[str]:
    thread = str(params.get("message_thread_id", "2"))
    if not thread.isdecimal() or int(thread) < 1:
        yield "message_thread_id is no positive number"


def _parse_mode(params: Params) -> Iterator[str]:
    mode = params.get("parse_mode")
    if mode not in {None, "HTML"}:
        yield f"parse_mode {mode!r} is not HTML, the only one that is read here"
    if mode is not None and ("entities" in params or "caption_entities" in params):
        yield "parse_mode and entities exclude each other"


def _formatted(name: str, least: int, most: int) -> Rule:
    def rule(params: Params) -> Iterator[str]:
        if name not in params and not least:
            return
        try:
            shown = read_formatted(_string(params, name), _string(params, "parse_mode"))
        except EntityError as error:
            yield f"{name}: can't parse entities: {error}"
            return
        yield from (f"{name}: {what}" for what in shown.dropped)
        if not least <= len(shown.text) <= most:
            yield f"{name} has {len(shown.text)} characters, not {least} to {most}"

    return rule


def _keyboard(params: Params) -> Iterator[str]:
    rows = keyboard_rows(structure(params, "reply_markup"))
    if sum(map(len, rows)) > BUTTON_LIMIT:
        yield f"the keyboard has over {BUTTON_LIMIT} buttons"
    for row in rows:
        if not 1 <= len(row) <= ROW_LIMIT:
            yield f"a row has {len(row)} buttons, not 1 to {ROW_LIMIT}"
        for button in row:
            yield from _button(button)


def _button(button: Json) -> Iterator[str]:
    label = str(button.get("text", ""))
    if not label.strip():
        yield "a button has no label"
    if len(_ACTIONS & button.keys()) != 1:
        yield "a button does not have exactly one action"
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_DATA_BYTES:
        yield f"callback_data has not 1 to {CALLBACK_DATA_BYTES} bytes"
    if "url" in button:
        problem = link_problem(str(button["url"]))
        yield from [f"a button has a {problem}"] if problem else []
        yield from _deep_link(str(button["url"]))


def _links(name: str) -> Rule:
    def rule(params: Params) -> Iterator[str]:
        try:
            shown = read_formatted(_string(params, name), _string(params, "parse_mode"))
        except EntityError:
            return
        for entity in shown.entities:
            yield from _deep_link(entity.get("url", ""))

    return rule


def _deep_link(address: str) -> Iterator[str]:
    parts = urlsplit(address) if not link_problem(address) else urlsplit("")
    if parts.hostname not in BOT_HOSTS:
        return
    query = parse_qs(parts.query, keep_blank_values=True)
    for name in ("start", "startgroup"):
        for payload in query.get(name, []):
            if not DEEP_LINK_PAYLOAD.fullmatch(payload):
                yield f"a deep link has a {name} payload other than 1 to 64 of A-Z a-z 0-9 _ -"


def _at_most(name: str, limit: int) -> Rule:
    def rule(params: Params) -> Iterator[str]:
        if len(_string(params, name)) > limit:
            yield f"{name} has over {limit} characters"

    return rule


def _language(params: Params) -> Iterator[str]:
    if not _LANGUAGE.fullmatch(_string(params, "language_code")):
        yield "language_code is no two-letter code"


def _commands(params: Params) -> Iterator[str]:
    given = structure(params, "commands")
    commands = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    names = [str(each.get("command", "")) for each in commands]
    if len(commands) > COMMAND_LIMIT:
        yield f"there are over {COMMAND_LIMIT} commands"
    if len(set(names)) < len(names):
        yield "a command stands twice"
    yield from (f"command name {name!r} has a wrong form" for name in names if not COMMAND_NAME.fullmatch(name))
    for each in commands:
        if not 1 <= len(str(each.get("description", "")).strip()) <= 256:
            yield f"description of {each.get('command')!r} has not 1 to 256 characters"


def _action(params: Params) -> Iterator[str]:
    if params.get("action") not in CHAT_ACTIONS:
        yield "action is unknown"


def _file(name: str, limit: int) -> Rule:
    def rule(params: Params) -> Iterator[str]:
        upload = params.get(name)
        if isinstance(upload, Upload) and not 0 < len(upload.content) <= limit:
            yield f"{name} has not 1 to {limit} bytes"
        if isinstance(upload, Upload) and not upload.name:
            yield f"{name} has no file name"

    return rule


def _polling(params: Params) -> Iterator[str]:
    for name, least, most in (("limit", 1, 100), ("timeout", 0, 50)):
        given = str(params.get(name, least))
        if not given.isdecimal() or not least <= int(given) <= most:
            yield f"{name} is not {least} to {most}"


def _edited(params: Params) -> Iterator[str]:
    if not {"chat_id", "message_id"} <= params.keys() and "inline_message_id" not in params:
        yield "neither chat_id with message_id nor inline_message_id is given"


def _venue(params: Params) -> Iterator[str]:
    for name, most in (("latitude", MOST_LATITUDE), ("longitude", MOST_LONGITUDE)):
        given = str(params.get(name, ""))
        if not _DEGREES.fullmatch(given) or abs(float(given)) > most:
            yield f"{name} is not -{most} to {most} degrees"
    yield from (f"{name} has no words" for name in ("title", "address") if not str(params.get(name, "")).strip())


def _callback_answer(params: Params) -> Iterator[str]:
    address = _string(params, "url")
    if address and (link_problem(address) or urlsplit(address).hostname not in BOT_HOSTS):
        yield "url of an answer may only open this bot"


_EVERYWHERE: tuple[Rule, ...] = (_chat, _thread, _parse_mode, _keyboard, _language)
_TEXT = (_formatted("text", 1, TEXT_LIMIT), _links("text"))
_CAPTION = (_formatted("caption", 0, CAPTION_LIMIT), _links("caption"))
_OF_METHOD: dict[str, tuple[Rule, ...]] = {
    "sendmessage": _TEXT,
    "editmessagetext": (*_TEXT, _edited),
    "editmessagecaption": (*_CAPTION, _edited),
    "editmessagereplymarkup": (_edited,),
    "senddocument": (*_CAPTION, _file("document", FILE_BYTES)),
    "sendphoto": (*_CAPTION, _file("photo", PHOTO_BYTES)),
    "sendvenue": (_venue,),
    "sendchataction": (_action,),
    "answercallbackquery": (_at_most("text", 200), _callback_answer),
    "setmycommands": (_commands,),
    "setmydescription": (_at_most("description", 512),),
    "setmyshortdescription": (_at_most("short_description", 120),),
    "setmyname": (_at_most("name", 64),),
    "getupdates": (_polling,),
}
