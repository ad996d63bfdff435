"""The same stores on three databases: in memory, in a file, and on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.address import MEMORY, Address, Kind
from bot.storage.engine import Database, open_database
from bot.storage.keys import admit
from bot.storage.schema import metadata
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, build_stores
from tests.wire.postgres import PostgresServer


async def _emptied(server: PostgresServer) -> Address:
    """The one database for all tests that do not look at how its tables come to be; with nothing in them."""
    if not await server.ask("SELECT 1 FROM pg_database WHERE datname = 'emptied'"):
        await server.ask("CREATE DATABASE emptied TEMPLATE template0")
    address = Address(Kind.POSTGRESQL, dsn=server.url("emptied"))
    async with open_database(address) as database, database.writing() as connection:
        tables = ", ".join(table.name for table in metadata.sorted_tables)
        await connection.execute(text(f"TRUNCATE {tables}"))
    return address


@pytest.fixture(params=["memory", "file", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Address]:
    """Where an empty database is, of each kind."""
    if request.param == "memory":
        yield MEMORY
    elif request.param == "file":
        yield Address(Kind.SQLITE, tmp_path / "bot.db")
    else:
        yield await _emptied(request.getfixturevalue("postgres"))


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
