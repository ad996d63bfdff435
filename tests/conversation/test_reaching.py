"""Where a person is written to."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.reaching import accounts, reachable
from bot.core.people import Person, Platform
from bot.storage.stores import Stores
from tests.scenes import NOW

DISCORD, TELEGRAM = Platform.DISCORD, Platform.TELEGRAM
HERE, THERE = Person(TELEGRAM, "799000000001"), Person(DISCORD, "799000000002")


async def test_where_they_can_be_written_to(stores: Stores) -> None:
    people = stores.people
    me = await people.ensure(HERE, NOW)
    assert await reachable(people, me, DISCORD) is TELEGRAM
    await stores.links.offer(me, "code", NOW + timedelta(minutes=1))
    await stores.links.redeem("code", THERE, NOW)
    assert [await reachable(people, me, wanted) for wanted in (DISCORD, TELEGRAM)] == [DISCORD, TELEGRAM]
    await people.block(me, TELEGRAM, NOW)
    assert await reachable(people, me, TELEGRAM) is DISCORD
    await people.block(me, DISCORD, NOW)
    assert await reachable(people, me, TELEGRAM) is TELEGRAM, "where it may open again"
    assert [account.person for account in await accounts(people, me, (TELEGRAM,))] == [HERE, THERE]


async def test_nobody(stores: Stores) -> None:
    assert await reachable(stores.people, "gone", TELEGRAM) is None
    assert await accounts(stores.people, "gone") == []
