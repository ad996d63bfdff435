"""The hand-written rules catch what the specification misses, with no specification at hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.discord_http import ApiRequest
from tests.wire.discord_rules import answer_rule_problems, rule_problems
from tests.wire.discord_samples import (
    CALLBACK,
    COMMANDS,
    EVENTS,
    FOLLOW_UP,
    NOW,
    PRIVATE,
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


def _choice(number: int) -> Json:
    return {"name": f"{number:03}" + "x" * 90, "value": f"{number:03}" + "y" * 90}


RULE_CASES: dict[str, tuple[ApiRequest, str]] = {
    "content over 2000": (send(content="x" * 2001), "2001 characters"),
    "edited content over 2000": (ApiRequest("PATCH", f"{SEND}/2", {"content": "x" * 2001}), "2001 characters"),
    "follow-up over 2000": (ApiRequest("POST", FOLLOW_UP, {"content": "x" * 2001}, {"wait": "1"}), "2001"),
    "reply over 2000": (callback(4, content="x" * 2001), "2001 characters"),
    "update over 2000": (callback(7, content="x" * 2001), "2001 characters"),
    "embeds over 6000": (send(embeds=[{"description": "x" * 3001}] * 2), "6002 characters"),
    "embed fields count": (send(embeds=[{"fields": [{"name": "x" * 200, "value": "x" * 1000}] * 6}]), "7200"),
    "empty embed": (send(content="x", embeds=[{}]), "embed is empty"),
    "empty message": (send(content=""), "empty message"),
    "blank message": (send(content=" \n"), "empty message"),
    "message without anything": (send(allowed_mentions={"parse": []}), "empty message"),
    "empty reply": (callback(4, content=""), "empty message"),
    "attachment without its file": (send(attachments=[{"id": 0, "filename": "a"}]), "empty message"),
    "mentions parsed and named": (
        send(content="x", allowed_mentions={"parse": ["users"], "users": ["1"]}),
        "names users",
    ),
    "six rows": (send(components=[row(button(str(i))) for i in range(6)]), "6 action rows"),
    "custom_id twice": (send(components=[row(button()), row(button())]), "'a' is used twice"),
    "custom_id missing": (send(components=[row(button(None))]), "custom_id is missing"),
    "link with custom_id": (send(components=[row(button(style=5, url="https://x.org"))]), "link button"),
    "link without url": (send(components=[row(button(None, style=5))]), "link button"),
    "plain button with url": (send(components=[row(button(url="https://x.org"))]), "only a link button"),
    "button without label": (send(components=[row(button(label=None))]), "label or an emoji"),
    "select beside a button": (send(components=[row(button(), select())]), "fills its row"),
    "select minimum": (send(components=[row(select(min_values=2))]), "min_values is above"),
    "select maximum": (send(components=[row(select(max_values=3))]), "number of options"),
    "select value twice": (
        send(components=[row(select(options=[{"label": "One", "value": "1"}, {"label": "Two", "value": "1"}]))]),
        "option value '1'",
    ),
    "text input in a message": (send(content="x", components=[row(text_input())]), "belong in forms"),
    "layout without its flag": (send(components=[{"type": 10, "content": "x"}]), "layout flag"),
    "layout with content": (send(content="x", flags=1 << 15, components=[{"type": 10, "content": "x"}]), "no content"),
    "layout too long": (send(flags=1 << 15, components=[{"type": 10, "content": "x" * 4001}]), "4000 characters"),
    "layout with 41 parts": (send(flags=1 << 15, components=[{"type": 10, "content": "x"}] * 41), "41 parts"),
    "seen by one outside an interaction": (send(content="x", flags=64), "ephemeral"),
    "upper-case command": (commands(command(name="Ask")), "lower case"),
    "command with a space": (commands(command(name="ask me")), "lower case"),
    "upper-case option": (commands(command(options=[option("Text")])), "lower case"),
    "command without description": (commands(command(description=None)), "description is missing"),
    "required after optional": (
        commands(command(options=[option("a"), option("b", required=True)])),
        "required option stands after",
    ),
    "command twice": (commands(command(), command()), "used twice"),
    "option twice": (commands(command(options=[option(), option()])), "used twice"),
    "choice twice": (
        commands(command(options=[option(choices=[{"name": "a", "value": "1"}, {"name": "a", "value": "2"}])])),
        "choice 'a'",
    ),
    "choices and autocomplete": (
        commands(command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "1"}])])),
        "exclude each other",
    ),
    "subcommand beside an option": (
        commands(command(options=[option(), {"type": 1, "name": "sub", "description": "Sub"}])),
        "mixed",
    ),
    "unknown locale": (commands(command(name_localizations={"xx": "frag"})), "unknown locale 'xx'"),
    "option range": (commands(command(options=[option(min_length=9, max_length=3)])), "min_length is above"),
    "command too long": (
        commands(command(options=[option(f"o{i}", choices=[_choice(j) for j in range(25)]) for i in range(3)])),
        "8000 characters",
    ),
    "menu with description": (commands(command(type=3)), "menu command takes no description"),
    "menu with options": (commands(command(type=2, description="", options=[option()])), "takes no options"),
    "101 commands": (commands(*(command(name=f"ask{i}") for i in range(101))), "more than 100"),
    "16 menus": (commands(*(command(name=f"M{i}", type=3, description="") for i in range(16))), "more than 15"),
    "six rows in a form": (form(*(row(text_input(str(i))) for i in range(6))), "6 rows in a form"),
    "custom_id twice in a form": (form(row(text_input()), row(text_input())), "used twice"),
    "two inputs in a row": (form(row(text_input("a"), text_input("b"))), "holds one text input"),
    "input without label": (form(row(text_input(label=None))), "needs a label"),
    "input range": (form(row(text_input(min_length=9, max_length=3))), "min_length is above"),
    "event without end": (event(scheduled_end_time=None), "needs an end"),
    "event in the past": (event(scheduled_start_time=(NOW - timedelta(hours=1)).isoformat()), "in the past"),
    "event ends before it starts": (
        event(scheduled_end_time=(NOW + timedelta(hours=1)).isoformat()),
        "after its start",
    ),
    "event without location": (event(entity_metadata={"location": ""}), "needs a location"),
    "event moved into the past": (
        ApiRequest("PATCH", f"{EVENTS}/1", {"scheduled_start_time": NOW.isoformat()}),
        "in the past",
    ),
    "missing recipient": (ApiRequest("POST", PRIVATE, {}), "recipient_id is missing"),
}

_KEYS = st.sampled_from(
    ["type", "data", "content", "embeds", "components", "custom_id", "options", "choices", "name", "fields", "flags"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 10) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)
_ROUTES = [
    ("POST", SEND), ("PATCH", f"{SEND}/2"), ("POST", CALLBACK), ("POST", FOLLOW_UP), ("PUT", COMMANDS),
    ("POST", EVENTS), ("PATCH", f"{EVENTS}/1"), ("POST", PRIVATE),
]  # fmt: skip


@pytest.mark.parametrize("case", RULE_CASES)
def test_rules_catch(case: str) -> None:
    request, finding = RULE_CASES[case]
    problems = rule_problems(request, NOW)
    assert any(finding in problem for problem in problems), problems
    assert all(problem.startswith(f"{request}: ") for problem in problems)


@pytest.mark.parametrize("case", RIGHT)
def test_rules_let_pass(case: str) -> None:
    assert rule_problems(RIGHT[case], NOW) == []


@given(body=_JSON, route=st.sampled_from(_ROUTES))
def test_rules_survive_any_json(body: object, route: tuple[str, str]) -> None:
    rule_problems(ApiRequest(*route, json=body), NOW)


def test_rules_for_answers() -> None:
    request = ApiRequest("GET", SEND)
    assert answer_rule_problems(request, 200, {"id": "1", "message": [{"guild_id": 5}]}) != []
    assert answer_rule_problems(request, 404, {"message": "gone"}) != []
    assert answer_rule_problems(request, 404, {"message": "gone", "code": 10008}) == []
