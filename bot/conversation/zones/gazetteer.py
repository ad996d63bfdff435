"""The lists of cities, places and zones. A search reads its file anew: people set their zone once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conversation.zones.city import City

_FOLDER = Path(__file__).parent
_KEY = re.compile(r"\|([^|\t\n]+)")
# From these lengths on, one and two mistakes are looked for.
_ONE_SLIP, _TWO_SLIPS = 4, 8
_MOST_ALIKE = 60
# A city found by a name in another language counts as one that stands this many times further down the list.
_OTHER_NAME = 8
# Stands before the names in other languages.
_OTHERS = "||"


@dataclass(frozen=True, slots=True)
class Place:
    """A country or a region of one. `code` is "DE" or "US.TX"; `zone` is where most of its people live."""

    code: str
    name: str
    zone: str

    def holds(self, code: str) -> bool:
        """Tell whether the place of this code is this one or within it."""
        return code == self.code or code.startswith(f"{self.code}.")


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed city, its place's code, and how far down it stands; 0 is the largest city of the world."""

    city: City
    code: str
    rank: float


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All cities, the largest first, to be searched by forms written plainly (see `folded`)."""

    _cities: str = field(repr=False)
    _names: list[str] = field(repr=False)
    _places: dict[str, Place] = field(repr=False)
    _place_forms: dict[str, tuple[Place, ...]] = field(repr=False)

    def places(self, form: str) -> tuple[Place, ...]:
        """Give the countries and regions of this name or code; "ca" is both Canada and California."""
        return self._place_forms.get(form, ())

    def places_like(self, form: str) -> tuple[Place, ...]:
        """Give the countries and regions of the name that was mistyped so."""
        names = [name for name in self._place_forms if len(name) >= _ONE_SLIP]
        return tuple(place for name in _alike(form, names, 1) for place in self._place_forms[name])

    def called(self, form: str, within: tuple[Place, ...] = ()) -> list[Hit]:
        """Give the cities of exactly this name, within any of these places if some are given."""
        return self._hits((*self._at(f"|{form}|"), *self._at(f"|{form}\t")), within)

    def beginning(self, form: str, within: tuple[Place, ...] = ()) -> list[Hit]:
        """Give the cities of whose name a word begins so."""
        return self._hits((*self._at(f"|{form}"), *self._at(f" {form}")), within)

    def like(self, form: str, within: tuple[Place, ...] = ()) -> list[Hit]:
        """Give the cities of a name that differs by a mistake or two, the nearest names first."""
        return [hit for name in _alike(form, self._names, _MOST_ALIKE) for hit in self.called(name, within)]

    def in_place(self, place: Place) -> list[Hit]:
        """Give the largest city of each zone of a country or region."""
        largest: dict[str, Hit] = {}
        for found in re.finditer(rf"\t{re.escape(place.code)}(?=[.\t\n])", self._cities):
            start = self._cities.rfind("\n", 0, found.start()) + 1
            hit = self._hit(start, 0)
            if place.holds(hit.code):
                largest.setdefault(hit.city.zone, hit)
        return list(largest.values())

    def _at(self, part: str) -> Iterator[int]:
        """Give where this part stands in the list of cities."""
        at = self._cities.find(part)
        while at >= 0:
            yield at
            at = self._cities.find(part, at + 1)

    def _hits(self, found: Iterable[int], within: tuple[Place, ...]) -> list[Hit]:
        """Give the cities in whose lines these positions are, those further up first, each once."""
        lines: dict[int, int] = {}
        for at in sorted(found):
            lines.setdefault(self._cities.rfind("\n", 0, at) + 1, at)
        hits = sorted((self._hit(start, at) for start, at in lines.items()), key=lambda hit: hit.rank)
        return [hit for hit in hits if not within or any(place.holds(hit.code) for place in within)]

    def _hit(self, start: int, at: int) -> Hit:
        """Read the city whose line starts here; it was found by what stands at `at`."""
        line = self._cities[start : self._cities.index("\n", start)]
        forms, code, name, zone, *_ = (*line.split("\t"), "", "")
        first = forms[1:].partition("|")[0]
        place = self._places[code]
        other = _OTHERS in forms and at > start + forms.index(_OTHERS)
        rank = start / len(self._cities) * (_OTHER_NAME if other else 1)
        return Hit(City(name or first.title(), place.name, zone or place.zone), code, rank)


def open_gazetteer() -> Gazetteer:
    """Read the lists of cities and places."""
    places: dict[str, Place] = {}
    forms: dict[str, tuple[Place, ...]] = {}
    for line in _read("places.tsv").splitlines():
        code, name, zone, names = line.split("\t")
        places[code] = Place(code, name, zone)
        for form in _KEY.findall(names):
            forms[form] = (*forms.get(form, ()), places[code])
    cities = _read("cities.tsv")
    return Gazetteer(cities, list(dict.fromkeys(_KEY.findall(cities))), places, forms)


def main_cities() -> tuple[City, ...]:
    """Give the largest city of every zone, the zones that most people live in first."""
    names = {code: name for code, name, *_ in (line.split("\t") for line in _read("places.tsv").splitlines())}
    rows = (line.split("\t") for line in _read("zones.tsv").splitlines())
    return tuple(City(name, names[code], zone) for zone, name, code in rows)


def _alike(form: str, names: Sequence[str], most: int) -> list[str]:
    """Give the names that differ from the form by as many mistakes as its length allows, the nearest first."""
    slips = (len(form) >= _ONE_SLIP) + (len(form) >= _TWO_SLIPS)
    if not slips:
        return []
    return [name for name, *_ in process.extract(form, names, scorer=OSA.distance, score_cutoff=slips, limit=most)]


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
