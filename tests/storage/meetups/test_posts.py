"""What stands on platforms: one card per date and place, and those that changed first are put right first."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.core.people import Place, PlaceKind
from bot.features.meetups.keeping import Post, PostKind, Posts, PostState
from bot.features.meetups.meetup import MeetupDate
from bot.storage.meetups.schema import meetup_post
from bot.storage.stores import Stores
from bot.storage.types import new_id
from tests.scenes import GROUP, NOW
from tests.storage.meetups.meeting import (
    ANNA,
    BERT,
    DAY,
    LOUNGE,
    TELEGRAM,
    kept_answer,
    kept_date,
    kept_post,
    shown_post,
)

SUPERGROUP = Place(TELEGRAM, "-1009999", PlaceKind.GROUP)
WANTED, SHOWN, LOST, CLOSED = PostState.WANTED, PostState.SHOWN, PostState.LOST, PostState.CLOSED


@pytest.fixture
def posts(stores: Stores) -> Posts:
    return stores.meetups.posts


@pytest.fixture
async def on(stores: Stores) -> MeetupDate:
    return await kept_date(stores)


async def test_posts_come_back_as_they_were(stores: Stores, posts: Posts, on: MeetupDate) -> None:
    card = await kept_post(stores, on)
    event = await kept_post(
        stores, on, kind=PostKind.EVENT, state=SHOWN, wanted=4, shown=2, ref="880/77", pinned=True, told=True
    )
    assert await posts.post(card.id) == card
    assert await posts.post(event.id) == event
    assert await posts.post("none") is None
    assert set(await posts.of_date(on.id)) == {card, event}
    assert await posts.of_date("none") == ()


async def test_there_is_one_unless_the_one_before_is_lost_or_closed(
    stores: Stores, posts: Posts, on: MeetupDate
) -> None:
    first = await kept_post(stores, on)
    second, elsewhere = (
        replace(first, id=new_id(), place_id=place) for place in (first.place_id, await stores.places.ensure(GROUP))
    )
    assert await posts.add(second, elsewhere) == (elsewhere,)
    shown = replace(first, state=SHOWN, shown=1, ref="chat/1")
    assert await posts.change(first, shown)
    assert await posts.add(second) == ()
    for end in (LOST, CLOSED):
        assert await posts.change(shown, replace(shown, state=end))
        shown = replace(shown, id=new_id())
        assert await posts.add(shown) == (shown,)
    assert await posts.add() == ()


async def test_what_leads_nowhere_is_left_out(stores: Stores, posts: Posts, on: MeetupDate) -> None:
    place_id = await stores.places.ensure(LOUNGE)
    new = Post(new_id(), on.id, place_id, LOUNGE.platform, PostKind.CARD)
    strays = (replace(new, id=new_id(), date_id="gone"), replace(new, id=new_id(), place_id="gone"))
    assert await posts.add(*strays, new) == (new,)


async def test_many_who_announce_at_once_make_one(stores: Stores, posts: Posts, on: MeetupDate) -> None:
    place_id = await stores.places.ensure(LOUNGE)
    new = [Post(new_id(), on.id, place_id, LOUNGE.platform, PostKind.CARD) for _ in range(8)]
    added = await asyncio.gather(*(posts.add(one) for one in new))
    assert sum(map(len, added)) == 1


async def test_a_change_is_shown_once_it_was_put_there(stores: Stores, posts: Posts, on: MeetupDate) -> None:
    card = await shown_post(stores, on)
    assert await posts.stale(9) == ()
    await posts.touch(on.id)
    await posts.touch(on.id)
    assert await posts.stale(9) == (replace(card, wanted=3),)
    assert await posts.change(card, replace(card, shown=2))
    [late] = await posts.stale(9)
    assert (late.wanted, late.shown) == (3, 2)
    assert await posts.change(late, replace(late, shown=3))
    assert await posts.stale(9) == ()


async def test_what_is_gone_is_not_touched(stores: Stores, posts: Posts, on: MeetupDate) -> None:
    other = await shown_post(stores, await kept_date(stores))
    ends = [
        await kept_post(stores, on, Place(TELEGRAM, str(number), PlaceKind.GROUP), state=state)
        for number, state in enumerate((LOST, CLOSED))
    ]
    await posts.touch(on.id)
    await posts.touch("none")
    assert set(await posts.of_date(on.id)) == set(ends)
    assert await posts.post(other.id) == other
    assert await posts.stale(9) == ()


async def test_the_oldest_change_comes_first(stores: Stores, posts: Posts) -> None:
    dates = [await kept_date(stores) for _ in range(4)]
    cards = [await shown_post(stores, one) for one in dates]
    for number in (2, 0, 2, 1, 2):
        await posts.touch(dates[number].id)
    order = [cards.index(card) for card in await _first_versions(posts)]
    assert order == [2, 0, 1]
    await kept_post(stores, dates[3], GROUP)
    assert [one.state for one in await posts.stale(9)] == [SHOWN, SHOWN, SHOWN, WANTED]
    assert len(await posts.stale(2)) == 2
    # What changes all the time keeps the others from nothing.
    [first, *_] = await posts.stale(1)
    assert await posts.change(first, replace(first, shown=first.wanted - 1))
    assert (await posts.stale(9))[-1].id == first.id


async def test_of_two_who_change_one_the_first_does(stores: Stores, posts: Posts, on: MeetupDate) -> None:
    card = await kept_post(stores, on)
    shown = replace(card, state=SHOWN, shown=1, ref="chat/1")
    assert await posts.change(card, shown)
    assert not await posts.change(card, replace(card, state=LOST))
    assert await posts.post(card.id) == shown
    await posts.touch(on.id)
    assert await posts.change(shown, replace(shown, wanted=99, pinned=True))
    assert await posts.post(card.id) == replace(shown, wanted=2, pinned=True)


async def test_which_message_it_is_stands_nowhere_in_the_open(stores: Stores, on: MeetupDate) -> None:
    await shown_post(stores, on, ref="planted-ref-55")
    async with stores.database.reading() as connection:
        row = (await connection.execute(select(meetup_post))).one()
    assert b"planted" not in row.ref


async def test_a_place_that_is_lost_keeps_its_posts(stores: Stores, posts: Posts, on: MeetupDate) -> None:
    card = await shown_post(stores, on)
    await stores.places.lost(card.place_id, NOW)
    assert await posts.of_date(on.id) == (card,)
    assert await stores.outdated.remove_places(NOW + DAY, 9) == 1
    assert await posts.of_date(on.id) == (), "they go with it"


@pytest.mark.parametrize("known", [False, True])
async def test_a_group_that_turns_supergroup(stores: Stores, posts: Posts, known: bool) -> None:
    """What stood there is void; what is still to be put there is put in the new group."""
    first, second, third = [await kept_date(stores) for _ in range(3)]
    shown, wanted = await shown_post(stores, first, GROUP, "old/1"), await kept_post(stores, second, GROUP)
    closed = await kept_post(stores, third, GROUP, state=CLOSED, ref="old/2")
    if known:
        await stores.places.ensure(SUPERGROUP)
    await stores.places.moved(GROUP, SUPERGROUP)
    to = await stores.places.ensure(SUPERGROUP)
    assert (to == shown.place_id) is not known
    assert await posts.post(shown.id) == replace(shown, place_id=to, state=LOST, ref=None)
    assert await posts.post(wanted.id) == replace(wanted, place_id=to)
    assert await posts.post(closed.id) == replace(closed, place_id=to, ref=None)
    assert not await posts.change(shown, replace(shown, shown=2)), "who was just editing it learns of it"
    assert await posts.stale(9) == (replace(wanted, place_id=to),)


async def test_two_groups_that_become_one_have_one_card(stores: Stores, posts: Posts) -> None:
    """For the same date as well as for another one."""
    on, other = await kept_date(stores), await kept_date(stores)
    here, there = await kept_post(stores, on, GROUP), await shown_post(stores, on, SUPERGROUP, "new/1")
    void = await shown_post(stores, other, GROUP, "old/1")
    await stores.places.moved(GROUP, SUPERGROUP)
    assert await posts.post(here.id) == replace(here, place_id=there.place_id, state=CLOSED)
    assert await posts.post(there.id) == there
    assert await posts.post(void.id) == replace(void, place_id=there.place_id, state=LOST, ref=None)


class TestErasing:
    async def test_cards_count_anew(self, stores: Stores, posts: Posts, on: MeetupDate) -> None:
        card, other = await shown_post(stores, on), await shown_post(stores, await kept_date(stores))
        for who in (ANNA, BERT):
            await kept_answer(stores, on, who)
        await stores.holdings.erase(ANNA)
        assert await posts.stale(9) == (replace(card, wanted=2),)
        await stores.outdated.remove_person(str(await stores.people.find(BERT)))
        assert await posts.stale(9) == (replace(card, wanted=3),)
        assert await stores.meetups.attendance.attendees(on.id) == ()
        assert await posts.post(other.id) == other

    async def test_so_they_do_when_a_person_is_removed(self, stores: Stores, posts: Posts, on: MeetupDate) -> None:
        card = await shown_post(stores, on)
        await stores.people.remove((await kept_answer(stores, on)).person_id)
        assert await posts.stale(9) == (replace(card, wanted=2),)


async def _first_versions(posts: Posts) -> list[Post]:
    return [replace(one, wanted=1) for one in await posts.stale(9)]
