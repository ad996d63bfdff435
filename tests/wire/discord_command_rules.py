"""What Discord refuses in a list of commands although its published specification lets it pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.wire.discord_json import dicts, duplicates, number, obj, text

CHAT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
_LIMITS = {CHAT: 100, USER_MENU: 15, MESSAGE_MENU: 15}
_DEEPEST = {GROUP: 0, SUBCOMMAND: 1}
_TOTAL_LENGTH = 8000
_NAME = re.compile(r"[-_'\w]{1,32}")

LOCALES = frozenset({
    "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu", "id", "it", "ja",
    "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
})  # fmt: skip


def command_problems(commands: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the commands of one registration, a sentence for each finding."""
    yield from duplicates("command", [f"{_kind(command)}:{text(command, 'name')}" for command in commands])
    for kind, limit in _LIMITS.items():
        if sum(_kind(command) == kind for command in commands) > limit:
            yield f"more than {limit} commands of type {kind}"
    for command in commands:
        findings = _chat_problems(command) if _kind(command) == CHAT else _menu_problems(command)
        yield from (f"command {command.get('name')!r}: {finding}" for finding in findings)


def _kind(command: dict[str, Any]) -> int:
    return number(command, "type", CHAT)


def _chat_problems(command: dict[str, Any]) -> Iterator[str]:
    yield from _named_problems(command)
    yield from _options_problems(command, depth=0)
    if _length(command) > _TOTAL_LENGTH:
        yield f"more than {_TOTAL_LENGTH} characters in all"


def _menu_problems(command: dict[str, Any]) -> Iterator[str]:
    if command.get("description"):
        yield "a menu command takes no description"
    if command.get("options"):
        yield "a menu command takes no options"
    yield from _locale_problems(command)


def _named_problems(item: dict[str, Any]) -> Iterator[str]:
    for name in [item.get("name"), *obj(item.get("name_localizations")).values()]:
        if not (isinstance(name, str) and _NAME.fullmatch(name) and name == name.lower()):
            yield f"the name {name!r} must be lower case, without spaces, 1 to 32 letters, digits, - or _"
    if not item.get("description"):
        yield "the description is missing"
    yield from _locale_problems(item)


def _locale_problems(item: dict[str, Any]) -> Iterator[str]:
    for key in ("name_localizations", "description_localizations"):
        for locale in sorted(obj(item.get(key)).keys() - LOCALES):
            yield f"unknown locale {locale!r}"


def _options_problems(holder: dict[str, Any], depth: int) -> Iterator[str]:
    options = dicts(holder.get("options"))
    yield from duplicates("option", [text(option, "name") for option in options])
    nested = [number(option, "type") in _DEEPEST for option in options]
    if any(nested) and not all(nested):
        yield "subcommands and plain options are mixed"
    required = [option.get("required") is True for option in options]
    if required != sorted(required, reverse=True):
        yield "a required option stands after an optional one"
    for option in options:
        if depth > _DEEPEST.get(number(option, "type"), depth):
            yield "subcommands are nested too deeply"
        findings = [*_named_problems(option), *_value_problems(option), *_options_problems(option, depth + 1)]
        yield from (f"option {option.get('name')!r}: {finding}" for finding in findings)


def _value_problems(option: dict[str, Any]) -> Iterator[str]:
    choices = dicts(option.get("choices"))
    yield from duplicates("choice", [text(choice, "name") for choice in choices])
    if choices and option.get("autocomplete"):
        yield "choices and autocomplete exclude each other"
    for least, most in (("min_value", "max_value"), ("min_length", "max_length")):
        low, high = option.get(least), option.get(most)
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            yield f"{least} is above {most}"


def _length(item: dict[str, Any]) -> int:
    """Count the characters that Discord counts; of translations only the longest."""
    total = len(text(item, "value"))
    for key in ("name", "description"):
        texts = [item.get(key), *obj(item.get(f"{key}_localizations")).values()]
        total += max((len(found) for found in texts if isinstance(found, str)), default=0)
    for key in ("options", "choices"):
        total += sum(map(_length, dicts(item.get(key))))
    return total
