"""Zones by what their clocks show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from bot.conversation.zones.city import City
from bot.conversation.zones.gazetteer import main_cities
from bot.conversation.zones.rules import offset, place_in, rules_print, zone

# All offsets in use lie a quarter of an hour apart, and clocks on walls are not exact.
_TOLERANCE = timedelta(minutes=5)
_DAY = timedelta(days=1)
_OFFSET = re.compile(
    r"(?:utc|gmt)?\s*([+\-\u2212\u2013])\s*(\d{1,2})(?::?(\d\d))?(?:\s*(?:utc|gmt))?", re.ASCII | re.IGNORECASE
)
_NO_OFFSET = frozenset({"utc", "zulu", "z"})


def zones_by_clock(shown: time, now: datetime, most: int = 5) -> tuple[City, ...]:
    """Give the main cities whose clocks show this time now, give or take five minutes; `now` has a zone.

    The day is not asked for: at 8:00 in Honolulu it is 8:00 of the next day on Kiritimati, and both are given.
    """
    at = now.astimezone(UTC)
    local = datetime.combine(at.date(), shown.replace(tzinfo=None), UTC)

    def fits(city: City) -> bool:
        apart = (at + offset(city.zone, at) - local) % _DAY
        return min(apart, _DAY - apart) <= _TOLERANCE

    return main_choices(filter(fits, main_cities()), now)[:most]


def cities_at(ahead: timedelta, now: datetime) -> tuple[City, ...]:
    """Give the main cities whose clocks are this far ahead of UTC now."""
    return main_choices((city for city in main_cities() if offset(city.zone, now) == ahead), now)


def cities_of_abbreviation(letters: str, now: datetime) -> tuple[City, ...]:
    """Give the main cities whose time is called so ("EST") at one time of the year or another."""
    year = now.astimezone(UTC).year
    moments = [now, *(datetime(year, month, 1, tzinfo=UTC) for month in (1, 4, 7, 10))]

    def fits(city: City) -> bool:
        clock = zone(city.zone)
        return any(moment.astimezone(clock).tzname() == letters for moment in moments)

    return main_choices(filter(fits, main_cities()), now)


def in_zone(name: str) -> tuple[City, ...]:
    """Give the main city of a zone; none if no listed city lies in it."""
    return tuple(city for city in main_cities() if city.zone == name)


def nameless(name: str) -> tuple[City, ...]:
    """Give a zone that no listed city lies in, such as Pacific/Chatham, as a place; none if it is no place."""
    region, _, _ = name.partition("/")
    return () if region == "Etc" else (City(place_in(name), region, name),)


def cities_like(name: str, now: datetime) -> tuple[City, ...]:
    """Give the main cities whose clocks go like those of this zone."""
    kept, ahead = rules_print(name, now.year), offset(name, now)
    near = (city for city in main_cities() if offset(city.zone, now) == ahead)  # much is saved by looking first
    return tuple(city for city in near if rules_print(city.zone, now.year) == kept)


def main_choices(cities: Iterable[City], now: datetime) -> tuple[City, ...]:
    """Give the first city for each way in which clocks go, then the others."""
    given = tuple(cities)
    alike = {rules_print(city.zone, now.year): city for city in reversed(given)}
    first = sorted(alike.values(), key=given.index)
    return tuple(dict.fromkeys((*first, *given)))


def read_offset(typed: str) -> timedelta | None:
    """Read "UTC+2", "GMT-03:30" or "+0530" as a distance from UTC; None if it is none."""
    text = typed.strip()
    if text.lower() in _NO_OFFSET:
        return timedelta()
    found = _OFFSET.fullmatch(text)
    if not found:
        return None
    distance = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return distance if found[1] == "+" else -distance
