"""Finds the city, country or zone that a person typed. It never decides: what it finds is offered, then confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice

from bot.conversation.zones.city import City
from bot.conversation.zones.clocks import (
    cities_at,
    cities_like,
    cities_of_abbreviation,
    in_zone,
    main_choices,
    nameless,
    read_offset,
)
from bot.conversation.zones.english import ZONES
from bot.conversation.zones.gazetteer import Gazetteer, Hit, Place, open_gazetteer
from bot.conversation.zones.readings import Reading, beginnings, endings, forms, splits, wholes
from bot.conversation.zones.rules import zone_names

# Longer texts are no names of places.
_LONGEST = 120
# How much further up the list a city must stand to be offered beside another that was named exactly.
_FAR_LARGER = 10
# Looking for mistyped names costs most, so it is done for the likeliest readings alone.
_MOST_MISTYPED = 2
_LETTERS = range(2, 6)
_LONG_ENOUGH_TO_MISTYPE = 4
_LONG = 6

_Look = Callable[[str, tuple[Place, ...]], list[Hit]]


def find(typed: str, now: datetime, most: int = 5) -> tuple[City, ...]:
    """Give at most `most` cities that may have been meant, the likeliest first; none if nothing fits.

    Understood are cities ("munchen", "london ontario", "Manchestr"), countries and regions (a city for each way in
    which their clocks go), names of zones, their abbreviations and distances from UTC (main cities with that time).
    Whatever is found is to be confirmed by the person. `now` has a zone.
    """
    if len(typed) > _LONGEST:
        return ()
    ways = forms(typed)
    return (_by_zone(typed.strip(), ways, now) or (_by_place(ways, now) if ways else ()))[:most]


def _by_zone(typed: str, ways: Iterable[Sequence[str]], now: datetime) -> tuple[City, ...]:
    """Find by the name of a zone, an abbreviation or a distance from UTC."""
    plain = typed.replace(" ", "_").lower()
    named = next((name for name in zone_names() if "/" in name and name.lower() == plain), None)
    if named:
        return in_zone(named) or cities_like(named, now) or nameless(named)
    if (ahead := read_offset(typed)) is not None:
        return cities_at(ahead, now)
    names = [" ".join(words) for words in ways]
    known = next((ZONES[name] for name in names if name in ZONES), "")
    if "/" in known:
        return cities_like(known, now)
    letters = (known, *(name.upper() for name in names if len(name) in _LETTERS and name.isalpha()))
    return next((found for name in letters if name and (found := cities_of_abbreviation(name, now))), ())


def _by_place(ways: list[tuple[str, ...]], now: datetime) -> tuple[City, ...]:
    """Find by the name of a city, a country or a region."""
    lists = open_gazetteer()
    whole, divided = wholes(ways), splits(ways, lists)
    places = next((found for reading in whole if (found := lists.places(reading.name))), ())
    exact = _first((*whole, *divided), lists.called)
    if exact or places:
        first, *others = _with_places(exact, places, lists, now)
        return _cities((first, *_far_larger(whole[-1], exact, lists), *others))
    longest = ways[-1]
    likeliest = [reading for reading in (whole[-1], *divided) if reading.says_enough]
    return _cities(
        _alike(likeliest, lists, now)
        or _first(beginnings(longest), lists.called)
        or _first(endings(longest), lists.called)
        or _first(islice(filter(_is_long, beginnings(longest)), _MOST_MISTYPED), lists.like)
    )


def _alike(readings: Sequence[Reading], lists: Gazetteer, now: datetime) -> list[Hit]:
    """Give the cities and countries whose names begin so, or are nearly so, the larger first."""
    begun = _first(readings, lists.beginning)
    mistyped = _first(readings[:_MOST_MISTYPED], lists.like)
    places = lists.places_like(readings[0].name) if readings else ()
    return _with_places((*begun, *mistyped), places, lists, now)


def _is_long(reading: Reading) -> bool:
    """Tell whether a mistyped part of a text is long enough to be sure of."""
    return len(reading.name) >= _LONG


def _first(readings: Iterable[Reading], look: _Look) -> list[Hit]:
    """Give the hits of the first reading that has any."""
    return next((hits for reading in readings if (hits := look(reading.name, reading.within))), [])


def _far_larger(reading: Reading, exact: Sequence[Hit], lists: Gazetteer) -> list[Hit]:
    """Give cities of nearly this name that are far larger: who types Sidney may well mean Sydney, and "man" Manila."""
    if not exact or not reading.says_enough:
        return []
    look = lists.like if len(reading.name) >= _LONG_ENOUGH_TO_MISTYPE else lists.beginning
    bound = min(hit.rank for hit in exact) / _FAR_LARGER
    return [hit for hit in look(reading.name, ()) if hit.rank < bound]


def _with_places(hits: Iterable[Hit], places: Iterable[Place], lists: Gazetteer, now: datetime) -> list[Hit]:
    """Give cities with the largest of each place, the larger first, then one for each further zone of the places."""
    of_places = [_of_place(place, lists, now) for place in places]
    first = sorted((*hits, *(found[0] for found in of_places if found)), key=lambda hit: hit.rank)
    return [*first, *(hit for found in of_places for hit in found[1:])]


def _of_place(place: Place, lists: Gazetteer, now: datetime) -> list[Hit]:
    """Give a city for each way in which clocks go in a country or region, the largest first."""
    hits = {hit.city: hit for hit in lists.in_place(place)}
    return [hits[city] for city in main_choices(hits, now)]


def _cities(hits: Iterable[Hit]) -> tuple[City, ...]:
    return tuple(dict.fromkeys(hit.city for hit in hits))
