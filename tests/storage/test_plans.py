"""Plans on each database: kept as they are, given when they are due, and never overwritten by who comes late."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select, text, update

from bot.conversation.zones.rules import zone_names
from bot.core.errors import NotSaved
from bot.core.people import Platform
from bot.features.reminders.keeping import Leap, LookedAfter, NextMoment
from bot.features.reminders.occurrences import Answer
from bot.features.reminders.plans import Plan, Status
from bot.storage.address import Address, Kind
from bot.storage.engine import Database, open_database
from bot.storage.schema import LOOKED_AFTER, meta, occurrence, plan
from bot.storage.sealing import Keyring, Unsealable
from bot.storage.stores import Stores, build_stores
from bot.storage.types import new_id
from tests.features.reminders.any_plans import plans
from tests.scenes import NOW
from tests.storage.reminding import ANNA, BERT, DAY, HOUR, kept_plan, occurrence_of, on, plan_of

AFTER = timedelta(microseconds=1)


async def next_at(database: Database, plan_id: str) -> datetime | None:
    async with database.reading() as connection:
        found: datetime | None = (
            await connection.execute(select(plan.c.next_at).where(plan.c.id == plan_id))
        ).scalar_one()
        return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(given_plan=plans())
async def test_whatever_a_person_sets_up_comes_back_as_it_was(stores: Stores, given_plan: Plan) -> None:
    kept = replace(given_plan, id=new_id(), person_id=await stores.people.ensure(ANNA, NOW))
    await stores.plans.add(kept, None)
    assert await stores.plans.plan(kept.id) == kept


async def test_plans_of_a_person(stores: Stores) -> None:
    first, second = await kept_plan(stores), await kept_plan(stores, created_at=NOW + HOUR)
    await kept_plan(stores, BERT)
    assert await stores.plans.of(first.person_id) == (first, second)
    assert await stores.plans.of("nobody") == ()
    assert await stores.plans.plan("none") is None
    assert await stores.plans.remove(first.id)
    assert not await stores.plans.remove(first.id)
    assert await stores.plans.of(first.person_id) == (second,)


async def test_nothing_is_kept_for_somebody_who_is_gone(stores: Stores) -> None:
    gone = await kept_plan(stores)
    await stores.people.remove(gone.person_id)
    with pytest.raises(NotSaved):
        await stores.plans.add(plan_of(gone.person_id), NOW)
    assert not await stores.plans.change(gone, gone.changed(zone="UTC"), NOW)
    assert await stores.plans.plan(gone.id) is None


async def test_only_the_version_that_is_there_is_changed(stores: Stores) -> None:
    before = await kept_plan(stores)
    after = before.changed(status=Status.PAUSED, paused_until=on(25).date(), zone="UTC", label="other")
    assert await stores.plans.change(before, after, on(25))
    assert await stores.plans.plan(before.id) == after
    assert not await stores.plans.change(before, before.changed(label="late"), NOW)
    assert await stores.plans.plan(before.id) == after
    assert await next_at(stores.database, before.id) == on(25)


async def test_of_many_who_change_at_once_one_does(stores: Stores) -> None:
    before = await kept_plan(stores)
    changes = [before.changed(label=str(number)) for number in range(10)]
    done = await asyncio.gather(*(stores.plans.change(before, after, NOW) for after in changes))
    assert sum(done) == 1
    assert await stores.plans.plan(before.id) == changes[done.index(True)]


async def test_those_that_remind_soon_are_given_the_soonest_first(stores: Stores) -> None:
    late = await kept_plan(stores, next_at=NOW + HOUR)
    soon = await kept_plan(stores, next_at=NOW)
    await kept_plan(stores, next_at=None)
    await kept_plan(stores, next_at=NOW + HOUR + AFTER)
    due = await stores.plans.due(NOW + HOUR, 10)
    assert [(one.plan, one.next_at) for one in due] == [(soon, NOW), (late, NOW + HOUR)]
    assert [one.plan for one in await stores.plans.due(NOW + HOUR, 1)] == [soon]
    assert await stores.plans.due(NOW - AFTER, 10) == ()


class TestOccurrences:
    async def test_are_kept_with_when_the_plan_reminds_next(self, stores: Stores) -> None:
        one = await kept_plan(stores)
        both = [occurrence_of(one, NOW), occurrence_of(one, NOW + HOUR)]
        assert await stores.plans.plan_occurrences(one, both, NOW + DAY) == tuple(both)
        assert await stores.occurrences.of_plan(one.id, NOW, NOW + DAY) == tuple(both)
        assert await next_at(stores.database, one.id) == NOW + DAY
        assert await stores.plans.plan_occurrences(one, (), None) == ()
        assert await next_at(stores.database, one.id) is None

    async def test_are_kept_once_for_each_local_time(self, stores: Stores) -> None:
        one, other = await kept_plan(stores), await kept_plan(stores, BERT)
        first = occurrence_of(one)
        assert await stores.plans.plan_occurrences(one, [first], None) == (first,)
        again, new = occurrence_of(one), occurrence_of(one, NOW + HOUR)
        assert await stores.plans.plan_occurrences(one, [again, new], None) == (new,)
        assert len(await stores.plans.plan_occurrences(other, [occurrence_of(other)], None)) == 1
        assert await stores.occurrences.occurrence(again.id) is None

    async def test_are_not_kept_if_the_plan_was_changed(self, stores: Stores) -> None:
        old = await kept_plan(stores)
        assert await stores.plans.change(old, old.changed(zone="UTC"), on(30))
        assert await stores.plans.plan_occurrences(old, [occurrence_of(old)], NOW) == ()
        assert await stores.occurrences.of_plan(old.id, NOW - DAY, NOW + DAY) == ()
        assert await next_at(stores.database, old.id) == on(30)

    async def test_are_planned_once_by_many_at_once(self, stores: Stores) -> None:
        one = await kept_plan(stores)
        tries = [[occurrence_of(one, NOW + hour * HOUR) for hour in range(5)] for _ in range(6)]
        kept = await asyncio.gather(*(stores.plans.plan_occurrences(one, some, NOW + DAY) for some in tries))
        assert sorted(len(some) for some in kept) == [0, 0, 0, 0, 0, 5]

    async def test_that_are_to_come_are_dropped_unless_they_were_answered(self, stores: Stores) -> None:
        one = await kept_plan(stores)
        past, now, next_, early = (occurrence_of(one, NOW + hours * HOUR) for hours in (-1, 0, 1, 2))
        early = replace(early, answer=Answer.TAKEN, answered_at=NOW, taken_at=NOW)
        await stores.plans.plan_occurrences(one, [past, now, next_, early], None)
        assert await stores.plans.drop_ahead(one.id, NOW) == (next_.id,)
        assert await stores.plans.drop_ahead(one.id, NOW) == ()
        assert await stores.occurrences.of_plan(one.id, NOW - DAY, NOW + DAY) == (past, now, early)

    async def test_go_with_their_plan(self, stores: Stores) -> None:
        one = await kept_plan(stores)
        await stores.plans.plan_occurrences(one, [occurrence_of(one)], None)
        await stores.plans.remove(one.id)
        async with stores.database.reading() as connection:
            assert (await connection.execute(select(func.count()).select_from(occurrence))).scalar_one() == 0

    async def test_are_kept_together_with_what_others_keep_or_not_at_all(self, stores: Stores) -> None:
        one = await kept_plan(stores)

        async def fail() -> None:
            async with stores.together():
                await stores.plans.plan_occurrences(one, [occurrence_of(one)], NOW + DAY)
                await stores.people.consent(one.person_id, "doses", "1", NOW)
                raise RuntimeError("on purpose")

        with pytest.raises(RuntimeError, match="on purpose"):
            await fail()
        assert await next_at(stores.database, one.id) == NOW
        assert await stores.occurrences.of_plan(one.id, NOW - DAY, NOW + DAY) == ()
        assert await stores.people.consents(one.person_id) == ()


MANY = zone_names()[:30]


class TestZones:
    @pytest.mark.parametrize("zones", [MANY[:1], MANY[:2], MANY])
    async def test_give_their_plans_page_by_page(self, stores: Stores, zones: tuple[str, ...]) -> None:
        person_id = await stores.people.ensure(ANNA, NOW)
        kept = [plan_of(person_id, zone=MANY[number % 30]) for number in range(90)]
        async with stores.together():
            for one in kept:
                await stores.plans.add(one, on(30))
            await stores.plans.add(plan_of(person_id, zone=MANY[0]), None)
        pages = [await stores.plans.in_zones(zones, "", 4)]
        while pages[-1]:
            pages.append(await stores.plans.in_zones(zones, pages[-1][-1].plan_id, 4))
        found = [one for page in pages for one in page]
        assert all(one.plan_id < other.plan_id for one, other in pairwise(found))
        assert {(one.plan_id, one.zone) for one in found} == {(one.id, one.zone) for one in kept if one.zone in zones}
        assert {(one.version, one.at) for one in found} == {(1, on(30))}

    async def test_that_are_none_have_none(self, stores: Stores) -> None:
        await kept_plan(stores)
        assert await stores.plans.in_zones((), "", 4) == ()
        assert await stores.plans.in_zones(("Asia/Tehran",), "", 4) == ()

    async def test_tell_what_the_clock_on_the_wall_shows(self, stores: Stores) -> None:
        """Also after a plan went on, or was changed."""
        one = await kept_plan(stores, next_at=on(30))
        [before] = await stores.plans.in_zones((one.zone,), "", 4)
        assert before == NextMoment(one.id, 1, "Europe/Zurich", datetime(2026, 11, 30, 9), on(30))  # noqa: DTZ001
        await stores.plans.plan_occurrences(one, (), on(29))
        [went_on] = await stores.plans.in_zones((one.zone,), "", 4)
        assert went_on.local == datetime(2026, 11, 29, 9)  # noqa: DTZ001
        await stores.plans.change(one, one.changed(zone="Asia/Tokyo"), on(30))
        [changed] = await stores.plans.in_zones(("Asia/Tokyo",), "", 4)
        assert changed == NextMoment(one.id, 2, "Asia/Tokyo", datetime(2026, 11, 30, 17), on(30))  # noqa: DTZ001
        assert await stores.plans.in_zones((one.zone,), "", 4) == ()

    async def test_can_move_what_is_next(self, stores: Stores) -> None:
        one, changed, planned = await kept_plan(stores), await kept_plan(stores), await kept_plan(stores)
        moments = {found.plan_id: found for found in await stores.plans.in_zones((one.zone,), "", 4)}
        await stores.plans.change(changed, changed.changed(label="new"), on(1))
        await stores.plans.plan_occurrences(planned, (), on(2))
        await stores.plans.set_next([(moments[plan_.id], on(25)) for plan_ in (one, changed, planned)])
        kept = [await next_at(stores.database, plan_.id) for plan_ in (one, changed, planned)]
        assert kept == [on(25), on(1), on(2)]
        await stores.plans.set_next([])
        [moved] = [found for found in await stores.plans.in_zones((one.zone,), "", 4) if found.plan_id == one.id]
        assert moved == replace(moments[one.id], at=on(25)), "the clock on the wall shows the same"

    async def test_have_rules_that_are_remembered(self, stores: Stores) -> None:
        assert await stores.plans.zone_rules() == {}
        await stores.plans.set_zone_rules({"UTC": "1", "Europe/Zurich": "2"})
        await stores.plans.set_zone_rules({"Europe/Zurich": "3", "Asia/Tehran": "4"})
        await stores.plans.set_zone_rules({})
        assert await stores.plans.zone_rules() == {"UTC": "1", "Europe/Zurich": "3", "Asia/Tehran": "4"}


class TestLooking:
    async def test_is_remembered(self, stores: Stores) -> None:
        assert await stores.plans.looked_after() is None
        leap, back = Leap(NOW, NOW + AFTER), Leap(NOW + 400 * DAY, NOW - DAY)
        first, both = LookedAfter(NOW), LookedAfter(NOW + AFTER, leap, back)
        for last in (first, LookedAfter(NOW, leap), both, replace(both, believed=NOW + DAY), first):
            await stores.plans.set_looked_after(last)
            assert await stores.plans.looked_after() == last

    async def test_is_read_as_the_first_programs_kept_it(self, stores: Stores, database: Database) -> None:
        back = Leap(NOW + DAY, NOW)
        await stores.plans.set_looked_after(LookedAfter(NOW, back=back))
        async with database.writing() as connection:
            row = meta.c.name == LOOKED_AFTER
            kept = json.loads((await connection.execute(select(meta.c.value).where(row))).scalar_one())
            await connection.execute(update(meta).where(row).values(value=json.dumps(kept[:3])))
        assert await stores.plans.looked_after() == LookedAfter(NOW, back=back)

    async def test_gives_those_that_are_on_page_by_page(self, stores: Stores) -> None:
        """Also those that remind no more, as it seemed."""
        kept = [await kept_plan(stores, next_at=None if number % 2 else NOW) for number in range(5)]
        kept.append(await kept_plan(stores, BERT, status=Status.PAUSED))
        for status in (Status.UNPROVEN, Status.ENDED):
            await kept_plan(stores, status=status)
        pages = [await stores.plans.on("", 4)]
        while pages[-1]:
            pages.append(await stores.plans.on(pages[-1][-1].id, 4))
        assert [len(page) for page in pages] == [4, 2, 0]
        assert [one for page in pages for one in page] == sorted(kept, key=lambda one: one.id)


async def test_what_a_plan_is_about_does_not_show_by_its_length(stores: Stores) -> None:
    for label in ("", "x" * 40):
        await kept_plan(stores, label=label)
    async with stores.database.reading() as connection:
        rows = (await connection.execute(select(plan.c.content))).scalars().all()
    assert len({len(content) for content in rows}) == 1


async def test_plans_cannot_be_swapped_or_read_without_the_key(stores: Stores) -> None:
    one, other = await kept_plan(stores), await kept_plan(stores)
    with pytest.raises(Unsealable):
        await build_stores(stores.database, Keyring.throw_away(), keeps=True).plans.plan(one.id)
    async with stores.database.writing() as connection:
        stolen = (await connection.execute(select(plan.c.content).where(plan.c.id == one.id))).scalar_one()
        await connection.execute(plan.update().where(plan.c.id == other.id).values(content=stolen))
    with pytest.raises(Unsealable):
        await stores.plans.plan(other.id)


async def test_a_plan_whose_platform_was_changed_meanwhile_is_not_overwritten(stores: Stores) -> None:
    """Leaving a platform moves the plans, which the person may just be changing."""
    before = await kept_plan(stores)
    async with stores.database.writing() as connection:
        await connection.execute(plan.update().values(platform=Platform.DISCORD.value))
    assert not await stores.plans.change(before, before.changed(label="new"), NOW)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT id FROM plan WHERE next_at IS NOT NULL AND next_at <= 5 ORDER BY next_at", "ix_plan_next"),
        ("SELECT id FROM plan WHERE next_at IS NOT NULL AND zone = 'x' AND id > 'a' LIMIT 4", "ix_plan_zone"),
        ("SELECT id FROM occurrence WHERE NOT settled AND late_until <= 5", "ix_occurrence_unsettled"),
        ("SELECT id FROM occurrence WHERE is_open AND closes_at <= 5", "ix_occurrence_open"),
        ("SELECT id FROM occurrence WHERE summary <> '' AND summary = 'x'", "ix_occurrence_told"),
    ],
)
async def test_they_are_found_by_their_index(tmp_path: Path, query: str, index: str) -> None:
    async with open_database(Address(Kind.SQLITE, tmp_path / "bot.db")) as database, database.reading() as connection:
        assert index in str((await connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))).all())
