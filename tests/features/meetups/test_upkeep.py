"""Cards while things happen in between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.errors import OutcomeUnknown
from bot.core.people import Place, PlaceKind
from bot.core.reply import Reply
from bot.delivery.transport import State
from bot.features.meetups.keeping import Post, PostKind, PostState
from bot.features.meetups.listing import listed_as
from bot.features.meetups.meetup import MeetupDate
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.fakes.meetups import Board
from tests.features.meetups.club import ANNA, BERT, CHAT, DISCORD, MAIN, ORGANISER, Club


@dataclass(frozen=True, slots=True)
class Arriving:
    """Tells how deliveries stand; after each word of it, all that is due arrives."""

    club: Club

    async def state(self, purpose: str, subject: str) -> State | None:
        found = await self.club.stores.deliveries.state(purpose, subject)
        await self.club.deliver()
        return found

    async def message_ref(self, purpose: str, subject: str) -> str | None:
        found = await self.club.stores.deliveries.message_ref(purpose, subject)
        await self.club.deliver()
        return found


@dataclass
class Unheard(Board):
    """Changes messages, while the answer that says so is lost."""

    loses: bool = False

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        await super().edit(to, message_ref, reply)
        if self.loses:
            raise OutcomeUnknown("lost")


async def test_a_card_that_comes_while_it_is_looked_for_is_not_lost(club: Club) -> None:
    meetup = await club.meetup()
    [on] = await club.dates(meetup)
    await club.hands_over()
    upkeep = replace(club.upkeep, deliveries=Arriving(club))
    for post in await club.posts(on):
        await upkeep.keep(post.id)
    await club.keep()
    assert await club.states(on) == [PostState.SHOWN, PostState.SHOWN]


async def test_a_change_without_an_answer_is_taken_back_as_well(
    stores: Stores, texts: Texts, clock: StoppedClock
) -> None:
    board = Unheard()
    club = Club(stores, texts, clock, platforms=board)
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    await club.keep()
    board.loses = True
    await club.tap(BERT, "going", on)
    await club.keeper.step()
    await club.keeper.idle()
    assert "2 coming" in club.card(MAIN)
    board.loses = False
    await club.tap(BERT, "cannot", on)
    await club.keep()
    assert "1 coming" in club.card(MAIN)


async def test_a_place_that_is_taken_out_and_put_in_again(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    before, _ = await club.whole(on)
    await club.organising.change(before, replace(before, places=before.places[1:]), club.clock.now, tell=False)
    await club.keep()
    assert "no longer announced here" in club.card(MAIN)
    assert [reply.rows for reply in club.standing(MAIN)] == [()]
    assert "1 coming" in club.card(CHAT)
    assert not club.platforms.events
    assert await club.states(on) == [PostState.SHOWN, PostState.WITHDRAWN]
    after, _ = await club.whole(on)
    await club.organising.change(after, replace(after, places=before.places), club.clock.now, tell=False)
    await club.keep()
    assert "1 coming" in club.card(MAIN)
    assert len(club.platforms.events) == 1
    assert await club.states(on) == [PostState.SHOWN, PostState.SHOWN, PostState.WITHDRAWN]
    assert club.told(ORGANISER) == club.told(ANNA) == []


async def test_a_place_that_is_taken_out_before_its_card_came(club: Club) -> None:
    meetup = await club.meetup()
    [on] = await club.dates(meetup)
    await club.hands_over()
    await club.organising.change(meetup, replace(meetup, places=meetup.places[1:]), club.clock.now, tell=False)
    await club.keep()
    assert not club.standing(MAIN)
    assert "Tea and talk" in club.card(CHAT)
    assert await club.states(on) == [PostState.SHOWN, PostState.WITHDRAWN]


async def test_a_card_that_is_gone_can_be_taken_back_all_the_same(club: Club) -> None:
    on = await club.announced()
    club.platforms.gone |= {f"message {number}" for number in range(1, 5)}
    before, _ = await club.whole(on)
    await club.organising.change(before, replace(before, places=before.places[1:]), club.clock.now, tell=False)
    await club.keep()
    withdrawn = [post for post in await club.posts(on) if post.state is PostState.WITHDRAWN]
    assert [post.place_id for post in withdrawn] == [before.places[0]]


async def test_what_has_said_its_last_word_is_unpinned(club: Club) -> None:
    on = await club.announced()
    assert len(club.platforms.pinned) == 1
    await club.presses(ORGANISER, f"meetups:repost:{on.id}", hidden=True)
    await club.keep()
    assert len(club.platforms.pinned) == 1, "the newer one"
    await club.passes(days=6, hours=9)
    assert club.platforms.pinned == []
    assert await club.states(on) == [PostState.CLOSED, PostState.CLOSED, PostState.CLOSED]


async def listed_for_two(club: Club) -> tuple[MeetupDate, str, str]:
    """Set a meet-up up in two places of one server; give its date, its event, and as what that was listed."""
    second = Place(DISCORD, "-101", PlaceKind.GROUP)
    places = tuple([await club.stores.places.ensure(place) for place in (MAIN, second)])
    meetup = await club.meetup(places=places)
    await club.keep()
    [on], [(ref, event)] = await club.dates(meetup), club.platforms.events.items()
    return on, ref, listed_as(event)


async def forgets(club: Club, post: Post, ref: str | None) -> None:
    """Let no more be known of an event than as what it was perhaps listed."""
    assert await club.stores.meetups.posts.change(post, replace(post, state=PostState.WANTED, ref=ref, shown=0))


async def is_moved_after_a_start(club: Club, on: MeetupDate) -> None:
    club.restart()
    meetup, _ = await club.whole(on)
    later = on.starts_at.replace(tzinfo=None) + timedelta(hours=1)
    await club.organising.change_date(meetup, on, meetup.content, later, tell=False)
    await club.keep()


async def test_one_server_has_one_event_also_after_a_kill_and_a_move(club: Club) -> None:
    """Killed when it was listed for both places, and before either knew it; then an organiser moved the date."""
    on, ref, listed = await listed_for_two(club)
    for post in await club.posts(on, PostKind.EVENT):
        await forgets(club, post, listed)
    await is_moved_after_a_start(club, on)
    assert {id_: event.starts_at for id_, event in club.platforms.events.items()} == {
        ref: on.starts_at + timedelta(hours=1)
    }
    assert [post.ref for post in await club.posts(on, PostKind.EVENT)] == [ref, ref]


async def test_a_place_whose_server_was_not_reached_yet_waits_for_what_is_unsure(club: Club) -> None:
    on, ref, listed = await listed_for_two(club)
    first, other = await club.posts(on, PostKind.EVENT)
    await forgets(club, first, None)
    await forgets(club, other, listed)
    await is_moved_after_a_start(club, on)
    assert list(club.platforms.events) == [ref]
