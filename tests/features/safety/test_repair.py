"""Mending slips of the finger."""

from __future__ import annotations

import pytest

from bot.features.safety.repair import Repair
from bot.features.safety.rules import Rules


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("fevr", "fever"),
        ("temprature", "temperature"),
        ("shingels", "shingles"),
        ("pancriatitis", "pancreatitis"),
        ("bruses", "bruises"),
        ("tkaen", "taken"),
        ("brething", "breathing"),
    ],
)
def test_mended(shipped: Rules, written: str, read: str) -> None:
    assert Repair.of(shipped).word(written) == read


@pytest.mark.parametrize(
    "written", ["fever", "lever", "rush", "threat", "paid", "flood", "brushes", "laughter", "gives", "ct", "38.5"]
)
def test_left_alone(shipped: Rules, written: str) -> None:
    assert Repair.of(shipped).word(written) is None


def test_a_short_word_is_read_only_as_one_that_is_named_for_it(shipped: Rules) -> None:
    assert Repair.of(shipped).word("blak") is None
