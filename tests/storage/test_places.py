"""What is kept about channels and groups, on each database."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import select

from bot.core.people import Place, PlaceKind, Platform
from bot.storage.schema import place
from bot.storage.stores import Stores
from tests.scenes import GROUP, NOW

TOPIC = replace(GROUP, topic="77")
NEW = Place(Platform.TELEGRAM, "-1009999", PlaceKind.GROUP)


async def test_a_place_is_kept_once(stores: Stores) -> None:
    one, other = await stores.places.ensure(GROUP), await stores.places.ensure(TOPIC)
    assert one != other
    assert await stores.places.ensure(GROUP) == one
    assert (await stores.places.place(one), await stores.places.place(other)) == (GROUP, TOPIC)
    assert await stores.places.place("nowhere") is None


async def test_many_at_once_make_one(stores: Stores) -> None:
    assert len(set(await asyncio.gather(*(stores.places.ensure(GROUP) for _ in range(20))))) == 1


async def test_settings(stores: Stores) -> None:
    assert await stores.places.settings(GROUP) == {}
    await stores.places.set(GROUP, "listen", True)
    await stores.places.set(GROUP, "tone", "quiet")
    await stores.places.set(GROUP, "listen", False)
    assert await stores.places.settings(GROUP) == {"listen": False, "tone": "quiet"}
    assert await stores.places.settings(TOPIC) == {}


async def test_one_that_was_lost_is_there_again_when_it_is_needed(stores: Stores) -> None:
    one = await stores.places.ensure(GROUP)
    await stores.places.lost(one, NOW)
    assert await stores.places.place(one) is None
    assert await stores.places.ensure(GROUP) == one
    assert await stores.places.place(one) == GROUP


async def test_one_that_moves_keeps_its_settings(stores: Stores) -> None:
    one = await stores.places.ensure(GROUP)
    await stores.places.set(GROUP, "listen", True)
    await stores.places.lost(one, NOW)
    await stores.places.moved(GROUP, NEW)
    assert await stores.places.place(one) == NEW
    assert await stores.places.ensure(NEW) == one
    assert await stores.places.settings(NEW) == {"listen": True}
    assert await stores.places.settings(GROUP) == {}


async def test_one_that_moves_where_another_is_already_joins_it(stores: Stores) -> None:
    old, new = await stores.places.ensure(GROUP), await stores.places.ensure(NEW)
    await stores.places.moved(GROUP, NEW)
    assert await stores.places.place(old) is None
    assert await stores.places.place(new) == NEW
    await stores.places.moved(GROUP, NEW)
    await stores.places.moved(NEW, NEW)
    assert await stores.places.place(new) == NEW


async def test_no_address_stands_in_the_tables(stores: Stores) -> None:
    await stores.places.ensure(TOPIC)
    async with stores.database.reading() as connection:
        row = (await connection.execute(select(place))).one()
    assert GROUP.id not in repr(tuple(row))
    assert "77" not in (row.mark, row.settings)
