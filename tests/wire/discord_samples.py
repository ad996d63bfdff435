"""Requests as discord.py makes them, to check the checkers with; changes to them make them wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.wire.discord_http import ApiRequest, Upload

Json = dict[str, Any]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COMMANDS, PRIVATE, SEND = "/applications/1/commands", "/users/@me/channels", "/channels/1/messages"
CALLBACK, FOLLOW_UP, EVENTS = "/interactions/1/token/callback", "/webhooks/1/token", "/guilds/1/scheduled-events"


def send(**body: object) -> ApiRequest:
    return ApiRequest("POST", SEND, body)


def callback(kind: int, **data: object) -> ApiRequest:
    return ApiRequest("POST", CALLBACK, {"type": kind, "data": data}, {"with_response": "1"})


def commands(*items: Json) -> ApiRequest:
    return ApiRequest("PUT", COMMANDS, list(items))


def command(**changes: object) -> Json:
    return {"name": "ask", "description": "Ask", "type": 1, "options": [], "nsfw": False, **changes}


def option(name: str = "text", **changes: object) -> Json:
    return {"name": name, "description": "A text", "type": 3, "required": False, **changes}


def button(custom_id: str | None = "a", **changes: object) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, "disabled": False, **changes}


def row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def select(**changes: object) -> Json:
    options = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
    return {"type": 3, "custom_id": "s", "options": options, "min_values": 1, "max_values": 1, **changes}


def text_input(custom_id: str = "t", **changes: object) -> Json:
    return {"type": 4, "custom_id": custom_id, "style": 1, "label": "Text", **changes}


def form(*rows: Json, **changes: object) -> ApiRequest:
    return callback(9, **{"custom_id": "f", "title": "Form", "components": list(rows), **changes})


def event(**changes: object) -> ApiRequest:
    body = {
        "name": "Coffee",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "Cafe"},
        "scheduled_start_time": (NOW + timedelta(days=1)).isoformat(),
        "scheduled_end_time": (NOW + timedelta(days=1, hours=2)).isoformat(),
        **changes,
    }
    return ApiRequest("POST", EVENTS, {key: value for key, value in body.items() if value is not None})


RIGHT: dict[str, ApiRequest] = {
    "plain message": send(content="x", nonce="n" * 25, enforce_nonce=True, tts=False),
    "ids as numbers": send(content="x", message_reference={"message_id": 5, "channel_id": 6}),
    "recipient as number": ApiRequest("POST", PRIVATE, {"recipient_id": 5}),
    "only a file": ApiRequest(
        "POST", SEND, {"attachments": [{"id": 0, "filename": "a"}]}, uploads=(Upload("files[0]", "a", b"x"),)
    ),
    "embed with flags": send(embeds=[{"title": "x", "type": "rich", "flags": 0}]),
    "controls": send(
        components=[row(button("a"), button("b"), button(None, style=5, url="https://x.org")), row(select())]
    ),
    "layout": send(flags=1 << 15, components=[{"type": 17, "components": [{"type": 10, "content": "x"}]}]),
    "edit": ApiRequest("PATCH", f"{SEND}/2", {"content": "x", "tts": False, "components": []}),
    "update": callback(7, content="x", tts=False, components=[]),
    "deferred": ApiRequest("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}, {"with_response": "1"}),
    "deferred update": ApiRequest("POST", CALLBACK, {"type": 6}, {"with_response": "1"}),
    "follow-up": ApiRequest("POST", FOLLOW_UP, {"content": "x", "flags": 64}, {"wait": "1", "with_components": "0"}),
    "no suggestions": callback(8, choices=[]),
    "form": form(row(text_input()), {"type": 18, "label": "Kind", "component": select()}),
    "commands": commands(
        command(options=[option("a", required=True), option("b", autocomplete=True)], name_localizations={"de": "f"}),
        command(
            name="group",
            options=[
                {
                    "type": 2,
                    "name": "g",
                    "description": "G",
                    "options": [{"type": 1, "name": "s", "description": "S", "options": [option()]}],
                }
            ],
        ),
        command(name="Explain This", type=3, description="", contexts=[0, 1], integration_types=[0]),
    ),
    "event": event(),
    "reaction": ApiRequest("PUT", f"{SEND}/2/reactions/\N{THUMBS UP SIGN}/@me"),
    "history": ApiRequest("GET", SEND, None, {"limit": "100", "before": "5"}),
}
