"""Both fake platforms, each checked against its published specification at the end of the test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.language import Language
from tests.process.bot_process import DISCORD_TOKEN, TELEGRAM_TOKEN
from tests.wire.discord_model import Channel, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_harness import published_spec
from tests.wire.telegram_server import FakeTelegram


@pytest.fixture(scope="session", autouse=True)
def _learnt(shipped: Language) -> None:
    """Learn once, so that each process finds what was learnt."""


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(token=DISCORD_TOKEN) as server:
        yield server
        server.assert_clean()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(TELEGRAM_TOKEN, spec=published_spec()) as server:
        yield server
        server.assert_clean()


@pytest.fixture
def ana(discord: FakeDiscord) -> User:
    return discord.add_user("ana-canary", locale="en-GB")


@pytest.fixture
def channel(discord: FakeDiscord, ana: User) -> Channel:
    return discord.add_channel(discord.add_guild(members=[ana]))
