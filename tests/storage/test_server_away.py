"""A PostgreSQL server that goes away and comes back: nothing that was confirmed is lost, and all else is told."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import MaybeSaved, NotRead, NotSaved, StorageError
from bot.storage.address import Address, Kind
from bot.storage.engine import Database, open_database
from bot.storage.schema import meta
from tests.wire.postgres import PostgresServer


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that may be stopped."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
async def database(own_server: PostgresServer) -> AsyncIterator[Database]:
    async with open_database(Address(Kind.POSTGRESQL, dsn=own_server.url())) as opened:
        yield opened


async def put(database: Database, name: str) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(meta).values(name=name, value="x"))


async def names(database: Database) -> set[str]:
    async with database.reading() as connection:
        return set((await connection.execute(select(meta.c.name))).scalars())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_it_goes_and_comes_back(database: Database, own_server: PostgresServer, how: signal.Signals) -> None:
    await asyncio.gather(put(database, "one"), put(database, "two"))
    own_server.stop(how)
    for _ in range(3):
        with pytest.raises(NotSaved):
            await put(database, "three")
        with pytest.raises(NotRead):
            await names(database)
    own_server.start()
    await put(database, "four")
    assert await names(database) == {"one", "two", "four"}


async def test_it_goes_in_the_middle(database: Database, own_server: PostgresServer) -> None:
    async def broken_off() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(meta).values(name="one", value="x"))
            own_server.stop(signal.SIGQUIT)
            await connection.execute(insert(meta).values(name="two", value="x"))

    with pytest.raises(NotSaved):
        await broken_off()
    own_server.start()
    assert await names(database) == set()


async def test_it_goes_while_all_is_made_final(database: Database, own_server: PostgresServer) -> None:
    async def broken_off() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(meta).values(name="one", value="x"))
            own_server.stop(signal.SIGQUIT)

    with pytest.raises(MaybeSaved):
        await broken_off()
    own_server.start()
    assert await names(database) == set()


async def test_it_is_started_anew_under_load(database: Database, own_server: PostgresServer) -> None:
    confirmed: set[str] = set()
    refused: set[str] = set()
    enough = asyncio.Event()

    async def write(worker: int) -> None:
        for number in count():
            if enough.is_set():
                return
            name = f"{worker}-{number}"
            try:
                await put(database, name)
            except StorageError:
                refused.add(name)
                await asyncio.sleep(0.02)
            else:
                confirmed.add(name)

    load = asyncio.gather(*(write(worker) for worker in range(6)))
    for how in (signal.SIGINT, signal.SIGQUIT):
        await asyncio.sleep(0.2)
        await asyncio.to_thread(own_server.stop, how)
        await asyncio.to_thread(own_server.start)
    await asyncio.sleep(0.2)
    enough.set()
    await load
    assert confirmed <= await names(database)
    assert refused


async def test_it_is_full(database: Database) -> None:
    """What the server says of itself, such as a full disk, is told as well."""

    async def full(connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")

    async def fill() -> None:
        async with database.writing() as connection:
            await full(connection)

    with pytest.raises(NotSaved, match="server"):
        await fill()
