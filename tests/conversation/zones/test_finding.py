"""What people type for where they live."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.conversation.zones.city import City
from bot.conversation.zones.finding import find
from bot.conversation.zones.rules import is_zone

WINTER = datetime(2026, 11, 21, 9, 53, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 9, 53, tzinfo=UTC)


def labels(typed: str, now: datetime = WINTER) -> list[str]:
    return [city.label for city in find(typed, now)]


@pytest.mark.parametrize(
    ("typed", "label", "zone"),
    [
        ("London", "London, England, UK", "Europe/London"),
        ("london uk", "London, England, UK", "Europe/London"),
        ("London, Canada", "London, Ontario, Canada", "America/Toronto"),
        ("london ontario", "London, Ontario, Canada", "America/Toronto"),
        ("Manchester", "Manchester, England, UK", "Europe/London"),
        ("manchestr", "Manchester, England, UK", "Europe/London"),
        ("manchster uk", "Manchester, England, UK", "Europe/London"),
        ("manchester united kingdon", "Manchester, England, UK", "Europe/London"),
        ("Manchester, NH", "Manchester, New Hampshire, USA", "America/New_York"),
        ("Whitby UK", "Whitby, England, UK", "Europe/London"),
        ("Alnwick", "Alnwick, England, UK", "Europe/London"),
        ("Ludlow uk", "Ludlow, England, UK", "Europe/London"),
        ("Guildford, Surrey", "Guildford, England, UK", "Europe/London"),
        ("newcastle in england", "Newcastle upon Tyne, England, UK", "Europe/London"),
        ("i live in a small town near Hull, UK", "Kingston upon Hull, England, UK", "Europe/London"),
        ("we are up in the north of england near leeds", "Leeds, England, UK", "Europe/London"),
        ("edinbrugh", "Edinburgh, Scotland, UK", "Europe/London"),
        ("Aberystwyth", "Aberystwyth, Wales, UK", "Europe/London"),
        ("londonderry uk", "Derry, Northern Ireland, UK", "Europe/London"),
        ("dublin", "Dublin, Ireland", "Europe/Dublin"),
        ("NYC", "New York City, New York, USA", "America/New_York"),
        ("new york", "New York City, New York, USA", "America/New_York"),
        ("LA", "Los Angeles, California, USA", "America/Los_Angeles"),
        ("los angelos", "Los Angeles, California, USA", "America/Los_Angeles"),
        ("philidelphia", "Philadelphia, Pennsylvania, USA", "America/New_York"),
        ("Paris", "Paris, France", "Europe/Paris"),
        ("paris texas", "Paris, Texas, USA", "America/Chicago"),
        ("springfield il", "Springfield, Illinois, USA", "America/Chicago"),
        ("El Paso", "El Paso, Texas, USA", "America/Denver"),
        ("portland or", "Portland, Oregon, USA", "America/Los_Angeles"),
        ("birmingham al", "Birmingham, Alabama, USA", "America/Chicago"),
        ("washington dc", "Washington, D.C., USA", "America/New_York"),
        ("st. john's", "St. John's, Newfoundland and Labrador, Canada", "America/St_Johns"),
        ("victoria bc", "Victoria, British Columbia, Canada", "America/Vancouver"),
        ("vancouver wa", "Vancouver, Washington, USA", "America/Los_Angeles"),
        ("München", "Munich, Germany", "Europe/Berlin"),
        ("muenchen", "Munich, Germany", "Europe/Berlin"),
        ("munich bavaria", "Munich, Germany", "Europe/Berlin"),
        ("koln", "Köln, Germany", "Europe/Berlin"),
        ("Milano", "Milan, Italy", "Europe/Rome"),
        ("wien", "Vienna, Austria", "Europe/Vienna"),
        ("the hague", "The Hague, Netherlands", "Europe/Amsterdam"),
        ("lucerne", "Luzern, Switzerland", "Europe/Zurich"),
        ("kiev", "Kyiv, Ukraine", "Europe/Kyiv"),
        ("st petersburg russia", "Saint Petersburg, Russia", "Europe/Moscow"),
        ("delhi", "Delhi, India", "Asia/Kolkata"),
        ("bombay", "Mumbai, India", "Asia/Kolkata"),
        ("bangalore", "Bengaluru, India", "Asia/Kolkata"),
        ("trivandrum", "Thiruvananthapuram, India", "Asia/Kolkata"),
        ("pune maharashtra", "Pune, India", "Asia/Kolkata"),
        ("kathmandu nepal", "Kathmandu, Nepal", "Asia/Kathmandu"),
        ("hyderabad pakistan", "Hyderabad, Pakistan", "Asia/Karachi"),
        ("sao paulo", "São Paulo, São Paulo, Brazil", "America/Sao_Paulo"),
        ("rio", "Rio de Janeiro, Rio de Janeiro, Brazil", "America/Sao_Paulo"),
        ("goiania", "Goiânia, Goiás, Brazil", "America/Sao_Paulo"),
        ("Manaus", "Manaus, Amazonas, Brazil", "America/Manaus"),
        ("merida", "Mérida, Mexico", "America/Merida"),
        ("cordoba spain", "Córdoba, Spain", "Europe/Madrid"),
        ("saigon", "Ho Chi Minh City, Vietnam", "Asia/Ho_Chi_Minh"),
        ("hongkong", "Hong Kong", "Asia/Hong_Kong"),
        ("singapore", "Singapore", "Asia/Singapore"),
        ("melborne", "Melbourne, Victoria, Australia", "Australia/Melbourne"),
        ("perth", "Perth, Western Australia", "Australia/Perth"),
        ("perth scotland", "Perth, Scotland, UK", "Europe/London"),
        ("auckland nz", "Auckland, New Zealand", "Pacific/Auckland"),
        ("East London", "East London, South Africa", "Africa/Johannesburg"),
        ("joburg", "Johannesburg, South Africa", "Africa/Johannesburg"),
        ("accra", "Accra, Ghana", "Africa/Accra"),
        ("honolulu", "Honolulu, Hawaii, USA", "Pacific/Honolulu"),
    ],
)
def test_a_city_is_found(typed: str, label: str, zone: str) -> None:
    first = find(typed, WINTER)[0]
    assert (first.label, first.zone) == (label, zone)


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("London", {"Europe/London", "America/Toronto"}),
        ("Manchester", {"Europe/London", "America/New_York", "America/Chicago"}),
        ("Springfield", {"America/Chicago", "America/New_York", "America/Los_Angeles"}),
        ("Sidney", {"Australia/Sydney", "America/New_York"}),
        ("Newcastle", {"Australia/Sydney", "Europe/London"}),
        ("Hyderabad", {"Asia/Kolkata", "Asia/Karachi"}),
        ("Georgia", {"Asia/Tbilisi", "America/New_York"}),
        ("Valencia", {"America/Caracas", "Europe/Madrid"}),
        ("Kirov", {"Europe/Kirov", "Europe/Moscow"}),
        ("ca", {"America/Toronto", "America/Los_Angeles"}),
        ("Washington", {"America/New_York", "America/Los_Angeles", "Europe/London"}),
    ],
)
def test_namesakes_are_a_choice(typed: str, zones: set[str]) -> None:
    found = find(typed, WINTER)
    assert zones <= {city.zone for city in found}
    assert len({city.label for city in found}) == len(found)


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("Germany", ["Europe/Berlin"]),
        ("germny", ["Europe/Berlin"]),
        ("Deutschland", ["Europe/Berlin"]),
        ("UK", ["Europe/London"]),
        ("uk time", ["Europe/London"]),
        ("untied kingdom", ["Europe/London"]),
        ("scotland", ["Europe/London"]),
        ("India", ["Asia/Kolkata"]),
        ("texas", ["America/Chicago", "America/Denver"]),
        (
            "USA",
            ["America/New_York", "America/Los_Angeles", "America/Chicago", "America/Phoenix", "America/Denver"],
        ),
        (
            "Australia",
            ["Australia/Sydney", "Australia/Brisbane", "Australia/Perth", "Australia/Adelaide", "Australia/Darwin"],
        ),
    ],
)
def test_a_country_gives_a_city_for_each_way_its_clocks_go(typed: str, zones: list[str]) -> None:
    assert [city.zone for city in find(typed, WINTER)] == zones


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("Europe/London", {"Europe/London"}),
        ("america/new york", {"America/New_York"}),
        ("US/Pacific", {"America/Los_Angeles", "America/Vancouver", "America/Tijuana"}),
        ("Pacific/Chatham", {"Pacific/Chatham"}),
        ("Antarctica/Troll", {"Antarctica/Troll"}),
        ("CET", {"Europe/Berlin", "Africa/Algiers", "Europe/Madrid", "Europe/Rome", "Europe/Paris"}),
        ("IST", {"Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"}),
        ("indian standard time", {"Asia/Kolkata", "Asia/Colombo"}),
        ("UTC+5:30", {"Asia/Kolkata", "Asia/Colombo"}),
        ("utc-3:30", {"America/St_Johns"}),
    ],
)
def test_zones_are_understood(typed: str, zones: set[str]) -> None:
    assert {city.zone for city in find(typed, WINTER)} == zones


@pytest.mark.parametrize("now", [WINTER, SUMMER])
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("EST", "America/New_York"),
        ("est time", "America/New_York"),
        ("eastern time", "America/New_York"),
        ("pacific standard time", "America/Los_Angeles"),
        ("BST", "Europe/London"),
        ("central european time", "Europe/Berlin"),
    ],
)
def test_an_abbreviation_means_the_same_cities_all_year(typed: str, first: str, now: datetime) -> None:
    assert find(typed, now)[0].zone == first


def test_a_distance_from_utc_means_the_cities_that_have_it_now() -> None:
    assert labels("UTC", WINTER)[0] == "London, England, UK"
    assert "London, England, UK" not in labels("UTC", SUMMER)
    assert "London, England, UK" in labels("UTC+1", SUMMER)


@pytest.mark.parametrize("typed", ["", " ", "🙂", "qqq", "xyzzyq", "...", "|", "5", "+99", "Etc/GMT+12", "lord howe"])
def test_where_nothing_fits_nothing_is_offered(typed: str) -> None:
    assert find(typed, WINTER) == ()


def test_no_more_are_given_than_there_is_room_for() -> None:
    assert len(find("sprin", WINTER)) == 5
    assert len(find("sprin", WINTER, most=25)) == 25
    assert len(find("usa", WINTER, most=25)) > 7


LIKELY = "i live in near st new san uk usa ca georgia london manchestr time zone est utc +2 / , |"
WORDS = st.sampled_from(LIKELY.split())


@settings(deadline=None)  # it reads a long list each time
@given(st.one_of(st.text(), st.lists(WORDS, max_size=14).map(" ".join)))
@example("a b c d e f g h i j k l")
@example("uk us ca de fr uk us ca de fr uk")
@example("\x00|\t\n")
def test_any_text_gives_real_zones(typed: str) -> None:
    found = find(typed, WINTER)
    assert len(found) <= 5
    assert all(isinstance(city, City) and is_zone(city.zone) and city.label for city in found)


@pytest.mark.parametrize("typed", ["x" * 10_000, "a " * 5_000, "é" * 10_000, "london " * 1_428, "+" * 10_000])
def test_a_text_too_long_for_a_place_is_none(typed: str) -> None:
    assert find(typed, WINTER) == ()
