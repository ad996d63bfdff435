"""What is particular to SQLite: its settings, how its transactions begin, and its file."""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_mock_engine
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import UserError
from bot.storage.schema import metadata
from bot.storage.sqlite_connection import AT_ONCE, SQLiteConnection, Tidy

WRITES = "writes"
"""The option of a connection that says whether its transaction will write."""

_PRAGMAS = (
    "synchronous=FULL",  # what was confirmed survives a power cut
    "foreign_keys=ON",
    "secure_delete=ON",  # what was deleted is overwritten
    "temp_store=MEMORY",
    "journal_size_limit=16777216",
)
# Seconds that another program which is writing is waited for, and between two tries where SQLite would not wait.
_WAITING = 5.0
_BETWEEN_TRIES = 0.01


def connecting(where: Path | str) -> Callable[[], Awaitable[SQLiteConnection]]:
    """Give what opens connections to a file or, by a URI, to memory; transactions are begun by `begin` alone."""

    def open_() -> sqlite3.Connection:
        with ExitStack() as otherwise:
            connection = otherwise.enter_context(closing(Tidy(where, _WAITING)))
            _keep_a_journal_ahead(connection)
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            otherwise.pop_all()
        return connection

    async def connect() -> SQLiteConnection:
        connection = SQLiteConnection(open_, iter_chunk_size=AT_ONCE)
        # As SQLAlchemy does for connections that it opens: one that nobody gave back must not keep the process alive.
        connection._thread.daemon = True  # noqa: SLF001
        try:
            await connection
        finally:
            await connection.wait_stopped()  # if it could not be opened
        return connection

    return connect


def _keep_a_journal_ahead(connection: sqlite3.Connection) -> None:
    """Go over to WAL, which a new file is not in. SQLite does not wait for others with this, since it reads already."""
    until = time.monotonic() + _WAITING
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        else:
            return
        time.sleep(_BETWEEN_TRIES)


def begin(connection: Connection) -> None:
    """Take the right to write at once where something will be written, so that no two can wait for each other."""
    writes = connection.get_execution_options().get(WRITES, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def new_memory() -> str:
    """Name a database in memory that all connections of this process share: one that breaks does not end it."""
    return f"file:/{secrets.token_hex(8)}?vfs=memdb"


def make_file(file: Path) -> None:
    """Make the file, and its folder, for the account that runs the bot alone. Raises UserError."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError:
        raise UserError("storage.cannot_open", file=str(file)) from None


async def pragma(connection: AsyncConnection, what: str) -> None:
    """Run a PRAGMA that has no effect within a transaction; there must be none on this connection."""
    # As one piece of work: whoever is cancelled in between would leave half a statement to those who come after.
    await (await _driven(connection)).execute_fetchall(f"PRAGMA {what}")


async def make_tables(connection: AsyncConnection) -> None:
    """Make all tables in an empty database; at once, since statement by statement takes ten times as long."""
    await (await _driven(connection)).executescript(_tables())


async def _driven(connection: AsyncConnection) -> Any:  # noqa: ANN401 (SQLAlchemy gives it no type)
    driven = (await connection.get_raw_connection()).driver_connection
    assert driven is not None  # noqa: S101 (it is checked out)
    return driven


@cache
def _tables() -> str:
    """Write down the statements that make all tables."""
    statements: list[str] = []

    def note(statement: Any, *_: object, **__: object) -> None:  # noqa: ANN401 (SQLAlchemy gives it no type)
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", note)
    metadata.create_all(engine, checkfirst=False)
    return ";".join(statements)
