"""Telegram's reading of its own HTML: what it shows, which entities it makes, and what it refuses.

The reasons for a refusal have Telegram's words and count places in bytes, as Telegram does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.wire.telegram_entities import Formatted, link_problem, settled, utf16_length
from tests.wire.telegram_spec import Json

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "span": {"class"},
    "tg-emoji": {"emoji-id"},
    "tg-time": {"unix", "format"},
    "blockquote": {"expandable"},
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_PLAIN = re.compile(r"[^<&]+")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""([^\s=>]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)(?=[\s>])))?""")
_SPACE = re.compile(r"\s*")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_LANGUAGE = "language-"


class EntityError(ValueError):
    """Telegram would refuse this text; the message is its reason, without the words it puts before."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A start tag that waits for its end; `units` and `part` say where its text begins."""

    tag: str
    attributes: dict[str, str]
    byte: int
    units: int
    part: int


def read_html(source: str) -> Formatted:
    """Text in Telegram's HTML.

    Raises:
        EntityError: a tag is unknown, unclosed, unmatched or lacks what it needs.
    """
    return _Reader(source).read()


class _Reader:
    """One walk over a text; `at` is the character that comes next."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._shown: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []
        self._dropped: list[str] = []

    def read(self) -> Formatted:
        while self._at < len(self._source):
            if self._source.startswith("</", self._at):
                self._end_tag()
            elif self._source[self._at] == "<":
                self._start_tag()
            elif self._source[self._at] == "&":
                self._reference()
            else:
                self._show(self._take(_PLAIN)[0])
        if self._open:
            raise EntityError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return settled("".join(self._shown), self._entities, self._dropped)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._source, self._at)
        assert found is not None, "the pattern matches wherever it is asked for"
        self._at = found.end()
        return found

    def _show(self, text: str) -> None:
        if ">" in text:
            self._drop("unescaped >")
        self._shown.append(text)
        self._units += utf16_length(text)

    def _byte(self) -> int:
        return len(self._source[: self._at].encode("utf-8", "surrogatepass"))

    def _drop(self, what: str) -> None:
        self._dropped.append(f"{what} before byte offset {self._byte()}")

    def _reference(self) -> None:
        found = _REFERENCE.match(self._source, self._at)
        self._at = found.end() if found else self._at + 1
        if found is None:
            self._drop("unescaped & or unknown reference")
        text = _referred(found) if found else "&"
        self._shown.append(text)
        self._units += utf16_length(text)

    def _start_tag(self) -> None:
        byte = self._byte()
        self._at += 1
        tag = self._take(_TAG_NAME)[0].lower()
        if self._at == len(self._source):
            raise EntityError(f"Unclosed start tag at byte offset {byte}")
        if tag not in KINDS:
            raise EntityError(f'Unsupported start tag "{tag}" at byte offset {byte}')
        attributes = self._attributes(tag, byte)
        self._check_place(tag)
        self._open.append(_Open(tag, attributes, byte, self._units, len(self._shown)))

    def _attributes(self, tag: str, byte: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while self._take(_SPACE) and not self._source.startswith(">", self._at):
            if self._at == len(self._source):
                raise EntityError(f'Unclosed start tag "{tag}" at byte offset {byte}')
            name, value = self._attribute(tag, byte)
            attributes[name] = value
            if name not in _ATTRIBUTES.get(tag, ()):
                self._drop(f'attribute "{name}" of "{tag}"')
        self._at += 1
        return attributes

    def _attribute(self, tag: str, byte: int) -> tuple[str, str]:
        found = self._take(_ATTRIBUTE)
        name, *values = found.groups()
        if not name:
            raise EntityError(f'Empty attribute name in the tag "{tag}" at byte offset {byte}')
        self._take(_SPACE)
        if self._source.startswith("=", self._at):
            raise EntityError(f"Unexpected end of name token at byte offset {self._byte() + 1}")
        value = next((each for each in values if each is not None), "")
        return name.lower(), _REFERENCE.sub(_referred, value)

    def _check_place(self, tag: str) -> None:
        """Telegram takes every nesting of tags but makes no entity of some; the bot should know."""
        outer = [each.tag for each in self._open]
        if (tag in {"a", "blockquote"} and tag in outer) or ("code" in outer) or ("pre" in outer and tag != "code"):
            self._drop(f'"{tag}" inside "{outer[-1]}"')

    def _end_tag(self) -> None:
        byte = self._byte()
        if not self._open:
            raise EntityError(f"Unexpected end tag at byte offset {byte}")
        self._at += 2
        tag = self._take(_TAG_NAME)[0].lower()
        self._take(_SPACE)
        if not self._source.startswith(">", self._at):
            raise EntityError(f"Unclosed end tag at byte offset {byte}")
        self._at += 1
        opened = self._open.pop()
        if tag not in {"", opened.tag}:
            raise EntityError(f'Unmatched end tag at byte offset {byte}, expected "</{opened.tag}>", found "</{tag}>"')
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        if opened.tag == "a":
            self._drop_bad_link(opened)
        more = self._details(opened)
        size = self._units - opened.units
        if size and more is not None:
            self._entities.append({"type": KINDS[opened.tag], "offset": opened.units, "length": size, **more})

    def _drop_bad_link(self, opened: _Open) -> None:
        problem = link_problem(self._address(opened))
        if problem:
            self._drop(problem)

    def _address(self, opened: _Open) -> str:
        return opened.attributes.get("href") or "".join(self._shown[opened.part :])

    def _details(self, opened: _Open) -> Json | None:
        """What the entity holds besides its place; None where Telegram makes no entity."""
        match opened.tag:
            case "a":
                address = self._address(opened)
                return None if link_problem(address) else {"url": address}
            case "code":
                return self._code(opened)
            case "pre":
                return self._pre(opened)
            case "blockquote":
                return {"type": "expandable_blockquote"} if "expandable" in opened.attributes else {}
            case _:
                return _checked(opened)

    def _code(self, opened: _Open) -> Json:
        named = opened.attributes.get("class", "").removeprefix(_LANGUAGE)
        in_pre = bool(self._open) and self._open[-1].tag == "pre"
        if named and not in_pre:
            self._drop("language of a code outside pre")
        return {"language": named} if named and in_pre else {}

    def _pre(self, opened: _Open) -> Json:
        """A code that fills a pre only names its language."""
        size = self._units - opened.units
        inner = self._entities[-1] if self._entities else {}
        if (inner.get("type"), inner.get("offset"), inner.get("length")) != ("code", opened.units, size):
            return {}
        self._entities.pop()
        return {"language": inner["language"]} if "language" in inner else {}


def _checked(opened: _Open) -> Json:
    """Details of the tags that Telegram refuses without the right attributes."""
    if opened.tag == "span" and opened.attributes.get("class") != "tg-spoiler":
        raise EntityError(f'Tag "span" must have class "tg-spoiler" at byte offset {opened.byte}')
    if opened.tag == "tg-time":
        return _moment(opened)
    if opened.tag == "tg-emoji":
        if not opened.attributes.get("emoji-id", "").isdecimal():
            raise EntityError("Invalid custom emoji identifier specified")
        return {"custom_emoji_id": opened.attributes["emoji-id"]}
    return {}


def _moment(opened: _Open) -> Json:
    unix, shape = opened.attributes.get("unix", ""), opened.attributes.get("format", "")
    if not unix.isdecimal() or not 0 < int(unix) < 2**31:
        raise EntityError(f'Tag "tg-time" must have a Unix time at byte offset {opened.byte}')
    if not _TIME_FORMAT.fullmatch(shape):
        raise EntityError(f'Tag "tg-time" has an invalid format at byte offset {opened.byte}')
    return {"unix_time": int(unix), **({"date_time_format": shape} if shape else {})}


def _referred(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        raise EntityError("Text contains invalid Unicode characters after decoding HTML entities")
    return chr(code)
