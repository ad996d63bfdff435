"""A look at a database as it is, without changing it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text

from bot.core.errors import UserError
from bot.storage.address import Address, Kind
from bot.storage.copying import keys_used
from bot.storage.engine import Database, create_engine
from bot.storage.migrating import version
from bot.storage.schema import REVISIONS, delivery, person


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. `version` is that of the tables, None if there are none; with older ones nothing else is told."""

    version: str | None = None
    people: int = 0
    keys: frozenset[str] = frozenset()
    oldest_due: datetime | None = None

    @property
    def is_newest(self) -> bool:
        """Whether the tables are as this program wants them."""
        return self.version == REVISIONS[-1]


async def look_at(address: Address, now: datetime) -> Look:
    """Look at a database. Raises UserError if it is damaged or newer than this program, NotRead if it gives nothing."""
    async with _opened(address) as database, database.reading() as connection:
        if address.kind is Kind.SQLITE:
            state = (await connection.execute(text("PRAGMA quick_check(1)"))).scalar_one()
            if state != "ok":
                raise UserError("storage.damaged", file=str(address.file))
        found = await connection.run_sync(version)
        if found != REVISIONS[-1]:
            return Look(found)
        people = (await connection.execute(select(func.count()).select_from(person))).scalar_one()
        oldest = func.min(delivery.c.not_before)
        due = await connection.execute(select(oldest).where(delivery.c.state == "queued", delivery.c.not_before <= now))
        return Look(found, int(people), await keys_used(database), due.scalar_one())


async def is_in_use(address: Address) -> bool:
    """Tell whether another program, such as the bot itself, has this database open now. Raises NotRead."""
    if address.file is not None:
        return address.file.exists() and _is_open_elsewhere(address.file)
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() "
        "AND application_name = current_setting('application_name')"
    )
    async with _opened(address) as database, database.reading() as connection:
        return int((await connection.execute(text(others))).scalar_one()) > 0


@asynccontextmanager
async def _opened(address: Address) -> AsyncIterator[Database]:
    """Open a database without bringing its tables up to date."""
    engine = create_engine(address)
    try:
        yield Database(engine, address)
    finally:
        await engine.dispose()


def _is_open_elsewhere(file: Path) -> bool:
    """Try to have the file alone: whoever has it open, even idle, holds a shared lock."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        except sqlite3.DatabaseError:
            return False  # damaged: told when it is opened
        connection.execute("ROLLBACK")
        return False
