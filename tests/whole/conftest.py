"""The whole bot, and those who talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.language import Language
from bot.storage.stores import Stores
from tests.whole.gathering import MeetingWorld, meeting
from tests.whole.people import OnDiscord, OnTelegram
from tests.whole.world import World, whole

START = datetime(2026, 11, 20, 18, 53, tzinfo=UTC)
"""A Friday evening; the clocks in London show the same."""


@pytest.fixture
async def world(shipped: Language, stores: Stores) -> AsyncIterator[World]:
    async with whole(shipped, stores, START) as world:
        yield world


@pytest.fixture
def sam(world: World) -> OnTelegram:
    return OnTelegram(world, "Sam")


@pytest.fixture
def ana(world: World) -> OnDiscord:
    return OnDiscord(world, "Ana")


@pytest.fixture
async def club(shipped: Language, stores: Stores) -> AsyncIterator[MeetingWorld]:
    async with meeting(shipped, stores, START) as club:
        await club.begin_in_private()
        yield club
