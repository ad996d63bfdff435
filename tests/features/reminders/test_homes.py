"""Where a person is written to, and how their reminders move."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.people import Person, Platform
from bot.features.reminders.homes import Homes
from bot.features.reminders.plans import Plan
from bot.storage.stores import Stores
from tests.scenes import NOW
from tests.storage.reminding import ANNA, BERT, kept_plan

TELEGRAM, DISCORD, CONSOLE = Platform.TELEGRAM, Platform.DISCORD, Platform.CONSOLE


class Directly:
    """Changes plans in storage alone."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def change(self, before: Plan, after: Plan) -> bool:
        return await self._stores.plans.change(before, after, None)


@pytest.fixture
def homes(stores: Stores) -> Homes:
    return Homes(stores.plans, stores.people, Directly(stores))


@pytest.fixture
async def anna(stores: Stores) -> str:
    """Anna with an account on each of two platforms."""
    me = await stores.people.ensure(ANNA, NOW)
    await stores.links.offer(me, "code", NOW + timedelta(minutes=1))
    await stores.links.redeem("code", BERT, NOW)
    return me


async def test_told_where_the_newest_plan_reminds(stores: Stores, homes: Homes, anna: str) -> None:
    assert await homes.best(anna) is DISCORD, "the first there is"
    await kept_plan(stores, platform=DISCORD)
    await kept_plan(stores, platform=TELEGRAM, created_at=NOW + timedelta(days=1))
    assert await homes.best(anna) is TELEGRAM
    assert await homes.best(anna, DISCORD) is DISCORD
    assert await homes.best(anna, CONSOLE) is DISCORD


async def test_told_elsewhere_if_that_chat_is_closed(stores: Stores, homes: Homes, anna: str) -> None:
    await kept_plan(stores, platform=TELEGRAM)
    await stores.people.block(anna, TELEGRAM, NOW)
    assert await homes.best(anna) is DISCORD
    await stores.people.block(anna, DISCORD, NOW)
    assert await homes.best(anna) is TELEGRAM, "where it may open again"


async def test_written_to_nowhere(stores: Stores, homes: Homes, anna: str) -> None:
    assert await homes.lost_at(anna) is None
    await stores.people.block(anna, TELEGRAM, NOW + timedelta(days=1))
    assert await homes.lost_at(anna) is None, "the other account takes messages"
    for platform in (DISCORD, CONSOLE):
        await stores.people.block(anna, platform, NOW)
    assert await homes.lost_at(anna) == NOW + timedelta(days=1)
    assert await homes.lost_at("gone") is None


async def test_nobody(homes: Homes) -> None:
    assert await homes.best("gone") is None
    assert (await homes.count("gone"), await homes.used("gone")) == (0, frozenset())
    assert await homes.move("gone", TELEGRAM, tuple(Platform)) == 0


async def test_moving(stores: Stores, homes: Homes, anna: str) -> None:
    await kept_plan(stores, platform=TELEGRAM)
    await kept_plan(stores, platform=DISCORD)
    await kept_plan(stores, platform=CONSOLE)
    assert (await homes.count(anna), await homes.used(anna)) == (3, frozenset(Platform))
    assert await homes.move(anna, TELEGRAM, (DISCORD,)) == 1
    assert await homes.used(anna) == {TELEGRAM, CONSOLE}
    assert await homes.move(anna, TELEGRAM, tuple(Platform)) == 1
    assert await homes.used(anna) == {TELEGRAM}
    assert await homes.move(anna, TELEGRAM, tuple(Platform)) == 0


async def test_others_plans_stay(stores: Stores, homes: Homes, anna: str) -> None:
    other = Person(DISCORD, "799000000009")
    await kept_plan(stores, other)
    assert await homes.move(anna, TELEGRAM, tuple(Platform)) == 0
