"""Events that were listed although the bot never heard so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.core.errors import OutcomeUnknown
from bot.core.people import Place
from bot.core.ports import PublicEvent
from bot.features.meetups.keeping import PostKind, PostState
from bot.features.meetups.listing import first_listed, listed_as
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.fakes.meetups import Board
from tests.features.meetups.club import Club, at

EVENT = PublicEvent("Tea listed as 2", at(26, 19), at(26, 20), "Café", "Bring a cup.")


@dataclass
class Unheard(Board):
    """Lists events, while the answer that says so is lost."""

    loses: bool = True

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        found = await super().keep_event(to, event, ref)
        if self.loses:
            raise OutcomeUnknown("lost")
        return found


@pytest.fixture
def board() -> Unheard:
    return Unheard()


@pytest.fixture
def club(stores: Stores, texts: Texts, clock: StoppedClock, board: Unheard) -> Club:
    return Club(stores, texts, clock, platforms=board)


def test_what_is_written_down_is_read_again() -> None:
    moved = replace(EVENT, name="Other", starts_at=at(27, 9), ends_at=at(27, 11), text="New.")
    first = first_listed(listed_as(EVENT), moved)
    assert first == replace(moved, name=EVENT.name, starts_at=EVENT.starts_at, ends_at=at(26, 21))
    assert first_listed(None, EVENT) is None
    assert first_listed("1573608113150361850", EVENT) is None


async def test_an_event_that_was_changed_before_its_answer_came_is_no_second_one(club: Club, board: Unheard) -> None:
    on = await club.announced()
    meetup, on = await club.whole(on)
    assert len(board.events) == 1
    content = replace(meetup.content, title="Coffee")
    await club.organising.change_date(meetup, on, content, on.local + timedelta(hours=1), tell=False)
    board.loses = False
    await club.keep()
    [event] = board.events.values()
    assert (event.name, event.starts_at) == ("Coffee", on.starts_at + timedelta(hours=1))
    [post] = await club.posts(on, PostKind.EVENT)
    assert (post.state, post.ref, post.shown) == (PostState.SHOWN, "event 1", post.wanted)


async def test_an_event_that_was_cancelled_before_its_answer_came_goes(club: Club, board: Unheard) -> None:
    on = await club.announced()
    meetup, _ = await club.whole(on)
    await club.organising.cancel(meetup, club.clock.now)
    board.loses = False
    await club.keep()
    assert board.events == {}
    assert await club.states(on, PostKind.EVENT) == [PostState.CLOSED]


async def test_what_was_listed_for_a_time_that_has_passed_is_listed_anew(club: Club, board: Unheard) -> None:
    on = await club.announced()
    meetup, on = await club.whole(on)
    board.events.clear()
    await club.organising.change_date(meetup, on, meetup.content, on.local + timedelta(days=2), tell=False)
    club.clock.now = on.starts_at + timedelta(hours=1)
    board.loses = False
    await club.keep()
    [event] = board.events.values()
    assert event.starts_at == on.starts_at + timedelta(days=2)
