"""Discord's specification file catches malformed requests and answers, and lets pass what discord.py really sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wire import specs
from tests.wire.discord_http import ApiRequest
from tests.wire.discord_samples import (
    RIGHT,
    SEND,
    Json,
    button,
    callback,
    command,
    commands,
    event,
    form,
    option,
    row,
    select,
    send,
    text_input,
)
from tests.wire.discord_spec import DiscordSpec, discord_spec

SPEC = discord_spec()

SPEC_CASES: dict[str, tuple[ApiRequest, str]] = {
    "content is a number": (send(content=5), "content"),
    "content over 4000": (send(content="x" * 4001), "content"),
    "embed title": (send(embeds=[{"title": "x" * 257}]), "title"),
    "embed description": (send(embeds=[{"description": "x" * 4097}]), "description"),
    "embed field name": (send(embeds=[{"fields": [{"name": "x" * 257, "value": "x"}]}]), "name"),
    "26 embed fields": (send(embeds=[{"fields": [{"name": "x", "value": "x"}] * 26}]), "fields"),
    "11 embeds": (send(embeds=[{"title": "x"}] * 11), "embeds"),
    "embed colour": (send(embeds=[{"title": "x", "color": 1 << 24}]), "color"),
    "embed timestamp": (send(embeds=[{"title": "x", "timestamp": "yesterday"}]), "timestamp"),
    "button label over 80": (send(components=[row(button(label="x" * 81))]), "label"),
    "custom_id over 100": (send(components=[row(button("x" * 101))]), "custom_id"),
    "unknown button style": (send(components=[row(button(style=9))]), "style"),
    "six buttons in a row": (send(components=[row(*(button(str(i)) for i in range(6)))]), "components"),
    "26 select options": (
        send(components=[row(select(options=[{"label": str(i), "value": str(i)} for i in range(26)]))]),
        "options",
    ),
    "empty row": (send(content="x", components=[row()]), "components"),
    "nonce over 25": (send(content="x", nonce="x" * 26), "nonce"),
    "bad allowed_mentions": (send(content="x", allowed_mentions={"parse": ["all"]}), "parse"),
    "misspelt key": (send(content="x", contnet="x"), "contnet"),
    "misspelt key in a button": (send(components=[row(button(lable="x"))]), "lable"),
    "command name over 32": (commands(command(name="x" * 33)), "name"),
    "command description over 100": (commands(command(description="x" * 101)), "description"),
    "26 options": (commands(command(options=[option(f"o{i}") for i in range(26)])), "options"),
    "26 choices": (
        commands(command(options=[option(choices=[{"name": str(i), "value": str(i)} for i in range(26)])])),
        "choices",
    ),
    "unknown option type": (commands(command(options=[option(type=99)])), "type"),
    "131 commands": (commands(*(command(name=f"ask{i}") for i in range(131))), "$"),
    "unknown callback type": (callback(3, content="x"), "type"),
    "form title over 45": (form(row(text_input()), title="x" * 46), "title"),
    "input label over 45": (form(row(text_input(label="x" * 46))), "label"),
    "26 suggestions": (callback(8, choices=[{"name": "x", "value": "x"}] * 26), "choices"),
    "suggestion over 100": (callback(8, choices=[{"name": "x" * 101, "value": "x"}]), "name"),
    "event name over 100": (event(name="x" * 101), "name"),
    "event time": (event(scheduled_start_time="tomorrow"), "scheduled_start_time"),
    "unknown route": (ApiRequest("GET", "/nowhere"), "not a route"),
    "unknown method": (ApiRequest("PATCH", "/users/@me/channels", {}), "not a route"),
    "id that is no number": (ApiRequest("GET", "/channels/general/messages"), "channel_id"),
    "limit over 100": (ApiRequest("GET", SEND, None, {"limit": "101"}), "limit"),
    "unknown query": (ApiRequest("GET", SEND, None, {"limits": "10"}), "limits"),
    "missing body": (ApiRequest("POST", SEND), "body is missing"),
    "needless body": (ApiRequest("POST", "/channels/1/typing", {}), "takes no body"),
}

MESSAGE: Json = {
    "id": "5", "channel_id": "1", "type": 0, "content": "x", "timestamp": "2026-11-20T12:00:00+00:00",
    "edited_timestamp": None, "flags": 0, "mentions": [], "mention_roles": [], "mention_everyone": False,
    "attachments": [], "embeds": [], "components": [], "pinned": False, "tts": False,
    "author": {
        "id": "2", "username": "bot", "discriminator": "0000", "global_name": None, "avatar": None, "flags": 0,
        "public_flags": 0, "primary_guild": None,
    },
}  # fmt: skip
ANSWERS: dict[str, tuple[int, object, str | None]] = {
    "message": (200, MESSAGE, None),
    "error": (404, {"message": "Unknown Message", "code": 10008}, None),
    "error with reasons": (
        400,
        {"message": "Invalid Form Body", "code": 50035, "errors": {"_errors": [{"code": "INVALID", "message": "x"}]}},
        None,
    ),
    "too many": (429, {"message": "Slow down", "retry_after": 0.5, "global": False, "code": 0}, None),
    "id as number": (200, MESSAGE | {"id": 5}, "$.id"),
    "key missing": (200, {key: value for key, value in MESSAGE.items() if key != "author"}, "author"),
    "null for text": (200, MESSAGE | {"content": None}, "$.content"),
    "unknown status": (302, None, "never answers 302"),
    "error without code": (403, {"message": "no"}, "code"),
    "too many without time": (429, {"message": "Slow down", "global": False, "code": 0}, "retry_after"),
}


def spec() -> DiscordSpec:
    assert SPEC is not None
    return SPEC


if SPEC is not None:

    @pytest.mark.parametrize("case", SPEC_CASES)
    def test_specification_catches(case: str) -> None:
        request, finding = SPEC_CASES[case]
        (problem,) = spec().problems(request)
        assert problem.startswith(f"{request}: ")
        assert finding in problem

    @pytest.mark.parametrize("case", RIGHT)
    def test_specification_lets_pass(case: str) -> None:
        assert spec().problems(RIGHT[case]) == []

    @pytest.mark.parametrize("case", ANSWERS)
    def test_answers(case: str) -> None:
        status, body, finding = ANSWERS[case]
        problems = spec().answer_problems(send(content="x"), status, body)
        assert len(problems) == (finding is not None)
        assert (finding or "") in "".join(problems)

    def test_answers_without_a_body() -> None:
        typing = ApiRequest("POST", "/channels/1/typing")
        assert spec().answer_problems(typing, 204, None) == []
        assert spec().answer_problems(typing, 204, {}) != []
        assert spec().answer_problems(ApiRequest("GET", "/nowhere"), 404, {"message": "x", "code": 0}) == []
        assert spec().answer_problems(ApiRequest("GET", "/nowhere"), 200, {}) != []

    def test_named_schemas() -> None:
        assert spec().value_problems("MessageResponse", MESSAGE) == []
        assert spec().value_problems("MessageResponse", {}) != []


def test_folder_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPECS_DIR", str(tmp_path))
    assert specs.find_specs() == tmp_path
    with pytest.raises(FileNotFoundError):
        DiscordSpec(tmp_path)


def test_named_folder_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPECS_DIR", str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError, match="SPECS_DIR"):
        specs.find_specs()


def test_without_specifications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPECS_DIR", raising=False)
    monkeypatch.delenv("CI", raising=False)
    assert specs.find_specs() is None
    monkeypatch.setenv("CI", "true")
    with pytest.raises(FileNotFoundError, match="SPECS_DIR"):
        specs.find_specs()
