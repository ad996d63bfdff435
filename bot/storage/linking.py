"""Accounts of one human: by a one-time code two people become one, and an account can leave again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.keeping import LinkResult
from bot.core.people import Person, Platform
from bot.delivery.transport import State
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.meetups.schema import attendee
from bot.storage.merging import Merge, resealed
from bot.storage.owners import held_alone, new_owner, person_key
from bot.storage.people import StoredPeople
from bot.storage.schema import account, carer_link, delivery, link_code, person, plan
from bot.storage.sealing import Keyring
from bot.storage.types import new_id


class StoredLinks:
    """The port `Links` on a database."""

    def __init__(self, database: Database, keyring: Keyring, people: StoredPeople) -> None:
        self._database = database
        self._keyring = keyring
        self._people = people

    async def offer(self, person_id: str, code: str, until: datetime) -> None:
        """Keep a one-time code, as the port says."""
        values = {"mark": self._keyring.current.code_mark("link", code), "expires_at": until}
        async with self._database.writing() as connection:
            new = insert_into(connection, link_code).values(person_id=person_id, **values)
            await connection.execute(new.on_conflict_do_update(index_elements=[link_code.c.person_id], set_=values))

    async def offered(self, code: str, now: datetime) -> str | None:
        """Give the id of the person with this code, as the port says."""
        marks = self._keyring.code_marks("link", code)
        wanted = select(link_code.c.person_id).where(link_code.c.mark.in_(marks), link_code.c.expires_at > now)
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).scalar()

    async def redeem(self, code: str, who: Person, now: datetime) -> LinkResult:
        """Let an account belong to the person of the code, as the port says."""
        async with self._database.writing() as connection:
            into = await self.offered(code, now)
            if into is None:
                return LinkResult.UNKNOWN
            other = await self._people.ensure(who, now)
            await held_alone(connection, person, into, other)
            # Before they were held, somebody else may have used the code, or erased or linked the account.
            same = await self.offered(code, now) == into and await self._people.find(who) == other
            result = await _fit(connection, into, other) if same else LinkResult.UNKNOWN
            if result is LinkResult.LINKED:
                keys = [await person_key(connection, self._keyring, one) for one in (other, into)]
                await Merge(connection, other, into, *keys).run(now)
            else:
                await self._people.remove_if_empty(other)
            return result

    async def unlink(self, person_id: str, platform: Platform, now: datetime) -> bool:
        """Let an account leave, as the port says."""
        async with self._database.writing() as connection:
            await held_alone(connection, person, person_id)
            rows = (await connection.execute(select(account).where(account.c.person_id == person_id))).all()
            leaving = [row for row in rows if row.platform == platform.value]
            staying = [row for row in rows if row.platform != platform.value]
            if not leaving or not staying:
                return False
            await self._leave(connection, person_id, leaving[0], now)
            # Rather to one that takes messages.
            then = min(staying, key=lambda row: (row.blocked_at is not None, row.platform)).platform
            await _redirect(connection, person_id, platform.value, then, now)
            return True

    async def _leave(self, connection: AsyncConnection, person_id: str, row: Row[Any], now: datetime) -> None:
        """Make the account one of a new person."""
        new = new_id()
        key, columns = new_owner(self._keyring, person, new)
        await connection.execute(insert(person).values(created_at=now, seen_on=now.date(), **columns))
        before = await person_key(connection, self._keyring, person_id)
        address = resealed(row.address, before, key, "account", "address", row.id)
        moved = update(account).where(account.c.id == row.id).values(person_id=new, address=address)
        await connection.execute(moved)


async def _fit(connection: AsyncConnection, into: str, other: str) -> LinkResult:
    """Tell whether two people, who are held, may become one."""
    if into == other:
        return LinkResult.SAME
    both = await _platforms(connection, into) & await _platforms(connection, other)
    return LinkResult.BOTH if both else LinkResult.LINKED


async def _platforms(connection: AsyncConnection, person_id: str) -> set[str]:
    return set((await connection.execute(select(account.c.platform).where(account.c.person_id == person_id))).scalars())


async def _redirect(connection: AsyncConnection, person_id: str, platform: str, then: str, now: datetime) -> None:
    """Let plans, what a carer or attendee is told, and messages that nobody is just sending go to another platform."""
    free = or_(delivery.c.lease_until.is_(None), delivery.c.lease_until <= now)
    theirs = {
        plan: plan.c.person_id == person_id,
        carer_link: carer_link.c.carer_id == person_id,
        attendee: attendee.c.person_id == person_id,
        delivery: and_(delivery.c.person_id == person_id, delivery.c.state == State.QUEUED.value, free),
    }
    for table, which in theirs.items():
        await connection.execute(update(table).where(which, table.c.platform == platform).values(platform=then))
