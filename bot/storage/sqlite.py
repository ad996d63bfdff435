"""What is particular to SQLite: its settings, how its transactions begin, and its file."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import UserError

WRITES = "writes"
"""The option of a connection that says whether its transaction will write."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was confirmed survives a power cut
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",  # what was deleted is overwritten
    "temp_store=MEMORY",
    "journal_size_limit=16777216",
)


def prepare(connection: Any, _: object) -> None:  # noqa: ANN401 (SQLAlchemy's adapter)
    """Set up a new connection; transactions are begun by `begin` alone."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin(connection: Connection) -> None:
    """Take the right to write at once where something will be written, so that no two can wait for each other."""
    writes = connection.get_execution_options().get(WRITES, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def new_memory() -> str:
    """Name a database in memory that all connections of this process share: one that breaks does not end it."""
    return f"file:/{secrets.token_hex(8)}?vfs=memdb&uri=true"


def make_file(file: Path) -> None:
    """Make the file, and its folder, for the account that runs the bot alone. Raises UserError."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError:
        raise UserError("storage.cannot_open", file=str(file)) from None


async def pragma(connection: AsyncConnection, what: str) -> None:
    """Run a PRAGMA that has no effect within a transaction; there must be none on this connection."""
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None  # noqa: S101 (it is checked out)
    async with raw.driver_connection.execute(f"PRAGMA {what}") as cursor:
        await cursor.fetchall()
