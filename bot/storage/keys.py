"""Which master key the data are locked with, and how they are locked with another one.

`meta` names the key in use and, while keys are changed, the one before. A bot starts only with all keys that are named
there, so that it never fails to find somebody who is there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from sqlalchemy import Row, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import UserError
from bot.storage import people, places
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.meetups.schema import meetup
from bot.storage.owners import KEY_NAME
from bot.storage.schema import account, carer_link, link_code, meta, person, place, rating_mark
from bot.storage.sealing import DataKey, Keyring

OLD_KEY_NAME = "old_key"

# So many people, places or meet-ups are locked anew in one transaction: what a kill can undo, and how long others wait.
BATCH = 100


async def admit(database: Database, keyring: Keyring) -> None:
    """Check that the keys are those of the data, and name them in an empty database.

    Raises UserError if a key is missing. With a new key and the old one, the change begins here: from now on, both are
    needed until `rotate` is done.
    """
    async with database.writing() as connection:
        named = await _named(connection)
        if not set(named.values()) <= set(keyring.names):
            raise UserError("storage.wrong_key")
        in_use = named.get(KEY_NAME)
        if in_use == keyring.current.name:
            return
        if OLD_KEY_NAME in named:  # an earlier change has to end first
            raise UserError("storage.wrong_key")
        await _name(connection, KEY_NAME, keyring.current.name)
        if in_use is not None:
            await _name(connection, OLD_KEY_NAME, in_use)


async def rotate(database: Database, keyring: Keyring) -> AsyncIterator[tuple[int, int]]:
    """Lock everything with the key in use; gives, again and again, how many of how many are done.

    It can be stopped at any moment and started again. Marks of ratings and of one-time codes cannot be made anew, since
    nobody knows what they are marks of: ratings stay as counts, and codes, which live for hours, are given up.
    """
    done = 0
    left = await _left(database, keyring)
    yield done, left
    for table, again in ((person, _person_again), (place, _place_again), (meetup, _meetup_again)):
        while count := await _batch(database, keyring, table, again):
            done += count
            yield done, max(left, done)
    async with database.writing() as connection:
        for table in (rating_mark, carer_link, link_code):
            await connection.execute(delete(table).where(~table.c.mark.startswith(keyring.current.name)))
        await connection.execute(delete(meta).where(meta.c.name == OLD_KEY_NAME))
    await database.clear_traces()


async def _named(connection: AsyncConnection) -> dict[str, str]:
    rows = await connection.execute(select(meta).where(meta.c.name.in_((KEY_NAME, OLD_KEY_NAME))))
    return {row.name: row.value for row in rows}


async def _name(connection: AsyncConnection, name: str, value: str) -> None:
    named = insert_into(connection, meta).values(name=name, value=value)
    await connection.execute(named.on_conflict_do_update(index_elements=[meta.c.name], set_={"value": value}))


async def _left(database: Database, keyring: Keyring) -> int:
    """Count whom the key in use does not lock yet."""
    left = 0
    async with database.reading() as connection:
        for table in (person, place, meetup):
            others = select(func.count()).select_from(table).where(table.c.key_version != keyring.current.name)
            left += (await connection.execute(others)).scalar_one()
    return left


Again = Callable[[AsyncConnection, Keyring, Row[Any], DataKey], Awaitable[None]]


async def _batch(database: Database, keyring: Keyring, table: Table, again: Again) -> int:
    """Lock some rows anew and give how many."""
    others = select(table).where(table.c.key_version != keyring.current.name).order_by(table.c.id).limit(BATCH)
    async with database.writing() as connection:
        # Whoever seals with one of these keys goes on meanwhile: it stays the same.
        rows = (await connection.execute(others.with_for_update(key_share=True))).all()
        for row in rows:
            key = keyring.unwrap(row.wrapped_key, row.key_version, table.name, row.id)
            wrapped = keyring.current.wrap(key, table.name, row.id)
            values = {"wrapped_key": wrapped, "key_version": keyring.current.name}
            await connection.execute(update(table).where(table.c.id == row.id).values(**values))
            await again(connection, keyring, row, key)
    return len(rows)


async def _person_again(connection: AsyncConnection, keyring: Keyring, row: Row[Any], key: DataKey) -> None:
    """Mark a person's accounts anew."""
    accounts = (await connection.execute(select(account).where(account.c.person_id == row.id))).all()
    for one in accounts:
        mark = people.mark_of(people.opened(one, key), keyring)
        await connection.execute(update(account).where(account.c.id == one.id).values(mark=mark))


async def _place_again(connection: AsyncConnection, keyring: Keyring, row: Row[Any], key: DataKey) -> None:
    """Mark a place anew."""
    mark = places.mark_of(places.opened(row, key), keyring)
    await connection.execute(update(place).where(place.c.id == row.id).values(mark=mark))


async def _meetup_again(connection: AsyncConnection, keyring: Keyring, row: Row[Any], key: DataKey) -> None:
    """Nothing more: no mark leads to a meet-up."""
