"""Calendar addresses: one per person, void when a new one is made, and nobody can read a token from what is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.core.errors import NotSaved
from bot.features.meetups.keeping import Feeds
from bot.storage.meetups.schema import feed
from bot.storage.stores import Stores
from tests.scenes import NOW
from tests.storage.meetups.meeting import ANNA, BERT


@pytest.fixture
def feeds(stores: Stores) -> Feeds:
    return stores.meetups.feeds


async def test_a_new_token_voids_the_one_before(stores: Stores, feeds: Feeds) -> None:
    anna, bert = await stores.people.ensure(ANNA, NOW), await stores.people.ensure(BERT, NOW)
    await feeds.open(anna, "first")
    await feeds.open(bert, "other")
    await feeds.open(anna, "second")
    assert [await feeds.whose(token) for token in ("first", "second", "other", "")] == [None, anna, bert, None]
    assert await feeds.close(anna)
    assert not await feeds.close(anna)
    assert await feeds.whose("second") is None
    assert await feeds.whose("other") == bert


async def test_it_goes_with_the_person(stores: Stores, feeds: Feeds) -> None:
    anna = await stores.people.ensure(ANNA, NOW)
    await feeds.open(anna, "token")
    await stores.people.remove_if_empty(anna)
    assert await feeds.whose("token") == anna, "who has a calendar address is kept"
    await stores.holdings.erase(ANNA)
    assert await feeds.whose("token") is None
    with pytest.raises(NotSaved):
        await feeds.open(anna, "token")


async def test_the_token_itself_is_not_kept(stores: Stores, feeds: Feeds) -> None:
    await feeds.open(await stores.people.ensure(ANNA, NOW), "planted-token")
    async with stores.database.reading() as connection:
        assert "planted" not in repr((await connection.execute(select(feed))).all())
