"""What Discord refuses although its published specification lets it pass: messages, forms, events, private channels.

Written by hand from Discord's developer documentation. Values of a wrong type are passed over here, since the
specification finds those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from tests.wire.discord_command_rules import command_problems
from tests.wire.discord_http import ApiRequest, template_pattern
from tests.wire.discord_json import components_of, dicts, duplicates, number, obj, pairs, text

EMPTY_MESSAGE = "cannot send an empty message"
CONTENT_LIMIT, EMBEDS_LIMIT, ROWS_LIMIT, FORM_LIMIT = 2000, 6000, 5, 5
LAYOUT_TEXT_LIMIT, LAYOUT_PARTS_LIMIT = 4000, 40

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL = 1, 2, 3, 4, 10, 18
SELECTS = frozenset({3, 5, 6, 7, 8})
FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 19, 21, 22, 23
_CONTROLS = SELECTS | {BUTTON, TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}
LINK_STYLE, PREMIUM_STYLE = 5, 6
FLAG_EPHEMERAL, FLAG_LAYOUT = 1 << 6, 1 << 15
EXTERNAL_EVENT = 3


def rule_problems(request: ApiRequest, now: datetime) -> list[str]:
    """Return what Discord would refuse in a request at the moment `now` (aware), one sentence each."""
    for method, pattern, rule in _RULES:
        if request.method == method and pattern.fullmatch(request.path):
            return [f"{request}: {finding}" for finding in rule(request, now)]
    return []


def answer_rule_problems(request: ApiRequest, status: int, body: object) -> list[str]:
    """Return what no answer of Discord looks like: ids that are numbers, errors without code or message."""
    findings = [
        f"{key} is a number, ids are strings"
        for key, value in pairs(body)
        if key.endswith("_id") and isinstance(value, int)
    ]
    if status >= 400 and not (isinstance(body, dict) and {"code", "message"} <= body.keys()):
        findings.append("an error needs code and message")
    return [f"{request}: answer {status}: {finding}" for finding in findings]


def _new_message(request: ApiRequest, _now: datetime) -> Iterator[str]:
    body = obj(request.json)
    if request.path.startswith("/channels/") and number(body, "flags") & FLAG_EPHEMERAL:
        yield "only an interaction can be answered by an ephemeral message"
    yield from message_problems(body, has_files=bool(request.uploads))


def _edited_message(request: ApiRequest, _now: datetime) -> Iterator[str]:
    body = obj(request.json)
    yield from _content_problems(body)
    yield from _component_problems(body)


def _callback(request: ApiRequest, _now: datetime) -> Iterator[str]:
    body = obj(request.json)
    data = obj(body.get("data"))
    match body.get("type"):
        case 4:
            yield from message_problems(data, has_files=bool(request.uploads))
        case 7:
            yield from _content_problems(data)
            yield from _component_problems(data)
        case 9:
            yield from _form_problems(data)


def message_problems(body: dict[str, Any], *, has_files: bool = False) -> Iterator[str]:
    """Yield what is wrong with a message that is to be sent."""
    yield from _content_problems(body)
    yield from _component_problems(body)
    has_text = bool(text(body, "content").strip())
    others = ("embeds", "components", "sticker_ids", "poll")
    if not (has_text or has_files or any(body.get(key) for key in others)):
        yield EMPTY_MESSAGE


def _content_problems(body: dict[str, Any]) -> Iterator[str]:
    if (length := len(text(body, "content"))) > CONTENT_LIMIT:
        yield f"content has {length} characters, {CONTENT_LIMIT} are allowed"
    embeds = dicts(body.get("embeds"))
    if (total := sum(map(_embed_length, embeds))) > EMBEDS_LIMIT:
        yield f"embeds have {total} characters in total, {EMBEDS_LIMIT} are allowed"
    yield from _mention_problems(obj(body.get("allowed_mentions")))
    if any(not _embed_length(embed) and not embed.keys() & {"image", "thumbnail", "video"} for embed in embeds):
        yield "an embed is empty"


def _mention_problems(allowed: dict[str, Any]) -> Iterator[str]:
    parsed = allowed.get("parse")
    for kind in ("users", "roles"):
        if isinstance(parsed, list) and kind in parsed and allowed.get(kind):
            yield f"allowed_mentions names {kind} and parses them, too"


def _embed_length(embed: dict[str, Any]) -> int:
    parts = [text(embed, "title"), text(embed, "description")]
    parts += [text(obj(embed.get("footer")), "text"), text(obj(embed.get("author")), "name")]
    for entry in dicts(embed.get("fields")):
        parts += [text(entry, "name"), text(entry, "value")]
    return sum(map(len, parts))


def _component_problems(body: dict[str, Any]) -> Iterator[str]:
    top = dicts(body.get("components"))
    parts = list(components_of(top))
    if number(body, "flags") & FLAG_LAYOUT:
        yield from _layout_problems(body, parts)
    elif any(number(part, "type") != ROW for part in top):
        yield "components outside of action rows need the layout flag"
    elif len(top) > ROWS_LIMIT:
        yield f"{len(top)} action rows, {ROWS_LIMIT} are allowed"
    yield from _control_problems(parts)
    yield from _row_problems([part for part in parts if number(part, "type") == ROW])
    if any(number(part, "type") == TEXT_INPUT for part in parts):
        yield "text inputs belong in forms"


def _layout_problems(body: dict[str, Any], parts: list[dict[str, Any]]) -> Iterator[str]:
    if body.get("content") or body.get("embeds") or body.get("poll"):
        yield "a layout takes no content, embeds or poll beside it"
    if len(parts) > LAYOUT_PARTS_LIMIT:
        yield f"{len(parts)} parts in a layout, {LAYOUT_PARTS_LIMIT} are allowed"
    texts = [text(part, "content") for part in parts if number(part, "type") == TEXT_DISPLAY]
    if sum(map(len, texts)) > LAYOUT_TEXT_LIMIT:
        yield f"a layout has more than {LAYOUT_TEXT_LIMIT} characters of text"


def _row_problems(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        kinds = [number(part, "type") for part in dicts(row.get("components"))]
        if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
            yield "a select fills its row alone"
        if kinds.count(BUTTON) > 5:
            yield "more than 5 buttons in a row"


def _control_problems(parts: list[dict[str, Any]]) -> Iterator[str]:
    controls = [part for part in parts if number(part, "type") in _CONTROLS]
    ids = [part["custom_id"] for part in controls if isinstance(part.get("custom_id"), str)]
    yield from duplicates("custom_id", ids)
    for part in controls:
        if part["type"] == BUTTON:
            yield from _button_problems(part)
        elif not part.get("custom_id"):
            yield "custom_id is missing"
        if part["type"] in SELECTS:
            yield from _select_problems(part)


def _button_problems(button: dict[str, Any]) -> Iterator[str]:
    style = button.get("style")
    if style == LINK_STYLE:
        if not button.get("url") or button.get("custom_id"):
            yield "a link button needs a url and no custom_id"
    elif style != PREMIUM_STYLE and not button.get("custom_id"):
        yield "custom_id is missing"
    elif button.get("url"):
        yield "only a link button takes a url"
    if style != PREMIUM_STYLE and not (button.get("label") or button.get("emoji")):
        yield "a button needs a label or an emoji"


def _select_problems(select: dict[str, Any]) -> Iterator[str]:
    least, most = number(select, "min_values", 1), number(select, "max_values", 1)
    if least > most:
        yield "min_values is above max_values"
    if select["type"] == STRING_SELECT:
        options = dicts(select.get("options"))
        yield from duplicates("option value", [text(option, "value") for option in options])
        if most > len(options):
            yield "max_values is above the number of options"
        if sum(option.get("default") is True for option in options) > most:
            yield "more default options than max_values"


def _form_problems(data: dict[str, Any]) -> Iterator[str]:
    rows = dicts(data.get("components"))
    parts = list(components_of(rows))
    if len(rows) > FORM_LIMIT:
        yield f"{len(rows)} rows in a form, {FORM_LIMIT} are allowed"
    if any(number(row, "type") not in (ROW, LABEL, TEXT_DISPLAY) for row in rows):
        yield "a form takes rows, labels and texts only"
    yield from _control_problems(parts)
    for row in rows:
        if number(row, "type") == ROW and len(dicts(row.get("components"))) != 1:
            yield "a row of a form holds one text input"
        if number(row, "type") == ROW and any(not part.get("label") for part in dicts(row.get("components"))):
            yield "a text input in a row needs a label"
    for part in parts:
        if number(part, "type") == TEXT_INPUT and number(part, "min_length") > number(part, "max_length", 4000):
            yield "min_length is above max_length"


def _new_event(request: ApiRequest, now: datetime) -> Iterator[str]:
    body = obj(request.json)
    if body.get("entity_type") == EXTERNAL_EVENT:
        if not body.get("scheduled_end_time"):
            yield "an external event needs an end"
        if not obj(body.get("entity_metadata")).get("location"):
            yield "an external event needs a location"
    if not body.get("name"):
        yield "an event needs a name"
    yield from _changed_event(request, now)


def _changed_event(request: ApiRequest, now: datetime) -> Iterator[str]:
    body = obj(request.json)
    start, end = _moment(body.get("scheduled_start_time")), _moment(body.get("scheduled_end_time"))
    if start and start <= now:
        yield "cannot schedule an event in the past"
    if start and end and end <= start:
        yield "an event must end after its start"


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _private_channel(request: ApiRequest, _now: datetime) -> Iterator[str]:
    if not obj(request.json).get("recipient_id"):
        yield "recipient_id is missing"


def _commands(request: ApiRequest, _now: datetime) -> Iterator[str]:
    yield from command_problems(dicts(request.json))


_Rule = Callable[[ApiRequest, datetime], Iterator[str]]
_TABLE: tuple[tuple[str, str, _Rule], ...] = (
    ("POST", "/channels/{channel}/messages", _new_message),
    ("PATCH", "/channels/{channel}/messages/{message}", _edited_message),
    ("POST", "/interactions/{interaction}/{token}/callback", _callback),
    ("POST", "/webhooks/{application}/{token}", _new_message),
    ("PATCH", "/webhooks/{application}/{token}/messages/{message}", _edited_message),
    ("PUT", "/applications/{application}/commands", _commands),
    ("PUT", "/applications/{application}/guilds/{guild}/commands", _commands),
    ("POST", "/guilds/{guild}/scheduled-events", _new_event),
    ("PATCH", "/guilds/{guild}/scheduled-events/{event}", _changed_event),
    ("POST", "/users/@me/channels", _private_channel),
)
_RULES: tuple[tuple[str, re.Pattern[str], _Rule], ...] = tuple(
    (method, template_pattern(template), rule) for method, template, rule in _TABLE
)
