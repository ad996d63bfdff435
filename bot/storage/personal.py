"""What is kept about one person, found in every table, shown to them and erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Row, Select, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Person
from bot.features.privacy.held import Held, Kind, Record, Value
from bot.storage.engine import Database
from bot.storage.meetups.attendance import read_name
from bot.storage.meetups.removing import counted_anew
from bot.storage.meetups.schema import attendee, feed, meetup, meetup_date, meetup_question
from bot.storage.meetups.words import read_question
from bot.storage.owners import data_key, held_alone
from bot.storage.people import StoredPeople
from bot.storage.ratings import StoredRatings
from bot.storage.schema import account, carer_link, consent, delivery, draft, form, link_code, occurrence, person, plan
from bot.storage.sealing import DataKey, Keyring

Unseal = Callable[[DataKey, Row[Any]], object]


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """A table with rows of people, and how such a row is shown to the person.

    `owner` is the column with the person's id. `sealed` says how each sealed column is read; `hidden` names columns
    that mean nothing to a person (keys, marks, ids of rows, and how a message is handed from worker to worker).
    `beside` are columns of rows that these point to, shown with them. Rows with a key of their own are not the
    person's alone: they stay when the person is erased, and lead to nobody then.
    """

    table: Table
    kind: Kind
    owner: str = "person_id"
    sealed: Mapping[str, Unseal] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    beside: tuple[Column[Any], ...] = ()

    @property
    def has_keys(self) -> bool:
        """Whether each row has a key of its own. That of a person is the person's."""
        return self.table is not person and "wrapped_key" in self.table.c

    def wanted(self, person_id: str) -> Select[Any]:
        """Select the rows of a person, with what is shown beside."""
        query = select(self.table, *self.beside).select_from(self.table)
        for table in dict.fromkeys(column.table for column in self.beside):
            query = query.join(table)
        return query.where(self.table.c[self.owner] == person_id)

    def record(self, row: Row[Any], key: DataKey) -> Record:
        """Give a row as a person can read it. Raises Unsealable."""
        return dict(self._parts(row, key))

    def _parts(self, row: Row[Any], key: DataKey) -> Iterator[tuple[str, Value]]:
        for name, value in row._mapping.items():  # noqa: SLF001 (public in spite of its name)
            if name in self.sealed and value is not None:
                yield from _flat(name, self.sealed[name](key, row))
            elif name not in self.hidden:
                yield name, _plain(value)


_LINK = frozenset({"id", "person_id", "carer_id", "mark"})

PERSONAL = (
    PersonalTable(
        person,
        Kind.SETTINGS,
        owner="id",
        sealed={"profile": lambda key, row: key.unseal_json(row.profile, "person", "profile", row.id)},
        hidden=frozenset({"id", "wrapped_key", "key_version"}),
    ),
    PersonalTable(
        account,
        Kind.ACCOUNT,
        sealed={"address": lambda key, row: key.unseal_json(row.address, "account", "address", row.id)},
        hidden=frozenset({"id", "person_id", "mark"}),
    ),
    PersonalTable(consent, Kind.CONSENTS, hidden=frozenset({"id", "person_id"})),
    PersonalTable(
        form,
        Kind.FORMS,
        sealed={"state": lambda key, row: key.unseal_json(row.state, "form", row.person_id, row.place_mark)},
        hidden=frozenset({"person_id", "place_mark"}),
    ),
    PersonalTable(
        delivery,
        Kind.MESSAGES,
        sealed={
            "message_ref": lambda key, row: key.unseal(row.message_ref, "delivery", "message_ref", row.id).decode()
        },
        hidden=frozenset(
            {"id", "person_id", "place_id", "subject", "dedupe_key", "epoch", "lease_owner", "lease_until", "nonce"}
        ),
    ),
    PersonalTable(
        plan,
        Kind.REMINDERS,
        sealed={"content": lambda key, row: key.unseal_json(row.content, "plan", "content", row.id)},
        hidden=frozenset({"id", "person_id"}),
    ),
    PersonalTable(
        occurrence,
        Kind.ANSWERS,
        sealed={"state": lambda key, row: key.unseal_json(row.state, "occurrence", "state", row.id)},
        hidden=frozenset({"id", "plan_id", "person_id", "settled", "summary", "epoch"}),
    ),
    PersonalTable(
        attendee,
        Kind.MEETUPS,
        sealed={"name": lambda key, row: read_name(row, key)},
        hidden=frozenset({"date_id", "person_id"}),
        beside=(meetup_date.c.starts_at,),
    ),
    PersonalTable(
        meetup_question,
        Kind.QUESTIONS,
        sealed={"text": lambda key, row: read_question(row, key)},
        hidden=frozenset({"id", "date_id", "person_id"}),
        beside=(meetup_date.c.starts_at,),
    ),
    # Its mark is all that there is to show.
    PersonalTable(feed, Kind.CALENDAR, hidden=frozenset({"person_id"})),
    PersonalTable(
        meetup,
        Kind.ORGANISED,
        owner="organiser_id",
        sealed={"content": lambda key, row: key.unseal_json(row.content, "meetup", "content", row.id)},
        hidden=frozenset({"id", "organiser_id", "wrapped_key", "key_version", "places", "version"}),
    ),
    PersonalTable(
        draft,
        Kind.DRAFTS,
        sealed={"state": lambda key, row: key.unseal_json(row.state, "draft", "state", row.person_id, row.name)},
        hidden=frozenset({"person_id"}),
    ),
    PersonalTable(carer_link, Kind.CARERS, hidden=_LINK | {"platform", "number"}),  # these are the carer's
    PersonalTable(carer_link, Kind.CARING, owner="carer_id", hidden=_LINK),
    PersonalTable(link_code, Kind.CODES, hidden=frozenset({"person_id", "mark"})),
)
"""Every table with a column that leads to a person, once for each. Whoever adds one adds it here; a test looks."""


