"""Notes of organisers, sealed by the key of the meet-up, and questions of members, sealed by their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotSaved
from bot.features.meetups.keeping import Note, Question
from bot.storage.engine import Database
from bot.storage.meetups.schema import meetup, meetup_date, meetup_note, meetup_question
from bot.storage.owners import DataKeys, data_key, held, person_key
from bot.storage.schema import person
from bot.storage.sealing import DataKey, Keyring

# Texts are filled up to a multiple of so many bytes.
_LENGTH = 256


class StoredWords:
    """The port `Words` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def add_note(self, note: Note) -> None:
        """Keep a note, as the port says."""
        async with self._database.writing() as connection:
            await _hold_date(connection, note.date_id)
            whose = select(meetup_date.c.meetup_id).where(meetup_date.c.id == note.date_id)
            key = await data_key(connection, self._keyring, meetup, (await connection.execute(whose)).scalar_one())
            if key is None:
                raise NotSaved("this meet-up was removed meanwhile")
            text = key.seal_json(note.text, "meetup_note", "text", note.id, length=_LENGTH)
            values = {"id": note.id, "date_id": note.date_id, "created_at": note.created_at}
            await connection.execute(insert(meetup_note).values(**values, text=text))

    async def note(self, note_id: str) -> Note | None:
        """Give a note, as the port says."""
        columns = (meetup_note, meetup.c.id.label("meetup_id"), meetup.c.wrapped_key, meetup.c.key_version)
        wanted = select(*columns).join(meetup_date, meetup_note.c.date_id == meetup_date.c.id)
        wanted = wanted.join(meetup, meetup_date.c.meetup_id == meetup.c.id).where(meetup_note.c.id == note_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            return None
        key = DataKeys(self._keyring).of_meetup(row.meetup_id, row.wrapped_key, row.key_version)
        return Note(row.id, row.date_id, key.unseal_json(row.text, "meetup_note", "text", row.id), row.created_at)

    async def add_question(self, question: Question) -> None:
        """Keep a question, as the port says."""
        async with self._database.writing() as connection:
            await _hold_date(connection, question.date_id)
            key = await person_key(connection, self._keyring, question.person_id)
            text = key.seal_json(question.text, "meetup_question", "text", question.id, length=_LENGTH)
            values = {"id": question.id, "date_id": question.date_id, "person_id": question.person_id}
            new = insert(meetup_question).values(**values, text=text, created_at=question.created_at)
            await connection.execute(new)

    async def question(self, question_id: str) -> Question | None:
        """Give a question, as the port says."""
        return next(iter(await self._questions(_questions().where(meetup_question.c.id == question_id))), None)

    async def questions(self, date_id: str) -> tuple[Question, ...]:
        """Give the questions about a date, as the port says."""
        theirs = _questions().where(meetup_question.c.date_id == date_id)
        return await self._questions(theirs.order_by(meetup_question.c.created_at, meetup_question.c.id))

    async def _questions(self, wanted: Select[Any]) -> tuple[Question, ...]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        keys = DataKeys(self._keyring)
        return tuple([_read(row, keys) for row in rows])


def read_question(row: Row[Any], key: DataKey) -> str:
    """Unseal the text in a row of `meetup_question`. Raises Unsealable."""
    return str(key.unseal_json(row.text, "meetup_question", "text", row.id))


async def _hold_date(connection: AsyncConnection, date_id: str) -> None:
    if not await held(connection, meetup_date, (date_id,)):
        raise NotSaved("this meet-up was removed meanwhile")


def _questions() -> Select[Any]:
    columns = (meetup_question, person.c.wrapped_key, person.c.key_version)
    return select(*columns).join(person, meetup_question.c.person_id == person.c.id)


def _read(row: Row[Any], keys: DataKeys) -> Question:
    key = keys.of_person(row.person_id, row.wrapped_key, row.key_version)
    return Question(row.id, row.date_id, row.person_id, read_question(row, key), row.created_at)
