"""Notes and questions come back as they were, and nobody else can read them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.core.errors import NotSaved
from bot.features.meetups.keeping import Note, Question, Words
from bot.storage.meetups.schema import meetup_note, meetup_question
from bot.storage.stores import Stores
from bot.storage.types import new_id
from tests.scenes import NOW
from tests.storage.meetups.meeting import ANNA, BERT, HOUR, kept_date


@pytest.fixture
def words(stores: Stores) -> Words:
    return stores.meetups.words


async def test_a_note(stores: Stores, words: Words) -> None:
    note = Note(new_id(), (await kept_date(stores)).id, "planted: bring a cup\n…", NOW)
    await words.add_note(note)
    assert await words.note(note.id) == note
    assert await words.note("none") is None
    with pytest.raises(NotSaved):
        await words.add_note(Note(new_id(), "gone", "text", NOW))
    async with stores.database.reading() as connection:
        assert b"planted" not in (await connection.execute(select(meetup_note.c.text))).scalar_one()


async def test_questions(stores: Stores, words: Words) -> None:
    on, other = (await kept_date(stores)).id, (await kept_date(stores)).id
    anna, bert = await stores.people.ensure(ANNA, NOW), await stores.people.ensure(BERT, NOW)
    late = Question(new_id(), on, anna, "planted: where?", NOW + HOUR)
    first = Question(new_id(), on, bert, "When?", NOW)
    for one in (late, first):
        await words.add_question(one)
    assert await words.question(late.id) == late
    assert await words.question("none") is None
    assert await words.questions(on) == (first, late)
    assert await words.questions(other) == ()
    async with stores.database.reading() as connection:
        assert b"planted" not in b"".join((await connection.execute(select(meetup_question.c.text))).scalars())
    await stores.holdings.erase(BERT)
    assert await words.questions(on) == (late,)


@pytest.mark.parametrize("gone", ["person", "date"])
async def test_a_question_of_nobody_or_about_nothing_is_not_kept(stores: Stores, words: Words, gone: str) -> None:
    anna, on = await stores.people.ensure(ANNA, NOW), (await kept_date(stores)).id
    person_id, date_id = ("gone", on) if gone == "person" else (anna, "gone")
    with pytest.raises(NotSaved):
        await words.add_question(Question(new_id(), date_id, person_id, "text", NOW))
