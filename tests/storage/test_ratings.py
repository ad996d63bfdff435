"""Ratings, on each database."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from bot.core.people import Person, Platform
from bot.storage.engine import Database
from bot.storage.ratings import StoredRatings
from bot.storage.schema import rating_mark
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores
from tests.scenes import MEMBER, NOW, STRANGER

DAY = NOW.date()


async def test_each_person_counts_once_for_each_entry(stores: Stores) -> None:
    ratings = stores.ratings
    assert await ratings.rate(MEMBER, "one", DAY, helpful=True)
    assert not await ratings.rate(MEMBER, "one", DAY, helpful=True)
    assert not await ratings.rate(MEMBER, "one", DAY, helpful=False)
    assert await ratings.rate(MEMBER, "two", DAY, helpful=False)
    assert await ratings.rate(STRANGER, "one", DAY, helpful=False)
    elsewhere = Person(Platform.DISCORD, MEMBER.id)
    assert await ratings.rate(elsewhere, "one", DAY, helpful=True), "somebody else elsewhere"
    assert [await ratings.of(entry) for entry in ("one", "two", "none")] == [(2, 1), (0, 1), (0, 0)]


async def test_taps_at_once_count_once(stores: Stores) -> None:
    people = [Person(Platform.TELEGRAM, str(number)) for number in range(5)] * 4
    counted = await asyncio.gather(*(stores.ratings.rate(who, "one", DAY, helpful=True) for who in people))
    assert sum(counted) == 5
    assert await stores.ratings.of("one") == (5, 0)


async def test_nothing_that_is_kept_tells_who_it_was(stores: Stores, database: Database) -> None:
    await stores.ratings.rate(MEMBER, "one", DAY, helpful=True)
    async with database.reading() as connection:
        kept = (await connection.execute(select(rating_mark))).all()
    assert MEMBER.id not in repr(kept)
    assert await stores.people.find(MEMBER) is None
    stranger = StoredRatings(database, Keyring.throw_away())
    assert await stranger.rated_by(MEMBER) == ()


async def test_a_person_can_see_and_erase_theirs(stores: Stores) -> None:
    for entry in ("two", "one"):
        await stores.ratings.rate(MEMBER, entry, DAY, helpful=True)
    await stores.ratings.rate(STRANGER, "one", DAY, helpful=True)
    assert await stores.ratings.rated_by(MEMBER) == ("one", "two")
    await stores.ratings.forget(MEMBER)
    assert await stores.ratings.rated_by(MEMBER) == ()
    assert await stores.ratings.rated_by(STRANGER) == ("one",)
    assert await stores.ratings.of("one") == (2, 0), "counts name nobody, and stay"
    await stores.ratings.forget(MEMBER)
