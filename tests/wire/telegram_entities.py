"""Entities of a text as Telegram counts them (in UTF-16 code units), what it finds by itself, and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.wire.telegram_spec import Json

LINK_SCHEMES = frozenset({"http", "https", "tg"})
_SEEN_IN_TEXT = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("url", re.compile(r"\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w&#])#\w*[^\W\d]\w*")),
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text as people see it, its entities, and what Telegram would leave out without telling."""

    text: str = field(repr=False)
    entities: tuple[Json, ...] = field(repr=False)
    dropped: tuple[str, ...] = ()


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_plain(text: str) -> Formatted:
    """Text without markup: trimmed, with the entities that Telegram finds by itself."""
    return settled(text, (), ())


def settled(text: str, entities: Iterable[Json], dropped: Iterable[str]) -> Formatted:
    """The text without the space around it, its entities moved with it, and what Telegram finds besides."""
    trimmed = text.strip()
    skipped = utf16_length(text[: len(text) - len(text.lstrip())])
    size = utf16_length(trimmed)
    kept = [moved for each in entities if (moved := _moved(each, -skipped, size))]
    kept += _found(trimmed, [each for each in kept if each["type"] in {"code", "pre", "text_link"}])
    kept.sort(key=lambda each: (each["offset"], -each["length"]))
    return Formatted(trimmed, tuple(kept), tuple(dropped))


def covered(text: str, entity: Json) -> str:
    """The part of the text that an entity covers."""
    begin, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return text.encode("utf-16-le")[begin:end].decode("utf-16-le")


def link_problem(address: str) -> str | None:
    """Why Telegram would not make a link of this address, or None."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "link that is no address"
    if parts.scheme not in LINK_SCHEMES:
        return f'link with scheme "{parts.scheme}"'
    if parts.scheme != "tg" and "." not in host:
        return "link without a host"
    return "link with white space" if re.search(r"\s", address) else None


def _moved(entity: Json, by: int, size: int) -> Json | None:
    begin = max(entity["offset"] + by, 0)
    end = min(entity["offset"] + by + entity["length"], size)
    return {**entity, "offset": begin, "length": end - begin} if end > begin else None


def _found(text: str, taken: list[Json]) -> list[Json]:
    """Commands, mentions, addresses and hashtags, where no entity of `taken` or another find stands already."""
    entities: list[Json] = []
    for kind, pattern in _SEEN_IN_TEXT:
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            entity = {"type": kind, "offset": offset, "length": utf16_length(match[0])}
            if not any(_overlap(entity, other) for other in [*taken, *entities]):
                entities.append(entity)
    return entities


def _overlap(one: Json, other: Json) -> bool:
    begin = max(one["offset"], other["offset"])
    return bool(begin < min(one["offset"] + one["length"], other["offset"] + other["length"]))
