"""The data keys of people and places, which seal what is theirs."""

from __future__ import annotations

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotSaved
from bot.storage.address import Kind
from bot.storage.engine import Database
from bot.storage.schema import meta, person
from bot.storage.sealing import DataKey, Keyring

KEY_NAME = "key"
"""The entry of `meta` that names the master key in use."""


async def data_key(connection: AsyncConnection, keyring: Keyring, table: Table, id_: str) -> DataKey | None:
    """Give the key of a person or place; None if there is no such row. Raises Unsealable."""
    wanted = select(table.c.wrapped_key, table.c.key_version).where(table.c.id == id_)
    row = (await connection.execute(wanted)).one_or_none()
    return None if row is None else keyring.unwrap(row.wrapped_key, row.key_version, table.name, id_)


class DataKeys:
    """The keys of the people in some rows, each unwrapped once."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._keys: dict[str, DataKey] = {}

    def of_person(self, person_id: str, wrapped: bytes, version: str) -> DataKey:
        """Give the key of a person. Raises Unsealable."""
        key = self._keys.get(person_id)
        if key is None:
            key = self._keys[person_id] = self._keyring.unwrap(wrapped, version, person.name, person_id)
        return key


def new_owner(keyring: Keyring, table: Table, id_: str) -> tuple[DataKey, dict[str, object]]:
    """Make the key of a new person or place, and the columns that hold it."""
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
    in_use = (await connection.execute(select(meta.c.value).where(meta.c.name == KEY_NAME))).scalar()
    if in_use is not None and in_use not in keyring.names:
        raise NotSaved("the master key was changed meanwhile")
