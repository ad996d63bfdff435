"""A fake Discord with one person in one guild, and a small real client connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.wire.discord_model import Channel, Guild, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.small_discord_client import SmallClient, pointed_at, running


@pytest.fixture
async def server() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        with pointed_at(fake):
            yield fake


@pytest.fixture
def ana(server: FakeDiscord) -> User:
    return server.add_user("ana", locale="en-GB")


@pytest.fixture
def guild(server: FakeDiscord, ana: User) -> Guild:
    return server.add_guild(members=[ana])


@pytest.fixture
def channel(server: FakeDiscord, guild: Guild) -> Channel:
    return server.add_channel(guild)


@pytest.fixture
async def client(server: FakeDiscord, channel: Channel) -> AsyncIterator[SmallClient]:
    async with running(server) as started:
        yield started
        server.assert_clean()
