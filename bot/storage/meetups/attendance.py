"""Who comes: answers stand in the open beside ids without meaning; the names are sealed by each person's key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotSaved
from bot.core.people import Platform
from bot.features.meetups.attending import Answer, Attendee, Remind
from bot.features.meetups.codec import Json, packed_counts
from bot.features.meetups.meetup import Counts
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.meetups.schema import UNSHED, attendee, meetup_date, meetup_note, meetup_question
from bot.storage.owners import DataKeys, held
from bot.storage.schema import person
from bot.storage.sealing import DataKey, Keyring


class StoredAttendance:
    """The port `Attendance` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def hold(self, date_id: str) -> int | None:
        """Hold the answers of a date, as the port says. On SQLite, whoever writes is alone anyway."""
        row = select(meetup_date.c.id).where(meetup_date.c.id == date_id)
        last = select(func.max(attendee.c.number)).where(attendee.c.date_id == date_id)
        async with self._database.writing() as connection:
            # Keeps off whoever holds or changes the date, and nobody who adds something that belongs to it.
            if (await connection.execute(row.with_for_update(key_share=True))).first() is None:
                return None
            return ((await connection.execute(last)).scalar() or 0) + 1

    async def attendees(self, date_id: str) -> tuple[Attendee, ...]:
        """Give all answers to a date, as the port says."""
        wanted = _attendees().where(attendee.c.date_id == date_id)
        rows = await self._rows(wanted.order_by(attendee.c.number, attendee.c.person_id))
        keys = DataKeys(self._keyring)
        return tuple([_read(row, keys) for row in rows])

    async def put(self, date_id: str, *attendees: Attendee) -> None:
        """Keep answers, as the port says. Raises NotSaved if one of the people was erased meanwhile."""
        if not attendees:
            return
        async with self._database.writing() as connection:
            keys = await self._keys(connection, [one.person_id for one in attendees])
            rows = [{"date_id": date_id, **_columns(date_id, one, keys[one.person_id])} for one in attendees]
            new = insert_into(connection, attendee)
            then = {name: new.excluded[name] for name in rows[0] if name not in {"date_id", "person_id"}}
            whose = [attendee.c.date_id, attendee.c.person_id]
            await connection.execute(new.on_conflict_do_update(index_elements=whose, set_=then), rows)

    async def of_person(self, person_id: str, since: datetime) -> tuple[tuple[str, Attendee], ...]:
        """Give a person's answers, as the port says; the first date first."""
        theirs = and_(attendee.c.person_id == person_id, meetup_date.c.ends_at > since)
        wanted = _attendees().join(meetup_date, attendee.c.date_id == meetup_date.c.id).where(theirs)
        rows = await self._rows(wanted.order_by(meetup_date.c.starts_at, meetup_date.c.id))
        keys = DataKeys(self._keyring)
        return tuple([(row.date_id, _read(row, keys)) for row in rows])

    async def shed(self, before: datetime, most: int) -> int:
        """Remove answers, notes and questions, as the port says. Looks first, and holds nobody up meanwhile."""
        old = select(meetup_date.c.id).where(UNSHED, meetup_date.c.ends_at < before)
        async with self._database.reading() as connection:
            found = (await connection.execute(old.order_by(meetup_date.c.ends_at).limit(most))).scalars().all()
        if not found:
            return 0
        async with self._database.writing() as connection:
            still = select(meetup_date.c.id, meetup_date.c.counts).where(UNSHED, meetup_date.c.id.in_(found))
            held_ = still.order_by(meetup_date.c.id).with_for_update(key_share=True)
            counts = {row.id: row.counts for row in await connection.execute(held_)}
            await _shed(connection, counts)
        return len(counts)

    async def _keys(self, connection: AsyncConnection, ids: Sequence[str]) -> dict[str, DataKey]:
        if await held(connection, person, ids) != set(ids):
            raise NotSaved("this person was erased meanwhile")
        wanted = select(person.c.id, person.c.wrapped_key, person.c.key_version).where(person.c.id.in_(ids))
        keys = DataKeys(self._keyring)
        rows = await connection.execute(wanted)
        return {row.id: keys.of_person(row.id, row.wrapped_key, row.key_version) for row in rows}

    async def _rows(self, wanted: Select[Any]) -> Sequence[Row[Any]]:
        async with self._database.reading() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
        return rows


async def _shed(connection: AsyncConnection, dates: Mapping[str, Json | None]) -> None:
    """Let nothing but counts stay of dates that are held; those that were counted already keep their counts."""
    ids = list(dates)
    counted = await _counted(connection, ids)
    for date_id, before in dates.items():
        counts = packed_counts(counted.get(date_id, Counts())) if before is None else before
        then = update(meetup_date).where(meetup_date.c.id == date_id).values(shed=True, counts=counts)
        await connection.execute(then)
    for table in (attendee, meetup_note, meetup_question):
        await connection.execute(delete(table).where(table.c.date_id.in_(ids)))


async def _counted(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Counts]:
    """Count the answers to some dates."""
    of = (attendee.c.date_id, attendee.c.answer, attendee.c.waits)
    sums = (func.count().label("people"), func.sum(attendee.c.guests).label("guests"))
    wanted = select(*of, *sums).where(attendee.c.date_id.in_(ids)).group_by(*of)
    said: dict[str, dict[str, int]] = {}
    for row in await connection.execute(wanted):
        comes = row.answer == Answer.GOING.value
        name = "waiting" if comes and row.waits else row.answer
        so_far = said.setdefault(row.date_id, {})
        so_far[name] = so_far.get(name, 0) + int(row.people) + (int(row.guests) if comes else 0)
    return {date_id: Counts(**counts) for date_id, counts in said.items()}


def _attendees() -> Select[Any]:
    columns = (attendee, person.c.wrapped_key, person.c.key_version)
    return select(*columns).join(person, attendee.c.person_id == person.c.id)


def sealed_name(name: str, key: DataKey, date_id: str, person_id: str) -> bytes | None:
    """Seal what the platform calls a person."""
    return key.seal_json(name, "attendee", "name", date_id, person_id) if name else None


def read_name(row: Row[Any], key: DataKey) -> str:
    """Unseal it from a row of `attendee`. Raises Unsealable."""
    if row.name is None:
        return ""
    return str(key.unseal_json(row.name, "attendee", "name", row.date_id, row.person_id))


def _columns(date_id: str, one: Attendee, key: DataKey) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "answer": one.answer.value,
        "number": one.number,
        "at": one.at,
        "platform": one.platform.value,
        "guests": one.guests,
        "waits": one.waits,
        "remind": one.remind.value,
        "name": sealed_name(one.name, key, date_id, one.person_id),
    }


def _read(row: Row[Any], keys: DataKeys) -> Attendee:
    return Attendee(
        row.person_id,
        Answer(row.answer),
        row.number,
        row.at,
        Platform(row.platform),
        row.guests,
        row.waits,
        Remind(row.remind),
        read_name(row, keys.of_person(row.person_id, row.wrapped_key, row.key_version)),
    )
