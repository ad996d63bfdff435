"""What was set so far, in words: read back above the card, and beside each question. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.features.meetups.describing import duration_in_words
from bot.features.meetups.planning import maps
from bot.features.meetups.planning.asking import Asking
from bot.features.meetups.planning.building import announced_at, new_meetup
from bot.features.meetups.planning.choosing import spot_in_words
from bot.features.meetups.planning.parts import CLOSES, PARTS
from bot.features.meetups.planning.wording import day_in_words, here_in_words, repeat_in_words, shortened
from bot.features.meetups.repeating import local_dates, moment_of

_LONGEST = 200
_NEXT = 3
_MOST_NAMED = 6


def said(asking: Asking, part: str) -> str:
    """Say what was set of a part; empty if it was not."""
    return _SAID[part](asking)


def read_back(asking: Asking, *, with_card: bool) -> Iterator[str]:
    """Read back, line by line, what the card does not show; without a card yet, all that was set."""
    wanted = ("when", "repeat", "places", "announce") if with_card else tuple(PARTS)
    for part in wanted:
        hidden = asking.sketch.single and part in ("repeat", "places", "announce")
        words = "" if hidden or PARTS[part].under else said(asking, part)
        if words:
            yield asking.texts.line("meetup.line", part=asking.texts.line(PARTS[part].label), value=words)
    yield from _leapt(asking)
    if with_card and not asking.sketch.single:
        yield from _following(asking)


def _when(asking: Asking) -> str:
    texts = asking.texts
    if asking.local is not None:
        return here_in_words(asking.local, asking.zone, texts)
    if asking.first is not None:
        return day_in_words(asking.first, texts)
    return "" if asking.time_of_day is None else f"{asking.time_of_day:%H:%M}"


def _repeat(asking: Asking) -> str:
    series, texts = asking.series, asking.texts
    if series is None:
        return texts.line("meetup.repeat_none")
    words = repeat_in_words(series.repeat, texts)
    if series.until is None:
        return texts.line("meetup.without_end", plan=words)
    return texts.line("meetup.with_end", plan=words, day=day_in_words(series.until, texts))


def _until(asking: Asking) -> str:
    series = asking.series
    if series is None:
        return ""
    open_end = asking.texts.line("meetup.until_open")
    return open_end if series.until is None else day_in_words(series.until, asking.texts)


def _where(asking: Asking) -> str:
    where = asking.content.where
    point = "" if where.point is None else maps.written(where.point)
    return ", ".join(part for part in (where.place, where.address, point, where.link) if part)


def _seats(asking: Asking) -> str:
    seats = asking.content.seats
    return asking.texts.line("meetup.seats_any") if seats is None else str(seats)


def _places(asking: Asking) -> str:
    texts, chosen = asking.texts, asking.chosen
    named = ", ".join(spot_in_words(spot, texts) for spot in chosen[:_MOST_NAMED])
    left = len(chosen) - _MOST_NAMED
    return texts.line("meetup.and_more", named=named, count=str(left)) if left > 0 else named


def _announce(asking: Asking) -> str:
    at = announced_at(asking)
    if at <= asking.now:
        if not asking.sketch.is_new:
            return ""
        return asking.texts.line("meetup.announce_now")
    return here_in_words(at.astimezone(ZoneInfo(asking.zone)).replace(tzinfo=None), asking.zone, asking.texts)


def _closes(asking: Asking) -> str:
    before = asking.content.closes_before
    key = CLOSES.get(before)
    if key is not None:
        return asking.texts.line(key)
    return asking.texts.line("meetup.closes_before", duration=duration_in_words(before, asking.texts))


def _asks(asking: Asking) -> str:
    return asking.texts.line("meetup.asks_yes" if asking.content.asks else "meetup.asks_no")


def _value(name: str) -> Callable[[Asking], str]:
    return lambda asking: shortened(asking.sketch.values[name] or "", _LONGEST)


_SAID: Mapping[str, Callable[[Asking], str]] = {
    "title": _value("title"),
    "when": _when,
    "duration": lambda asking: duration_in_words(asking.content.duration, asking.texts),
    "where": _where,
    "text": _value("text"),
    "seats": _seats,
    "repeat": _repeat,
    "until": _until,
    "places": _places,
    "announce": _announce,
    "closes": _closes,
    "asks": _asks,
    "place": _value("place"),
    "address": _value("address"),
    "point": lambda asking: "" if asking.content.where.point is None else maps.written(asking.content.where.point),
    "link": _value("link"),
}


def _leapt(asking: Asking) -> Iterator[str]:
    """Tell where the clock leaps over the time that was said."""
    if asking.local is None:
        return
    shown = moment_of(asking.local, asking.zone).astimezone(ZoneInfo(asking.zone)).replace(tzinfo=None)
    if shown != asking.local:
        yield asking.texts.line("meetup.clock_change", time=f"{asking.local:%H:%M}", instead=f"{shown:%H:%M}")


def _following(asking: Asking) -> Iterator[str]:
    """Give the next dates of a series."""
    if asking.series is None or asking.local is None:
        return
    start: datetime = moment_of(asking.local, asking.zone) - timedelta(seconds=1)
    days = islice(local_dates(new_meetup(asking, None, ()), max(start, asking.now)), _NEXT)
    listed = ", ".join(day_in_words(one.date(), asking.texts) for one in days)
    if listed:
        yield asking.texts.line("meetup.line", part=asking.texts.line("meetup.next_dates"), value=listed)
