"""Occurrences on each database: answered by one press alone, found when they are late or over, and kept no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select

from bot.core.errors import NotSaved
from bot.features.reminders.keeping import KEPT_DAYS, UNKEPT_DAYS
from bot.features.reminders.occurrences import Answer, Occurrence, Pressed, missed, skipped, snoozed, taken, undone
from bot.storage.schema import occurrence
from bot.storage.stores import Stores
from bot.storage.types import new_id
from tests.features.reminders.any_plans import occurrences
from tests.scenes import NOW
from tests.storage.reminding import ANNA, BERT, DAY, HOUR, kept_occurrence, kept_plan, occurrence_of

AFTER = timedelta(microseconds=1)
Press = Callable[[Occurrence], Pressed]


async def count(stores: Stores) -> int:
    async with stores.database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(occurrence))).scalar_one())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(given_occurrence=occurrences())
async def test_whatever_was_answered_comes_back_as_it_was(stores: Stores, given_occurrence: Occurrence) -> None:
    plan = await kept_plan(stores)
    kept = replace(given_occurrence, id=new_id(), plan_id=plan.id, person_id=plan.person_id)
    assert await stores.plans.plan_occurrences(plan, [kept], None) == (kept,)
    assert await stores.occurrences.occurrence(kept.id) == kept


async def test_an_answer_is_kept_and_taken_back(stores: Stores) -> None:
    waits = await kept_occurrence(stores, await kept_plan(stores))
    steps = [waits]
    presses: list[Press] = [
        lambda one: snoozed(one, NOW, HOUR),
        lambda one: taken(one, NOW),
        lambda one: undone(one, NOW),
    ]
    for press in presses:
        after = press(steps[-1])
        assert isinstance(after, Occurrence)
        assert await stores.occurrences.change(steps[-1], after)
        assert await stores.occurrences.occurrence(waits.id) == after
        steps.append(after)
    assert not await stores.occurrences.change(waits, steps[1]), "a press that comes late"
    assert await stores.occurrences.occurrence("none") is None


async def test_of_many_presses_at_once_one_counts(stores: Stores) -> None:
    waits = await kept_occurrence(stores, await kept_plan(stores))
    answers = [press(waits, NOW) for press in (taken, skipped)] * 5
    done = await asyncio.gather(*(stores.occurrences.change(waits, after) for after in answers))  # type: ignore[arg-type]
    assert sum(done) == 1
    assert await stores.occurrences.occurrence(waits.id) == answers[done.index(True)]


async def test_nothing_is_answered_for_somebody_who_is_gone(stores: Stores) -> None:
    waits = await kept_occurrence(stores, await kept_plan(stores))
    await stores.people.remove(waits.person_id)
    after = skipped(waits, NOW)
    assert isinstance(after, Occurrence)
    assert not await stores.occurrences.change(waits, after)
    assert await count(stores) == 0


async def test_answers_all_look_alike(stores: Stores) -> None:
    plan = await kept_plan(stores)
    after = NOW + timedelta(hours=13, microseconds=123_456)
    presses: list[Press] = [
        lambda one: taken(one, after),
        lambda one: skipped(one, after),
        lambda one: missed(one, NOW + DAY),
    ]
    for number, press in enumerate(presses):
        waits = await kept_occurrence(stores, plan, NOW + number * HOUR)
        answered = press(waits)
        assert isinstance(answered, Occurrence)
        await stores.occurrences.change(waits, answered)
    async with stores.database.reading() as connection:
        rows = (await connection.execute(select(occurrence.c.state))).scalars().all()
    assert len({len(state) for state in rows}) == 1
    assert len(set(rows)) == 3


async def test_those_within_a_time_the_first_one_first(stores: Stores) -> None:
    plan, other, foreign = await kept_plan(stores), await kept_plan(stores), await kept_plan(stores, BERT)
    later, now = await kept_occurrence(stores, plan, NOW + HOUR), await kept_occurrence(stores, plan)
    beside = await kept_occurrence(stores, other, NOW + HOUR / 2)
    await kept_occurrence(stores, plan, NOW - AFTER, local=NOW.replace(tzinfo=None) - DAY)
    await kept_occurrence(stores, plan, NOW + 2 * HOUR)
    await kept_occurrence(stores, foreign)
    until = NOW + 2 * HOUR
    assert await stores.occurrences.of_plan(plan.id, NOW, until) == (now, later)
    assert await stores.occurrences.of_person(plan.person_id, NOW, until) == (now, beside, later)


async def test_those_that_one_summary_tells_of(stores: Stores) -> None:
    plan = await kept_plan(stores)
    for hours, summary in ((0, "one"), (2, "one"), (1, "one"), (3, "other"), (4, "")):
        await kept_occurrence(stores, plan, NOW + hours * HOUR, summary=summary, settled=True)
    told = await stores.occurrences.told_by("one")
    assert [one.at for one in told] == [NOW, NOW + HOUR, NOW + 2 * HOUR]
    assert await stores.occurrences.told_by("none") == ()
    assert await stores.occurrences.told_by("") == ()


async def test_those_that_are_too_late_until_they_were_looked_at(stores: Stores) -> None:
    plan = await kept_plan(stores)
    first, second = await kept_occurrence(stores, plan), await kept_occurrence(stores, plan, NOW + HOUR)
    assert await stores.occurrences.unsettled(first.late_until - AFTER, 10) == ()
    assert await stores.occurrences.unsettled(first.late_until, 10) == (first,)
    assert await stores.occurrences.unsettled(NOW + DAY, 10) == (first, second)
    assert await stores.occurrences.unsettled(NOW + DAY, 1) == (first,)
    looked = replace(first, settled=True, summary="s", epoch=1)
    assert await stores.occurrences.change(first, looked)
    assert await stores.occurrences.unsettled(NOW + DAY, 10) == (second,)
    assert await stores.occurrences.occurrence(first.id) == looked


async def test_those_whose_time_is_over(stores: Stores) -> None:
    plan = await kept_plan(stores)
    first, second = await kept_occurrence(stores, plan), await kept_occurrence(stores, plan, NOW + HOUR)
    assert await stores.occurrences.over(first.closes_at - AFTER, 10) == ()
    assert await stores.occurrences.over(second.closes_at, 10) == (first, second)
    assert await stores.occurrences.over(second.closes_at, 1) == (first,)
    assert await stores.occurrences.change(first, missed(first, second.closes_at))
    assert await stores.occurrences.over(second.closes_at, 10) == (second,)


async def test_those_that_wait_in_some_zones(stores: Stores) -> None:
    plan, other = await kept_plan(stores), await kept_plan(stores, zone="Asia/Tokyo")
    waits = [await kept_occurrence(stores, plan, NOW + hours * HOUR) for hours in range(4)]
    waits += [await kept_occurrence(stores, other, NOW + hours * HOUR) for hours in range(4)]
    for hours, changes in ((5, {"settled": True}), (6, {"answer": Answer.TAKEN, "answered_at": NOW})):
        await kept_occurrence(stores, plan, NOW + hours * HOUR, **changes)
    zones = {"Europe/Zurich", "Asia/Tokyo", "Asia/Tehran"}
    pages = [await stores.occurrences.in_zones(zones, None, 3)]
    while pages[-1]:
        pages.append(await stores.occurrences.in_zones(zones, pages[-1][-1][0], 3))
    found = [one for page in pages for one in page]
    assert [one.late_until for one, _ in found] == sorted(one.late_until for one in waits)
    assert set(found) == {(one, plan.zone) for one in waits[:4]} | {(one, "Asia/Tokyo") for one in waits[4:]}
    assert [one for one, _ in await stores.occurrences.in_zones(["Asia/Tokyo"], None, 9)] == waits[4:]
    assert await stores.occurrences.in_zones([], None, 9) == ()


class TestKeptFor:
    async def test_is_as_long_as_needed_until_the_person_chooses(self, stores: Stores) -> None:
        person_id = await stores.people.ensure(ANNA, NOW)
        assert await stores.occurrences.kept_for(person_id) == UNKEPT_DAYS
        await stores.occurrences.keep_for(person_id, KEPT_DAYS)
        assert await stores.occurrences.kept_for(person_id) == KEPT_DAYS
        assert await stores.occurrences.kept_for("nobody") == UNKEPT_DAYS
        with pytest.raises(NotSaved):
            await stores.occurrences.keep_for("nobody", KEPT_DAYS)

    async def test_says_what_is_removed(self, stores: Stores) -> None:
        unkept, kept = await kept_plan(stores), await kept_plan(stores, BERT)
        await stores.occurrences.keep_for(kept.person_id, 30)
        for plan in (unkept, kept):
            for days in (0, 8, 9, 30, 31):
                await kept_occurrence(stores, plan, NOW - days * DAY, answer=Answer.MISSED)
        assert await stores.occurrences.remove_old(NOW + AFTER, 3) == 3
        assert await stores.occurrences.remove_old(NOW + AFTER, 10) == 3
        assert await stores.occurrences.remove_old(NOW + AFTER, 10) == 0
        left = [len(await stores.occurrences.of_plan(plan.id, NOW - 400 * DAY, NOW + DAY)) for plan in (unkept, kept)]
        assert left == [1, 3]

    async def test_is_to_the_microsecond(self, stores: Stores) -> None:
        plan = await kept_plan(stores)
        await stores.plans.plan_occurrences(plan, [occurrence_of(plan)], None)
        assert await stores.occurrences.remove_old(NOW + UNKEPT_DAYS * DAY, 10) == 0
        assert await stores.occurrences.remove_old(NOW + UNKEPT_DAYS * DAY + AFTER, 10) == 1
