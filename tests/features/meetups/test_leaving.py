"""A place is taken out of a meet-up, and put in again, whatever happens there at that moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.people import Person, Place, PlaceKind
from bot.core.ports import Receipt
from bot.core.reply import Reply
from bot.features.meetups.keeping import PostState
from bot.features.meetups.meetup import MeetupDate
from tests.features.meetups.club import ANNA, CHAT, MAIN, ORGANISER, TELEGRAM, Club, at

SHOWN, WITHDRAWN = PostState.SHOWN, PostState.WITHDRAWN


async def takes_out(club: Club, on: MeetupDate) -> tuple[str, ...]:
    """Take the group on Telegram out; give all places as they were."""
    before, _ = await club.whole(on)
    await club.organising.change(before, replace(before, places=before.places[:1]), club.clock.now, tell=False)
    return before.places


async def puts_in(club: Club, on: MeetupDate, places: tuple[str, ...]) -> None:
    before, _ = await club.whole(on)
    await club.organising.change(before, replace(before, places=places), club.clock.now, tell=False)


async def handed_over(club: Club) -> MeetupDate:
    """Set a meet-up up whose cards are still on their way."""
    meetup = await club.meetup()
    await club.hands_over()
    return (await club.dates(meetup))[0]


def live(club: Club) -> list[Reply]:
    """The cards on Telegram that still have buttons."""
    return [reply for reply in club.standing(CHAT) if reply.rows]


async def test_after_it_was_shown_again(club: Club) -> None:
    on = await club.announced()
    await club.presses(ORGANISER, f"meetups:repost:{on.id}", hidden=True)
    await club.keep()
    places = await takes_out(club, on)
    await club.keep()
    assert live(club) == []
    await puts_in(club, on, places)
    await club.keep()
    assert len(live(club)) == 1


@pytest.mark.parametrize("moved", [True, False])
async def test_after_its_card_was_lost(club: Club, *, moved: bool) -> None:
    on = await club.announced()
    if moved:
        await club.stores.places.moved(CHAT, Place(TELEGRAM, "-200", PlaceKind.GROUP))
    else:
        club.platforms.gone |= {f"message {number}" for number in range(1, 5)}
        await club.tap(ANNA, "going", on)
    await club.keep()
    places = await takes_out(club, on)
    await club.keep()
    await puts_in(club, on, places)
    await club.keep()
    states = [post.state for post in await club.posts(on) if post.place_id == places[1]]
    assert sorted(states) == [SHOWN, WITHDRAWN]


async def test_before_the_card_came_that_is_shown_again(club: Club) -> None:
    on = await club.announced()
    await club.presses(ORGANISER, f"meetups:repost:{on.id}", hidden=True)
    await takes_out(club, on)
    await club.keep()
    assert live(club) == []
    assert club.platforms.pinned == []


async def test_while_the_card_is_sent(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    on = await handed_over(club)
    sends = type(club.platforms).send
    taken_out: list[tuple[str, ...]] = []

    async def send(self: object, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        receipt = await sends(club.platforms, to, reply, nonce)
        if to == CHAT and not taken_out:
            taken_out.append(await takes_out(club, on))
            for _ in range(3):
                club.seconds += 4
                await club.keeper.step()
                await club.keeper.idle()
        return receipt

    monkeypatch.setattr(type(club.platforms), "send", send)
    await club.deliver()
    assert taken_out
    await club.keep()
    assert live(club) == []
    assert "Tea and talk" in club.card(MAIN)


async def test_while_the_card_is_pinned(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    on = await handed_over(club)
    await club.deliver()
    pins = type(club.platforms).pin

    async def pin(self: object, to: Place, ref: str) -> None:
        await pins(club.platforms, to, ref)
        await takes_out(club, on)

    monkeypatch.setattr(type(club.platforms), "pin", pin)
    await club.keep()
    assert live(club) == []
    assert club.platforms.pinned == []


async def test_while_it_is_on(club: Club) -> None:
    on = await club.announced()
    club.clock.now = at(26, 19, 10)
    await takes_out(club, on)
    await club.keep()
    assert live(club) == []
    assert len(club.platforms.events) == 1, "what runs is left alone"
