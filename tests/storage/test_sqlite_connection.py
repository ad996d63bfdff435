"""Connections to SQLite: what goes to their threads, what is fetched, and what is left behind."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from bot.storage.address import Address, Kind
from bot.storage.engine import open_database
from bot.storage.schema import meta
from bot.storage.sqlite import connecting
from bot.storage.sqlite_connection import SQLiteConnection

COUNTING = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT ?"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def connection(file: Path) -> AsyncIterator[SQLiteConnection]:
    connection = await connecting(file)()
    await run(connection, "CREATE TABLE kept (x)")
    yield connection
    await connection.close()


async def run(connection: SQLiteConnection, statement: str) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute(statement)


async def till(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.integers(0, 300), st.lists(st.none() | st.integers(1, 150), max_size=12))
async def test_rows_come_in_order_however_they_are_fetched(
    connection: SQLiteConnection, rows: int, sizes: list[int | None]
) -> None:
    fetched: list[tuple[int]] = []
    async with connection.cursor() as cursor:
        await cursor.execute(COUNTING, (rows,))
        for size in sizes:
            if size is not None:
                fetched += (found := await cursor.fetchmany(size))
                assert len(found) == min(size, rows - len(fetched) + len(found))
            elif (one := await cursor.fetchone()) is not None:
                fetched.append(one)
            else:
                assert len(fetched) == rows
        fetched += await cursor.fetchall()
        assert fetched == [(row,) for row in range(rows)]
        assert not await cursor.fetchall()


@pytest.mark.parametrize("rows", [1, 63, 64, 65, 1000])
async def test_what_was_not_read_to_the_end_holds_no_lock(connection: SQLiteConnection, rows: int) -> None:
    cursor = connection.cursor()
    await cursor.executemany("INSERT INTO kept VALUES (?)", [(row,) for row in range(rows)])
    await cursor.close()
    cursor = connection.cursor()
    await cursor.execute("SELECT x FROM kept")
    assert await cursor.fetchone() == (0,)
    await cursor.close()
    await run(connection, "DROP TABLE kept")


async def test_a_cursor_without_a_statement_or_with_a_wrong_one_is_closed(connection: SQLiteConnection) -> None:
    await connection.cursor().close()
    cursor = connection.cursor()
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        await cursor.execute("SELEKT")
    await cursor.close()
    await run(connection, "DROP TABLE kept")


async def test_what_was_begun_by_who_is_cancelled_is_rolled_back(connection: SQLiteConnection, file: Path) -> None:
    """The right to write comes only after its asker has gone."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asking = asyncio.create_task(connection.cursor().execute("BEGIN IMMEDIATE"))
        await till(lambda: connection._in_doubt and connection._tx.empty())  # the thread waits for the right then
        asking.cancel()
        await asyncio.wait([asking])
        rolling_back = asyncio.create_task(connection.rollback())
        await asyncio.sleep(0)
        other.execute("COMMIT")
        await rolling_back
    await connection.do(lambda: None)  # by now all has come to the thread
    assert not connection.in_transaction


async def test_the_thread_hears_of_each_statement_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trips = 0
    execute = SQLiteConnection._execute

    async def count(connection: SQLiteConnection, *work: object) -> object:
        nonlocal trips
        trips += 1
        return await execute(connection, *work)

    async with open_database(Address(Kind.SQLITE, file)) as database:
        monkeypatch.setattr(SQLiteConnection, "_execute", count)
        async with database.writing() as connection:
            await connection.execute(insert(meta).values(name="one", value="x"))
            assert (await connection.execute(select(meta.c.name).where(meta.c.name == "one"))).one() == ("one",)
        assert trips == 4, "begin, insert, select, commit"
