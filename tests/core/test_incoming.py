from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.incoming import Called, Incoming, Pressed, Said, Submitted, shown_name
from bot.core.people import Person, Place, Platform
from tests.scenes import ALONE

CANARY = Person(Platform.DISCORD, "CANARY")
ORIGIN = replace(ALONE, person=CANARY, name="CANARY", place=Place(Platform.DISCORD, "CANARY", topic="CANARY"))


@pytest.mark.parametrize(
    "incoming",
    [
        Said(ORIGIN, "CANARY"),
        Called(ORIGIN, "ask", {"question": "CANARY"}),
        Pressed(ORIGIN, "faq:sections"),
        Submitted(ORIGIN, "organisers:send", {"question": "CANARY"}),
    ],
)
def test_repr_shows_neither_text_nor_ids(incoming: Incoming) -> None:
    assert "CANARY" not in repr(incoming)


def test_the_time_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(ALONE, at=datetime(2026, 11, 20))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana"),
        ("  Ana \n Maria\t", "Ana Maria"),
        ("\u202egro.live\u2069", "gro.live"),
        ("A\x1b[31mna\x00", "A [31mna"),
        ("Zoë 👩\u200d🚀", "Zoë 👩\u200d🚀"),
        ("a" * 70, "a" * 64),
        ("a" * 63 + " bc", "a" * 63),
        ("\u200f", ""),
    ],
)
def test_names_as_they_are_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@given(name=st.text())
def test_a_name_is_one_short_line(name: str) -> None:
    shown = shown_name(name)
    assert len(shown) <= 64
    assert shown_name(shown) == shown
    assert len(shown.splitlines()) <= 1
