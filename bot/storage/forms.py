"""Running forms: what was answered so far, sealed by the key of the person who fills them in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.forms import Running
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.people import Person, Place
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.owners import data_key, person_key
from bot.storage.people import StoredPeople
from bot.storage.schema import form, person
from bot.storage.sealing import DataKey, Keyring


class StoredForms:
    """The port `FormStore` on a database. A person is kept for a form, and goes with it if nothing else is kept."""

    def __init__(self, database: Database, keyring: Keyring, people: StoredPeople) -> None:
        self._database = database
        self._keyring = keyring
        self._people = people

    async def find(self, who: Person, place: Place) -> Running | None:
        """Give the form that runs here, as the port says."""
        async with self._database.reading() as connection:
            found = await self._key(connection, who)
            if found is None:
                return None
            person_id, key = found
            mark = _mark(key, place)
            wanted = select(form).where(form.c.person_id == person_id, form.c.place_mark == mark)
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else _running(key.unseal_json(row.state, "form", person_id, mark), row.since)

    async def put(self, who: Person, place: Place, running: Running) -> None:
        """Keep a form, as the port says."""
        async with self._database.writing() as connection:
            person_id = await self._people.ensure(who, running.since)
            key = await person_key(connection, self._keyring, person_id)
            mark = _mark(key, place)
            state = key.seal_json(_state(running), "form", person_id, mark)
            new = insert_into(connection, form).values(
                person_id=person_id, place_mark=mark, state=state, since=running.since
            )
            put = new.on_conflict_do_update(
                index_elements=[form.c.person_id, form.c.place_mark], set_={"state": state, "since": running.since}
            )
            await connection.execute(put)

    async def remove(self, who: Person, place: Place) -> bool:
        """Forget a form, as the port says."""
        async with self._database.writing() as connection:
            found = await self._key(connection, who)
            if found is None:
                return False
            person_id, key = found
            this = and_(form.c.person_id == person_id, form.c.place_mark == _mark(key, place))
            removed = (await connection.execute(delete(form).where(this))).rowcount > 0
            await self._people.remove_if_empty(person_id)
            return removed

    async def remove_older(self, than: datetime) -> None:
        """Forget old forms, as the port says."""
        async with self._database.reading() as connection:
            old = (await connection.execute(select(form.c.person_id).where(form.c.since < than))).scalars().all()
        if not old:
            return
        async with self._database.writing() as connection:
            await connection.execute(delete(form).where(form.c.since < than))
            for person_id in sorted(set(old)):
                await self._people.remove_if_empty(person_id)

    async def _key(self, connection: AsyncConnection, who: Person) -> tuple[str, DataKey] | None:
        """Give the id and key of a person, if there is one."""
        person_id = await self._people.find(who)
        key = None if person_id is None else await data_key(connection, self._keyring, person, person_id)
        return None if person_id is None or key is None else (person_id, key)


def _mark(key: DataKey, place: Place) -> str:
    return key.mark("form", place.platform, place.id, place.kind, place.topic or "")


def _state(running: Running) -> dict[str, Any]:
    asked = running.form
    fields = [
        [field.name, field.label, field.hint, field.longest, field.optional, field.several_lines]
        for field in asked.fields
    ]
    state = {"title": asked.title, "action": asked.action.code, "fields": fields}
    return {**state, "answers": running.answers, "beside": running.beside}


def _running(state: dict[str, Any], since: datetime) -> Running | None:
    """Read a form; one that this version of the bot cannot read is none."""
    action = Action.parse(state["action"])
    if action is None:
        return None
    fields = tuple(Field(*values) for values in state["fields"])
    return Running(Form(state["title"], fields, action), since, tuple(state["answers"]), state["beside"])
