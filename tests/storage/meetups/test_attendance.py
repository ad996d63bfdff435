"""Answers: one per person and date, in one order whoever answers at once, and gone when a meet-up is long over."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.core.errors import NotSaved
from bot.core.people import Person
from bot.features.meetups.attending import Answer, Attendee, Remind
from bot.features.meetups.keeping import Attendance, Note, Question
from bot.features.meetups.meetup import Counts, MeetupDate, Status
from bot.storage.address import Address
from bot.storage.engine import open_database
from bot.storage.meetups.schema import attendee, meetup_note, meetup_question
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, build_stores
from bot.storage.types import new_id
from tests.scenes import NOW
from tests.storage.meetups.meeting import (
    ANNA,
    BERT,
    CARL,
    DAY,
    DISCORD,
    HOUR,
    TELEGRAM,
    attendee_of,
    date_of,
    kept_answer,
    kept_date,
    meetup_of,
)

GOING, MAYBE, CANNOT = Answer.GOING, Answer.MAYBE, Answer.CANNOT
LONG_AGO = NOW - 31 * DAY


@pytest.fixture
def attendance(stores: Stores) -> Attendance:
    return stores.meetups.attendance


async def test_answers_come_back_as_they_were(stores: Stores, attendance: Attendance) -> None:
    on, other = await kept_date(stores), await kept_date(stores)
    anna = await kept_answer(stores, on, guests=1, remind=Remind.BOTH)
    bert = await kept_answer(stores, on, BERT, answer=MAYBE, name="")
    carl = await kept_answer(stores, on, CARL, waits=True)
    assert [one.number for one in (anna, bert, carl)] == [1, 2, 3]
    assert await attendance.attendees(on.id) == (anna, bert, carl)
    assert await attendance.attendees(other.id) == ()


async def test_a_new_answer_takes_the_place_of_the_one_before(stores: Stores, attendance: Attendance) -> None:
    on = await kept_date(stores)
    anna, bert = await kept_answer(stores, on), await kept_answer(stores, on, BERT, waits=True)
    again = replace(anna, answer=CANNOT, number=3, at=NOW + HOUR, platform=DISCORD, guests=1, name="New name")
    await attendance.put(on.id, again, replace(bert, waits=False))
    await attendance.put(on.id)
    assert await attendance.attendees(on.id) == (replace(bert, waits=False), again)


async def test_the_next_number(stores: Stores, attendance: Attendance) -> None:
    on = await kept_date(stores)
    assert await attendance.hold("none") is None
    assert await attendance.hold(on.id) == 1
    await attendance.put(on.id, attendee_of(await stores.people.ensure(ANNA, NOW), 7))
    assert await attendance.hold(on.id) == 8


async def test_who_was_erased_meanwhile_answers_nothing(stores: Stores, attendance: Attendance) -> None:
    on, anna = await kept_date(stores), await stores.people.ensure(ANNA, NOW)
    with pytest.raises(NotSaved):
        await attendance.put(on.id, attendee_of(anna), attendee_of("gone", 2))
    assert await attendance.attendees(on.id) == ()


async def test_answers_of_a_person(stores: Stores, attendance: Attendance) -> None:
    meetup = meetup_of()
    late, soon, past = [date_of(meetup, NOW + at) for at in (2 * DAY, HOUR, -DAY)]
    await stores.meetups.meetups.add(meetup, [late, soon, past])
    answers = {on.id: await kept_answer(stores, on) for on in (late, soon, past)}
    await kept_answer(stores, late, BERT)
    anna = answers[late.id].person_id
    assert await attendance.of_person(anna, NOW) == ((soon.id, answers[soon.id]), (late.id, answers[late.id]))
    assert await attendance.of_person("none", NOW) == ()


async def test_many_who_answer_at_once_have_numbers_of_their_own(stores: Stores, attendance: Attendance) -> None:
    """Of 10 seats 10 are given, those who came first have them, and no answer is lost."""
    on = await kept_date(stores)
    await _all_answer(on, [stores] * 60)
    _in_one_order(await attendance.attendees(on.id), 60)


async def test_two_bots_on_one_server_have_one_list(stores: Stores, address: Address, keyring: Keyring) -> None:
    """In memory there is one alone; on a file they wait for each other."""
    if address.in_memory:
        return
    on = await kept_date(stores)
    async with open_database(address) as second:
        others = build_stores(second, keyring, keeps=True)
        await _all_answer(on, [stores, others] * 15)
        _in_one_order(await others.meetups.attendance.attendees(on.id), 30)


async def test_whoever_adds_to_a_date_that_is_held_does_not_wait(stores: Stores, address: Address) -> None:
    """A note would otherwise wait for 500 answers. On SQLite, all who write wait for each other."""
    if address.file is not None or address.in_memory:
        return
    on = await kept_date(stores)
    async with stores.together():
        await stores.meetups.attendance.hold(on.id)
        note = Note(new_id(), on.id, "text", NOW)
        await asyncio.wait_for(asyncio.create_task(stores.meetups.words.add_note(note)), 5)


async def test_all_or_nothing(stores: Stores, attendance: Attendance) -> None:
    on, anna = await kept_date(stores), await stores.people.ensure(ANNA, NOW)

    async def fail() -> None:
        async with stores.together():
            await attendance.hold(on.id)
            await attendance.put(on.id, attendee_of(anna))
            raise NotSaved("the disk is full")

    with pytest.raises(NotSaved):
        await fail()
    assert await attendance.attendees(on.id) == ()


async def test_who_only_answered_is_kept(stores: Stores, attendance: Attendance) -> None:
    on = await kept_date(stores, LONG_AGO)
    anna = await kept_answer(stores, on)
    await stores.people.remove_if_empty(anna.person_id)
    assert await stores.people.find(ANNA) == anna.person_id
    assert await attendance.shed(NOW, 9) == 1
    await stores.people.remove_if_empty(anna.person_id)
    assert await stores.people.find(ANNA) is None


class TestShedding:
    async def test_counts_stay(self, stores: Stores, attendance: Attendance) -> None:
        on = await kept_date(stores, LONG_AGO, status=Status.OVER)
        said: list[dict[str, object]] = [{}, {"guests": 1}, {"waits": True, "guests": 1}]
        said += [{"answer": MAYBE, "guests": 1}, {"answer": CANNOT}]
        for number, changes in enumerate(said):
            await kept_answer(stores, on, Person(TELEGRAM, str(number)), **changes)
        await _words(stores, on)
        assert await attendance.shed(NOW - 30 * DAY, 9) == 1
        assert await stores.meetups.meetups.date(on.id) == replace(on, counts=Counts(3, 1, 1, 2))
        assert await _rows(stores) == [0, 0, 0]
        assert await attendance.shed(NOW, 9) == 0, "once"

    async def test_counts_that_were_kept_before_stay(self, stores: Stores, attendance: Attendance) -> None:
        on = await kept_date(stores, LONG_AGO, counts=Counts(5, 4, 3, 2))
        await kept_answer(stores, on)
        assert await attendance.shed(NOW, 9) == 1
        assert await stores.meetups.meetups.date(on.id) == on

    async def test_what_nobody_answered_counts_as_such(self, stores: Stores, attendance: Attendance) -> None:
        on = await kept_date(stores, LONG_AGO, status=Status.CANCELLED)
        assert await attendance.shed(NOW, 9) == 1
        assert await stores.meetups.meetups.date(on.id) == replace(on, counts=Counts())

    async def test_only_what_ended_before_and_so_many_at_once(self, stores: Stores, attendance: Attendance) -> None:
        meetup = meetup_of()
        dates = [date_of(meetup, LONG_AGO + number * DAY) for number in range(4)]
        await stores.meetups.meetups.add(meetup, dates)
        for on in dates:
            await kept_answer(stores, on)
            await _words(stores, on)
        until = dates[3].ends_at
        assert await attendance.shed(until, 2) == 2
        assert [len(await attendance.attendees(on.id)) for on in dates] == [0, 0, 1, 1]
        assert await attendance.shed(until, 2) == 1
        assert await attendance.shed(until, 2) == 0
        assert [len(await attendance.attendees(on.id)) for on in dates] == [0, 0, 0, 1]
        assert await _rows(stores) == [1, 1, 1]


async def _all_answer(on: MeetupDate, bots: list[Stores]) -> None:
    """Let one person per bot say at once that they come; whoever finds no seat waits."""

    async def answer(stores: Stores, number: int) -> None:
        async with stores.together():
            person_id = await stores.people.ensure(Person(TELEGRAM, str(number)), NOW)
            next_ = await stores.meetups.attendance.hold(on.id)
            assert next_ is not None
            there = await stores.meetups.attendance.attendees(on.id)
            waits = sum(one.party for one in there if not one.waits) >= 10
            await asyncio.sleep(0)
            await stores.meetups.attendance.put(on.id, attendee_of(person_id, next_, waits=waits))

    await asyncio.gather(*(answer(stores, number) for number, stores in enumerate(bots)))


def _in_one_order(there: tuple[Attendee, ...], count: int) -> None:
    assert [one.number for one in there] == list(range(1, count + 1))
    assert [one.waits for one in there] == [False] * 10 + [True] * (count - 10)


async def _words(stores: Stores, on: MeetupDate) -> None:
    anna = await stores.people.ensure(ANNA, NOW)
    await stores.meetups.words.add_note(Note(new_id(), on.id, "note", NOW))
    await stores.meetups.words.add_question(Question(new_id(), on.id, anna, "question", NOW))


async def _rows(stores: Stores) -> list[int]:
    async with stores.database.reading() as connection:
        return [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (attendee, meetup_note, meetup_question)
        ]
