"""From rich text to Discord's Markdown, with everything escaped that a person may have typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.core.richtext import Block, Blocks, Bold, Line, Link, Moment, Paragraph, Span, Text

# What would break lines in other ways, and what no message may hold: controls, halves of characters, marks
# that turn the direction of the words that follow.
_BREAK = re.compile("\r\n?|[\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# Formatting, quotes, headings, mentions and times; a colon only where it makes a web address or an emoji.
_SPECIAL = re.compile(r"[\\*_~`|<>\[\]#]|:(?=//)|:(?=[\w+-]+:)")
_LIST_POINT = re.compile(r"^(\s*)([-+])")
_LIST_NUMBER = re.compile(r"^(\s*\d+)([.)])")
_PING = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_NO_PING = "@\u200b"

_ADDRESS = re.compile(r"https?://[^\s\\<>]+")
_UNSAFE_IN_ADDRESS = str.maketrans({"(": "%28", ")": "%29"})
_LONGEST_ADDRESS = 512


def clean(text: str) -> str:
    """Take out what no message may hold; all ways to break a line become one."""
    return _FORBIDDEN.sub("", _BREAK.sub("\n", text.replace("\t", " ")))


def clean_line(text: str, longest: int) -> str:
    """Bring a label into one line of 1 to `longest` characters; labels know no formatting."""
    return " ".join(clean(text).split())[:longest] or "…"


def escape(text: str) -> str:
    """Write words so that Discord shows them as they are: no formatting, no link, no mention, no list."""
    return "\n".join(_escape_line(line) for line in clean(text).split("\n"))


def markdown(blocks: Blocks) -> str:
    """Write blocks as Markdown. Nothing in the words is taken as formatting."""
    written = (_block(block) for block in blocks)
    return "\n\n".join(text for text in written if text)


def length(text: str) -> int:
    """Count characters as Discord does at most: those beyond the basic plane count twice."""
    return len(text.encode("utf-16-le")) // 2


def _escape_line(line: str) -> str:
    line = _SPECIAL.sub(r"\\\g<0>", line)
    line = _LIST_NUMBER.sub(r"\1\\\2", _LIST_POINT.sub(r"\1\\\2", line))
    return _PING.sub(_NO_PING, line)


def _block(block: Block) -> str:
    return _spans(block.spans).strip() if isinstance(block, Paragraph) else _bullets(block.items)


def _bullets(items: Iterable[Line]) -> str:
    written = (_spans(item).strip() for item in items)
    return "\n".join("- " + item.replace("\n", "\n  ") for item in written if item)


def _spans(line: Line) -> str:
    return "".join(_span(span) for span in _joined(line))


def _joined(line: Line) -> Iterable[Span]:
    """Join neighbours of one kind, so that what they make together is seen when it is escaped."""
    last: Span | None = None
    for span in line:
        if isinstance(last, Text) and isinstance(span, Text):
            last = Text(last.text + span.text)
        elif isinstance(last, Bold) and isinstance(span, Bold):
            last = Bold(last.text + span.text)
        else:
            if last is not None:
                yield last
            last = span
    if last is not None:
        yield last


def _span(span: Span) -> str:
    if isinstance(span, Moment):
        return f"<t:{int(span.at.timestamp())}:F>"
    if isinstance(span, Link):
        return _link(span)
    words = escape(span.text)
    return f"**{words}**" if isinstance(span, Bold) and words.strip() else words


def _link(link: Link) -> str:
    """Write a link without a preview. Brackets in its words would end it early, so they become round ones."""
    words = escape(" ".join(clean(link.text).replace("[", "(").replace("]", ")").split()))
    url = link.url.translate(_UNSAFE_IN_ADDRESS)
    if not words or not _ADDRESS.fullmatch(url) or len(url) > _LONGEST_ADDRESS:
        return words
    return f"[{words}](<{url}>)"
