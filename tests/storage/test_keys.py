"""Which keys the data take, and how they are changed: also when that is broken off half-way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.conversation.drafts import Draft
from bot.core.errors import NotSaved, UserError
from bot.core.keeping import Account, Profile
from bot.core.people import Person, PlaceKind, Platform
from bot.core.people import Place as Somewhere
from bot.features.privacy.held import Kind
from bot.features.reminders.occurrences import Answer
from bot.masterkey import new_master_key
from bot.storage import keys
from bot.storage.copying import keys_used
from bot.storage.engine import Database
from bot.storage.keys import admit, rotate
from bot.storage.schema import meta, person, place, rating_mark
from bot.storage.sealing import Keyring, Unsealable
from bot.storage.stores import Stores, build_stores
from tests.scenes import GROUP, MEMBER, NOW
from tests.storage.meetups.meeting import kept_date
from tests.storage.personal_data import keep_meetup
from tests.storage.reminding import DAY, kept_occurrence, kept_plan

FIRST, SECOND, THIRD = new_master_key(), new_master_key(), new_master_key()
DRAFT = Draft({"step": "zone"}, NOW)
OLD, BOTH, NEW = Keyring.read(FIRST), Keyring.read(SECOND, FIRST), Keyring.read(SECOND)
PEOPLE = [Person(Platform.TELEGRAM, str(number)) for number in range(7)]
PLACES = [Somewhere(Platform.DISCORD, str(number), PlaceKind.GROUP) for number in range(4)]


async def filled(database: Database) -> Stores:
    """A database with people and places, under the first key."""
    await admit(database, OLD)
    stores = build_stores(database, OLD, keeps=True)
    for who in PEOPLE:
        await stores.people.set_profile(await stores.people.ensure(who, NOW), Profile(zone=f"Zone/{who.id}"))
        await stores.ratings.rate(who, "one", NOW.date(), helpful=True)
    await stores.drafts.put(PEOPLE[0], "remind", DRAFT)
    await kept_occurrence(stores, await kept_plan(stores, PEOPLE[0]), answer=Answer.TAKEN)
    for where in PLACES:
        await stores.places.ensure(where)
    return stores


async def assert_all_there(database: Database, keyring: Keyring) -> None:
    stores = build_stores(database, keyring, keeps=True)
    for who in PEOPLE:
        found = await stores.people.find(who)
        assert found is not None
        assert await stores.people.profile(found) == Profile(zone=f"Zone/{who.id}")
        assert await stores.people.account(found, who.platform) == Account(who)
        assert await stores.people.ensure(who, NOW) == found
    assert await stores.drafts.find(PEOPLE[0], "remind") == DRAFT
    [plan] = await stores.plans.of(str(await stores.people.find(PEOPLE[0])))
    [occurrence] = await stores.occurrences.of_plan(plan.id, NOW, NOW + DAY)
    assert (plan.label, occurrence.answer) == ("mine", Answer.TAKEN)
    for where in PLACES:
        assert await stores.places.place(await stores.places.ensure(where)) == where
    async with database.reading() as connection:
        for table, wanted in ((person, PEOPLE), (place, PLACES)):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar() == len(wanted)


async def done(steps: AsyncIterator[tuple[int, int]]) -> list[tuple[int, int]]:
    return [step async for step in steps]


async def refused(database: Database, keyring: Keyring) -> None:
    with pytest.raises(UserError) as told:
        await admit(database, keyring)
    assert told.value.key == "storage.wrong_key"


async def test_the_first_key_is_taken_and_no_other_one_after_it(database: Database) -> None:
    await admit(database, OLD)
    await admit(database, OLD)
    await refused(database, NEW)
    async with database.reading() as connection:
        [kept] = (await connection.execute(select(meta))).all()
    assert kept.value == OLD.current.name, "its name, and nothing else of it"


async def test_keys_are_changed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "BATCH", 3)
    await filled(database)
    await admit(database, BOTH)
    await assert_all_there(database, BOTH)
    steps = await done(rotate(database, BOTH))
    assert steps == [(0, 11), (3, 11), (6, 11), (7, 11), (10, 11), (11, 11)]
    await admit(database, NEW)
    await assert_all_there(database, NEW)
    await refused(database, OLD)
    old = build_stores(database, OLD, keeps=True)
    assert await old.people.find(PEOPLE[0]) is None
    assert await done(rotate(database, NEW)) == [(0, 0)], "there is nothing left to do"


async def test_meetups_are_locked_anew_and_calendar_addresses_stay(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    old = await filled(database)
    dates = [await keep_meetup(old, PEOPLE[0], NOW) for _ in range(3)]
    await old.meetups.feeds.open(str(await old.people.find(PEOPLE[0])), "token")
    held = await old.holdings.held(PEOPLE[0])
    await admit(database, BOTH)
    steps = await done(rotate(database, BOTH))
    assert steps[-1] == (15, 15), "with the place that they are announced in"
    assert await keys_used(database) == {NEW.current.name}
    stores = build_stores(database, NEW, keeps=True)
    new = stores.meetups
    for on in dates:
        assert await new.meetups.date(on.id) == on
        meetup = await new.meetups.meetup(on.meetup_id)
        assert meetup is not None
        assert meetup.content == on.content
        assert [card.ref for card in await new.posts.of_date(on.id)] == ["planted-ref-78"]
        assert [coming.name for coming in await new.attendance.attendees(on.id)] == ["planted name"]
    assert await new.feeds.whose("token") is not None
    left = {kind: records for kind, records in held.records.items() if kind is not Kind.RATINGS}
    assert (await stores.holdings.held(PEOPLE[0])).records == left, "all but the marks of ratings"


async def test_a_meetup_alone_needs_its_key(database: Database) -> None:
    await admit(database, OLD)
    old = build_stores(database, OLD, keeps=True)
    await kept_date(old)
    await admit(database, BOTH)
    assert await keys_used(database) == {OLD.current.name}
    with pytest.raises(NotSaved, match="key was changed"):
        await kept_date(old)
    assert await done(rotate(database, BOTH)) == [(0, 1), (1, 1)]


async def test_both_keys_are_needed_until_it_is_done(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    await filled(database)
    await admit(database, BOTH)
    for keyring in (OLD, NEW, Keyring.read(THIRD, SECOND), Keyring.read(THIRD)):
        await refused(database, keyring)
    broken_off = 0
    while True:
        steps = rotate(database, BOTH)
        await anext(steps)
        try:
            await anext(steps)
        except StopAsyncIteration:
            break
        broken_off += 1
        await steps.aclose()  # type: ignore[attr-defined]
        await refused(database, NEW)
        await admit(database, BOTH)
        await assert_all_there(database, BOTH)
    assert broken_off == 6
    await admit(database, NEW)
    await assert_all_there(database, NEW)


async def test_whoever_comes_meanwhile_is_locked_with_the_new_key(database: Database) -> None:
    await filled(database)
    await admit(database, BOTH)
    stores = build_stores(database, BOTH, keeps=True)
    assert await stores.people.ensure(MEMBER, NOW)
    assert await stores.places.ensure(GROUP)
    only_new = build_stores(database, NEW, keeps=True)
    assert await only_new.people.find(MEMBER) is not None
    with pytest.raises(Unsealable):
        await only_new.people.profile(str(await stores.people.find(PEOPLE[0])))


async def test_a_bot_that_goes_on_with_the_old_key_alone_adds_nobody(database: Database) -> None:
    stores = await filled(database)
    await admit(database, BOTH)
    assert await stores.people.find(PEOPLE[0]) is not None
    with pytest.raises(Exception, match="key was changed"):
        await stores.people.ensure(MEMBER, NOW)


async def test_work_goes_on_while_keys_are_changed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "BATCH", 1)
    await filled(database)
    await admit(database, BOTH)
    rotating = asyncio.create_task(done(rotate(database, BOTH)))
    while not rotating.done():
        await assert_all_there(database, BOTH)
    await assert_all_there(database, NEW)


async def test_counts_outlive_the_change_and_marks_do_not(database: Database) -> None:
    await filled(database)
    await admit(database, BOTH)
    both = build_stores(database, BOTH, keeps=True)
    assert not await both.ratings.rate(PEOPLE[0], "one", NOW.date(), helpful=True)
    await both.ratings.rate(MEMBER, "one", NOW.date(), helpful=True)
    await done(rotate(database, BOTH))
    new = build_stores(database, NEW, keeps=True)
    assert await new.ratings.of("one") == (8, 0)
    assert await new.ratings.rated_by(MEMBER) == ("one",)
    async with database.reading() as connection:
        assert len((await connection.execute(select(rating_mark))).all()) == 1


async def test_codes_work_until_the_change_is_done(database: Database) -> None:
    """Nobody knows what codes they are marks of: those of the old key are given up, agreements stay."""
    old = await filled(database)
    one, other, third = [str(await old.people.find(who)) for who in PEOPLE[:3]]
    accepted = await old.carers.invite(one, "accepted", NOW, NOW + DAY)
    assert await old.carers.accept(accepted.id, other, Platform.TELEGRAM, NOW) is not None
    await old.carers.invite(one, "old", NOW, NOW + DAY)
    await old.links.offer(one, "old", NOW + DAY)
    await admit(database, BOTH)
    both = build_stores(database, BOTH, keeps=True)
    assert await both.carers.invitation("old", NOW) is not None
    assert await both.links.offered("old", NOW) == one
    await both.carers.invite(third, "new", NOW, NOW + DAY)
    await both.links.offer(third, "new", NOW + DAY)
    await done(rotate(database, BOTH))
    new = build_stores(database, NEW, keeps=True)
    assert len(await new.carers.links(one)) == 1
    assert await new.links.offered("old", NOW) is None
    assert await new.carers.invitation("new", NOW) is not None
    assert await new.links.offered("new", NOW) == third
