"""How much private messages say is for each person to choose, and little at first."""

from __future__ import annotations

import pytest

from bot.core.reply import Showing
from bot.features.meetups.saying import SAYING, SayingRoutes
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.meetups.club import words
from tests.features.town import Town, buttons
from tests.scenes import MEMBER, STRANGER


@pytest.fixture
def town(stores: Stores, texts: Texts, clock: StoppedClock) -> Town:
    town = Town(stores, texts, clock)
    town.settle([SayingRoutes(texts, stores.people).routes()], {})
    return town


async def is_discreet(town: Town) -> bool:
    person_id = await town.stores.people.find(MEMBER)
    return person_id is None or (await town.stores.people.profile(person_id)).discreet


async def test_it_is_changed_there_and_back(town: Town) -> None:
    shown = await town.presses(MEMBER, SAYING.code)
    assert "show little" in words(shown)
    assert await town.stores.people.find(MEMBER) is None, "to look keeps nothing"
    shown = await town.presses(MEMBER, buttons(shown)["Show all"])
    assert "show all" in words(shown)
    assert shown.showing is Showing.IN_PLACE
    assert not await is_discreet(town)
    shown = await town.presses(MEMBER, buttons(shown)["Show little"])
    assert "show little" in words(shown)
    assert await is_discreet(town)


async def test_it_is_ones_own_choice(town: Town) -> None:
    await town.presses(STRANGER, "meetups:saymore")
    assert await is_discreet(town)


async def test_a_link_changes_nothing(town: Town) -> None:
    """Anybody may have sent it."""
    shown = await town.presses(MEMBER, "meetups:saymore", fresh=True)
    assert "show little" in words(shown)
    assert await is_discreet(town)