class StoredHoldings:
    """The port `Holdings` on a database."""

    def __init__(self, database: Database, keyring: Keyring, *, lasting: bool) -> None:
        self.lasting = lasting
        self._database = database
        self._keyring = keyring
        self._people = StoredPeople(database, keyring, keeps=lasting)
        self._ratings = StoredRatings(database, keyring)

    async def held(self, who: Person) -> Held:
        """Give all that is held about a person, as the port says."""
        records: dict[Kind, tuple[Record, ...]] = {}
        async with self._database.reading() as connection:
            person_id = await self._people.find(who)
            key = None if person_id is None else await data_key(connection, self._keyring, person, person_id)
            if person_id is not None and key is not None:
                records = {one.kind: await self._records(connection, one, person_id, key) for one in PERSONAL}
            rated = [await self._ratings.rated_by(one) for one in await self._accounts(who)]
        records[Kind.RATINGS] = tuple({"entry": entry} for entry in sorted({entry for one in rated for entry in one}))
        return Held({kind: records[kind] for kind in Kind if records.get(kind)})

    async def erase(self, who: Person) -> None:
        """Erase all that is held about a person, as the port says."""
        async with self._database.writing() as connection:
            for account_ in await self._accounts(who):
                await self._ratings.forget(account_)
            person_id = await self._people.find(who)
            if person_id is not None:
                await held_alone(connection, person, person_id)
                async with counted_anew(connection, person.c.id == person_id):
                    await _erase(connection, person_id)
        await self._database.clear_traces()

    async def _records(
        self, connection: AsyncConnection, personal: PersonalTable, person_id: str, key: DataKey
    ) -> tuple[Record, ...]:
        rows = (await connection.execute(personal.wanted(person_id))).all()
        if not personal.has_keys:
            return tuple(personal.record(row, key) for row in rows)
        name = personal.table.name
        keys = [self._keyring.unwrap(row.wrapped_key, row.key_version, name, row.id) for row in rows]
        return tuple(personal.record(*one) for one in zip(rows, keys, strict=True))

    async def _accounts(self, who: Person) -> tuple[Person, ...]:
        """Give this account with those that are linked with it."""
        person_id = await self._people.find(who)
        return (who,) if person_id is None else await self._people.accounts(person_id)


async def _erase(connection: AsyncConnection, person_id: str) -> None:
    for one in reversed(PERSONAL):
        if not one.has_keys:
            await connection.execute(delete(one.table).where(one.table.c[one.owner] == person_id))


def _flat(name: str, value: object) -> Iterator[tuple[str, Value]]:
    """Give each part of what was sealed a name of its own: profile.zone, state.answers.1."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(f"{name}.{key}", part)
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield from _flat(f"{name}.{number}", part)
    else:
        yield name, _plain(value)


def _plain(value: object) -> Value:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)
