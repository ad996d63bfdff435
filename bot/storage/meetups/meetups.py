"""Meet-ups and their dates: what they are about is sealed by the key of the meet-up; when they are is not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotSaved
from bot.features.meetups.codec import (
    packed,
    packed_content,
    packed_counts,
    unpacked,
    unpacked_content,
    unpacked_counts,
)
from bot.features.meetups.meetup import Meetup, MeetupDate, Status
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.meetups.schema import PLANNED, meetup, meetup_date
from bot.storage.owners import DataKeys, data_key, held, new_owner, require_key
from bot.storage.schema import person
from bot.storage.sealing import DataKey, Keyring


class StoredMeetups:
    """The port `Meetups` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def add(self, new: Meetup, dates: Sequence[MeetupDate]) -> None:
        """Keep a new meet-up, as the port says."""
        async with self._database.writing() as connection:
            await require_key(connection, self._keyring)
            await _hold_organiser(connection, new.organiser_id)
            key, columns = new_owner(self._keyring, meetup, new.id)
            whose = {"organiser_id": new.organiser_id, "created_at": new.created_at}
            await connection.execute(insert(meetup).values(**columns, **whose, **_columns(new, key)))
            await _add_dates(connection, dates, {new.id: key})

    async def meetup(self, meetup_id: str) -> Meetup | None:
        """Give a meet-up, as the port says."""
        return next(iter(await self._meetups(select(meetup).where(meetup.c.id == meetup_id))), None)

    async def planned(self) -> tuple[Meetup, ...]:
        """Give all that are planned, as the port says."""
        return await self._meetups(select(meetup).where(PLANNED).order_by(meetup.c.created_at, meetup.c.id))

    async def change(self, before: Meetup, after: Meetup) -> bool:
        """Keep a meet-up's next version, as the port says. Who organises it is left as it stands, unless that changes.

        Erasing a person and linking accounts change the organiser beside this, and without a new version.
        """
        async with self._database.writing() as connection:
            key = await data_key(connection, self._keyring, meetup, before.id)
            if key is None:
                return False
            columns = _columns(after, key)
            if after.organiser_id != before.organiser_id:
                await _hold_organiser(connection, after.organiser_id)
                columns["organiser_id"] = after.organiser_id
            same = and_(meetup.c.id == before.id, meetup.c.version == before.version)
            return (await connection.execute(update(meetup).where(same).values(**columns))).rowcount > 0

    async def add_dates(self, dates: Sequence[MeetupDate]) -> tuple[MeetupDate, ...]:
        """Keep further dates, as the port says."""
        async with self._database.writing() as connection:
            whose = sorted({one.meetup_id for one in dates})
            await held(connection, meetup, whose)
            found = {id_: await data_key(connection, self._keyring, meetup, id_) for id_ in whose}
            return await _add_dates(connection, dates, {id_: key for id_, key in found.items() if key is not None})

    async def date(self, date_id: str) -> MeetupDate | None:
        """Give a date, as the port says."""
        return next(iter(await self._dates(_dates().where(meetup_date.c.id == date_id))), None)

    async def dates(self, meetup_id: str, since: datetime) -> tuple[MeetupDate, ...]:
        """Give the dates of a meet-up, as the port says."""
        theirs = and_(meetup_date.c.meetup_id == meetup_id, meetup_date.c.ends_at > since)
        return await self._dates(_dates().where(theirs).order_by(meetup_date.c.starts_at, meetup_date.c.id))

    async def coming(self, now: datetime, most: int) -> tuple[MeetupDate, ...]:
        """Give dates that have not ended, as the port says."""
        wanted = _dates().where(_are_planned(), meetup_date.c.ends_at > now)
        return await self._dates(wanted.order_by(meetup_date.c.starts_at, meetup_date.c.id).limit(most))

    async def ended(self, now: datetime, most: int) -> tuple[MeetupDate, ...]:
        """Give some that have ended, as the port says; the oldest first."""
        wanted = _dates().where(_are_planned(), meetup_date.c.ends_at <= now)
        return await self._dates(wanted.order_by(meetup_date.c.ends_at).limit(most))

    async def change_date(self, before: MeetupDate, after: MeetupDate) -> bool:
        """Keep what a date has become, as the port says. Counts that are kept are never taken back."""
        same = and_(
            meetup_date.c.id == before.id,
            meetup_date.c.status == before.status.value,
            meetup_date.c.sequence == before.sequence,
        )
        async with self._database.writing() as connection:
            key = await data_key(connection, self._keyring, meetup, before.meetup_id)
            if key is None:
                return False
            columns = _date_columns(after, key)
            if after.counts is None:
                del columns["counts"]
            return (await connection.execute(update(meetup_date).where(same).values(**columns))).rowcount > 0

    async def _meetups(self, wanted: Select[Any]) -> tuple[Meetup, ...]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        keys = DataKeys(self._keyring)
        return tuple([_read(row, keys) for row in rows])

    async def _dates(self, wanted: Select[Any]) -> tuple[MeetupDate, ...]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        keys = DataKeys(self._keyring)
        return tuple([_read_date(row, keys) for row in rows])


