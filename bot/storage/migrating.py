"""Brings the tables of a database up to date, under a lock, so that two copies of the bot never do so at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.errors import UserError
from bot.storage import sqlite
from bot.storage.address import Kind
from bot.storage.schema import REVISIONS

FOLDER = Path(__file__).parent / "migrations"

# Any number that nothing else on the server uses.
_LOCK = 7_305_118_224_610_951


async def migrate(engine: AsyncEngine, kind: Kind, target: str = REVISIONS[-1]) -> None:
    """Bring the tables to a version. Raises UserError if they are of a newer one than this program knows.

    All steps are taken in one transaction: after a failure the database is as it was.
    """
    async with engine.connect() as connection:
        if await connection.run_sync(version) == target:
            return
    async with engine.connect() as connection, _without_cascades(connection, kind), connection.begin():
        if kind is Kind.POSTGRESQL:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        await connection.run_sync(_upgrade, target)


def version(connection: Connection) -> str | None:
    """Give the version of the tables, None if there are none. Raises UserError if this program does not know it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise UserError("storage.newer_schema")
    return found


@asynccontextmanager
async def _without_cascades(connection: AsyncConnection, kind: Kind) -> AsyncIterator[None]:
    """SQLite builds a table anew to change it: that must not take along the rows that point to the old one."""
    if kind is not Kind.SQLITE:
        yield
        return
    await sqlite.pragma(connection, "foreign_keys=OFF")
    try:
        yield
    finally:
        await sqlite.pragma(connection, "foreign_keys=ON")


def _upgrade(connection: Connection, target: str) -> None:
    """Take the steps that are missing. Another copy of the bot may have taken them meanwhile."""
    if version(connection) == target:
        return
    # Imported here, as alembic is needed at the first start with a new version alone.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, target)
