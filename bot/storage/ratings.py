"""Ratings: counts, and marks by which each person counts once. Without the key nobody can tell whose a mark is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Person
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.owners import alone
from bot.storage.schema import rating, rating_mark
from bot.storage.sealing import Keyring


class StoredRatings:
    """The port `Ratings` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def rate(self, who: Person, entry: str, day: date, *, helpful: bool) -> bool:
        """Count a rating, as the port says."""
        marks = self._marks(who, entry)
        async with self._database.writing() as connection:
            await alone(self._database, connection, self._keyring, marks[0])
            seen = select(rating_mark.c.mark).where(rating_mark.c.mark.in_(marks))
            if (await connection.execute(seen)).first() is not None:
                return False
            await connection.execute(insert_into(connection, rating_mark).values(mark=marks[0], given_on=day))
            await self._count(connection, entry, helpful=helpful)
        return True

    async def _count(self, connection: AsyncConnection, entry: str, *, helpful: bool) -> None:
        one = insert_into(connection, rating).values(entry=entry, helpful=helpful, count=1)
        more = one.on_conflict_do_update(
            index_elements=[rating.c.entry, rating.c.helpful], set_={"count": rating.c.count + 1}
        )
        await connection.execute(more)

    async def of(self, entry: str) -> tuple[int, int]:
        """Give the counts of an entry, as the port says."""
        wanted = select(rating.c.helpful, rating.c.count.label("times")).where(rating.c.entry == entry)
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted)
            counts = {bool(row.helpful): int(row.times) for row in rows}
        return counts.get(True, 0), counts.get(False, 0)

    async def rated_by(self, who: Person) -> tuple[str, ...]:
        """Give the entries that a person rated: found by making the mark of every entry that anybody rated."""
        async with self._database.reading() as connection:
            entries = (await connection.execute(select(rating.c.entry).distinct().order_by(rating.c.entry))).scalars()
            marks = {mark: entry for entry in entries for mark in self._marks(who, entry)}
            found = await connection.execute(select(rating_mark.c.mark).where(rating_mark.c.mark.in_(marks)))
            return tuple(sorted({marks[mark] for mark in found.scalars()}))

    async def forget(self, who: Person) -> None:
        """Erase the marks of a person. The counts stay, in which nobody can be found."""
        entries = await self.rated_by(who)
        await self._remove(mark for entry in entries for mark in self._marks(who, entry))

    async def _remove(self, marks: Iterable[str]) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(rating_mark).where(rating_mark.c.mark.in_(tuple(marks))))

    def _marks(self, who: Person, entry: str) -> tuple[str, ...]:
        return self._keyring.rating_marks(who.platform, who.id, entry)
