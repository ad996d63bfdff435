"""Reading JSON of which nothing is certain: what has another form than expected counts as not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any


def dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; anything else counts as an empty list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def obj(value: object) -> dict[str, Any]:
    """Return an object; anything else counts as an empty one."""
    return value if isinstance(value, dict) else {}


def number(item: dict[str, Any], key: str, default: int = 0) -> int:
    """Return the integer under a key, or the default."""
    value = item.get(key)
    return value if isinstance(value, int) else default


def text(item: dict[str, Any], key: str) -> str:
    """Return the text under a key, or an empty one."""
    value = item.get(key)
    return value if isinstance(value, str) else ""


def components_of(node: object) -> Iterator[dict[str, Any]]:
    """Yield every component below a list of components, outer ones first."""
    for part in dicts(node):
        yield part
        yield from components_of(part.get("components"))
        yield from components_of([part.get(key) for key in ("accessory", "component")])


def pairs(node: object) -> Iterator[tuple[str, object]]:
    """Yield every key with its value, however deep."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from pairs(value)
    elif isinstance(node, list):
        for value in node:
            yield from pairs(value)


def duplicates(what: str, values: list[str]) -> Iterator[str]:
    """Yield a finding for each value that occurs more than once."""
    yield from (f"{what} {value!r} is used twice" for value, times in Counter(values).items() if times > 1)
