"""Meet-ups and their dates come back as they were, and of two who change one of them, one does."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from bot.core.errors import NotSaved
from bot.features.meetups.keeping import Meetups
from bot.features.meetups.meetup import Counts, Status
from bot.storage.engine import Database
from bot.storage.meetups.schema import meetup, meetup_date
from bot.storage.stores import Stores
from tests.scenes import GROUP, NOW
from tests.storage.meetups.meeting import (
    ANNA,
    BERT,
    CONTENT,
    DAY,
    HOUR,
    LOUNGE,
    date_of,
    kept_date,
    meetup_of,
    shown_post,
)


@pytest.fixture
def meetups(stores: Stores) -> Meetups:
    return stores.meetups.meetups


async def test_all_comes_back_as_it_was(stores: Stores, meetups: Meetups) -> None:
    places = (await stores.places.ensure(GROUP), await stores.places.ensure(LOUNGE))
    new = meetup_of(await stores.people.ensure(ANNA, NOW), places=places)
    plain = date_of(new)
    own = date_of(new, NOW + 2 * DAY, content=replace(CONTENT, title="Other"), moved=True, sequence=3)
    await meetups.add(new, [plain, own])
    assert await meetups.meetup(new.id) == new
    assert await meetups.date(plain.id) == plain
    assert await meetups.date(own.id) == own
    assert await meetups.dates(new.id, NOW) == (plain, own)
    assert await meetups.meetup("none") is None
    assert await meetups.date("none") is None


async def test_one_that_does_not_repeat(meetups: Meetups) -> None:
    new = meetup_of(series=None)
    await meetups.add(new, [])
    assert await meetups.meetup(new.id) == new
    assert await meetups.dates(new.id, NOW) == ()


async def test_what_is_planned(meetups: Meetups) -> None:
    later, first = meetup_of(created_at=NOW + HOUR), meetup_of()
    over = meetup_of(status=Status.CANCELLED)
    for one in (later, first, over):
        await meetups.add(one, [])
    assert await meetups.planned() == (first, later)


async def test_of_two_changes_the_first_holds(meetups: Meetups) -> None:
    before = meetup_of()
    await meetups.add(before, [])
    then = [replace(before, content=replace(CONTENT, title=title), version=2) for title in ("one", "other")]
    done = await asyncio.gather(*(meetups.change(before, after) for after in then))
    assert sorted(done) == [False, True]
    assert await meetups.meetup(before.id) == then[done.index(True)]
    assert not await meetups.change(meetup_of(), meetup_of())


async def test_a_meetup_outlives_its_organiser(stores: Stores, meetups: Meetups) -> None:
    anna, bert = await stores.people.ensure(ANNA, NOW), await stores.people.ensure(BERT, NOW)
    new = meetup_of(anna)
    await meetups.add(new, [date_of(new)])
    await stores.holdings.erase(ANNA)
    left = replace(new, organiser_id=None)
    assert await meetups.meetup(new.id) == left
    assert await meetups.change(new, replace(new, version=2)), "who had read it before can still change it"
    assert await meetups.meetup(new.id) == replace(left, version=2)
    assert await meetups.change(replace(left, version=2), replace(new, organiser_id=bert, version=3))
    assert await meetups.meetup(new.id) == replace(new, organiser_id=bert, version=3)


async def test_who_is_gone_announces_nothing(meetups: Meetups) -> None:
    kept = meetup_of()
    await meetups.add(kept, [])
    with pytest.raises(NotSaved):
        await meetups.add(meetup_of("gone"), [])
    with pytest.raises(NotSaved):
        await meetups.change(kept, replace(kept, organiser_id="gone", version=2))
    assert await meetups.planned() == (kept,)


async def test_further_dates_are_new_once(meetups: Meetups) -> None:
    new = meetup_of()
    first, second = date_of(new), date_of(new, NOW + 2 * DAY)
    await meetups.add(new, [first])
    again, stray = date_of(new), date_of(meetup_of())
    assert await meetups.add_dates([again, second, stray]) == (second,)
    assert await meetups.add_dates([]) == ()
    assert await meetups.dates(new.id, NOW) == (first, second)


async def test_many_who_plan_the_same_dates_plan_them_once(meetups: Meetups) -> None:
    new = meetup_of()
    await meetups.add(new, [])
    planned = [[date_of(new, NOW + number * DAY) for number in range(1, 4)] for _ in range(8)]
    added = await asyncio.gather(*(meetups.add_dates(dates) for dates in planned))
    assert sum(map(len, added)) == 3
    assert len(await meetups.dates(new.id, NOW)) == 3


async def test_which_dates_come_and_which_have_ended(meetups: Meetups) -> None:
    new, other = meetup_of(), meetup_of()
    past, running, coming = [date_of(new, NOW + at) for at in (-DAY, -HOUR / 2, DAY)]
    soon = date_of(other, NOW + HOUR)
    cancelled = date_of(new, NOW + 2 * HOUR, status=Status.CANCELLED)
    await meetups.add(new, [coming, past, running, cancelled])
    await meetups.add(other, [soon])
    assert await meetups.coming(NOW, 9) == (running, soon, coming)
    assert await meetups.coming(NOW, 2) == (running, soon)
    assert await meetups.ended(NOW, 9) == (past,)
    assert await meetups.ended(NOW + DAY, 2) == (past, running)
    assert await meetups.ended(NOW + HOUR / 2, 9) == (past, running), "when it ends, it has ended"
    assert await meetups.dates(new.id, NOW) == (running, cancelled, coming)


async def test_a_date_is_changed_unless_somebody_was_first(meetups: Meetups) -> None:
    new = meetup_of()
    before = date_of(new)
    await meetups.add(new, [before])
    moved = replace(before, starts_at=NOW + 3 * DAY, ends_at=NOW + 4 * DAY, moved=True, content=CONTENT, sequence=1)
    assert await meetups.change_date(before, moved)
    assert await meetups.date(before.id) == moved
    assert not await meetups.change_date(before, replace(before, sequence=2)), "its sequence is another one"
    cancelled = replace(moved, content=None, status=Status.CANCELLED, local=before.local + DAY)
    assert await meetups.change_date(moved, cancelled)
    assert not await meetups.change_date(moved, replace(moved, sequence=2)), "its status is another one"
    assert await meetups.date(before.id) == cancelled
    assert not await meetups.change_date(date_of(meetup_of()), before)


async def test_counts_are_not_taken_back(stores: Stores, meetups: Meetups) -> None:
    before = await kept_date(stores)
    counted = replace(before, counts=Counts(4, 3, 2, 1))
    assert await meetups.change_date(before, counted)
    assert await meetups.date(before.id) == counted
    assert await meetups.change_date(before, replace(before, status=Status.OVER))
    assert await meetups.date(before.id) == replace(counted, status=Status.OVER)


async def test_it_is_announced_where_a_group_has_moved(stores: Stores, meetups: Meetups) -> None:
    old, new = await stores.places.ensure(GROUP), await stores.places.ensure(LOUNGE)
    both, one = meetup_of(places=(new, old)), meetup_of(places=(old,))
    for meetup_ in (both, one):
        await meetups.add(meetup_, [])
    await stores.places.moved(GROUP, LOUNGE)
    assert await meetups.meetup(both.id) == replace(both, places=(new,), version=2)
    assert await meetups.meetup(one.id) == replace(one, places=(new,), version=2)
    assert not await meetups.change(one, replace(one, version=2)), "whoever does not know of it looks again"


async def test_nothing_said_stands_in_the_open(stores: Stores, meetups: Meetups) -> None:
    new = meetup_of(content=replace(CONTENT, title="a-planted-title"))
    await meetups.add(new, [date_of(new, content=new.content)])
    async with stores.database.reading() as connection:
        rows = [repr(tuple((await connection.execute(select(table))).one())) for table in (meetup, meetup_date)]
    assert not [word for word in ("planted", "London", "High Street") if word in "".join(rows)]


async def test_what_is_asked_all_the_time_is_found_by_indexes(database: Database, stores: Stores) -> None:
    await shown_post(stores, await kept_date(stores))
    if database.kind != "sqlite":
        return
    wanted = {
        "SELECT * FROM meetup_date WHERE meetup_date.status = 'planned' AND ends_at > 5 ORDER BY starts_at": "coming",
        "SELECT * FROM meetup_date WHERE meetup_date.status = 'planned' AND ends_at <= 5 ORDER BY ends_at": "ended",
        "SELECT id FROM meetup_date WHERE NOT shed AND ends_at < 5 ORDER BY ends_at": "unshed",
        "SELECT * FROM meetup_post WHERE (state = 'wanted' OR (state = 'shown' AND shown < wanted)) ORDER BY turn": (
            "stale"
        ),
        "SELECT * FROM attendee WHERE person_id = '5'": "person_id",
    }
    async with database.reading() as connection:
        for query, index in wanted.items():
            plan = str((await connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))).all())
            assert f"_{index}" in plan, plan
            assert "TEMP B-TREE" not in plan
