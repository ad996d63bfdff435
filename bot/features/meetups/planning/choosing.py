"""The question in which places a meet-up is announced: toggles, in pages where there are many. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.core.capabilities import shorten
from bot.core.people import Platform
from bot.features.meetups.planning.asking import Asking, Choice, Question, Spot, Way
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

MOST_PLACES = 50
"""Places in which one meet-up is announced."""

PAGE = 8
_LONGEST_NAME = 40
PLATFORMS: dict[Platform, Key] = {
    Platform.DISCORD: "meetup.on_discord",
    Platform.TELEGRAM: "meetup.on_telegram",
    Platform.CONSOLE: "meetup.on_console",
}


def spot_in_words(spot: Spot, texts: Texts) -> str:
    """Name a place: "Main chat (Telegram)"."""
    return texts.line(PLATFORMS[spot.place.platform], name=shorten(spot.name, _LONGEST_NAME))


def ask_places(asking: Asking) -> Question:
    """Ask where it is announced."""
    texts, spots = asking.texts, asking.spots
    if not spots:
        return Question(texts.rich("meetup.places_nowhere"))
    page = min(max(asking.page, 0), (len(spots) - 1) // PAGE)
    shown = spots[page * PAGE : (page + 1) * PAGE]
    keys = list(asking.sketch.values["places"])
    rows = tuple((_toggle(asking, spot, keys),) for spot in shown)
    count = texts.rich("meetup.places_ask", count=str(len(asking.chosen)), all=str(len(spots)))
    return Question(count, (*_paired(rows), _all(asking, keys), *_pages(asking, page)))


def _toggle(asking: Asking, spot: Spot, keys: Sequence[str]) -> Choice:
    ticked = spot.key in keys
    label = spot_in_words(spot, asking.texts)
    kept = [key for key in keys if key != spot.key] if ticked else [*keys, spot.key]
    value = f"{mark_of(spot)}-{'off' if ticked else 'on'}"
    return Choice(value, f"✓ {label}" if ticked else label, {"places": kept}, stays=True)


def mark_of(spot: Spot) -> str:
    """Give the mark by which a button knows a place, whatever the order of the settings."""
    return hashlib.blake2b(spot.key.encode(), digest_size=6).hexdigest()


def _paired(rows: Sequence[tuple[Choice, ...]]) -> tuple[tuple[Choice, ...], ...]:
    """Put four toggles in a row."""
    flat = [choice for row in rows for choice in row]
    return tuple(tuple(flat[start : start + 4]) for start in range(0, len(flat), 4))


def _all(asking: Asking, keys: Sequence[str]) -> tuple[Choice, ...]:
    line = asking.texts.line
    every = [spot.key for spot in asking.spots]
    choices = []
    if not set(every) <= set(keys):
        choices.append(Choice("all", line("meetup.places_all"), {"places": every}, stays=True))
    if keys:
        choices.append(Choice("none", line("meetup.places_none"), {"places": []}, stays=True))
    return tuple(choices)


def _pages(asking: Asking, page: int) -> tuple[tuple[Way, ...], ...]:
    line, last = asking.texts.line, (len(asking.spots) - 1) // PAGE
    before = (Way(line("meetup.earlier_page"), "places", page - 1),) if page > 0 else ()
    after = (Way(line("meetup.later_page"), "places", page + 1),) if page < last else ()
    ways = (*before, *after)
    return (ways,) if ways else ()
