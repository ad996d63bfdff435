"""The club, on Friday 20 November 2026."""

from __future__ import annotations

import pytest

from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.meetups.club import Club


@pytest.fixture
def club(stores: Stores, texts: Texts, clock: StoppedClock) -> Club:
    return Club(stores, texts, clock)
