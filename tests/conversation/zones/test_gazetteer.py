"""The lists are whole, small, and say nothing that the tz database does not know."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest

from bot.conversation.zones import gazetteer
from bot.conversation.zones.folding import folded
from bot.conversation.zones.gazetteer import Gazetteer, Place, main_cities, open_gazetteer
from bot.conversation.zones.rules import zone_names

FOLDER = Path(gazetteer.__file__).parent


@pytest.fixture(scope="module")
def lists() -> Gazetteer:
    return open_gazetteer()


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def test_every_city_lies_in_a_known_place_and_a_known_zone() -> None:
    places = {code: zone for code, _, zone, _ in rows("places.tsv")}
    known = set(zone_names())
    cities = rows("cities.tsv")
    assert len(cities) > 40_000
    assert {code for _, code, *_ in cities} <= places.keys()
    assert {row[3] for row in cities if len(row) == 4} | set(places.values()) <= known
    assert all(len(row) in (2, 3, 4) for row in cities)


def test_every_form_is_plain() -> None:
    written = {form for row in rows("cities.tsv") for form in row[0].split("|")[1:]}
    written |= {form for row in rows("places.tsv") for form in row[3].split("|")[1:]}
    written.discard("")  # stands before names in other languages
    assert [form for form in written if folded(form) != form] == []


def test_the_lists_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.tsv")) < 1_100_000


def test_little_memory_is_used_and_none_is_kept() -> None:
    tracemalloc.start()
    try:
        open_gazetteer().like("manchstr")
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 15_000_000
    assert kept < 100_000


def test_no_two_cities_of_other_zones_look_alike(lists: Gazetteer) -> None:
    seen: dict[str, str] = {}
    places = {code: (name, zone) for code, name, zone, _ in rows("places.tsv")}
    for forms, code, *rest in rows("cities.tsv"):
        name = (rest[0] if rest else "") or forms[1:].partition("|")[0].title()
        place, main = places[code]
        zone = rest[1] if len(rest) == 2 else main
        assert seen.setdefault(f"{name}, {place}", zone) == zone


def test_every_zone_with_cities_has_a_main_city(lists: Gazetteer) -> None:
    main = main_cities()
    assert len({city.zone for city in main}) == len(main) > 340
    for city in main:
        assert any(hit.city == city for hit in lists.called(folded(re.sub(r" \(.*\)", "", city.name))))


def test_codes_may_mean_several_places(lists: Gazetteer) -> None:
    assert [place.name for place in lists.places("ca")] == ["Canada", "California, USA"]


def test_a_place_gives_the_largest_city_of_each_of_its_zones(lists: Gazetteer) -> None:
    (texas,) = lists.places("texas")
    assert [hit.city.name for hit in lists.in_place(texas)] == ["Houston", "El Paso"]


def test_nothing_reveals_the_city_of_a_person(lists: Gazetteer) -> None:
    assert "London" not in repr(lists.called("london"))
    assert "London" not in repr(lists)


def test_every_place_gives_a_city(lists: Gazetteer) -> None:
    for code, name, zone, _ in rows("places.tsv"):
        assert lists.in_place(Place(code, name, zone)), name
