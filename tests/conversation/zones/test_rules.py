"""Zones by name, and the fingerprints of their rules."""

from __future__ import annotations

import shutil
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.zones import rules
from bot.conversation.zones.rules import is_zone, offset, rules_changed, rules_print, zone, zone_names


def forget_zones() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    zone.cache_clear()
    rules_print.cache_clear()


@pytest.fixture
def other_database(tmp_path: Path) -> Iterator[Path]:
    """Give a folder whose zones go before those of the tz database."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path), *before])
    forget_zones()
    yield tmp_path
    zoneinfo.reset_tzpath(before)
    forget_zones()


@pytest.mark.parametrize("name", ["Europe/London", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT-3", "US/Pacific"])
def test_zones_are_known(name: str) -> None:
    assert is_zone(name)
    assert zone(name).key == name


@pytest.mark.parametrize(
    "name",
    ["", "europe/london", "Europe", "Europe/", "/etc/passwd", "../UTC", "localtime", "Factory", "posixrules", "a\0b"],
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    assert not is_zone(name)
    with pytest.raises(ValueError, match="no time zone"):
        zone(name)


@given(st.text())
def test_any_text_may_be_asked_for(text: str) -> None:
    assert is_zone(text) == (text in zone_names())


def test_every_zone_opens_and_has_a_fingerprint() -> None:
    names = zone_names()
    assert len(names) > 590
    assert all(rules_print(name, 2026).startswith("2026:") for name in names)


def test_clocks_that_go_alike_have_one_fingerprint() -> None:
    for one, other in [("Europe/London", "Europe/Jersey"), ("Australia/Sydney", "Australia/Melbourne")]:
        assert rules_print(one, 2026) == rules_print(other, 2026)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Europe/London", "Europe/Paris"),
        ("Australia/Sydney", "Australia/Brisbane"),
        ("Asia/Jerusalem", "Europe/Athens"),  # two days apart, twice a year
        ("America/New_York", "America/Havana"),  # an hour apart, twice a year
        ("Africa/Casablanca", "Africa/Lagos"),
    ],
)
def test_clocks_that_go_otherwise_have_another(one: str, other: str) -> None:
    assert rules_print(one, 2026) != rules_print(other, 2026)


@pytest.mark.parametrize("name", ["Europe/London", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Jerusalem", "UTC"])
def test_every_change_of_the_clocks_is_seen_to_the_second(name: str) -> None:
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    step = timedelta(minutes=30)
    moments = [start + step * number for number in range(1, (end - start) // step)]
    plain = [at for at in moments if offset(name, at) != offset(name, at - step)]
    seen = [at for at, _ in rules._changes(zone(name), start) if start < at < end]
    assert seen == plain


def test_a_changed_database_is_noticed_for_the_zone_alone(other_database: Path) -> None:
    kept = {name: rules_print(name, 2026) for name in ("Europe/London", "Europe/Paris")}
    (other_database / "Europe").mkdir()
    with as_file(files("tzdata") / "zoneinfo" / "Europe" / "Paris") as paris:
        shutil.copy(paris, other_database / "Europe" / "London")
    forget_zones()
    assert rules_changed("Europe/London", kept["Europe/London"])
    assert not rules_changed("Europe/Paris", kept["Europe/Paris"])


def test_a_fingerprint_is_compared_over_the_years_it_was_made_for() -> None:
    assert not rules_changed("Europe/London", rules_print("Europe/London", 2024))
    assert rules_print("Europe/London", 2024) != rules_print("Europe/London", 2026)
