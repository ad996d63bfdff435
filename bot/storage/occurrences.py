"""Occurrences: what a person answered is sealed by their key; when it was due, and whether it is open, is not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, delete, literal, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotSaved
from bot.features.reminders.codec import packed_answer, unpacked_answer
from bot.features.reminders.keeping import UNKEPT_DAYS
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.owners import DataKeys, held_key
from bot.storage.schema import OPEN, TOLD, UNSETTLED, occurrence, person, plan
from bot.storage.sealing import DataKey, Keyring
from bot.storage.types import microseconds

# Long enough for each answer, so that its length does not tell taken from missed.
_LENGTH = 192

_DAY = 86_400_000_000  # microseconds
_NO_ANSWER = (Answer.NONE, None, None, None)


class StoredOccurrences:
    """The port `Occurrences` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def occurrence(self, occurrence_id: str) -> Occurrence | None:
        """Give an occurrence, as the port says."""
        return next(iter(await self._found(_occurrences().where(occurrence.c.id == occurrence_id))), None)

    async def change(self, before: Occurrence, after: Occurrence) -> bool:
        """Keep what an occurrence has become, as the port says."""
        same = and_(
            occurrence.c.id == before.id,
            occurrence.c.epoch == before.epoch,
            occurrence.c.person_id == before.person_id,
        )
        async with self._database.writing() as connection:
            key = await held_key(connection, self._keyring, person, before.person_id)
            if key is None:
                return False
            columns = {**_columns(after), "state": _sealed(after, key)}
            return (await connection.execute(update(occurrence).where(same).values(**columns))).rowcount > 0

    async def of_plan(self, plan_id: str, since: datetime, until: datetime) -> tuple[Occurrence, ...]:
        """Give the occurrences of a plan, as the port says: those that are due at `since` or later, before `until`."""
        return await self._within(occurrence.c.plan_id == plan_id, since, until)

    async def of_person(self, person_id: str, since: datetime, until: datetime) -> tuple[Occurrence, ...]:
        """Give the occurrences of a person, as the port says, within the same bounds."""
        return await self._within(occurrence.c.person_id == person_id, since, until)

    async def told_by(self, summary: str) -> tuple[Occurrence, ...]:
        """Give those that one summary tells of, as the port says; the first one first."""
        told = and_(TOLD, occurrence.c.summary == summary)
        return await self._found(_occurrences().where(told).order_by(occurrence.c.at, occurrence.c.id))

    async def unsettled(self, now: datetime, most: int) -> tuple[Occurrence, ...]:
        """Give some that are too late to be sent, as the port says; the oldest first."""
        late = and_(UNSETTLED, occurrence.c.late_until <= now)
        return await self._found(_occurrences().where(late).order_by(occurrence.c.late_until).limit(most))

    async def in_zones(
        self, zones: Collection[str], behind: Occurrence | None, most: int
    ) -> tuple[tuple[Occurrence, str], ...]:
        """Give some with their zone, as the port says."""
        wanted = _occurrences().add_columns(plan.c.zone).join(plan, occurrence.c.plan_id == plan.c.id)
        wanted = wanted.where(UNSETTLED, OPEN, plan.c.zone.in_(zones))
        late, id_ = occurrence.c.late_until, occurrence.c.id
        if behind is not None:
            tie = and_(late == behind.late_until, id_ <= behind.id)
            wanted = wanted.where(late >= behind.late_until, ~tie)
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted.order_by(late, id_).limit(most))).all()
        keys = DataKeys(self._keyring)
        return tuple([(_read(row, keys), row.zone) for row in rows])

    async def over(self, now: datetime, most: int) -> tuple[Occurrence, ...]:
        """Give some that are open though their time is over, as the port says; the oldest first."""
        over = and_(OPEN, occurrence.c.closes_at <= now)
        return await self._found(_occurrences().where(over).order_by(occurrence.c.closes_at).limit(most))

    async def keep_for(self, person_id: str, days: int) -> None:
        """Keep a person's answers for so many days, as the port says."""
        async with self._database.writing() as connection:
            kept = update(person).where(person.c.id == person_id).values(history_days=days)
            if (await connection.execute(kept)).rowcount == 0:
                raise NotSaved("this person was erased meanwhile")

    async def kept_for(self, person_id: str) -> int:
        """Give for how many days answers are kept, as the port says."""
        async with self._database.reading() as connection:
            days = await connection.execute(select(person.c.history_days).where(person.c.id == person_id))
            return days.scalar() or UNKEPT_DAYS

    async def remove_old(self, now: datetime, most: int) -> int:
        """Remove some that are kept too long, as the port says. Looks first, and holds nobody up meanwhile."""
        begins = literal(microseconds(now), BigInteger) - person.c.history_days * literal(_DAY, BigInteger)
        old = and_(occurrence.c.person_id == person.c.id, type_coerce(occurrence.c.at, BigInteger) < begins)
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(occurrence.c.id).select_from(person).join(occurrence, old).limit(most)
            )
            ids = found.scalars().all()
        if not ids:
            return 0
        async with self._database.writing() as connection:
            return (await connection.execute(delete(occurrence).where(occurrence.c.id.in_(ids)))).rowcount

    async def _within(self, whose: ColumnElement[bool], since: datetime, until: datetime) -> tuple[Occurrence, ...]:
        wanted = _occurrences().where(whose, occurrence.c.at >= since, occurrence.c.at < until)
        return await self._found(wanted.order_by(occurrence.c.at, occurrence.c.id))

    async def _found(self, wanted: Select[Any]) -> tuple[Occurrence, ...]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        keys = DataKeys(self._keyring)
        return tuple([_read(row, keys) for row in rows])


