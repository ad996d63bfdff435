"""The same stores on three databases: in memory, in a file, and on a PostgreSQL server."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest

from bot.storage.address import MEMORY, Address, Kind
from bot.storage.engine import Database, open_database
from bot.storage.keys import admit
from bot.storage.schema import metadata
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, build_stores
from tests.wire.postgres import PostgresServer


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Address:
    """A file with all tables, which is copied for each test: making them takes longer than most tests do."""
    address = Address(Kind.SQLITE, tmp_path_factory.mktemp("made") / "bot.db")
    asyncio.run(_make(address))
    return address


@pytest.fixture(scope="session")
def emptied(postgres: PostgresServer) -> Address:
    """The one database on the server for all tests that do not look at how its tables come to be."""
    asyncio.run(postgres.ask("CREATE DATABASE emptied TEMPLATE template0"))
    address = Address(Kind.POSTGRESQL, dsn=postgres.url("emptied"))
    asyncio.run(_make(address))
    return address


async def _make(address: Address) -> None:
    async with open_database(address):
        pass


@pytest.fixture(params=["memory", "made", "emptied"], ids=["memory", "file", "postgresql"])
def place(request: pytest.FixtureRequest) -> Address:
    """What kind of database it is, and where one with all tables is."""
    return MEMORY if request.param == "memory" else request.getfixturevalue(request.param)


@pytest.fixture
async def address(place: Address, tmp_path: Path) -> Address:
    """Where a database is that has all tables and nothing in them, of each kind."""
    if place.file is not None:
        return Address(Kind.SQLITE, shutil.copy2(place.file, tmp_path / "bot.db"))
    if place.kind is Kind.POSTGRESQL:
        await _empty(place)
    return place


async def _empty(address: Address) -> None:
    """Delete all that is in there; for so little it takes half as long as TRUNCATE."""
    connection = await asyncpg.connect(address.dsn)
    try:
        await connection.execute(";".join(str(table.delete()) for table in reversed(metadata.sorted_tables)))
    finally:
        await connection.close()


@pytest.fixture
async def database(address: Address) -> AsyncIterator[Database]:
    async with open_database(address) as opened:
        yield opened


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.throw_away()


@pytest.fixture
async def stores(database: Database, keyring: Keyring) -> Stores:
    """All stores on each database, with the key registered."""
    await admit(database, keyring)
    return build_stores(database, keyring, keeps=True)
