"""People: found by marks of their accounts, with what they set sealed by a key of their own."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import UserError
from bot.core.keeping import Account, Consent, Profile
from bot.core.people import Person, Platform
from bot.storage.engine import Database
from bot.storage.meetups.removing import remove_people
from bot.storage.owners import alone, data_key, new_owner, person_key
from bot.storage.schema import account, consent, metadata, person
from bot.storage.sealing import DataKey, Keyring
from bot.storage.types import new_id

# All that can be a reason to keep a person, in whichever feature: what leads to them, but for their account.
_PERSONAL = tuple(
    key.parent
    for table in metadata.sorted_tables
    if table is not account
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
    if key.column is person.c.id
)


class StoredPeople:
    """The port `People` on a database. Without `keeps` nothing is taken that a person would expect to be kept."""

    def __init__(self, database: Database, keyring: Keyring, *, keeps: bool = True) -> None:
        self._database = database
        self._keyring = keyring
        self._keeps = keeps

    async def find(self, who: Person) -> str | None:
        """Give a person's id, as the port says."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(account.c.person_id).where(self._is_account(who)))
            return found.scalar()

    async def ensure(self, who: Person, at: datetime) -> str:
        """Give a person's id, as the port says."""
        found = await self.find(who)
        if found is not None:
            return found
        async with self._database.writing() as connection:
            mark = self._keyring.current.mark(*_named(who))
            await alone(self._database, connection, self._keyring, mark)
            return await self.find(who) or await self._add(connection, who, mark, at)

    async def _add(self, connection: AsyncConnection, who: Person, mark: str, at: datetime) -> str:
        person_id, account_id = new_id(), new_id()
        key, columns = new_owner(self._keyring, person, person_id)
        await connection.execute(insert(person).values(created_at=at, seen_on=at.date(), **columns))
        address = key.seal_json({"id": who.id}, "account", "address", account_id)
        values = {"id": account_id, "person_id": person_id, "platform": who.platform, "mark": mark, "address": address}
        await connection.execute(insert(account).values(**values))
        return person_id

    async def profile(self, person_id: str) -> Profile:
        """Give what a person set, as the port says."""
        async with self._database.reading() as connection:
            sealed = (await connection.execute(select(person.c.profile).where(person.c.id == person_id))).scalar()
            key = await data_key(connection, self._keyring, person, person_id)
        if sealed is None or key is None:
            return Profile()
        return read_profile(sealed, key, person_id)

    async def set_profile(self, person_id: str, profile: Profile) -> None:
        """Keep what a person set, as the port says."""
        self._require_keeping()
        async with self._database.writing() as connection:
            key = await person_key(connection, self._keyring, person_id)
            sealed = key.seal_json(asdict(profile), "person", "profile", person_id)
            await connection.execute(update(person).where(person.c.id == person_id).values(profile=sealed))

    async def consents(self, person_id: str) -> tuple[Consent, ...]:
        """Give all consents, as the port says."""
        wanted = select(consent).where(consent.c.person_id == person_id).order_by(consent.c.given_at, consent.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        return tuple(Consent(row.purpose, row.version, row.given_at, row.withdrawn_at) for row in rows)

    async def consent(self, person_id: str, purpose: str, version: str, at: datetime) -> None:
        """Keep a consent, as the port says."""
        self._require_keeping()
        async with self._database.writing() as connection:
            await person_key(connection, self._keyring, person_id)
            await self.withdraw(person_id, purpose, at)
            values = {"person_id": person_id, "purpose": purpose, "version": version, "given_at": at}
            await connection.execute(insert(consent).values(id=new_id(), **values))

    async def withdraw(self, person_id: str, purpose: str, at: datetime) -> bool:
        """Withdraw a consent, as the port says."""
        theirs = and_(consent.c.person_id == person_id, consent.c.purpose == purpose, consent.c.withdrawn_at.is_(None))
        async with self._database.writing() as connection:
            return (await connection.execute(update(consent).where(theirs).values(withdrawn_at=at))).rowcount > 0

    async def account(self, person_id: str, platform: Platform) -> Account | None:
        """Give an account, as the port says."""
        wanted = select(account).where(account.c.person_id == person_id, account.c.platform == platform)
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).first()
            key = await data_key(connection, self._keyring, person, person_id)
        return None if row is None or key is None else Account(opened(row, key), row.blocked_at)

    async def accounts(self, person_id: str) -> tuple[Person, ...]:
        """Give all accounts of a person, by platform."""
        wanted = select(account).where(account.c.person_id == person_id).order_by(account.c.platform)
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
            key = await data_key(connection, self._keyring, person, person_id)
        return () if key is None else tuple(opened(row, key) for row in rows)

    async def block(self, person_id: str, platform: Platform, at: datetime) -> None:
        """Keep that an account takes no messages, as the port says."""
        theirs = and_(account.c.person_id == person_id, account.c.platform == platform, account.c.blocked_at.is_(None))
        async with self._database.writing() as connection:
            await connection.execute(update(account).where(theirs).values(blocked_at=at, blocked_told_at=None))

    async def reached(self, who: Person, at: datetime, *, alone: bool = True) -> datetime | None:
        """Keep that a person wrote, as the port says. Where that tells nothing new, nothing is written."""
        columns = (account.c.person_id, account.c.blocked_at, person.c.seen_on, person.c.warned_at)
        async with self._database.reading() as connection:
            row = (await connection.execute(select(*columns).join(person).where(self._is_account(who)))).first()
        if row is None:
            return None
        told: datetime | None = row.blocked_at if alone else None
        if told is not None or row.warned_at is not None or row.seen_on < at.date():
            async with self._database.writing() as connection:
                seen = update(person).where(person.c.id == row.person_id).values(seen_on=at.date(), warned_at=None)
                open_ = update(account).where(self._is_account(who)).values(blocked_at=None, blocked_told_at=at)
                await connection.execute(seen)
                if told is not None:
                    await connection.execute(open_)
        return told

    async def remove(self, person_id: str) -> None:
        """Erase a person, as the port says."""
        async with self._database.writing() as connection:
            await remove_people(connection, person.c.id == person_id)

    async def remove_if_empty(self, person_id: str) -> None:
        """Erase a person of whom nothing is left, as the port says."""
        async with self._database.writing() as connection:
            await connection.execute(delete(person).where(person.c.id == person_id, is_empty()))

    def _require_keeping(self) -> None:
        """Refuse rather than promise to keep what would be gone with the process."""
        if not self._keeps:
            raise UserError("error.keeps_nothing")

    def _is_account(self, who: Person) -> ColumnElement[bool]:
        return and_(account.c.platform == who.platform, account.c.mark.in_(self._keyring.marks(*_named(who))))


def is_empty() -> ColumnElement[bool]:
    """Hold for a person of whom nothing but their account is kept."""
    used = [exists().where(column == person.c.id) for column in _PERSONAL]
    return and_(person.c.profile.is_(None), ~or_(*used))


def opened(row: Row[Any], key: DataKey) -> Person:
    """Unseal the account in a row of `account`. Raises Unsealable."""
    return Person(Platform(row.platform), key.unseal_json(row.address, "account", "address", row.id)["id"])


def mark_of(who: Person, keyring: Keyring) -> str:
    """Give the mark that an account is kept under from now on."""
    return keyring.current.mark(*_named(who))


def _named(who: Person) -> tuple[str, ...]:
    return "account", who.platform, who.id


def read_profile(sealed: bytes, key: DataKey, person_id: str) -> Profile:
    """Unseal what a person set. Raises Unsealable."""
    kept = key.unseal_json(sealed, "person", "profile", person_id)
    quiet = kept.get("quiet")
    return Profile(
        kept.get("language"), kept.get("zone"), kept.get("discreet", True), (quiet[0], quiet[1]) if quiet else None
    )
