"""Finds and removes what is kept too long."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, Table, and_, delete, select, update

from bot.core.people import Platform
from bot.features.privacy.retention import Silent
from bot.storage.drafts import StoredDrafts
from bot.storage.engine import Database
from bot.storage.forms import StoredForms
from bot.storage.meetups.attendance import StoredAttendance
from bot.storage.meetups.removing import remove_people
from bot.storage.occurrences import StoredOccurrences
from bot.storage.people import is_empty
from bot.storage.schema import OVER, account, carer_link, delivery, link_code, person, place, rating_mark


class StoredOutdated:
    """The port `Outdated` on a database."""

    def __init__(
        self,
        database: Database,
        forms: StoredForms,
        drafts: StoredDrafts,
        occurrences: StoredOccurrences,
        attendance: StoredAttendance,
    ) -> None:
        self._database = database
        self._forms = forms
        self._drafts = drafts
        self._occurrences = occurrences
        self._attendance = attendance

    async def remove_messages(self, ended_before: datetime, most: int) -> int:
        """Remove records of messages, as the port says."""
        return await self._remove(delivery, and_(OVER, delivery.c.updated_at < ended_before), most)

    async def remove_forms(self, touched_before: datetime) -> None:
        """Remove forms, as the port says."""
        await self._forms.remove_older(touched_before)

    async def remove_drafts(self, touched_before: datetime) -> None:
        """Remove drafts, as the port says."""
        await self._drafts.remove_older(touched_before)

    async def remove_codes(self, over_before: datetime) -> int:
        """Remove one-time codes and invitations, as the port says."""
        async with self._database.writing() as connection:
            over = [delete(table).where(table.c.expires_at <= over_before) for table in (link_code, carer_link)]
            return sum([(await connection.execute(one)).rowcount for one in over])

    async def remove_answers(self, now: datetime, most: int) -> int:
        """Remove answers, as the port says."""
        return await self._occurrences.remove_old(now, most)

    async def shed_meetups(self, ended_before: datetime, most: int) -> int:
        """Remove answers to meet-ups, as the port says."""
        return await self._attendance.shed(ended_before, most)

    async def remove_empty(self, seen_before: date, most: int) -> int:
        """Remove people of whom nothing is left, as the port says."""
        return await self._remove(person, and_(person.c.seen_on < seen_before, is_empty()), most)

    async def remove_ratings(self, given_before: date) -> int:
        """Remove marks of ratings, as the port says."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(rating_mark).where(rating_mark.c.given_on < given_before))).rowcount

    async def remove_places(self, lost_before: datetime, most: int) -> int:
        """Remove places, as the port says."""
        return await self._remove(place, place.c.lost_at < lost_before, most)

    async def silent(self, seen_before: date, most: int) -> tuple[Silent, ...]:
        """Find silent people, as the port says."""
        wanted = (
            select(person.c.id, person.c.seen_on, account.c.platform)
            .join(account)
            .where(person.c.seen_on < seen_before, person.c.warned_at.is_(None))
            # Where a person has several accounts, the last one wins below: one that takes messages.
            .order_by(person.c.id, account.c.blocked_at.is_(None), account.c.id)
            .limit(most)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        return tuple({row.id: Silent(row.id, Platform(row.platform), row.seen_on) for row in rows}.values())

    async def warned(self, person_id: str, at: datetime) -> None:
        """Keep that a person is being warned, as the port says."""
        async with self._database.writing() as connection:
            await connection.execute(update(person).where(person.c.id == person_id).values(warned_at=at))

    async def overdue(self, seen_before: date, warned_before: datetime, most: int) -> tuple[str, ...]:
        """Find people who stayed silent, as the port says."""
        wanted = select(person.c.id).where(_overdue(seen_before, warned_before)).limit(most)
        async with self._database.reading() as connection:
            return tuple((await connection.execute(wanted)).scalars())

    async def hold_overdue(self, person_id: str, seen_before: date, warned_before: datetime) -> bool:
        """Hold one of them, as the port says."""
        wanted = select(person.c.id).where(person.c.id == person_id, _overdue(seen_before, warned_before))
        async with self._database.writing() as connection:
            return (await connection.execute(wanted.with_for_update())).first() is not None

    async def remove_person(self, person_id: str) -> None:
        """Remove a person, as the port says."""
        async with self._database.writing() as connection:
            await remove_people(connection, person.c.id == person_id)

    async def clear_traces(self) -> None:
        """Let nothing stay in a journal, as the port says."""
        await self._database.clear_traces()

    async def still_silent(self, person_id: str, seen_on: date) -> bool:
        """Tell whether a person has not written since that day."""
        wanted = select(person.c.id).where(person.c.id == person_id, person.c.seen_on <= seen_on)
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).first() is not None

    async def _remove(self, table: Table, which: ColumnElement[bool], most: int) -> int:
        """Look first, and hold the right to write for what was found alone; nobody is removed who wrote in between."""
        async with self._database.reading() as connection:
            found = (await connection.execute(select(table.c.id).where(which).limit(most))).scalars().all()
        if not found:
            return 0
        async with self._database.writing() as connection:
            return (await connection.execute(delete(table).where(table.c.id.in_(found), which))).rowcount


def _overdue(seen_before: date, warned_before: datetime) -> ColumnElement[bool]:
    return and_(person.c.seen_on < seen_before, person.c.warned_at < warned_before)
