"""Putting in rows that may be there already, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert


async def insert_new(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]], unique: Column[Any]
) -> int:
    """Put in the rows whose `unique` column has no such value yet; give how many there were."""
    if not rows:
        return 0
    query = insert_into(connection, table).on_conflict_do_nothing(index_elements=[unique]).returning(unique)
    return len((await connection.execute(query, list(rows))).all())


def insert_into(connection: AsyncConnection, table: Table) -> Insert | PostgresqlInsert:
    """Begin an INSERT of this database's kind, for those that say what happens to a row that is there already."""
    if connection.dialect.name != "postgresql":
        return Insert(table)
    # Imported here, since it is large, and who uses a file does not need it.
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415

    return insert(table)
