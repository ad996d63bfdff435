"""Who cares for whom. The code of an invitation is kept as a mark, and gone once it was used."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Row, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Platform
from bot.features.reminders.keeping import CarerLink, LinkState
from bot.storage.engine import Database
from bot.storage.owners import held_alone
from bot.storage.schema import carer_link, person
from bot.storage.sealing import Keyring
from bot.storage.types import new_id

_INVITED, _ACCEPTED = LinkState.INVITED.value, LinkState.ACCEPTED.value


class StoredCarers:
    """The port `Carers` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def invite(self, person_id: str, code: str, now: datetime, until: datetime) -> CarerLink:
        """Keep an invitation, as the port says."""
        new = CarerLink(new_id(), person_id, None, LinkState.INVITED, now, until)
        older = delete(carer_link).where(carer_link.c.person_id == person_id, carer_link.c.state == _INVITED)
        values = {"id": new.id, "person_id": person_id, "state": _INVITED, "created_at": now, "expires_at": until}
        async with self._database.writing() as connection:
            await connection.execute(older)
            mark = self._keyring.current.code_mark("carer", code)
            await connection.execute(insert(carer_link).values(**values, mark=mark, number=new.number))
        return new

    async def invitation(self, code: str, now: datetime) -> CarerLink | None:
        """Give the invitation with this code, as the port says."""
        marks = self._keyring.code_marks("carer", code)
        wanted = select(carer_link).where(carer_link.c.mark.in_(marks), carer_link.c.expires_at > now)
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).first()
        return None if row is None else _read(row)

    async def accept(self, link_id: str, carer_id: str, platform: Platform, now: datetime) -> CarerLink | None:
        """Let the carer accept, as the port says. Nobody cares for themselves, or twice for the same person."""
        waiting = and_(carer_link.c.id == link_id, carer_link.c.state == _INVITED, carer_link.c.expires_at > now)
        async with self._database.writing() as connection:
            row = (await connection.execute(select(carer_link).where(waiting))).one_or_none()
            if row is None or row.person_id == carer_id:
                return None
            # Whoever changes the links of two people holds both, so that no two do so at once.
            if len(await held_alone(connection, person, row.person_id, carer_id)) < 2:
                return None
            theirs = and_(carer_link.c.person_id == row.person_id, carer_link.c.carer_id == carer_id)
            if (await connection.execute(select(carer_link.c.id).where(theirs))).first() is not None:
                return None
            number = await _free_number(connection, carer_id)
            values = {"carer_id": carer_id, "state": _ACCEPTED, "mark": None, "expires_at": None}
            accepted = update(carer_link).where(waiting).values(**values, platform=platform.value, number=number)
            then = (await connection.execute(accepted.returning(carer_link))).one_or_none()
        return None if then is None else _read(then)

    async def links(self, person_id: str) -> tuple[CarerLink, ...]:
        """Give all links of a person, as the port says; the oldest first."""
        either = or_(carer_link.c.person_id == person_id, carer_link.c.carer_id == person_id)
        wanted = select(carer_link).where(either).order_by(carer_link.c.created_at, carer_link.c.id)
        async with self._database.reading() as connection:
            return tuple(_read(row) for row in await connection.execute(wanted))

    async def end(self, link_id: str) -> bool:
        """End a link, as the port says."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(carer_link).where(carer_link.c.id == link_id))).rowcount > 0


async def _free_number(connection: AsyncConnection, carer_id: str) -> int:
    """Give the least number that none of those whom a carer cares for has."""
    taken = set(await connection.scalars(select(carer_link.c.number).where(carer_link.c.carer_id == carer_id)))
    return next(number for number in count(1) if number not in taken)


def _read(row: Row[Any]) -> CarerLink:
    platform = None if row.platform is None else Platform(row.platform)
    state = LinkState(row.state)
    return CarerLink(row.id, row.person_id, row.carer_id, state, row.created_at, row.expires_at, platform, row.number)
