"""Copies of a whole database, whatever kind it is: a backup is one SQLite file with the same tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Table, func, insert, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import UserError
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.meetups.schema import meetup
from bot.storage.schema import RESTORED, delivery, meta, metadata, person, place
from bot.storage.types import microseconds

Progress = Callable[[int, int], None]
"""Is told how many rows are done, and how many there are."""

_ROWS_AT_ONCE = 2_000


async def copy_all(source: Database, target: Database, progress: Progress) -> int:
    """Put all rows of one database into another in place of its own, and give how many. All of them, or none.

    What is read is one state of the source, however much is written there meanwhile. Raises NotRead, NotSaved or
    MaybeSaved.
    """
    async with source.reading() as reading, target.writing() as writing:
        return await _copied(reading, writing, progress)


async def put_back(backup: Database, target: Database, now: datetime, progress: Progress) -> int:
    """Put a backup in the place of all that is kept, as `copy_all` does.

    Messages that were due before `now` may have gone out since the backup was made: they count as perhaps sent, so
    that a repeat says that it is one. That holds for those as well which had not been planned yet.
    """
    open_then = delivery.c.state.in_(("queued", "sending")) & (delivery.c.not_before <= now)
    async with backup.reading() as reading, target.writing() as writing:
        done = await _copied(reading, writing, progress)
        await writing.execute(update(delivery).where(open_then).values(ever_unknown=True))
        moment = str(microseconds(now))
        new = insert_into(writing, meta).values(name=RESTORED, value=moment)
        await writing.execute(new.on_conflict_do_update(index_elements=[meta.c.name], set_={"value": moment}))
    return done


async def keys_used(database: Database) -> frozenset[str]:
    """Name the master keys that are needed to read what is kept."""
    async with database.reading() as connection:
        versions = [select(table.c.key_version) for table in (person, place, meetup)]
        found = await connection.execute(union(*versions))
        return frozenset(found.scalars())


async def is_empty(database: Database) -> bool:
    """Tell whether nothing is kept but the names of keys and the like."""
    async with database.reading() as connection:
        return await _rows(connection) == await _count(connection, meta)


def check_backup(file: Path) -> None:
    """Look whether a file is an undamaged backup. Raises UserError if it is not."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
            versions = connection.execute("SELECT count(*) FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        raise UserError("backup.no_backup", file=str(file)) from None
    if found != "ok" or versions != (1,):
        raise UserError("backup.no_backup", file=str(file))


def to_one_file(file: Path) -> None:
    """Write all of a closed SQLite database into its one file, without a journal beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


async def _copied(reading: AsyncConnection, writing: AsyncConnection, progress: Progress) -> int:
    done, total = 0, await _rows(reading)
    for table in reversed(metadata.sorted_tables):
        await writing.execute(table.delete())
    for table in metadata.sorted_tables:
        done = await _copy_table(table, reading, writing, lambda count: progress(count, total), done)
    return done


async def _rows(connection: AsyncConnection) -> int:
    return sum([await _count(connection, table) for table in metadata.sorted_tables])


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def _copy_table(
    table: Table, reading: AsyncConnection, writing: AsyncConnection, progress: Callable[[int], None], done: int
) -> int:
    """Copy one table; gives how many rows are done with it."""
    async with reading.stream(select(table)) as rows:
        async for part in rows.mappings().partitions(_ROWS_AT_ONCE):
            await writing.execute(insert(table), [dict(row) for row in part])
            done += len(part)
            progress(done)
    return done
