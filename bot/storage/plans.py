"""Plans: what they are about is sealed by the key of the person; when and where they remind next is not."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, insert, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.zones.rules import zone as zone_of
from bot.core.errors import NotSaved
from bot.core.people import Platform
from bot.features.reminders.codec import packed, unpacked
from bot.features.reminders.keeping import Leap, LookedAfter, NextMoment, Planned
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import Plan, Status
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.occurrences import add_occurrences
from bot.storage.owners import DataKeys, held_key
from bot.storage.schema import LOOKED_AFTER, OPEN, REMINDS, meta, occurrence, person, plan, zone_rules
from bot.storage.sealing import DataKey, Keyring
from bot.storage.types import EPOCH, microseconds

# All plans are filled up to the same length, unless they are long: it would tell doses from tests.
_LENGTH = 512

# Up to so many zones are looked up one by one, and merged; beyond, all plans are gone through.
_FEW_ZONES = 16

_COLUMNS = (plan, person.c.wrapped_key, person.c.key_version)


class StoredPlans:
    """The port `Plans` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def add(self, new: Plan, next_at: datetime | None) -> None:
        """Keep a new plan, as the port says."""
        async with self._database.writing() as connection:
            columns = await self._columns(connection, new)
            if columns is None:
                raise NotSaved("this person was erased meanwhile")
            whose = {"id": new.id, "person_id": new.person_id, "created_at": new.created_at}
            await connection.execute(insert(plan).values(**whose, **columns, **_next(new, next_at)))

    async def plan(self, plan_id: str) -> Plan | None:
        """Give a plan, as the port says."""
        return next(iter(await self._found(_plans().where(plan.c.id == plan_id))), None)

    async def of(self, person_id: str) -> tuple[Plan, ...]:
        """Give all plans of a person, as the port says."""
        return await self._found(_plans().where(plan.c.person_id == person_id).order_by(plan.c.created_at, plan.c.id))

    async def change(self, before: Plan, after: Plan, next_at: datetime | None) -> bool:
        """Keep a plan's next version, as the port says."""
        async with self._database.writing() as connection:
            columns = await self._columns(connection, after)
            if columns is None:
                return False
            changed = update(plan).where(_is_as(before)).values(**columns, **_next(after, next_at))
            return (await connection.execute(changed)).rowcount > 0

    async def remove(self, plan_id: str) -> bool:
        """Remove a plan, as the port says."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(plan).where(plan.c.id == plan_id))).rowcount > 0

    async def due(self, until: datetime, most: int) -> tuple[Planned, ...]:
        """Give some plans that remind soon, as the port says."""
        due = and_(REMINDS, plan.c.next_at <= until)
        return await self._planned(_plans().where(due).order_by(plan.c.next_at, plan.c.id).limit(most))

    async def plan_occurrences(
        self, one: Plan, occurrences: Sequence[Occurrence], next_at: datetime | None
    ) -> tuple[Occurrence, ...]:
        """Keep occurrences of a plan, as the port says."""
        async with self._database.writing() as connection:
            key = await held_key(connection, self._keyring, person, one.person_id)
            if key is None:
                return ()
            same = await connection.execute(update(plan).where(_is_as(one)).values(**_next(one, next_at)))
            if same.rowcount == 0:
                return ()
            return await add_occurrences(connection, key, occurrences)

    async def drop_ahead(self, plan_id: str, after: datetime) -> tuple[str, ...]:
        """Remove occurrences to come, as the port says."""
        ahead = and_(occurrence.c.plan_id == plan_id, occurrence.c.at > after, OPEN)
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(occurrence).where(ahead).returning(occurrence.c.id))
            return tuple(sorted(gone.scalars()))

    async def in_zones(self, zones: Collection[str], after_id: str, most: int) -> tuple[NextMoment, ...]:
        """Tell when some plans in these zones remind next, as the port says."""
        if not zones:
            return ()
        columns = (plan.c.id, plan.c.version, plan.c.zone, plan.c.next_local, plan.c.next_at)
        wanted = select(*columns).where(_in_zones(zones, after_id, most)).order_by(plan.c.id).limit(most)
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        read = datetime.fromisoformat
        return tuple([NextMoment(id_, version, zone, read(local), at) for id_, version, zone, local, at in rows])

    async def set_next(self, moments: Sequence[tuple[NextMoment, datetime]]) -> None:
        """Let plans remind next at other moments, as the port says."""
        names = {"id": "of", "version": "as_of", "next_at": "before"}
        same = and_(*(plan.c[column] == bindparam(name, type_=plan.c[column].type) for column, name in names.items()))
        rows = [
            {"of": one.plan_id, "as_of": one.version, "before": one.at, "then": next_at} for one, next_at in moments
        ]
        if rows:
            async with self._database.writing() as connection:
                await connection.execute(update(plan).where(same).values(next_at=bindparam("then")), rows)

    async def zone_rules(self) -> dict[str, str]:
        """Give the prints of the zones' rules, as the port says."""
        async with self._database.reading() as connection:
            return {row.zone: row.print for row in await connection.execute(select(zone_rules))}

    async def set_zone_rules(self, prints: dict[str, str]) -> None:
        """Keep such prints, as the port says."""
        rows = [{"zone": zone, "print": print_} for zone, print_ in prints.items()]
        if not rows:
            return
        async with self._database.writing() as connection:
            new = insert_into(connection, zone_rules)
            put = new.on_conflict_do_update(index_elements=[zone_rules.c.zone], set_={"print": new.excluded["print"]})
            await connection.execute(put, rows)

    async def on(self, behind: str, most: int) -> tuple[Plan, ...]:
        """Give some plans that are active or paused, as the port says."""
        wanted = and_(plan.c.id > behind, plan.c.status.in_((Status.ACTIVE.value, Status.PAUSED.value)))
        return await self._found(_plans().where(wanted).order_by(plan.c.id).limit(most))

    async def looked_after(self) -> LookedAfter | None:
        """Tell when plans were last looked after, as the port says."""
        async with self._database.reading() as connection:
            kept = (await connection.execute(select(meta.c.value).where(meta.c.name == LOOKED_AFTER))).scalar()
        return None if kept is None else _looked_after(kept)

    async def set_looked_after(self, last: LookedAfter) -> None:
        """Keep when plans were last looked after, as the port says."""
        leaps = [one and [microseconds(one.start), microseconds(one.end)] for one in (last.leap, last.back)]
        believed = last.believed and microseconds(last.believed)
        value = json.dumps([microseconds(last.at), *leaps, believed])
        async with self._database.writing() as connection:
            new = insert_into(connection, meta).values(name=LOOKED_AFTER, value=value)
            await connection.execute(new.on_conflict_do_update(index_elements=[meta.c.name], set_={"value": value}))

    async def _columns(self, connection: AsyncConnection, one: Plan) -> dict[str, Any] | None:
        """Give the columns that can change; None if the person is gone."""
        key = await held_key(connection, self._keyring, person, one.person_id)
        if key is None:
            return None
        return {
            "content": sealed(one, key),
            "zone": one.zone,
            "platform": one.platform.value,
            "status": one.status.value,
            "paused_until": one.paused_until,
            "version": one.version,
        }

    async def _found(self, wanted: Select[Any]) -> tuple[Plan, ...]:
        rows, keys = await self._rows(wanted), DataKeys(self._keyring)
        return tuple([_read(row, keys) for row in rows])

    async def _planned(self, wanted: Select[Any]) -> tuple[Planned, ...]:
        rows, keys = await self._rows(wanted), DataKeys(self._keyring)
        return tuple([Planned(_read(row, keys), row.next_at) for row in rows])

    async def _rows(self, wanted: Select[Any]) -> Sequence[Row[Any]]:
        async with self._database.reading() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
        return rows


