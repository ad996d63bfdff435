"""Checks calls to the Telegram Bot API, and the fake's own answers, against the API's published description.

The description (`telegram-bot-api.json`) is not JSON Schema: methods and types list their fields with the
names of the types that each may have. It knows form, not sense; lengths and patterns stand in `telegram_rules`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

Json: TypeAlias = dict[str, Any]
Reading: TypeAlias = Callable[[str, object, str], list[str]]

_ARRAY = "Array of "
_FIXED = re.compile(r'(?:always|must be) "?(\w+)"?$')
_CHOICE = re.compile(r'(?:can be|one of)(?: either)? "')
_QUOTED = re.compile(r'"([A-Za-z0-9_]+)"')
_INTEGER = re.compile(r"-?\d+")
_FLOAT = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came as one part of a multipart form."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


class TelegramSpec:
    """The published methods and types, ready to judge calls and answers.

    A problem is one line that starts with the method and the place. An empty list means: in order.
    """

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        self._methods: dict[str, Json] = {name.lower(): entry for name, entry in document["methods"].items()}
        self._types: dict[str, Json] = document["types"]

    def problems(self, method: str, params: Mapping[str, object]) -> list[str]:
        """What is wrong with a call; values are form strings, `Upload`s, or what a JSON body held."""
        entry = self._methods.get(method.lower())
        if entry is None:
            return [f"{method}: no such method"]
        given = {name: value for name, value in params.items() if name not in _attached(params)}
        found = self._fields(entry, given, "", self._parameter)
        return [f"{entry['name']}: {problem}" for problem in found]

    def result_problems(self, method: str, result: object) -> list[str]:
        """What is wrong with the `result` of an answer to this method."""
        entry = self._methods.get(method.lower())
        if entry is None:
            return [f"{method}: no such method"]
        found = _mildest([self._value(kind, result, "result") for kind in entry["returns"]])
        return [f"{entry['name']}: {problem}" for problem in found]

    def _fields(self, entry: Json, given: Mapping[str, object], place: str, read: Reading) -> Iterator[str]:
        listed = {each["name"]: each for each in entry.get("fields", [])}
        yield from (f"{place}{name} is not listed" for name in given if name not in listed)
        for name, each in listed.items():
            if name in given:
                found = _mildest([read(kind, given[name], f"{place}{name}") for kind in each["types"]])
                yield from found or _outside_choice(each, given[name], f"{place}{name}")
            elif each["required"]:
                yield f"{place}{name} is missing"

    def _parameter(self, kind: str, raw: object, place: str) -> list[str]:
        if kind == "InputFile":
            return [] if isinstance(raw, Upload) else [f"{place} is no uploaded file"]
        if isinstance(raw, str) and kind != "String":
            try:
                return self._value(kind, _decoded(kind, raw), place)
            except ValueError:
                return [f"{place} does not read as {kind}"]
        return self._value(kind, raw, place)

    def _value(self, kind: str, value: object, place: str) -> list[str]:
        if kind.startswith(_ARRAY):
            return self._array(kind.removeprefix(_ARRAY), value, place)
        if kind in self._types:
            return self._object(kind, value, place)
        return [] if _is_plain(kind, value) else [f"{place} is no {kind}"]

    def _array(self, kind: str, value: object, place: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{place} is no list"]
        return [each for at, item in enumerate(value) for each in self._value(kind, item, f"{place}[{at}]")]

    def _object(self, kind: str, value: object, place: str) -> list[str]:
        entry = self._types[kind]
        if "subtypes" in entry:
            return self._member(entry, value, place)
        if not isinstance(value, dict):
            return [f"{place} is no {kind}"]
        fixed = _fixed(entry)
        wrong = [f"{place}.{name} must be {word!r}" for name, word in fixed if value.get(name) != word]
        return wrong + list(self._fields(entry, value, f"{place}.", self._value))

    def _member(self, union: Json, value: object, place: str) -> list[str]:
        fitting = [kind for kind in union["subtypes"] if self._may_be(kind, value)]
        if not fitting:
            return [f"{place} fits no kind of {union['name']}"]
        return _mildest([self._value(kind, value, place) for kind in fitting])

    def _may_be(self, kind: str, value: object) -> bool:
        """Whether the fixed values of a union's member leave it possible."""
        if kind not in self._types or not isinstance(value, dict):
            return kind not in self._types
        return all(value.get(name) == fixed for name, fixed in _fixed(self._types[kind]))


def _mildest(findings: list[list[str]]) -> list[str]:
    return min(findings, key=len)


def _attached(params: Mapping[str, object]) -> set[str]:
    """File parts that another parameter names by `attach://`, and which stand in no list of fields."""
    texts = [value for value in params.values() if isinstance(value, str)]
    return {
        name
        for name, value in params.items()
        if isinstance(value, Upload) and any(f"attach://{name}" in text for text in texts)
    }


def _fixed(entry: Json) -> Iterator[tuple[str, str]]:
    for each in entry.get("fields", []):
        found = _FIXED.search(each["description"])
        if found and each["required"] and each["types"] == ["String"]:
            yield each["name"], found[1]


def _outside_choice(listed: Json, value: object, place: str) -> list[str]:
    description = listed["description"]
    if "String" not in listed["types"] or not _CHOICE.search(description):
        return []
    choices = _QUOTED.findall(description)
    return [] if value in choices else [f"{place} is none of {', '.join(choices)}"]


def _decoded(kind: str, raw: str) -> object:
    if kind == "Integer" and _INTEGER.fullmatch(raw):
        return int(raw)
    if kind == "Float" and _FLOAT.fullmatch(raw):
        return float(raw)
    if kind == "Boolean" and raw in {"true", "false"}:
        return raw == "true"
    if kind in {"Integer", "Float", "Boolean"}:
        raise ValueError(kind)
    return json.loads(raw)


def _is_plain(kind: str, value: object) -> bool:
    match kind:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "String":
            return isinstance(value, str)
        case _:
            raise ValueError(f"the description uses an unknown type {kind}")
