"""Makes one person of two: what is kept about one of them becomes the other's, sealed with the other's key."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Column, Row, and_, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.keeping import Profile
from bot.features.reminders.keeping import UNKEPT_DAYS
from bot.storage.meetups.attendance import read_name, sealed_name
from bot.storage.meetups.posts import touch_dates
from bot.storage.meetups.schema import attendee, feed, meetup, meetup_question
from bot.storage.people import read_profile
from bot.storage.schema import account, carer_link, consent, delivery, draft, link_code, occurrence, person, plan
from bot.storage.sealing import DataKey

# What moves, and the columns of it that are sealed for their table, name and row.
_MOVING = (account, consent, plan, occurrence, delivery, meetup_question)
_SEALED: tuple[Column[Any], ...] = (
    account.c.address,
    plan.c.content,
    occurrence.c.state,
    delivery.c.message_ref,
    meetup_question.c.text,
)


def resealed(sealed: bytes, before: DataKey, then: DataKey, *where: str) -> bytes:
    """Seal with another key what stays in its place. Raises Unsealable."""
    return then.seal(before.unseal(sealed, *where), *where)


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge within a transaction in which both people are held: `other` is gone at its end."""

    connection: AsyncConnection
    other: str
    into: str
    other_key: DataKey
    into_key: DataKey

    async def run(self, now: datetime) -> None:
        """Move all but forms, which are bound to where they run, and codes."""
        await self._set_person(now)
        for column in _SEALED:
            await self._reseal(column)
        for table in _MOVING:
            await self._do(update(table).where(table.c.person_id == self.other).values(person_id=self.into))
        await self._close_older_consents(now)
        await self._move_drafts()
        await self._move_carers()
        await self._move_meetups()
        await self._do(delete(link_code).where(link_code.c.person_id == self.into))
        await self._do(delete(person).where(person.c.id == self.other))

    async def _set_person(self, now: datetime) -> None:
        """Keep what the person of the code had set, and fill its gaps."""
        mine, theirs = await self._person(self.into), await self._person(self.other)
        values: dict[str, Any] = {
            "created_at": min(mine.created_at, theirs.created_at),
            "seen_on": now.date(),
            "warned_at": None,
            "history_days": theirs.history_days if mine.history_days == UNKEPT_DAYS else mine.history_days,
        }
        if theirs.profile is not None:
            given = read_profile(theirs.profile, self.other_key, self.other)
            had = None if mine.profile is None else read_profile(mine.profile, self.into_key, self.into)
            profile = asdict(given if had is None else _filled(had, given))
            values["profile"] = self.into_key.seal_json(profile, "person", "profile", self.into)
        await self._do(update(person).where(person.c.id == self.into).values(**values))

    async def _reseal(self, column: Column[Any]) -> None:
        table = column.table
        wanted = select(table.c.id, column.label("sealed")).where(table.c.person_id == self.other, column.is_not(None))
        rows = [
            {"of": row.id, "then": resealed(row.sealed, *self._keys, table.name, column.name, row.id)}
            for row in await self.connection.execute(wanted)
        ]
        if rows:
            new = update(table).where(table.c.id == bindparam("of")).values({column.name: bindparam("then")})
            await self.connection.execute(new, rows)

    async def _close_older_consents(self, now: datetime) -> None:
        """Of two consents to one purpose, the newer one holds."""
        given = and_(consent.c.person_id == self.into, consent.c.withdrawn_at.is_(None))
        rows = (await self.connection.execute(select(consent).where(given))).all()
        newest = {row.purpose: row.id for row in sorted(rows, key=lambda row: (row.given_at, row.id))}
        older = and_(given, consent.c.id.not_in(newest.values()))
        await self._do(update(consent).where(older).values(withdrawn_at=now))

    async def _move_drafts(self) -> None:
        """Move those of which the person of the code has none."""
        mine = select(draft.c.name).where(draft.c.person_id == self.into)
        wanted = select(draft).where(draft.c.person_id == self.other, draft.c.name.not_in(mine))
        for row in (await self.connection.execute(wanted)).all():
            state = self.other_key.unseal_json(row.state, "draft", "state", self.other, row.name)
            sealed = self.into_key.seal_json(state, "draft", "state", self.into, row.name)
            this = and_(draft.c.person_id == self.other, draft.c.name == row.name)
            await self._do(update(draft).where(this).values(person_id=self.into, state=sealed))

    async def _move_carers(self) -> None:
        """Move links on both sides; nobody cares for themselves, or twice for the same person.

        Those whom the carer had already keep their numbers, and the others get the next ones.
        """
        whose, carer = carer_link.c.person_id, carer_link.c.carer_id
        own = or_(and_(whose == self.other, carer == self.into), and_(whose == self.into, carer == self.other))
        await self._do(delete(carer_link).where(own))
        await self._renumber()
        for side, opposite in ((whose, carer), (carer, whose)):
            known = select(opposite).where(side == self.into, opposite.is_not(None))
            await self._do(delete(carer_link).where(side == self.other, opposite.in_(known)))
            await self._do(update(carer_link).where(side == self.other).values({side.name: self.into}))

    async def _renumber(self) -> None:
        taken = select(carer_link.c.number).where(carer_link.c.carer_id == self.into)
        free = count(max((await self.connection.execute(taken)).scalars(), default=0) + 1)
        moving = select(carer_link.c.id).where(carer_link.c.carer_id == self.other).order_by(carer_link.c.number)
        for link_id in (await self.connection.execute(moving)).scalars().all():
            await self._do(update(carer_link).where(carer_link.c.id == link_id).values(number=next(free)))

    async def _move_meetups(self) -> None:
        """Move what they announced and answered, and a calendar address to whoever had none."""
        await self._do(update(meetup).where(meetup.c.organiser_id == self.other).values(organiser_id=self.into))
        mine = select(feed.c.person_id).where(feed.c.person_id == self.into)
        if (await self.connection.execute(mine)).first() is None:
            await self._do(update(feed).where(feed.c.person_id == self.other).values(person_id=self.into))
        await self._move_answers()

    async def _move_answers(self) -> None:
        """Of two answers to the same date the later one stays; there, the cards count anew."""
        theirs, mine = await self._answers(self.other), await self._answers(self.into)
        twice = sorted(theirs.keys() & mine.keys())
        for date_id in twice:
            older = self.into if mine[date_id].at < theirs[date_id].at else self.other
            await self._do(delete(attendee).where(attendee.c.date_id == date_id, attendee.c.person_id == older))
        for date_id, row in theirs.items():
            name = sealed_name(read_name(row, self.other_key), self.into_key, date_id, self.into)
            this = and_(attendee.c.date_id == date_id, attendee.c.person_id == self.other)
            await self._do(update(attendee).where(this).values(person_id=self.into, name=name))
        await touch_dates(self.connection, twice)

    async def _answers(self, person_id: str) -> dict[str, Row[Any]]:
        rows = await self.connection.execute(select(attendee).where(attendee.c.person_id == person_id))
        return {row.date_id: row for row in rows}

    @property
    def _keys(self) -> tuple[DataKey, DataKey]:
        return self.other_key, self.into_key

    async def _person(self, person_id: str) -> Any:  # noqa: ANN401 (a row)
        return (await self.connection.execute(select(person).where(person.c.id == person_id))).one()

    async def _do(self, statement: Any) -> None:  # noqa: ANN401 (any kind)
        await self.connection.execute(statement)


def _filled(had: Profile, given: Profile) -> Profile:
    """Give what was set, with gaps filled. What either of the two kept hidden stays hidden."""
    discreet = had.discreet or given.discreet
    return Profile(had.language or given.language, had.zone or given.zone, discreet, had.quiet or given.quiet)