async def add_occurrences(
    connection: AsyncConnection, key: DataKey, occurrences: Sequence[Occurrence]
) -> tuple[Occurrence, ...]:
    """Put in those whose local time is not known yet, and give them. All are of the person with this key."""
    if not occurrences:
        return ()
    rows = [
        {
            "id": one.id,
            "plan_id": one.plan_id,
            "person_id": one.person_id,
            **_columns(one),
            "state": _sealed(one, key),
        }
        for one in occurrences
    ]
    new = insert_into(connection, occurrence).on_conflict_do_nothing(
        index_elements=[occurrence.c.plan_id, occurrence.c.local]
    )
    kept = set((await connection.execute(new.returning(occurrence.c.id), rows)).scalars())
    return tuple(one for one in occurrences if one.id in kept)


def sealed(state: dict[str, Any], key: DataKey, occurrence_id: str) -> bytes:
    """Seal an answer that was packed."""
    return key.seal_json(state, "occurrence", "state", occurrence_id, length=_LENGTH)


def _sealed(one: Occurrence, key: DataKey) -> bytes | None:
    """Seal the answer; where there is none yet, nothing is kept of it."""
    if (one.answer, one.answered_at, one.taken_at, one.snoozed_until) == _NO_ANSWER:
        return None
    return sealed(packed_answer(one), key, one.id)


def _occurrences() -> Select[Any]:
    columns = (occurrence, person.c.wrapped_key, person.c.key_version)
    return select(*columns).join(person, occurrence.c.person_id == person.c.id)


def _columns(one: Occurrence) -> dict[str, Any]:
    """Give the columns that stand in the open, and can change."""
    return {
        "local": one.local.isoformat(timespec="minutes"),
        "at": one.at,
        "late_until": one.late_until,
        "closes_at": one.closes_at,
        "next_at": one.next_at,
        "is_open": one.is_open,
        "settled": one.settled,
        "summary": one.summary,
        "epoch": one.epoch,
    }


def _read(row: Row[Any], keys: DataKeys) -> Occurrence:
    answer, answered_at, taken_at, snoozed_until = _NO_ANSWER
    if row.state is not None:
        key = keys.of_person(row.person_id, row.wrapped_key, row.key_version)
        state = key.unseal_json(row.state, "occurrence", "state", row.id)
        answer, answered_at, taken_at, snoozed_until = unpacked_answer(state)
    return Occurrence(
        row.id,
        row.plan_id,
        row.person_id,
        datetime.fromisoformat(row.local),
        row.at,
        row.late_until,
        row.closes_at,
        row.next_at,
        answer,
        answered_at,
        taken_at,
        snoozed_until,
        row.settled,
        row.summary,
        row.epoch,
    )
