"""Two people become one, and a group moves, while something of theirs is being written: no word of it is lost.

On SQLite one writes at a time. On a PostgreSQL server both are in the middle of it, and one waits for the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import text

from bot.conversation.drafts import Draft
from bot.core.errors import NotSaved
from bot.core.keeping import LinkResult, Profile
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.delivery.due import Due, ToPerson, ToPlace
from bot.delivery.ledger import Delivery
from bot.delivery.transport import State
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.storage.address import Kind
from bot.storage.stores import Stores
from tests.scenes import NOW
from tests.storage.meetups.meeting import date_of, meetup_of
from tests.storage.reminding import ANNA, BERT, DAY, HOUR, kept_occurrence, kept_plan
from tests.storage.test_linking import SOON

OLD, NEW = Place(Platform.TELEGRAM, "-1", PlaceKind.GROUP), Place(Platform.TELEGRAM, "-1001", PlaceKind.GROUP)
Writes = Callable[[], Awaitable[bool]]
Reads = Callable[[Person], Awaitable[bool]]
Prepares = Callable[[Stores], Awaitable[tuple[Writes, Reads]]]


async def claimed(stores: Stores, to: ToPerson | ToPlace) -> Delivery:
    """A message that is just being sent."""
    platform = Platform.TELEGRAM
    await stores.deliveries.put([Due("test", "one", to, platform, NOW, NOW + HOUR, "one")], NOW)
    [claimed] = await stores.deliveries.claim(platform, "worker", 1, NOW)
    return claimed


async def is_sent(stores: Stores, delivery: Delivery) -> bool:
    sent = replace(delivery.transport, state=State.SENT, sent_at=NOW, message_ref="77")
    return await stores.deliveries.swap(delivery, sent, NOW)


async def a_plan(stores: Stores) -> tuple[Writes, Reads]:
    plan = await kept_plan(stores)

    async def write() -> bool:
        return await stores.plans.change(plan, plan.changed(label="new"), NOW)

    async def read(who: Person) -> bool:
        [kept] = await stores.plans.of(str(await stores.people.find(who)))
        return kept.label == "new"

    return write, read


async def an_answer(stores: Stores) -> tuple[Writes, Reads]:
    """One that is given to an occurrence, which has one already."""
    before = await kept_occurrence(stores, await kept_plan(stores), answer=Answer.SKIPPED, answered_at=NOW)

    async def kept() -> Occurrence:
        [found] = await stores.occurrences.of_plan(before.plan_id, NOW - DAY, NOW + DAY)
        return found

    async def write() -> bool:
        return await stores.occurrences.change(before, replace(before, answer=Answer.TAKEN, epoch=1))

    async def read(who: Person) -> bool:
        assert (await kept()).person_id == await stores.people.find(who)
        return (await kept()).answer is Answer.TAKEN

    return write, read


async def a_draft(stores: Stores) -> tuple[Writes, Reads]:
    await stores.drafts.put(ANNA, "remind", Draft({"chosen": "old"}, NOW))

    async def write() -> bool:
        await stores.drafts.put(ANNA, "remind", Draft({"chosen": "new"}, NOW))
        return True

    async def read(who: Person) -> bool:
        return await stores.drafts.find(who, "remind") == Draft({"chosen": "new"}, NOW)

    return write, read


async def a_profile(stores: Stores) -> tuple[Writes, Reads]:
    who = await stores.people.ensure(ANNA, NOW)

    async def write() -> bool:
        await stores.people.set_profile(who, Profile(zone="Europe/Zurich"))
        return True

    async def read(who: Person) -> bool:
        return (await stores.people.profile(str(await stores.people.find(who)))).zone == "Europe/Zurich"

    return write, read


async def a_message(stores: Stores) -> tuple[Writes, Reads]:
    delivery = await claimed(stores, ToPerson(await stores.people.ensure(ANNA, NOW)))

    async def write() -> bool:
        return await is_sent(stores, delivery)

    async def read(_: Person) -> bool:
        return await stores.deliveries.message_ref("test", "one") == "77"

    return write, read


EVERYTHING = (a_plan, an_answer, a_draft, a_profile, a_message)


@dataclass
class Later:
    """Work that begins once something was written."""

    work: Coroutine[Any, Any, object]
    task: asyncio.Task[object] | None = None

    async def done(self) -> object:
        """Wait for it, and give what it gives."""
        assert self.task is not None
        return await self.task


@asynccontextmanager
async def waiting(stores: Stores, work: Coroutine[Any, Any, object]) -> AsyncIterator[Later]:
    """Write in a transaction; begin some work then, and let it wait before the transaction ends."""
    async with stores.together():
        later = Later(work)
        yield later
        later.task = asyncio.create_task(work)
        while stores.database.kind is Kind.POSTGRESQL and not await _waits(stores):
            assert not later.task.done(), "it has waited for nobody"


async def _waits(stores: Stores) -> bool:
    """Tell whether anybody waits for a lock; asked on a connection of its own."""

    async def ask() -> bool:
        async with stores.database.reading() as connection:
            return bool((await connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))).scalar())

    return await asyncio.create_task(ask())


async def _tried(write: Writes) -> bool:
    """Write, and tell whether it was kept."""
    try:
        return await write()
    except NotSaved:
        return False


@pytest.mark.parametrize("prepare", EVERYTHING)
class TestTwoBecomeOne:
    async def test_while_something_is_written(self, stores: Stores, prepare: Prepares) -> None:
        write, read = await prepare(stores)
        await stores.links.offer(await stores.people.ensure(BERT, NOW), "code", SOON)
        assert not await read(ANNA)
        async with waiting(stores, stores.links.redeem("code", ANNA, NOW)) as linking:
            assert await write()
        assert await linking.done() is LinkResult.LINKED
        assert await read(BERT)

    async def test_before_something_is_written(self, stores: Stores, prepare: Prepares) -> None:
        """It is kept, or whoever wrote it hears that it was not."""
        write, read = await prepare(stores)
        await stores.links.offer(await stores.people.ensure(BERT, NOW), "code", SOON)
        async with waiting(stores, _tried(write)) as writing:
            assert await stores.links.redeem("code", ANNA, NOW) is LinkResult.LINKED
        written = await writing.done()
        assert await read(BERT) is written


@pytest.mark.parametrize("prepare", EVERYTHING)
class TestErased:
    async def test_while_something_is_written(self, stores: Stores, prepare: Prepares) -> None:
        write, _ = await prepare(stores)
        async with waiting(stores, stores.holdings.erase(ANNA)) as erasing:
            assert await write()
        await erasing.done()
        assert not (await stores.holdings.held(ANNA)).records

    async def test_before_something_is_written(self, stores: Stores, prepare: Prepares) -> None:
        """What comes after is kept of somebody new, or not at all."""
        write, _ = await prepare(stores)
        before = await stores.people.ensure(ANNA, NOW)
        async with waiting(stores, _tried(write)) as writing:
            await stores.people.remove(before)
        written = await writing.done()
        assert bool((await stores.holdings.held(ANNA)).records) is written
        assert await stores.people.find(ANNA) != before


class TestAGroupMoves:
    async def test_before_a_message_is_kept_as_sent(self, stores: Stores) -> None:
        """Nothing is kept of where it is; what is kept can be read."""
        place_id = await stores.places.ensure(OLD)
        await stores.places.ensure(NEW)
        delivery = await claimed(stores, ToPlace(place_id))
        async with waiting(stores, is_sent(stores, delivery)) as sending:
            await stores.places.moved(OLD, NEW)
        assert await sending.done()
        assert await stores.deliveries.state("test", "one") is State.SENT
        assert await stores.deliveries.message_ref("test", "one") in {None, "77"}

    async def test_while_a_message_is_kept_as_sent(self, stores: Stores) -> None:
        place_id = await stores.places.ensure(OLD)
        await stores.places.ensure(NEW)
        delivery = await claimed(stores, ToPlace(place_id))
        async with waiting(stores, stores.places.moved(OLD, NEW)) as moving:
            assert await is_sent(stores, delivery)
        await moving.done()
        assert await stores.deliveries.message_ref("test", "one") is None

    async def test_while_a_meetup_there_is_changed(self, stores: Stores) -> None:
        """Whoever changes it from what they saw before the move looks again."""
        places = [await stores.places.ensure(place) for place in (OLD, NEW)]
        meetup = meetup_of(places=(places[0],))
        await stores.meetups.meetups.add(meetup, [date_of(meetup)])
        after = replace(meetup, zone="Europe/Zurich", version=meetup.version + 1)
        async with waiting(stores, stores.places.moved(OLD, NEW)) as moving:
            assert await stores.meetups.meetups.change(meetup, after)
        await moving.done()
        then = replace(after, places=(places[1],), version=meetup.version + 2)
        assert await stores.meetups.meetups.meetup(meetup.id) == then


async def test_two_things_are_set_for_a_group(stores: Stores) -> None:
    await stores.places.ensure(OLD)
    async with waiting(stores, stores.places.set(OLD, "second", True)) as setting:
        await stores.places.set(OLD, "first", True)
    await setting.done()
    assert await stores.places.settings(OLD) == {"first": True, "second": True}
