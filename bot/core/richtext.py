"""Rich text: a small closed set of blocks and spans, parsed once, rendered by each adapter.

The markup that answers and sentences are written in: paragraphs divided by an empty line, lists as lines that start
with "- ", **bold**, [words](https://address) and {placeholders}. All else is plain text and is shown as it stands, so
nothing that a person typed can ever become formatting, a link or a ping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bold:
    """Words that stand out."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """Words that open an http(s) address."""

    text: str = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment (aware, UTC) shown in each reader's own zone where the platform can; else as `text`."""

    at: datetime
    text: str = field(repr=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment needs a time zone")


Span = Text | Bold | Link | Moment
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    spans: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short points."""

    items: tuple[Line, ...]


Block = Paragraph | Bullets
Blocks = tuple[Block, ...]

_SPAN = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<words>[^\]\n]+)\]\((?P<url>https?://[^\s()]+)\)")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def paragraph(*parts: str | Span) -> Paragraph:
    """Make a paragraph of plain words and spans; nothing in the words is taken as markup."""
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in parts))


def parse(markup: str) -> Blocks:
    """Read markup into blocks. Never fails: what is no markup is text."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", markup.strip()):
        blocks.extend(_chunk(chunk.strip().splitlines()))
    return tuple(blocks)


def parse_line(markup: str) -> Line:
    """Read one line of markup into spans."""
    spans: list[Span] = []
    end = 0
    for found in _SPAN.finditer(markup):
        if found.start() > end:
            spans.append(Text(markup[end : found.start()]))
        spans.append(Bold(found["bold"]) if found["bold"] else Link(found["words"], found["url"]))
        end = found.end()
    if end < len(markup):
        spans.append(Text(markup[end:]))
    return tuple(spans)


def placeholders(markup: str) -> frozenset[str]:
    """Name the {placeholders} in markup."""
    return frozenset(_PLACEHOLDER.findall(markup))


def fill(blocks: Iterable[Block], values: Mapping[str, str | Span]) -> Blocks:
    """Put values in the place of {placeholders}. A value is shown as it is; it is never read as markup.

    Raises KeyError for a placeholder without a value.
    """
    return tuple(
        Paragraph(_fill_line(block.spans, values))
        if isinstance(block, Paragraph)
        else Bullets(tuple(_fill_line(item, values) for item in block.items))
        for block in blocks
    )


def fill_plain(line: str, values: Mapping[str, str]) -> str:
    """Put values in the place of {placeholders} in one line of plain words."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], line)


def plain(blocks: Iterable[Block]) -> str:
    """Give the words alone, without formatting; links become "words (address)"."""
    parts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append(plain_line(block.spans))
        else:
            parts.append("\n".join(f"- {plain_line(item)}" for item in block.items))
    return "\n\n".join(parts)


def plain_line(line: Line) -> str:
    """Give the words of one line alone."""
    return "".join(f"{span.text} ({span.url})" if isinstance(span, Link) else span.text for span in line)


def _chunk(rows: list[str]) -> list[Block]:
    """Turn the rows between two empty lines into a paragraph, a list, or one after the other."""
    blocks: list[Block] = []
    words: list[str] = []
    items: list[str] = []
    for row in rows:
        stripped = row.strip()
        if stripped.startswith("- "):
            if words:
                blocks.append(Paragraph(parse_line(" ".join(words))))
                words = []
            items.append(stripped[2:].strip())
        elif items:
            items[-1] += f" {stripped}"  # a point that goes on in the next row
        elif stripped:
            words.append(stripped)
    if words:
        blocks.append(Paragraph(parse_line(" ".join(words))))
    if items:
        blocks.append(Bullets(tuple(parse_line(item) for item in items)))
    return blocks


def _fill_line(line: Line, values: Mapping[str, str | Span]) -> Line:
    spans: list[Span] = []
    for span in line:
        if isinstance(span, Text):
            spans.extend(_fill_text(span.text, values, Text))
        elif isinstance(span, Bold):
            spans.extend(_fill_text(span.text, values, Bold))
        elif isinstance(span, Link):
            spans.append(Link(_PLACEHOLDER.sub(lambda found: _words(values[found[1]]), span.text), span.url))
        else:
            spans.append(span)
    return tuple(spans)


def _fill_text(text: str, values: Mapping[str, str | Span], kind: type[Text | Bold]) -> list[Span]:
    spans: list[Span] = []
    for position, part in enumerate(_PLACEHOLDER.split(text)):
        if position % 2 == 0:
            if part:
                spans.append(kind(part))
            continue
        value = values[part]
        spans.append(kind(value) if isinstance(value, str) else value)
    return spans


def _words(value: str | Span) -> str:
    return value if isinstance(value, str) else value.text