def sealed(one: Plan, key: DataKey) -> bytes:
    """Seal what a plan is about."""
    return key.seal_json(packed(one), "plan", "content", one.id, length=_LENGTH)


def _plans() -> Select[Any]:
    return select(*_COLUMNS).join(person, plan.c.person_id == person.c.id)


def _is_as(before: Plan) -> ColumnElement[bool]:
    """Hold for a plan that was not changed. Linking accounts changes whose it is, and where it goes."""
    same = and_(plan.c.id == before.id, plan.c.version == before.version)
    return and_(same, plan.c.person_id == before.person_id, plan.c.platform == before.platform.value)


def _in_zones(zones: Collection[str], after_id: str, most: int) -> ColumnElement[bool]:
    behind = and_(REMINDS, plan.c.id > after_id)
    if len(zones) > _FEW_ZONES:
        # Written so that no database gets the idea to sort all plans of these zones each time.
        return and_(behind, plan.c.zone.concat("").in_(zones))
    each = [select(plan.c.id).where(behind, plan.c.zone == zone).order_by(plan.c.id).limit(most) for zone in zones]
    found = union_all(*(one.subquery().select() for one in each)).subquery()
    return plan.c.id.in_(select(found.c.id).order_by(found.c.id).limit(most))


def _next(one: Plan, at: datetime | None) -> dict[str, Any]:
    """Give the columns that say when a plan reminds next."""
    local = None if at is None else at.astimezone(zone_of(one.zone)).replace(tzinfo=None)
    return {"next_at": at, "next_local": None if local is None else local.isoformat()}


def _looked_after(kept: str) -> LookedAfter:
    at, *leaps, believed = [*json.loads(kept), None][:4]  # the first programs kept no more than three of them
    leap, back = (one and Leap(*map(_moment, one)) for one in leaps)
    return LookedAfter(_moment(at), leap, back, believed and _moment(believed))


def _moment(kept: int) -> datetime:
    return EPOCH + timedelta(microseconds=kept)


def _read(row: Row[Any], keys: DataKeys) -> Plan:
    key = keys.of_person(row.person_id, row.wrapped_key, row.key_version)
    kind, label, content = unpacked(key.unseal_json(row.content, "plan", "content", row.id))
    return Plan(
        row.id,
        row.person_id,
        kind,
        content,
        row.zone,
        Platform(row.platform),
        row.created_at,
        label,
        Status(row.status),
        row.paused_until,
        row.version,
    )
