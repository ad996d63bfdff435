"""Time zones in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.zones.rules import zone_names
from bot.conversation.zones.wording import clock_question, spoken_zone
from bot.texts.catalogue import load_texts

TEXTS = load_texts("en")


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Europe/London", "London time"),
        ("America/New_York", "New York time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("US/Pacific", "Pacific time"),
        ("Etc/GMT-2", "UTC+2"),
        ("Etc/GMT+11", "UTC-11"),
        ("Etc/GMT0", "UTC"),
        ("Etc/GMT-0", "UTC"),
        ("UTC", "UTC"),
        ("GMT", "UTC"),
    ],
)
def test_a_zone_is_spoken_of_by_its_place(name: str, spoken: str) -> None:
    assert spoken_zone(name, TEXTS) == spoken


def test_every_zone_can_be_spoken_of() -> None:
    for name in zone_names():
        spoken = spoken_zone(name, TEXTS)
        assert spoken
        assert not set(spoken) & set("_/{}")


def test_the_clock_is_asked_for() -> None:
    now = datetime(2026, 7, 1, 18, 53, tzinfo=UTC)
    assert clock_question("Europe/London", now, TEXTS) == "Is it 19:53 for you now?"
