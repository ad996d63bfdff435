"""A person who lives with reminders, in fast time."""

from __future__ import annotations

import pytest

from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.reminders.living import Life, at


@pytest.fixture
def life(stores: Stores, texts: Texts, clock: StoppedClock) -> Life:
    """The evening of 20 November 2026 in London."""
    clock.now = at(20, 21)
    return Life(stores, texts, clock)
