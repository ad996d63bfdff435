"""What all tests share: no network but this machine's own, one clock that stands still, the shipped sentences."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

from bot.language import Language, read_language
from bot.masterkey import development_key, development_key_file
from bot.storage.address import MEMORY
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, build_stores
from bot.texts.catalogue import Texts, load_texts
from tests.fakes.clock import StoppedClock
from tests.scenes import NOW
from tests.wire.postgres import PostgresServer

PROJECT = Path(__file__).resolve().parent.parent

# How long an example takes says more of the machine, and of what else runs on it, than of the bot.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


def pytest_collection_finish() -> None:
    """All that is imported stays: to look through it for waste, again and again, would take a seventh of the time."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOW)


@pytest.fixture(scope="session")
def shipped() -> Language:
    """All that is shipped in English; what it has learnt is kept from one run to the next."""
    return read_language("en", PROJECT)


@pytest.fixture(scope="session")
def texts() -> Texts:
    return load_texts("en")


@pytest.fixture
async def stores() -> AsyncIterator[Stores]:
    """Stores in memory, with a key of their own."""
    async with open_database(MEMORY) as database:
        yield build_stores(database, Keyring.throw_away(), keeps=True)


@pytest.fixture(scope="session", autouse=True)
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is stored by the programs that are started, and their keys, stay apart from those of this account."""
    folder = tmp_path_factory.mktemp("apart")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'bot.db'}")
        for name in ("BOT_MASTER_KEY", "BOT_MASTER_KEY_OLD", "DYNO"):
            patch.delenv(name, raising=False)
        development_key(development_key_file())
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server for all tests of this process."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()
