"""The delivery ledger. The rules of what may happen to a row stand in `bot.delivery.transport`; here they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, case, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Platform
from bot.delivery.due import Due, Priority, Recipient, ToPerson, ToPlace
from bot.delivery.ledger import Delivery, Queue
from bot.delivery.sharing import shares
from bot.delivery.transport import LONGEST_PAUSE, State, Transport, claimed
from bot.storage.due_queries import ABANDONED, NEXT, OLDEST, OVERDUE, QUEUED, WAITING, at, those_of
from bot.storage.engine import Database
from bot.storage.inserting import insert_new
from bot.storage.owners import data_key, held_key
from bot.storage.schema import RESTORED, delivery, meta, person, place
from bot.storage.sealing import Keyring
from bot.storage.types import EPOCH, new_id

# So many rows are made ready at once; what is larger would keep others waiting.
_ROWS_AT_ONCE = 500


class StoredDeliveries:
    """Keeps deliveries, as the port `Ledger` says."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def put(self, dues: Sequence[Due], now: datetime) -> int:
        """Keep what is due; what has a key that is known already is left out. Gives how many were new."""
        new = 0
        async with self._database.writing() as connection:
            restored = await _restored(connection) if any(due.at < now for due in dues) else None
            for start in range(0, len(dues), _ROWS_AT_ONCE):
                rows = [_new_row(due, now, restored) for due in dues[start : start + _ROWS_AT_ONCE]]
                new += await insert_new(connection, delivery, rows, delivery.c.dedupe_key)
        return new

    async def claim(self, platform: Platform, owner: str, room: int, now: datetime) -> tuple[Delivery, ...]:
        """Take hold of at most `room` that are due, shared among priorities, those first that go first."""
        async with self._database.writing() as connection:
            waiting = {priority: await _waiting(connection, platform, priority, room, now) for priority in Priority}
            given = shares(room, {priority: len(found) for priority, found in waiting.items()})
            chosen = [id_ for priority in Priority for id_ in waiting[priority][: given[priority]]]
            if not chosen:
                return ()
            taken = update(delivery).where(delivery.c.id.in_(chosen)).values(**_held(owner, now))
            rows = (await connection.execute(taken.returning(delivery))).all()
        place = {id_: number for number, id_ in enumerate(chosen)}
        return tuple(_read(row) for row in sorted(rows, key=lambda row: place[row.id]))

    async def swap(self, before: Delivery, then: Transport, now: datetime) -> bool:
        """Let a delivery stand otherwise; False if its state or epoch is no longer as it was `before`."""
        same = and_(delivery.c.epoch == before.transport.epoch, delivery.c.state == before.transport.state.value)
        return await self._write(before, then, same, now)

    async def prove(self, before: Delivery, then: Transport, now: datetime) -> bool:
        """Record that a send came through after its lease was lost; False if another send has begun since."""
        same = and_(delivery.c.attempt == before.transport.attempt, delivery.c.state != State.SENT.value)
        return await self._write(before, then, same, now)

    async def abandoned(self, most: int, now: datetime) -> tuple[Delivery, ...]:
        """Give some that were being sent by a worker that died."""
        return await self._found(ABANDONED, most, now)

    async def overdue(self, most: int, now: datetime) -> tuple[Delivery, ...]:
        """Give some that are queued and whose time is over."""
        return await self._found(OVERDUE, most, now)

    async def next_at(self, platform: Platform, now: datetime) -> datetime | None:
        """Give the next moment after now at which something is due; None if there is none."""
        async with self._database.reading() as connection:
            return await _first(connection, NEXT, platform, now)

    async def cancel(self, purpose: str, subject: str, now: datetime) -> int:
        """Cancel what is queued about a subject; what was perhaps sent ends as unknown. Gives how many."""
        about = and_(QUEUED, delivery.c.purpose == purpose, delivery.c.subject == subject)
        ends = {State.CANCELLED: False, State.UNKNOWN: True}
        count = 0
        async with self._database.writing() as connection:
            for state, perhaps in ends.items():
                done = await connection.execute(
                    update(delivery)
                    .where(about, delivery.c.ever_unknown == perhaps)
                    .values(state=state.value, lease_owner="", lease_until=None, reason="not needed", updated_at=now)
                )
                count += done.rowcount
        return count

    async def disown(self, purpose: str, subject: str) -> None:
        """Let all deliveries about a subject be about nothing, as the port says."""
        about = and_(delivery.c.purpose == purpose, delivery.c.subject == subject)
        async with self._database.writing() as connection:
            await connection.execute(update(delivery).where(about).values(subject=""))

    async def state(self, purpose: str, subject: str) -> State | None:
        """Tell how the newest delivery about a subject stands, as the port says."""
        about = select(delivery.c.state).where(delivery.c.purpose == purpose, delivery.c.subject == subject)
        newest = about.order_by(delivery.c.created_at.desc(), delivery.c.due_at.desc()).limit(1)
        async with self._database.reading() as connection:
            state = (await connection.execute(newest)).scalar()
        return None if state is None else State(state)

    async def message_ref(self, purpose: str, subject: str) -> str | None:
        """Name the message of the newest delivery about a subject that was sent, as the port says."""
        sent = and_(delivery.c.purpose == purpose, delivery.c.subject == subject, delivery.c.state == State.SENT.value)
        newest = select(delivery).where(sent).order_by(delivery.c.sent_at.desc(), delivery.c.created_at.desc()).limit(1)
        async with self._database.reading() as connection:
            row = (await connection.execute(newest)).first()
            return None if row is None else await self._unsealed(connection, _read(row), row.message_ref) or None

    async def unheld(self, now: datetime) -> int:
        """Let go of pauses that a clock far ahead has written; give how many. Nothing goes before it is due."""
        written = and_(delivery.c.not_before > now + LONGEST_PAUSE, delivery.c.not_before > delivery.c.due_at)
        async with self._database.writing() as connection:
            due = case((delivery.c.due_at > now, delivery.c.due_at), else_=literal(now, delivery.c.due_at.type))
            done = await connection.execute(
                update(delivery).where(QUEUED, written).values(not_before=due, updated_at=now)
            )
        return done.rowcount

    async def queue(self, now: datetime) -> Queue:
        """Count by platform and state, and find the oldest that is due."""
        states = select(delivery.c.platform, delivery.c.state, func.count()).group_by(
            delivery.c.platform, delivery.c.state
        )
        oldest: dict[Platform, datetime] = {}
        async with self._database.reading() as connection:
            counts = (await connection.execute(states)).all()
            for platform in Platform:
                if (first := await _first(connection, OLDEST, platform, now)) is not None:
                    oldest[platform] = first
        return Queue({(Platform(name), State(state)): count for name, state, count in counts}, oldest)

    async def standing(self, key: str) -> Transport | None:
        """Give how the delivery with this key stands; None if there is none."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(delivery).where(delivery.c.dedupe_key == key))).one_or_none()
            if row is None:
                return None
            found = _read(row)
            ref = await self._unsealed(connection, found, row.message_ref)
        return _transport(row, ref)

    async def _found(self, which: Select[Any], most: int, now: datetime) -> tuple[Delivery, ...]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(which, {**at(now), "most": most})).all()
        return tuple(_read(row) for row in rows)

    async def _write(self, before: Delivery, then: Transport, same: ColumnElement[bool], now: datetime) -> bool:
        async with self._database.writing() as connection:
            values = _columns(then) | {"updated_at": now}
            if then.message_ref:
                values["message_ref"] = await self._sealed(connection, before, then.message_ref)
            done = await connection.execute(update(delivery).where(delivery.c.id == before.id, same).values(**values))
        return done.rowcount == 1

    async def _sealed(self, connection: AsyncConnection, row: Delivery, ref: str) -> bytes | None:
        key = await held_key(connection, self._keyring, *_whom(row.due.to))
        if key is None:  # they have become one with somebody else, perhaps, whose delivery it is now
            whose = select(delivery.c.person_id, delivery.c.place_id).where(delivery.c.id == row.id)
            now = (await connection.execute(whose)).one_or_none()
            key = None if now is None else await held_key(connection, self._keyring, *_whom(_recipient(*now)))
        return None if key is None else key.seal(ref.encode(), "delivery", "message_ref", row.id)

    async def _unsealed(self, connection: AsyncConnection, row: Delivery, sealed: bytes | None) -> str:
        key = await data_key(connection, self._keyring, *_whom(row.due.to)) if sealed else None
        return "" if key is None or not sealed else key.unseal(sealed, "delivery", "message_ref", row.id).decode()


async def _waiting(
    connection: AsyncConnection, platform: Platform, priority: Priority, most: int, now: datetime
) -> list[str]:
    given = {**those_of(platform, priority), **at(now), "most": most}
    return list((await connection.execute(WAITING, given)).scalars())


async def _first(connection: AsyncConnection, query: Select[Any], platform: Platform, now: datetime) -> datetime | None:
    """Give the earliest moment that is found for any priority; None if there is none."""
    found = [
        (await connection.execute(query, {**those_of(platform, priority), "now": now})).scalar_one_or_none()
        for priority in Priority
    ]
    return min((moment for moment in found if moment is not None), default=None)


def _held(owner: str, now: datetime) -> dict[str, Any]:
    """Give what `transport.claimed` changes, for rows whose epochs differ."""
    taken = claimed(Transport(now, now), owner, now)
    held = {"lease_owner": taken.lease_owner, "lease_until": taken.lease_until}
    return {"epoch": delivery.c.epoch + 1, "updated_at": now, **held}


async def _restored(connection: AsyncConnection) -> datetime | None:
    """Give when a backup was put back: what was due before may have gone out from what was lost."""
    value = (await connection.execute(select(meta.c.value).where(meta.c.name == RESTORED))).scalar()
    return None if value is None else EPOCH + timedelta(microseconds=int(value))


def _new_row(due: Due, now: datetime, restored: datetime | None) -> dict[str, Any]:
    perhaps = restored is not None and due.at < restored
    return {
        "id": new_id(),
        "purpose": due.purpose,
        "subject": due.subject,
        "person_id": due.to.id if isinstance(due.to, ToPerson) else None,
        "place_id": due.to.id if isinstance(due.to, ToPlace) else None,
        "platform": due.platform.value,
        "priority": int(due.priority),
        "due_at": due.at,
        "dedupe_key": due.key,
        "created_at": now,
        "updated_at": now,
        **_columns(Transport(due.at, due.until, ever_unknown=perhaps)),
    }


def _columns(transport: Transport) -> dict[str, Any]:
    """Give the columns in which a delivery's standing is kept; the message is sealed apart."""
    return {
        "not_before": transport.not_before,
        "expires_at": transport.expires_at,
        "state": transport.state.value,
        "epoch": transport.epoch,
        "lease_owner": transport.lease_owner,
        "lease_until": transport.lease_until,
        "attempt": transport.attempt,
        "ever_unknown": transport.ever_unknown,
        "repeated": transport.repeated,
        "nonce": transport.nonce,
        "begun_at": transport.begun_at,
        "sent_at": transport.sent_at,
        "reason": transport.reason,
    }


def _recipient(person_id: str | None, place_id: str) -> Recipient:
    return ToPlace(place_id) if person_id is None else ToPerson(person_id)


def _whom(to: Recipient) -> tuple[Table, str]:
    """Give the row of a person or place, which has their key."""
    return person if isinstance(to, ToPerson) else place, to.id


def _read(row: Row[Any]) -> Delivery:
    due = Due(
        row.purpose,
        row.subject,
        _recipient(row.person_id, row.place_id),
        Platform(row.platform),
        row.due_at,
        row.expires_at,
        row.dedupe_key,
        Priority(row.priority),
    )
    return Delivery(row.id, due, _transport(row))


def _transport(row: Row[Any], message_ref: str = "") -> Transport:
    return Transport(
        row.not_before,
        row.expires_at,
        State(row.state),
        row.epoch,
        row.lease_owner,
        row.lease_until,
        row.attempt,
        row.ever_unknown,
        row.repeated,
        row.nonce,
        row.begun_at,
        row.sent_at,
        message_ref,
        row.reason,
    )
