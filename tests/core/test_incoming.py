from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.core.incoming import Called, Incoming, Pressed, Said, Submitted
from bot.core.people import Person, Place, Platform
from tests.scenes import ALONE

CANARY = Person(Platform.DISCORD, "CANARY")
ORIGIN = replace(ALONE, person=CANARY, place=Place(Platform.DISCORD, "CANARY", topic="CANARY"))


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
