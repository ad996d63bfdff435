"""What is kept about people, on each database."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text, update

from bot.core.errors import NotSaved, UserError
from bot.core.keeping import Account, Consent, Profile
from bot.core.people import Person, Platform
from bot.storage.engine import Database
from bot.storage.keys import admit
from bot.storage.schema import account, meta, person
from bot.storage.sealing import Keyring, Unsealable
from bot.storage.stores import Stores, build_stores
from tests.scenes import MEMBER, NOW, STRANGER

LATER = NOW + timedelta(days=1)
PROFILE = Profile("de", "Europe/Zurich", discreet=False, quiet=("22:00", "07:00"))


async def count(database: Database) -> int:
    async with database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(person))).scalar_one())


async def test_a_person_is_kept_once(stores: Stores) -> None:
    assert await stores.people.find(MEMBER) is None
    one = await stores.people.ensure(MEMBER, NOW)
    assert await stores.people.ensure(MEMBER, LATER) == one == await stores.people.find(MEMBER)
    assert await stores.people.ensure(STRANGER, NOW) != one
    assert await stores.people.ensure(Person(Platform.DISCORD, MEMBER.id), NOW) != one


async def test_many_at_once_make_one(stores: Stores) -> None:
    found = await asyncio.gather(*(stores.people.ensure(MEMBER, NOW) for _ in range(20)))
    assert len(set(found)) == 1
    assert await count(stores.database) == 1


async def test_what_a_person_set(stores: Stores) -> None:
    one = await stores.people.ensure(MEMBER, NOW)
    assert await stores.people.profile(one) == Profile()
    await stores.people.set_profile(one, PROFILE)
    assert await stores.people.profile(one) == PROFILE
    assert await stores.people.profile("nobody") == Profile()


async def test_consents_are_kept_with_their_history(stores: Stores) -> None:
    one = await stores.people.ensure(MEMBER, NOW)
    await stores.people.consent(one, "reminders", "1", NOW)
    await stores.people.consent(one, "carer", "1", NOW + timedelta(minutes=1))
    await stores.people.consent(one, "reminders", "2", LATER)
    assert await stores.people.withdraw(one, "carer", LATER)
    assert not await stores.people.withdraw(one, "carer", LATER)
    assert not await stores.people.withdraw(one, "other", LATER)
    assert await stores.people.consents(one) == (
        Consent("reminders", "1", NOW, LATER),
        Consent("carer", "1", NOW + timedelta(minutes=1), LATER),
        Consent("reminders", "2", LATER),
    )


async def test_an_account_is_blocked_until_the_person_writes_again(stores: Stores) -> None:
    one = await stores.people.ensure(MEMBER, NOW)
    assert await stores.people.account(one, Platform.TELEGRAM) == Account(MEMBER)
    assert await stores.people.account(one, Platform.DISCORD) is None
    await stores.people.block(one, Platform.TELEGRAM, NOW)
    await stores.people.block(one, Platform.TELEGRAM, LATER)
    assert await stores.people.account(one, Platform.TELEGRAM) == Account(MEMBER, NOW), "since the first time"
    assert await stores.people.reached(MEMBER, LATER) == NOW
    assert await stores.people.reached(MEMBER, LATER) is None, "told once"
    assert await stores.people.account(one, Platform.TELEGRAM) == Account(MEMBER)


async def test_the_day_on_which_a_person_last_wrote(stores: Stores) -> None:
    one = await stores.people.ensure(MEMBER, NOW)
    async with stores.database.writing() as connection:
        await connection.execute(update(person).values(warned_at=NOW))
    assert await stores.people.reached(MEMBER, NOW) is None
    assert await seen(stores.database, one) == (NOW.date(), None), "who writes needs no warning"
    await stores.people.reached(MEMBER, LATER)
    await stores.people.reached(MEMBER, NOW)
    assert await seen(stores.database, one) == (LATER.date(), None)
    assert await stores.people.reached(STRANGER, NOW) is None
    assert await count(stores.database) == 1, "nothing is kept about who only writes"


async def seen(database: Database, person_id: str) -> tuple[date, object]:
    async with database.reading() as connection:
        wanted = select(person.c.seen_on, person.c.warned_at).where(person.c.id == person_id)
        row = (await connection.execute(wanted)).one()
    return row.seen_on, row.warned_at


async def test_who_is_removed_is_gone_with_all_that_is_theirs(stores: Stores) -> None:
    one, other = await stores.people.ensure(MEMBER, NOW), await stores.people.ensure(STRANGER, NOW)
    await stores.people.consent(one, "reminders", "1", NOW)
    await stores.people.consent(other, "reminders", "1", NOW)
    await stores.people.remove(one)
    assert await stores.people.find(MEMBER) is None
    assert await stores.people.consents(one) == ()
    assert len(await stores.people.consents(other)) == 1
    assert await stores.people.ensure(MEMBER, NOW) != one
    with pytest.raises(NotSaved):
        await stores.people.set_profile(one, PROFILE)
    with pytest.raises(NotSaved):
        await stores.people.consent(one, "reminders", "1", NOW)


async def test_who_has_nothing_kept_is_removed(stores: Stores) -> None:
    one = await stores.people.ensure(MEMBER, NOW)
    await stores.people.consent(one, "reminders", "1", NOW)
    await stores.people.remove_if_empty(one)
    assert await stores.people.find(MEMBER) == one
    other = await stores.people.ensure(STRANGER, NOW)
    await stores.people.remove_if_empty(other)
    assert await stores.people.find(STRANGER) is None
    third = await stores.people.ensure(STRANGER, NOW)
    await stores.people.set_profile(third, PROFILE)
    await stores.people.remove_if_empty(third)
    assert await stores.people.find(STRANGER) == third


async def test_nothing_can_be_read_without_the_key(stores: Stores) -> None:
    one = await stores.people.ensure(MEMBER, NOW)
    await stores.people.set_profile(one, PROFILE)
    other = build_stores(stores.database, Keyring.throw_away(), keeps=True)
    assert await other.people.find(MEMBER) is None
    with pytest.raises(Unsealable):
        await other.people.profile(one)


async def test_values_cannot_be_swapped_between_people(stores: Stores) -> None:
    one, other = await stores.people.ensure(MEMBER, NOW), await stores.people.ensure(STRANGER, NOW)
    await stores.people.set_profile(one, PROFILE)
    async with stores.database.writing() as connection:
        stolen = select(person.c.wrapped_key, person.c.profile).where(person.c.id == one)
        row = (await connection.execute(stolen)).one()
        await connection.execute(update(person).where(person.c.id == other).values(**row._mapping))
    with pytest.raises(Unsealable):
        await stores.people.profile(other)


async def test_no_account_stands_in_the_tables(stores: Stores) -> None:
    await stores.people.ensure(MEMBER, NOW)
    async with stores.database.reading() as connection:
        row = (await connection.execute(select(account))).one()
    assert MEMBER.id not in repr(tuple(row))


async def test_two_people_are_kept_together_or_not_at_all(stores: Stores) -> None:
    async def fail() -> None:
        async with stores.database.writing():
            await stores.people.ensure(MEMBER, NOW)
            await stores.people.ensure(STRANGER, NOW)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await fail()
    assert await count(stores.database) == 0


async def test_nobody_is_added_under_a_key_that_is_not_in_use_any_more(stores: Stores) -> None:
    async with stores.database.writing() as connection:
        await connection.execute(update(meta).values(value="00000000"))
    with pytest.raises(NotSaved, match="key"):
        await stores.people.ensure(MEMBER, NOW)


async def test_where_nothing_is_kept_it_says_so(database: Database, keyring: Keyring) -> None:
    await admit(database, keyring)
    passing = build_stores(database, keyring, keeps=False)
    one = await passing.people.ensure(MEMBER, NOW)
    for deed in (passing.people.set_profile(one, PROFILE), passing.people.consent(one, "reminders", "1", NOW)):
        with pytest.raises(UserError) as told:
            await deed
        assert told.value.key == "error.keeps_nothing"


async def test_a_moment_is_kept_to_the_microsecond(stores: Stores) -> None:
    moment = NOW + timedelta(microseconds=123_457)
    await stores.people.ensure(MEMBER, moment)
    async with stores.database.reading() as connection:
        assert (await connection.execute(select(person.c.created_at))).scalar() == moment
        raw = (await connection.execute(text("SELECT created_at FROM person"))).scalar()
    assert raw == int(moment.timestamp()) * 1_000_000 + 123_457
