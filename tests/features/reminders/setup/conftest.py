from __future__ import annotations

import pytest

from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.features.reminders.setup.chatting import DISCORD, Chat, World


@pytest.fixture
def world(texts: Texts, stores: Stores) -> World:
    return World(texts, stores)


@pytest.fixture
def chat(world: World) -> Chat:
    """Somebody on Telegram, where answers are typed into the chat and own words may be kept."""
    return Chat(world)


@pytest.fixture
def windows(world: World) -> Chat:
    """Somebody on Discord, where answers are typed into windows and no own words are asked for."""
    return Chat(world, DISCORD)
