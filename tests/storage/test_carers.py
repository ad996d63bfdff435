"""Who cares for whom: both agree, each code works once, and nothing is left when it is ended."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.people import Person, Platform
from bot.features.reminders.keeping import CarerLink, LinkState
from bot.storage.schema import carer_link
from bot.storage.stores import Stores
from tests.scenes import NOW
from tests.storage.reminding import ANNA, BERT, DAY

UNTIL = NOW + 2 * DAY
TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD


@pytest.fixture
async def anna(stores: Stores) -> str:
    return await stores.people.ensure(ANNA, NOW)


@pytest.fixture
async def bert(stores: Stores) -> str:
    return await stores.people.ensure(BERT, NOW)


async def linked(stores: Stores, person_id: str, carer_id: str) -> CarerLink:
    invited = await stores.carers.invite(person_id, f"{person_id} {carer_id}", NOW, UNTIL)
    accepted = await stores.carers.accept(invited.id, carer_id, DISCORD, NOW)
    assert accepted is not None
    return accepted


async def test_an_invitation_waits_for_its_code(stores: Stores, anna: str) -> None:
    invited = await stores.carers.invite(anna, "code", NOW, UNTIL)
    assert invited == CarerLink(invited.id, anna, None, LinkState.INVITED, NOW, UNTIL)
    assert await stores.carers.invitation("code", NOW) == invited
    assert await stores.carers.invitation("other", NOW) is None
    assert await stores.carers.invitation("code", UNTIL) is None, "it is over"
    assert await stores.carers.links(anna) == (invited,)


async def test_a_new_invitation_takes_the_place_of_one_that_waits(stores: Stores, anna: str, bert: str) -> None:
    accepted = await linked(stores, anna, bert)
    await stores.carers.invite(anna, "first", NOW + DAY, UNTIL)
    second = await stores.carers.invite(anna, "second", NOW + DAY, UNTIL)
    assert await stores.carers.invitation("first", NOW) is None
    assert await stores.carers.links(anna) == (accepted, second)


async def test_the_carer_accepts_once(stores: Stores, anna: str, bert: str) -> None:
    invited = await stores.carers.invite(anna, "code", NOW, UNTIL)
    accepted = await stores.carers.accept(invited.id, bert, DISCORD, NOW)
    assert accepted == CarerLink(invited.id, anna, bert, LinkState.ACCEPTED, NOW, None, DISCORD, 1)
    assert await stores.carers.links(anna) == await stores.carers.links(bert) == (accepted,)
    assert await stores.carers.invitation("code", NOW) is None, "the code is used"
    assert await stores.carers.accept(invited.id, bert, DISCORD, NOW) is None
    async with stores.database.reading() as connection:
        assert (await connection.execute(select(carer_link.c.mark))).scalars().all() == [None]


async def test_of_many_who_accept_at_once_one_does(stores: Stores, anna: str) -> None:
    invited = await stores.carers.invite(anna, "code", NOW, UNTIL)
    many = [await stores.people.ensure(Person(DISCORD, str(number)), NOW) for number in range(8)]
    done = await asyncio.gather(*(stores.carers.accept(invited.id, one, DISCORD, NOW) for one in many))
    [accepted] = [one for one in done if one is not None]
    assert await stores.carers.links(anna) == (accepted,)


async def test_who_is_refused(stores: Stores, anna: str, bert: str) -> None:
    invited = await stores.carers.invite(anna, "code", NOW, UNTIL)
    assert await stores.carers.accept(invited.id, anna, TELEGRAM, NOW) is None, "nobody cares for themselves"
    assert await stores.carers.accept(invited.id, bert, DISCORD, UNTIL) is None, "too late"
    assert await stores.carers.accept("none", bert, DISCORD, NOW) is None
    assert await stores.carers.accept(invited.id, "gone", DISCORD, NOW) is None
    assert await stores.carers.accept(invited.id, bert, DISCORD, NOW) is not None
    again = await stores.carers.invite(anna, "again", NOW, UNTIL)
    assert await stores.carers.accept(again.id, bert, DISCORD, NOW) is None, "cares for them already"


async def test_numbers_tell_apart_those_whom_one_carer_cares_for(stores: Stores, bert: str) -> None:
    people = [await stores.people.ensure(Person(TELEGRAM, str(number)), NOW) for number in range(4)]
    first, second, third = [await linked(stores, one, bert) for one in people[:3]]
    assert [first.number, second.number, third.number] == [1, 2, 3]
    await stores.carers.end(second.id)
    assert (await linked(stores, people[3], bert)).number == 2


async def test_both_see_the_end(stores: Stores, anna: str, bert: str) -> None:
    link = await linked(stores, anna, bert)
    assert await stores.carers.end(link.id)
    assert not await stores.carers.end(link.id)
    assert await stores.carers.links(anna) == await stores.carers.links(bert) == ()


@pytest.mark.parametrize("leaves", [ANNA, BERT])
async def test_it_ends_when_one_of_them_is_erased(stores: Stores, anna: str, bert: str, leaves: Person) -> None:
    await linked(stores, anna, bert)
    await stores.holdings.erase(leaves)
    assert await stores.carers.links(anna) == await stores.carers.links(bert) == ()


async def test_who_only_cares_for_others_is_kept(stores: Stores, anna: str, bert: str) -> None:
    link = await linked(stores, anna, bert)
    await stores.people.remove_if_empty(bert)
    assert await stores.people.find(BERT) == bert
    await stores.carers.end(link.id)
    await stores.people.remove_if_empty(bert)
    assert await stores.people.find(BERT) is None


async def test_a_code_for_carers_links_no_accounts(stores: Stores, anna: str) -> None:
    await stores.carers.invite(anna, "code", NOW, UNTIL)
    assert await stores.links.offered("code", NOW) is None
    await stores.links.offer(anna, "other", NOW + timedelta(minutes=10))
    assert await stores.carers.invitation("other", NOW) is None
