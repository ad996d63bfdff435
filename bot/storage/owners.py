"""The data keys of people, places and meet-ups, which seal what is theirs."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotSaved
from bot.storage.address import Kind
from bot.storage.engine import Database
from bot.storage.meetups.schema import meetup
from bot.storage.schema import meta, person, place
from bot.storage.sealing import DataKey, Keyring

KEY_NAME = "key"
"""The entry of `meta` that names the master key in use."""


async def data_key(connection: AsyncConnection, keyring: Keyring, table: Table, id_: str) -> DataKey | None:
    """Give the key of a person, place or meet-up, to read with; None if there is no such row. Raises Unsealable."""
    return await _key(connection, keyring, table, id_, _wanted(table))


async def held_key(connection: AsyncConnection, keyring: Keyring, table: Table, id_: str) -> DataKey | None:
    """Give the same key, to seal with: until the transaction ends nobody removes the owner, or makes one of two.

    Owners are held before what is theirs is changed, so that no two transactions wait for each other.
    """
    return await _key(connection, keyring, table, id_, _wanted_there(table))


async def person_key(connection: AsyncConnection, keyring: Keyring, person_id: str) -> DataKey:
    """Give the key of a person, to seal with. Raises NotSaved if they were erased meanwhile."""
    key = await held_key(connection, keyring, person, person_id)
    if key is None:
        raise NotSaved("this person was erased meanwhile")
    return key


@cache  # a key is wanted for nearly all that is done: to put this together each time took longer than to ask
def _wanted(table: Table) -> Select[Any]:
    return select(table.c.wrapped_key, table.c.key_version).where(table.c.id == bindparam("owner"))


@cache
def _wanted_there(table: Table) -> Select[Any]:
    return _there(_wanted(table))


async def _key(
    connection: AsyncConnection, keyring: Keyring, table: Table, id_: str, wanted: Select[Any]
) -> DataKey | None:
    row = (await connection.execute(wanted, {"owner": id_})).one_or_none()
    return None if row is None else keyring.unwrap(row.wrapped_key, row.key_version, table.name, id_)


class DataKeys:
    """The keys of the owners of some rows, each unwrapped once."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._keys: dict[str, DataKey] = {}

    def of_person(self, person_id: str, wrapped: bytes, version: str) -> DataKey:
        """Give the key of a person. Raises Unsealable."""
        return self._of(person, person_id, wrapped, version)

    def of_place(self, place_id: str, wrapped: bytes, version: str) -> DataKey:
        """Give the key of a place. Raises Unsealable."""
        return self._of(place, place_id, wrapped, version)

    def of_meetup(self, meetup_id: str, wrapped: bytes, version: str) -> DataKey:
        """Give the key of a meet-up. Raises Unsealable."""
        return self._of(meetup, meetup_id, wrapped, version)

    def _of(self, table: Table, id_: str, wrapped: bytes, version: str) -> DataKey:
        key = self._keys.get(id_)
        if key is None:
            key = self._keys[id_] = self._keyring.unwrap(wrapped, version, table.name, id_)
        return key


def new_owner(keyring: Keyring, table: Table, id_: str) -> tuple[DataKey, dict[str, object]]:
    """Make the key of a new person, place or meet-up, and the columns that hold it."""
    key = DataKey.fresh()
    return key, {
        "id": id_,
        "wrapped_key": keyring.current.wrap(key, table.name, id_),
        "key_version": keyring.current.name,
    }


async def alone(database: Database, connection: AsyncConnection, keyring: Keyring, mark: str) -> None:
    """Let nobody else add the owner of this mark until the transaction ends.

    Raises NotSaved if the data are locked with another key by now: what this process would add, nobody could find.
    """
    if database.kind is Kind.POSTGRESQL:
        number = int(mark.rpartition(".")[2][:15], 16)
        await connection.execute(select(func.pg_advisory_xact_lock(number)))
    await require_key(connection, keyring)


async def require_key(connection: AsyncConnection, keyring: Keyring) -> None:
    """Raise NotSaved if the data are locked with another key by now: what is added could not be read."""
    in_use = (await connection.execute(select(meta.c.value).where(meta.c.name == KEY_NAME))).scalar()
    if in_use is not None and in_use not in keyring.names:
        raise NotSaved("the master key was changed meanwhile")


async def held(connection: AsyncConnection, table: Table, ids: Collection[str]) -> set[str]:
    """Give those of some rows that are there, and let nobody remove them until the transaction ends."""
    return set((await connection.execute(_there(_ids(table, ids)))).scalars())


async def held_alone(connection: AsyncConnection, table: Table, *ids: str) -> set[str]:
    """Give those of some rows that are there, and let nobody else hold or change them until the transaction ends."""
    return set((await connection.execute(_ids(table, ids).with_for_update())).scalars())


def _ids(table: Table, ids: Collection[str]) -> Select[Any]:
    """Select rows, always in the same order, so that no two who hold them wait for each other."""
    return select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id)


def _there(rows: Select[Any]) -> Select[Any]:
    """Hold rows as PostgreSQL's FOR KEY SHARE does: many may, and may change them, but nobody removes one meanwhile."""
    return rows.with_for_update(read=True, key_share=True)
