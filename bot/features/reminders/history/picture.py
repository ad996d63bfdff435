"""A month as a picture: a grid of days with a mark for each dose, readable on a phone. Pure; takes about 0.1 s.

Each kind of mark has a shape and a colour of its own (Okabe and Ito's palette), so that nobody needs to tell colours
apart. It names nothing: there are days and marks alone.
"""

from __future__ import annotations

import io
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.features.reminders.history.days import Mark

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw  # a large library, loaded only where a picture is drawn
    from PIL.ImageFont import FreeTypeFont, ImageFont

MEDIA_TYPE = "image/png"
WIDTH = 980

MOST_MARKS = 12
"""So many marks of one day are drawn one by one; of more, each kind once with its number."""

_SCALE = 2  # drawn so much larger, then made smaller, as this smooths the edges
_MARGIN, _GAP, _TITLE, _HEAD, _LEGEND = 28, 8, 92, 44, 92
_CELL = (WIDTH - 2 * _MARGIN - 6 * _GAP) // 7
_TALL = 142
_NUMBER = 42  # the height of the line with the day's number

_PAGE, _DAY, _NO_DAY = "#ffffff", "#f1f3f6", "#f9fafb"
_INK, _PALE, _TODAY = "#1c2733", "#5c6773", "#0072b2"
_COLOURS: Mapping[Mark, str] = {
    Mark.TAKEN: "#009e73",
    Mark.SKIPPED: "#e69f00",
    Mark.MISSED: "#d55e00",
    Mark.WAITING: "#0072b2",
}

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in points of the picture."""


@dataclass(frozen=True, slots=True)
class Month:
    """What is drawn: the month that begins on `first`, with the marks of each day in the order of its times.

    `weekdays` are seven short names, Monday first; `names` what each kind of mark is called in the legend.
    """

    first: date
    title: str
    weekdays: Sequence[str]
    names: Mapping[Mark, str]
    marks: Mapping[date, Sequence[Mark]] = field(repr=False)
    today: date | None = None


def draw(month: Month) -> bytes:
    """Draw a month as PNG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 (few ask for a picture)

    days = monthrange(month.first.year, month.first.month)[1]
    weeks = -(-(month.first.weekday() + days) // 7)
    height = _TITLE + _HEAD + weeks * (_TALL + _GAP) + _LEGEND
    image = Image.new("RGB", (WIDTH * _SCALE, height * _SCALE), _PAGE)
    pen = _Pen(ImageDraw.Draw(image))
    pen.text((_MARGIN, _TITLE / 2 + 6), month.title, 46, bold=True)
    for column, name in enumerate(month.weekdays):
        pen.text((_left(column) + _CELL / 2, _TITLE + _HEAD / 2 - 2), name, 26, _PALE, anchor="mm")
    for number in range(weeks * 7):
        day = month.first + timedelta(days=number - month.first.weekday())
        top = _TITLE + _HEAD + number // 7 * (_TALL + _GAP)
        _draw_day(pen, month, day, (_left(number % 7), top, _left(number % 7) + _CELL, top + _TALL))
    _draw_legend(pen, month, height - _LEGEND + _LEGEND / 2 - 4)
    file = io.BytesIO()
    image.reduce(_SCALE).save(file, "PNG")
    return file.getvalue()


class _Pen:
    """Draws in points of the picture, whatever the scale."""

    def __init__(self, on: ImageDraw) -> None:
        self._on = on
        self._fonts: dict[float, FreeTypeFont | ImageFont] = {}

    def text(
        self,
        at: tuple[float, float],
        words: str,
        size: float,
        ink: str = _INK,
        *,
        anchor: str = "lm",
        bold: bool = False,
    ) -> None:
        """Write a line; the font has one weight, so a thin edge in the same ink makes it bold."""
        edge = size * _SCALE / 44 if bold else 0
        self._on.text(
            (at[0] * _SCALE, at[1] * _SCALE), words, ink, self._font(size), anchor, stroke_width=edge, stroke_fill=ink
        )

    def width(self, words: str, size: float) -> float:
        """Give how wide a line would be."""
        return self._on.textlength(words, self._font(size)) / _SCALE

    def block(self, box: Box, ground: str, edge: str | None = None) -> None:
        """Draw a rectangle with round corners."""
        self._on.rounded_rectangle(_scaled(*box), 12 * _SCALE, ground, edge, 4 * _SCALE if edge else 0)

    def mark(self, mark: Mark, middle: tuple[float, float], size: float) -> None:
        """Draw a mark: a disc with a tick, a bar, a ring or a dot."""
        (x, y), half, ink = middle, size / 2, _COLOURS[mark]
        match mark:
            case Mark.TAKEN:
                self._disc(x, y, half, ink)
                self._tick(x, y, half)
            case Mark.SKIPPED:
                high = 0.3 * half
                self._on.rounded_rectangle(
                    _scaled(x - 0.92 * half, y - high, x + 0.92 * half, y + high), high * _SCALE, ink
                )
            case Mark.MISSED:
                ring = _scaled(x - half * 0.98, y - half * 0.98, x + half * 0.98, y + half * 0.98)
                self._on.ellipse(ring, outline=ink, width=round(0.4 * half * _SCALE))
            case Mark.WAITING:
                self._disc(x, y, half * 0.42, ink)

    def _disc(self, x: float, y: float, radius: float, ink: str) -> None:
        self._on.ellipse(_scaled(x - radius, y - radius, x + radius, y + radius), ink)

    def _tick(self, x: float, y: float, half: float) -> None:
        """Draw a tick with round ends on a disc."""
        points = [
            (x - 0.46 * half, y + 0.02 * half),
            (x - 0.12 * half, y + 0.38 * half),
            (x + 0.5 * half, y - 0.36 * half),
        ]
        width = 0.26 * half
        self._on.line(_scaled(*(value for point in points for value in point)), _PAGE, round(width * _SCALE))
        for point in points:
            self._disc(*point, width / 2, _PAGE)

    def _font(self, size: float) -> FreeTypeFont | ImageFont:
        from PIL import ImageFont  # noqa: PLC0415

        return self._fonts.setdefault(size, ImageFont.load_default(size * _SCALE))


def _draw_day(pen: _Pen, month: Month, day: date, box: Box) -> None:
    left, top, right, bottom = box
    if day.month != month.first.month:
        pen.block(box, _NO_DAY)
        return
    is_today = day == month.today
    pen.block(box, _DAY, _TODAY if is_today else None)
    pen.text((left + 12, top + _NUMBER / 2 + 3), str(day.day), 26, _TODAY if is_today else _INK, bold=is_today)
    marks = month.marks.get(day, ())
    area = (left + 8, top + _NUMBER, right - 8, bottom - 8)
    if len(marks) > MOST_MARKS:
        _draw_numbers(pen, Counter(marks), area)
    elif marks:
        _draw_marks(pen, marks, area)


def _draw_marks(pen: _Pen, marks: Sequence[Mark], area: Box) -> None:
    """Draw a few marks in rows, as large as they fit."""
    left, top, right, bottom = area
    count = len(marks)
    columns = 2 if count == 4 else min(count, 3) if count <= 9 else 4
    rows = -(-count // columns)
    size = min((right - left) / columns, (bottom - top) / rows, 54.0)
    for number, mark in enumerate(marks):
        in_row = min(columns, count - number // columns * columns)
        x = (left + right) / 2 + (number % columns - (in_row - 1) / 2) * size
        y = (top + bottom) / 2 + (number // columns - (rows - 1) / 2) * size
        pen.mark(mark, (x, y), size * 0.84)


def _draw_numbers(pen: _Pen, counts: Mapping[Mark, int], area: Box) -> None:
    """Draw each kind of mark once with its number, where there are too many to draw each one."""
    left, top, right, bottom = area
    kinds = [mark for mark in Mark if mark in counts]
    tall = (bottom - top) / len(kinds)
    size = min(tall, 34.0)
    for number, mark in enumerate(kinds):
        y = top + (number + 0.5) * tall
        pen.mark(mark, ((left + right) / 2 - 22, y), size * 0.84)
        pen.text(((left + right) / 2 + 4, y), str(counts[mark]), size * 0.74)


def _draw_legend(pen: _Pen, month: Month, y: float) -> None:
    counts = Counter(mark for marks in month.marks.values() for mark in marks)
    words = {mark: f"{month.names[mark]} {counts[mark]}" for mark in Mark}
    size = 28.0
    widths = [48 + pen.width(text, size) for text in words.values()]
    gap = min(40.0, (WIDTH - 2 * _MARGIN - sum(widths)) / (len(widths) - 1))
    x = float(_MARGIN)
    for (mark, text), wide in zip_longest(words.items(), widths):
        pen.mark(mark, (x + 18, y), 36)
        pen.text((x + 46, y), text, size)
        x += wide + gap


def _left(column: int) -> float:
    return _MARGIN + column * (_CELL + _GAP)


def _scaled(*values: float) -> list[float]:
    return [value * _SCALE for value in values]
