"""From a degraded reply to what Telegram is sent. Pure.

Texts go out as Telegram's HTML. Nothing that a person or a file wrote becomes a tag, and no @name becomes a mention,
since a mention in a group rings that person's phone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.capabilities import shorten
from bot.core.pages import split
from bot.core.reply import Button, LinkButton, Point, Reply, Row, Select
from bot.core.richtext import Blocks, Bold, Link, Moment, Paragraph, Span, plain

LONGEST_TEXT = 4096
LONGEST_NOTE = 200
MOST_BUTTONS = 100

# What stands where there must be something to read but there is nothing.
_NOTHING = "…"

# Control characters, marks that turn the direction of writing, and halves of characters that cannot be sent at all.
_HARMFUL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# An @ with a letter before it belongs to a mail address; any other one could begin a mention.
_MENTION = re.compile(r"(?<!\w)@")
_WORD_JOINER = "\u2060"
_ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#]\S*)?")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
# Telegram takes moments from 1970 to 2038.
_LAST_MOMENT = 2**31


@dataclass(frozen=True, slots=True)
class Page:
    """One message: Telegram's HTML, the same without formatting should that be refused, and the buttons below."""

    html: str = field(repr=False)
    plain: str = field(repr=False)
    keyboard: InlineKeyboardMarkup | None = None


def render(reply: Reply) -> tuple[Page, ...]:
    """Give the messages that show a reply, in order; the buttons stand under the last one."""
    keyboard = _keyboard(reply.rows)
    runs = [run for run in split(reply.blocks, _length, LONGEST_TEXT) if _joined(run, _words).strip()]
    if not runs:
        return (Page(_NOTHING, _NOTHING, keyboard),) if keyboard else ()
    *before, last = runs
    return (*(_page(run) for run in before), _page(last, keyboard))


def note(blocks: Blocks) -> str:
    """Give the words that appear over the chat when a button was pressed."""
    words = " ".join(_clean(plain(blocks)).split())
    doubled = utf16_length(words) - len(words)
    return shorten(words, LONGEST_NOTE - min(doubled, LONGEST_NOTE // 2))


def point_words(point: Point) -> tuple[str, str]:
    """Give the two lines below a pin on a map; Telegram takes neither without words."""
    title, address = (" ".join(_safe(text).split()) for text in (point.title, point.address))
    address = address or f"{point.latitude:.5f}, {point.longitude:.5f}"
    return title or address, address


def utf16_length(text: str) -> int:
    """Count a text as Telegram does."""
    return len(text) + sum(character > "\uffff" for character in text)


def _page(blocks: Blocks, keyboard: InlineKeyboardMarkup | None = None) -> Page:
    bare = _safe(plain(blocks))
    if utf16_length(bare) > LONGEST_TEXT:
        bare = _joined(blocks, _words)  # without the addresses of the links it surely fits
    return Page(_joined(blocks, _tagged), bare, keyboard)


def _length(blocks: Blocks) -> int:
    return utf16_length(_joined(blocks, _words))


def _joined(blocks: Blocks, word: Callable[[Span], str]) -> str:
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append("".join(map(word, block.spans)))
        else:
            parts.append("\n".join("• " + "".join(map(word, item)) for item in block.items))
    return "\n\n".join(parts)


def _words(span: Span) -> str:
    """Give what people see of a span."""
    return _safe(span.text)


def _tagged(span: Span) -> str:
    """Give a span as Telegram's HTML."""
    words = _safe(span.text).translate(_ESCAPES)
    if isinstance(span, Bold):
        return f"<b>{words}</b>"
    if isinstance(span, Link) and _is_address(span.url):
        return f'<a href="{span.url.translate(_ESCAPES)}">{words}</a>'
    if isinstance(span, Moment) and 0 < (unix := int(span.at.timestamp())) < _LAST_MOMENT:
        return f'<tg-time unix="{unix}" format="wDT">{words}</tg-time>'
    return words


def _safe(text: str) -> str:
    """Take away what would control the reader's screen or ring somebody's phone."""
    return _MENTION.sub("@" + _WORD_JOINER, _clean(text))


def _clean(text: str) -> str:
    return _HARMFUL.sub(" ", text)


def _is_address(url: str) -> bool:
    """Tell whether Telegram would make a link of this; what it would not, it leaves out without a word."""
    return bool(_ADDRESS.fullmatch(url)) and not _HARMFUL.search(url)


def _keyboard(rows: Iterable[Row]) -> InlineKeyboardMarkup | None:
    drawn: list[list[InlineKeyboardButton]] = []
    left = MOST_BUTTONS
    for row in _each_row(rows):
        buttons = [drawn_button for button in row if (drawn_button := _button(button))][:left]
        left -= len(buttons)
        if buttons:
            drawn.append(buttons)
    return InlineKeyboardMarkup(drawn) if drawn else None


def _each_row(rows: Iterable[Row]) -> Iterator[tuple[Button | LinkButton, ...]]:
    for row in rows:
        if isinstance(row, Select):
            yield from ((option,) for option in row.options)
        else:
            yield row


def _button(button: Button | LinkButton) -> InlineKeyboardButton | None:
    label = _clean(button.label).strip() or _NOTHING
    if isinstance(button, Button):
        return InlineKeyboardButton(label, callback_data=button.action.code)
    return InlineKeyboardButton(label, url=button.url) if _is_address(button.url) else None
