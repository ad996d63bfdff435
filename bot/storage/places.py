"""Channels and groups: found by marks, with their address sealed by a key of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Place, PlaceKind, Platform
from bot.storage.engine import Database
from bot.storage.meetups.meetups import replace_place
from bot.storage.meetups.posts import move_posts
from bot.storage.owners import alone, data_key, held_alone, new_owner
from bot.storage.schema import delivery, place
from bot.storage.sealing import DataKey, Keyring
from bot.storage.types import new_id


class StoredPlaces:
    """The port `Places` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def ensure(self, where: Place) -> str:
        """Give a place's id, as the port says. One that was lost is there again."""
        async with self._database.reading() as connection:
            row = await self._row(connection, where)
        if row is not None and row.lost_at is None:
            return str(row.id)
        async with self._database.writing() as connection:
            return await self._ensure(connection, where)

    async def _ensure(self, connection: AsyncConnection, where: Place) -> str:
        mark = self._keyring.current.mark(*_named(where))
        await alone(self._database, connection, self._keyring, mark)
        row = await self._row(connection, where)
        if row is not None:
            await connection.execute(update(place).where(place.c.id == row.id).values(lost_at=None))
            return str(row.id)
        place_id = new_id()
        key, columns = new_owner(self._keyring, place, place_id)
        values = {"platform": where.platform, "mark": mark, "address": _sealed(where, key, place_id), "settings": {}}
        await connection.execute(insert(place).values(**columns, **values))
        return place_id

    async def place(self, place_id: str) -> Place | None:
        """Give the place with this id, as the port says."""
        wanted = select(place).where(place.c.id == place_id, place.c.lost_at.is_(None))
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
            key = await data_key(connection, self._keyring, place, place_id)
        return None if row is None or key is None else opened(row, key)

    async def settings(self, where: Place) -> dict[str, bool | str]:
        """Give what is set for a place, as the port says."""
        async with self._database.reading() as connection:
            row = await self._row(connection, where)
        return {} if row is None else dict(row.settings)

    async def set(self, where: Place, name: str, value: bool | str) -> None:  # noqa: FBT001 (it is what is set)
        """Set something for a place, as the port says."""
        async with self._database.writing() as connection:
            place_id = await self._ensure(connection, where)
            await held_alone(connection, place, place_id)
            before = await connection.execute(select(place.c.settings).where(place.c.id == place_id))
            settings = {**before.scalar_one(), name: value}
            await connection.execute(update(place).where(place.c.id == place_id).values(settings=settings))

    async def lost(self, place_id: str, at: datetime) -> None:
        """Keep that nothing can be said there any more, as the port says."""
        async with self._database.writing() as connection:
            await connection.execute(update(place).where(place.c.id == place_id).values(lost_at=at))

    async def moved(self, old: Place, new: Place) -> None:
        """Follow a place that got another id, as the port says. Messages there cannot be changed from here on."""
        async with self._database.writing() as connection:
            before, after = await self._row(connection, old), await self._row(connection, new)
            if before is None or (after is not None and after.id == before.id):
                return
            await held_alone(connection, place, before.id, *([] if after is None else [after.id]))
            await move_posts(connection, before.id, before.id if after is None else after.id)
            if after is None:
                await self._readdress(connection, before.id, new)
                return
            await replace_place(connection, before.id, after.id)
            # Where the old messages are was sealed with the old key; nobody needs it there any more.
            theirs = update(delivery).where(delivery.c.place_id == before.id)
            await connection.execute(theirs.values(place_id=after.id, message_ref=None))
            await connection.execute(delete(place).where(place.c.id == before.id))

    async def _readdress(self, connection: AsyncConnection, place_id: str, new: Place) -> None:
        key = await data_key(connection, self._keyring, place, place_id)
        assert key is not None  # noqa: S101 (its row was read in this transaction)
        mark, address = self._keyring.current.mark(*_named(new)), _sealed(new, key, place_id)
        values = {"mark": mark, "address": address, "lost_at": None}
        await connection.execute(update(place).where(place.c.id == place_id).values(**values))

    async def _row(self, connection: AsyncConnection, where: Place) -> Row[Any] | None:
        return (await connection.execute(select(place).where(self._is_place(where)))).one_or_none()

    def _is_place(self, where: Place) -> ColumnElement[bool]:
        return and_(place.c.platform == where.platform, place.c.mark.in_(self._keyring.marks(*_named(where))))


def opened(row: Row[Any], key: DataKey) -> Place:
    """Unseal the place in a row of `place`. Raises Unsealable."""
    address = key.unseal_json(row.address, "place", "address", row.id)
    return Place(Platform(row.platform), address["id"], PlaceKind(address["kind"]), address["topic"])


def mark_of(where: Place, keyring: Keyring) -> str:
    """Give the mark that a place is kept under from now on."""
    return keyring.current.mark(*_named(where))


def _sealed(where: Place, key: DataKey, place_id: str) -> bytes:
    address = {"id": where.id, "kind": where.kind, "topic": where.topic}
    return key.seal_json(address, "place", "address", place_id)


def _named(where: Place) -> tuple[str, ...]:
    return "place", where.platform, where.id, where.topic or ""
