"""Who has a calendar address: of its token nothing is kept but a mark."""

from __future__ import annotations

import hashlib

from sqlalchemy import delete, select

from bot.core.errors import NotSaved
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.meetups.schema import feed
from bot.storage.owners import held
from bot.storage.schema import person


class StoredFeeds:
    """The port `Feeds` on a database. Tokens must be drawn at random, with 128 bits or more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, person_id: str, token: str) -> None:
        """Give a person a token, as the port says."""
        mark = _mark(token)
        async with self._database.writing() as connection:
            if not await held(connection, person, (person_id,)):
                raise NotSaved("this person was erased meanwhile")
            new = insert_into(connection, feed).values(person_id=person_id, mark=mark)
            await connection.execute(new.on_conflict_do_update(index_elements=[feed.c.person_id], set_={"mark": mark}))

    async def whose(self, token: str) -> str | None:
        """Give the person with a token, as the port says."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(feed.c.person_id).where(feed.c.mark == _mark(token)))
            return found.scalar()

    async def close(self, person_id: str) -> bool:
        """Void a person's token, as the port says."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(feed).where(feed.c.person_id == person_id))).rowcount > 0


def _mark(token: str) -> str:
    """Give the mark of a token. It needs no key, since tokens cannot be guessed: so it outlives a change of keys.

    Equal marks are looked up, and not equal tokens: how long that takes tells nothing of a token.
    """
    return hashlib.sha256(f"support-group-bot feed {token}".encode()).hexdigest()
