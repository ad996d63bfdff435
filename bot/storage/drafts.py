"""Drafts: what a person chose so far, sealed by their key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bot.conversation.drafts import Draft
from bot.core.people import Person
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.owners import data_key, person_key
from bot.storage.people import StoredPeople
from bot.storage.schema import draft, person
from bot.storage.sealing import Keyring


class StoredDrafts:
    """The port `Drafts` on a database. A person is kept for a draft, and goes with it if nothing else is kept."""

    def __init__(self, database: Database, keyring: Keyring, people: StoredPeople) -> None:
        self._database = database
        self._keyring = keyring
        self._people = people

    async def find(self, who: Person, name: str) -> Draft | None:
        """Give a person's draft, as the port says."""
        async with self._database.reading() as connection:
            person_id = await self._people.find(who)
            if person_id is None:
                return None
            wanted = select(draft).where(draft.c.person_id == person_id, draft.c.name == name)
            row = (await connection.execute(wanted)).one_or_none()
            key = await data_key(connection, self._keyring, person, person_id)
        return (
            None
            if row is None or key is None
            else Draft(key.unseal_json(row.state, "draft", "state", person_id, name), row.since)
        )

    async def put(self, who: Person, name: str, new: Draft) -> None:
        """Keep a draft, as the port says."""
        async with self._database.writing() as connection:
            person_id = await self._people.ensure(who, new.since)
            key = await person_key(connection, self._keyring, person_id)
            state = key.seal_json(new.state, "draft", "state", person_id, name)
            row = insert_into(connection, draft).values(person_id=person_id, name=name, state=state, since=new.since)
            await connection.execute(
                row.on_conflict_do_update(
                    index_elements=[draft.c.person_id, draft.c.name], set_={"state": state, "since": new.since}
                )
            )

    async def remove(self, who: Person, name: str) -> bool:
        """Forget a draft, as the port says."""
        async with self._database.writing() as connection:
            person_id = await self._people.find(who)
            if person_id is None:
                return False
            this = delete(draft).where(draft.c.person_id == person_id, draft.c.name == name)
            removed = (await connection.execute(this)).rowcount > 0
            await self._people.remove_if_empty(person_id)
            return removed

    async def remove_older(self, than: datetime) -> None:
        """Forget old drafts, as the port says."""
        async with self._database.reading() as connection:
            old = (await connection.execute(select(draft.c.person_id).where(draft.c.since < than))).scalars().all()
        if not old:
            return
        async with self._database.writing() as connection:
            await connection.execute(delete(draft).where(draft.c.since < than))
            for person_id in sorted(set(old)):
                await self._people.remove_if_empty(person_id)