async def replace_place(connection: AsyncConnection, before: str, after: str) -> None:
    """Let meet-ups be announced in another place instead; whoever is just changing one of them looks again."""
    all_ = select(meetup.c.id, meetup.c.places, meetup.c.version).order_by(meetup.c.id).with_for_update()
    for row in (await connection.execute(all_)).all():
        if before in row.places:
            places = list(dict.fromkeys(after if one == before else one for one in row.places))
            values = {"places": places, "version": row.version + 1}
            await connection.execute(update(meetup).where(meetup.c.id == row.id).values(**values))


async def _hold_organiser(connection: AsyncConnection, person_id: str | None) -> None:
    if person_id is not None and not await held(connection, person, (person_id,)):
        raise NotSaved("this person was erased meanwhile")


async def _add_dates(
    connection: AsyncConnection, dates: Collection[MeetupDate], keys: dict[str, DataKey]
) -> tuple[MeetupDate, ...]:
    """Put in those that are not known yet, and whose meet-up is there; give them."""
    rows = [
        {
            "id": one.id,
            "meetup_id": one.meetup_id,
            "shed": False,
            **_date_columns(one, keys[one.meetup_id]),
        }
        for one in dates
        if one.meetup_id in keys
    ]
    if not rows:
        return ()
    new = insert_into(connection, meetup_date).on_conflict_do_nothing().returning(meetup_date.c.id)
    kept = set((await connection.execute(new, rows)).scalars())
    return tuple([one for one in dates if one.id in kept])


def _columns(one: Meetup, key: DataKey) -> dict[str, Any]:
    """Give the columns that can change, but for the organiser."""
    return {
        "content": key.seal_json(packed(one), "meetup", "content", one.id),
        "places": list(one.places),
        "status": one.status.value,
        "version": one.version,
        "announce_at": one.announce_at,
    }


def _date_columns(one: MeetupDate, key: DataKey) -> dict[str, Any]:
    """Give the columns that can change."""
    own = one.content
    return {
        "local": one.local.isoformat(timespec="minutes"),
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "status": one.status.value,
        "moved": one.moved,
        "content": None if own is None else key.seal_json(packed_content(own), "meetup_date", "content", one.id),
        "sequence": one.sequence,
        "counts": None if one.counts is None else packed_counts(one.counts),
    }


def _dates() -> Select[Any]:
    columns = (meetup_date, meetup.c.wrapped_key, meetup.c.key_version)
    return select(*columns).join(meetup, meetup_date.c.meetup_id == meetup.c.id)


def _are_planned() -> ColumnElement[bool]:
    """Hold for dates that are planned, in a query in which meet-ups have a status as well."""
    return meetup_date.c.status == literal_column(f"'{Status.PLANNED.value}'")


def _read(row: Row[Any], keys: DataKeys) -> Meetup:
    key = keys.of_meetup(row.id, row.wrapped_key, row.key_version)
    content, zone, first, clock, series = unpacked(key.unseal_json(row.content, "meetup", "content", row.id))
    return Meetup(
        row.id,
        row.organiser_id,
        content,
        zone,
        first,
        clock,
        series,
        tuple(row.places),
        row.announce_at,
        row.created_at,
        Status(row.status),
        row.version,
    )


def _read_date(row: Row[Any], keys: DataKeys) -> MeetupDate:
    content = None
    if row.content is not None:
        key = keys.of_meetup(row.meetup_id, row.wrapped_key, row.key_version)
        content = unpacked_content(key.unseal_json(row.content, "meetup_date", "content", row.id))
    return MeetupDate(
        row.id,
        row.meetup_id,
        datetime.fromisoformat(row.local),
        row.starts_at,
        row.ends_at,
        Status(row.status),
        row.moved,
        content,
        row.sequence,
        None if row.counts is None else unpacked_counts(row.counts),
    )
