"""What the removal of people does to the meet-ups that they answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.meetups.posts import touch_dates
from bot.storage.meetups.schema import attendee
from bot.storage.schema import person


@asynccontextmanager
async def counted_anew(connection: AsyncConnection, which: ColumnElement[bool]) -> AsyncIterator[None]:
    """Remove people within this: then all cards of dates that they answered are shown anew.

    In this order, which is that of whoever answers: so no two wait for each other.
    """
    theirs = select(attendee.c.date_id).where(attendee.c.person_id.in_(select(person.c.id).where(which)))
    dates = sorted(set((await connection.execute(theirs)).scalars()))
    yield
    await touch_dates(connection, dates)


async def remove_people(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Remove people with all that is theirs."""
    async with counted_anew(connection, which):
        await connection.execute(delete(person).where(which))
