from __future__ import annotations

import pytest

from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.features.meetups.planning.chatting import DISCORD, Chat, World


@pytest.fixture
def world(texts: Texts, stores: Stores) -> World:
    return World(texts, stores)


@pytest.fixture
def chat(world: World) -> Chat:
    """An organiser on Telegram, where answers are typed into the chat."""
    return Chat(world)


@pytest.fixture
def windows(world: World) -> Chat:
    """An organiser on Discord, where answers are typed into windows."""
    return Chat(world, DISCORD)
