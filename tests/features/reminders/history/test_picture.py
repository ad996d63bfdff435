"""What can be told of a picture without eyes; how it looks was looked at."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.features.reminders.history.days import Mark, month_after
from bot.features.reminders.history.picture import WIDTH, Month, draw

NAMES = {mark: mark.value for mark in Mark}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
COLOURS = {
    Mark.TAKEN: (0, 158, 115),
    Mark.SKIPPED: (230, 159, 0),
    Mark.MISSED: (213, 94, 0),
    Mark.WAITING: (0, 114, 178),
}
LEGEND = 92


def picture(first: date, per_day: int = 0, mark: Mark = Mark.TAKEN, today: date | None = None) -> Image.Image:
    days = [first + timedelta(days=number) for number in range((month_after(first) - first).days)]
    month = Month(first, "A month", WEEKDAYS, NAMES, {day: [mark] * per_day for day in days}, today)
    return Image.open(io.BytesIO(draw(month)))


def coloured(shown: Image.Image, mark: Mark) -> int:
    """Count the points of a mark's very colour above the legend."""
    grid = shown.convert("RGB").crop((0, 0, shown.width, shown.height - LEGEND))
    counts = {colour: count for count, colour in grid.getcolors(grid.width * grid.height) or []}
    return int(counts.get(COLOURS[mark], 0))


@pytest.mark.parametrize(
    ("first", "weeks"), [(date(2027, 2, 1), 4), (date(2026, 10, 1), 5), (date(2026, 11, 1), 6), (date(2027, 8, 1), 6)]
)
def test_it_is_as_high_as_the_month_has_weeks(first: date, weeks: int) -> None:
    shown = picture(first)
    assert (shown.format, shown.width) == ("PNG", WIDTH)
    assert WIDTH <= 1000
    assert shown.height == 92 + 44 + weeks * 150 + LEGEND


@pytest.mark.parametrize("mark", Mark)
def test_each_mark_has_a_colour_of_its_own(mark: Mark) -> None:
    shown = picture(date(2026, 11, 1), 2, mark)
    assert coloured(shown, mark) > 1_000
    assert [other for other in Mark if other is not mark and coloured(shown, other)] == []


def test_each_mark_has_a_shape_of_its_own() -> None:
    """In black and white they still differ: no two cover the same points of their days."""
    shapes = set()
    for mark in Mark:
        shown = picture(date(2026, 11, 1), 1, mark).convert("RGB")
        shapes.add(tuple(shown.getpixel((x, 223)) == COLOURS[mark] for x in range(820, 955)))
    assert len(shapes) == len(Mark)


def test_today_is_framed() -> None:
    assert coloured(picture(date(2026, 11, 1), today=date(2026, 11, 20)), Mark.WAITING) > 500
    assert coloured(picture(date(2026, 11, 1), today=date(2026, 12, 20)), Mark.WAITING) == 0


@settings(max_examples=15, deadline=None)
@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)).map(lambda day: day.replace(day=1)),
    st.lists(st.lists(st.sampled_from(Mark), max_size=40), max_size=28),
)
def test_any_month_can_be_drawn(first: date, given_marks: list[list[Mark]]) -> None:
    marks = {first + timedelta(days=number): found for number, found in enumerate(given_marks)}
    assert draw(Month(first, "A month", WEEKDAYS, NAMES, marks))


def test_its_words_are_kept_out_of_logs() -> None:
    assert "taken" not in repr(Month(date(2026, 11, 1), "x", WEEKDAYS, {}, {date(2026, 11, 1): [Mark.TAKEN]}))
