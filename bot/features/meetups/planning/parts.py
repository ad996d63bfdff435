"""The questions about the parts of a meet-up. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.conversation.times.values import LAST, EveryWeeks, MonthDay, MonthWeekday, OnWeekdays
from bot.features.meetups.codec import packed_series
from bot.features.meetups.describing import duration_in_words
from bot.features.meetups.meetup import LONGEST_LINK, LONGEST_TEXT, LONGEST_TITLE, Repeat, Series
from bot.features.meetups.planning import maps
from bot.features.meetups.planning.asking import Asking, Choice, Part, Question, Way
from bot.features.meetups.planning.choosing import ask_places
from bot.features.meetups.planning.lasting import read_duration, seconds
from bot.features.meetups.planning.times import (
    nth_weekday,
    read_announce,
    read_repeat,
    read_until,
    read_when,
    until_patch,
)
from bot.features.meetups.planning.wording import capital, repeat_in_words
from bot.features.meetups.planning.words import (
    read_address,
    read_link,
    read_map_point,
    read_place,
    read_seats,
    read_text,
    read_title,
    read_where,
)
from bot.texts.keys import Key

_QUICK_LENGTHS = tuple(timedelta(minutes=minutes) for minutes in (30, 60, 90, 120, 180))
_QUICK_SEATS = (8, 12, 20, 30)
CLOSES: Mapping[timedelta, Key] = {
    timedelta(0): "meetup.closes_start",
    timedelta(hours=1): "meetup.closes_hour",
    timedelta(hours=24): "meetup.closes_day",
    timedelta(hours=48): "meetup.closes_days",
}
_SHORTEST_MONTH, _WEEK = 28, timedelta(days=7)
WHERE = "where"


def repeats(first: date) -> Iterator[Repeat]:
    """Give the usual ways to repeat a meet-up that is on this day."""
    yield OnWeekdays(frozenset({first.weekday()}))
    yield EveryWeeks(2, frozenset({first.weekday()}))
    yield MonthDay(first.day)
    is_last_day = (first + timedelta(days=1)).month != first.month
    if is_last_day and first.day < 31:
        yield MonthDay(31)
    yield nth_weekday(first)
    if (first + _WEEK).month != first.month:
        yield MonthWeekday(LAST, first.weekday())


def _title(asking: Asking) -> Question:
    line = asking.texts.line
    return Question(asking.texts.rich("meetup.title_ask", most=str(LONGEST_TITLE)), (), line("meetup.title_example"))


def _text(asking: Asking) -> Question:
    rows = ((Choice("none", asking.texts.line("meetup.text_none"), {"text": ""}),),)
    words = asking.texts.rich("meetup.text_ask", most=f"{LONGEST_TEXT:,}")
    return Question(words, rows, asking.texts.line("meetup.text_example"))


def _when(asking: Asking) -> Question:
    key: Key = "meetup.when_example_one" if asking.sketch.single else "meetup.when_example"
    return Question(asking.texts.rich("meetup.when_ask"), (), asking.texts.line(key))


def _duration(asking: Asking) -> Question:
    row = tuple(
        Choice(str(seconds(one)), duration_in_words(one, asking.texts), {"duration": seconds(one)})
        for one in _QUICK_LENGTHS
    )
    return Question(asking.texts.rich("meetup.duration_ask"), (row,), asking.texts.line("meetup.duration_example"))


def _where(asking: Asking) -> Question:
    line, where = asking.texts.line, asking.content.where
    parts: tuple[tuple[Key, str], ...] = (
        ("meetup.place", "place"),
        ("meetup.address", "address"),
        ("meetup.point", "point"),
        ("meetup.link", "link"),
    )
    ways = tuple(Way(line(label), part) for label, part in parts)
    hidden = Choice("hidden", line("meetup.link_to_going"), {"link_hidden": True}, stays=True)
    shown = Choice("shown", line("meetup.link_to_all"), {"link_hidden": False}, stays=True)
    toggle = (shown if where.link_hidden else hidden,) if where.link else ()
    rows = (ways, toggle) if toggle else (ways,)
    said = {
        "place": where.place,
        "address": where.address,
        "point": "" if where.point is None else maps.written(where.point),
        "link": where.link,
    }
    known = {name: value or line("meetup.none_yet") for name, value in said.items()}
    words = asking.texts.rich("meetup.where_ask", **known)
    if where.link:
        words = (*words, *asking.texts.rich("meetup.link_hidden_now" if where.link_hidden else "meetup.link_shown_now"))
    return Question(words, rows, line("meetup.where_example"))


def _place(asking: Asking) -> Question:
    return _removable(asking, "place", "meetup.place_ask", "meetup.place_example", "")


def _address(asking: Asking) -> Question:
    return _removable(asking, "address", "meetup.address_ask", "meetup.address_example", "")


def _point(asking: Asking) -> Question:
    return _removable(asking, "point", "meetup.point_ask", "meetup.point_example", None)


def _link(asking: Asking) -> Question:
    return _removable(asking, "link", "meetup.link_ask", "meetup.link_example", "")


def _removable(asking: Asking, part: str, ask: Key, example: Key, nothing: str | None) -> Question:
    """Ask for something that there need not be."""
    remove = Choice("none", asking.texts.line("meetup.remove"), {part: nothing})
    rows = ((remove,),) if asking.sketch.values[part] else ()
    return Question(asking.texts.rich(ask), rows, asking.texts.line(example))


def _seats(asking: Asking) -> Question:
    line = asking.texts.line
    row = (
        Choice("none", line("meetup.seats_any"), {"seats": None}),
        *(Choice(str(seats), str(seats), {"seats": seats}) for seats in _QUICK_SEATS),
    )
    return Question(asking.texts.rich("meetup.seats_ask"), (row,), line("meetup.seats_example"))


def _repeat(asking: Asking) -> Question:
    line, first = asking.texts.line, asking.first
    none = Choice("none", line("meetup.repeat_none"), {"series": None})
    if first is None:
        return Question(asking.texts.rich("meetup.repeat_first"), ((none,), (Way(line("meetup.part_when"), "when"),)))
    until = None if asking.series is None else asking.series.until
    every = (
        Choice(str(place), capital(repeat_in_words(one, asking.texts)), _repeat_patch(one, until))
        for place, one in enumerate(repeats(first))
    )
    return Question(asking.texts.rich("meetup.repeat_ask"), ((none, *every),), line("meetup.repeat_example"))


def _repeat_patch(repeat: Repeat, until: date | None) -> dict[str, object]:
    return {"series": packed_series(Series(repeat, until))}


def _until(asking: Asking) -> Question:
    line = asking.texts.line
    if asking.series is None:
        return Question(asking.texts.rich("meetup.until_nothing"))
    row = (Choice("open", line("meetup.until_open"), until_patch(asking, None)),)
    return Question(asking.texts.rich("meetup.until_ask"), (row,), line("meetup.until_example"))


def _announce(asking: Asking) -> Question:
    line = asking.texts.line
    row = (Choice("now", line("meetup.announce_now"), {"announce": None}),)
    return Question(asking.texts.rich("meetup.announce_ask"), (row,), line("meetup.announce_example"))


def _closes(asking: Asking) -> Question:
    row = tuple(
        Choice(str(place), asking.texts.line(key), {"closes_before": seconds(before)})
        for place, (before, key) in enumerate(CLOSES.items())
    )
    return Question(asking.texts.rich("meetup.closes_ask"), (row,))


def _asks(asking: Asking) -> Question:
    line = asking.texts.line
    row = (
        Choice("yes", line("meetup.asks_yes"), {"asks": True}),
        Choice("no", line("meetup.asks_no"), {"asks": False}),
    )
    return Question(asking.texts.rich("meetup.asks_ask"), (row,))


PARTS: Mapping[str, Part] = {
    "title": Part("meetup.part_title", _title, read_title, LONGEST_TITLE),
    "when": Part("meetup.part_when", _when, read_when),
    "duration": Part("meetup.part_duration", _duration, read_duration, 60),
    WHERE: Part("meetup.part_where", _where, read_where, maps.LONGEST),
    "text": Part("meetup.part_text", _text, read_text, LONGEST_TEXT, several_lines=True),
    "seats": Part("meetup.part_seats", _seats, read_seats, 40),
    "repeat": Part("meetup.part_repeat", _repeat, read_repeat),
    "until": Part("meetup.part_until", _until, read_until),
    "places": Part("meetup.part_places", ask_places),
    "announce": Part("meetup.part_announce", _announce, read_announce),
    "closes": Part("meetup.part_closes", _closes),
    "asks": Part("meetup.part_asks", _asks),
    "place": Part("meetup.place", _place, read_place, 100, under=WHERE),
    "address": Part("meetup.address", _address, read_address, 200, under=WHERE),
    "point": Part("meetup.point", _point, read_map_point, maps.LONGEST, under=WHERE),
    "link": Part("meetup.link", _link, read_link, LONGEST_LINK, under=WHERE),
}
"""All parts, in the order in which the hub shows them; those under `where` are asked for there."""

_OF_ALL_DATES = frozenset({"repeat", "until", "places", "announce"})


def shown_parts(asking: Asking, *, announced: bool) -> tuple[str, ...]:
    """Name the parts that can be set now. `announced`: the first card is out, or on its way."""
    left_out = {name for name, part in PARTS.items() if part.under}
    if asking.sketch.single:
        left_out |= _OF_ALL_DATES
    if asking.series is None:
        left_out.add("until")
    if announced:
        left_out.add("announce")
    return tuple(name for name in PARTS if name not in left_out)
