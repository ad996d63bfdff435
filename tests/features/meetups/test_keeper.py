"""The keeper of cards: each as it should be, whatever the platforms do, and wherever it is killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from bot.conversation.times.values import OnWeekdays
from bot.core.errors import (
    NotAllowed,
    NotRead,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)
from bot.core.people import Person, Place, PlaceKind
from bot.features.meetups.keeping import PostKind, PostState
from bot.features.meetups.meetup import Series
from tests.features.meetups.club import ANNA, CHAT, CONTENT, DISCORD, MAIN, ORGANISER, TELEGRAM, Club, words
from tests.features.town import buttons

SHOWN, LOST, CLOSED, WANTED = PostState.SHOWN, PostState.LOST, PostState.CLOSED, PostState.WANTED


async def test_many_answers_are_few_edits(club: Club) -> None:
    """Half a minute, an answer in each half second: so many edits as the platforms bear."""
    on = await club.announced()
    for number in range(60):
        await club.tap(Person(DISCORD, str(1000 + number)), "going", on)
        await club.keeper.step()
        await club.keeper.idle()
        club.seconds += 0.5
    edits = Counter(to.platform for to, _, _ in club.platforms.edits)
    assert edits[DISCORD] <= 31
    assert edits[TELEGRAM] <= 9
    await club.keep()
    assert "60 coming" in club.card(MAIN)
    assert "60 coming" in club.card(CHAT)


async def test_topics_of_one_group_share_its_rate(club: Club) -> None:
    topics = [replace(CHAT, topic=str(number)) for number in range(4)]
    places = tuple([await club.stores.places.ensure(place) for place in topics])
    on = await club.announced(places=places)
    await club.tap(ANNA, "going", on)
    for edited in range(1, 5):
        await club.keeper.step()
        await club.keeper.idle()
        await club.keeper.step()
        await club.keeper.idle()
        assert len(club.platforms.edits) == edited
        club.seconds += 4.0


async def test_one_edit_at_a_time(club: Club) -> None:
    on = await club.announced()
    club.platforms.edit_gate = asyncio.Event()
    for verb in ("going", "maybe", "cannot"):
        await club.tap(ANNA, verb, on)
        await club.keeper.step()
        await asyncio.sleep(0)
        club.seconds += 4.0
        assert club.platforms.at_once <= 2, "one in each place"
    club.platforms.edit_gate.set()
    await club.keep()
    assert "Nobody has answered yet" in club.card()


async def test_what_shows_the_same_is_not_edited(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    await club.keep()
    await club.tap(ANNA, "maybe", on)
    await club.tap(ANNA, "going", on)
    before, events = len(club.platforms.edits), club.platforms.event_calls
    await club.keep()
    assert (len(club.platforms.edits), club.platforms.event_calls) == (before, events)
    assert await club.stores.meetups.posts.stale(9) == ()


@pytest.mark.parametrize(
    "error",
    [
        TryAgainLater("busy", 30.0),
        OutcomeUnknown("no answer"),
        PermanentFailure("key"),
        PlatformError("what"),
        ValueError("bug"),
    ],
)
async def test_passing_faults(club: Club, error: Exception) -> None:
    on = await club.announced(places=(await club.stores.places.ensure(MAIN),))
    await club.tap(ANNA, "going", on)
    club.platforms.edit_failures.append(error)
    await club.keeper.step()
    await club.keeper.idle()
    club.seconds += 1.0
    pause = await club.keeper.step()
    await club.keeper.idle()
    assert "Nobody" in club.card()
    assert pause > 0
    club.seconds += 80.0
    await club.keep()
    assert "1 coming" in club.card()


async def test_a_busy_platform_holds_up_no_other_one(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    club.platforms.edit_failures.append(TryAgainLater("busy", 20.0))
    await club.keep(4)
    assert sorted(("1 coming" in club.card(MAIN), "1 coming" in club.card(CHAT))) == [False, True]
    await club.keep(4)
    assert "1 coming" in club.card(MAIN)
    assert "1 coming" in club.card(CHAT)


async def test_a_platform_that_is_away(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    club.platforms.connected = False
    await club.keep()
    assert club.platforms.edits == []
    club.platforms.connected = True
    await club.keep()
    assert "1 coming" in club.card()


async def test_a_deleted_card(club: Club) -> None:
    on = await club.announced()
    [number] = [number for number, call in enumerate(club.platforms.calls, 1) if call.to == MAIN]
    club.platforms.gone.add(f"message {number}")
    for verb in ("going", "maybe"):
        await club.tap(ANNA, verb, on)
        await club.keep()
    assert await club.states(on) == [LOST, SHOWN]
    [told] = [call.reply for call in club.platforms.calls if call.to == ORGANISER]
    assert words(told).startswith("The card in “main” was deleted")
    assert "1 maybe" in club.card(CHAT)
    denied = await club.presses(ANNA, buttons(told)["Announce again"])
    assert "organisers only" in words(denied)
    assert words(await club.presses(ORGANISER, buttons(told)["Announce again"])) == "Announced again."
    await club.keep()
    assert await club.states(on) == [LOST, SHOWN, SHOWN]
    assert "1 maybe" in club.card(MAIN)
    assert "everywhere" in words(await club.presses(ORGANISER, buttons(told)["Announce again"]))


@pytest.mark.parametrize("error", [Unreachable("kicked"), NotAllowed("no right")])
async def test_a_place_out_of_reach(club: Club, error: Exception) -> None:
    on = await club.announced(places=(await club.stores.places.ensure(CHAT),))
    await club.tap(ANNA, "going", on)
    club.platforms.edit_failures.append(error)
    await club.keep()
    await club.tap(ANNA, "maybe", on)
    await club.keep()
    assert await club.states(on) == [LOST]
    assert len(club.told(ORGANISER)) == 1


async def test_a_place_that_cannot_be_announced_in(club: Club) -> None:
    club.platforms.failures.append(Unreachable("closed topic"))
    on = await club.announced()
    assert await club.states(on) == [LOST, SHOWN]
    assert len(club.told(ORGANISER)) == 1
    await club.passes(minutes=5)
    assert len(club.told(ORGANISER)) == 1
    assert await club.states(on) == [LOST, SHOWN]


async def test_a_card_that_perhaps_arrived(club: Club) -> None:
    place = await club.stores.places.ensure(CHAT)
    club.platforms.failures.extend([OutcomeUnknown("no answer")] * 2)
    on = await club.announced(places=(place,))
    assert await club.states(on) == [WANTED]
    await club.passes(minutes=11)
    assert await club.states(on) == [LOST]
    told = next(call.reply for call in club.platforms.calls if call.to == ORGANISER)
    assert words(told).startswith("I can't tell")


async def test_a_card_that_perhaps_stands_as_it_was_at_first(club: Club) -> None:
    """Discord takes the same message only once: what was worded since is shown by a change."""
    place = await club.stores.places.ensure(MAIN)
    club.platforms.failures.append(OutcomeUnknown("no answer"))
    on = await club.announced(places=(place,))
    await club.tap(ANNA, "going", on)
    await club.passes(minutes=1)
    assert await club.states(on) == [SHOWN]
    first, again = (call for call in club.platforms.calls if call.to == MAIN)
    assert first.nonce == again.nonce
    assert ["1 coming" in words(card) for _, _, card in club.platforms.edits] == [True]


async def test_a_group_with_a_new_id(club: Club) -> None:
    on = await club.announced()
    await club.stores.places.moved(CHAT, Place(TELEGRAM, "-200", PlaceKind.GROUP))
    await club.tap(ANNA, "going", on)
    await club.passes(minutes=2)
    await club.passes(minutes=2)
    assert await club.states(on) == [LOST, SHOWN]
    assert len(club.told(ORGANISER)) == 1


async def test_events(club: Club) -> None:
    on = await club.announced()
    [event] = club.platforms.events.values()
    assert (event.name, event.starts_at, event.text) == ("Tea and talk", on.starts_at, "Bring a cup.")
    assert event.where == "Blue Café, 1 High Street"
    await club.passes(days=6, hours=9)
    assert await club.states(on, PostKind.EVENT) == [CLOSED]
    assert len(club.platforms.events) == 1


async def test_events_refused_are_told_once(club: Club) -> None:
    club.platforms.events_allowed = False
    await club.announced(series=Series(OnWeekdays(frozenset({3}))))
    await club.passes(days=6, hours=9)
    assert club.told(ORGANISER) == ["meetup trouble event-refused"]


async def test_an_event_that_was_deleted(club: Club) -> None:
    on = await club.announced()
    club.platforms.gone |= set(club.platforms.events)
    meetup, _ = await club.whole(on)
    await club.organising.change(
        meetup, replace(meetup, content=replace(CONTENT, title="Tea")), club.clock.now, tell=False
    )
    await club.keep()
    assert club.told(ORGANISER) == ["meetup trouble event-deleted"]
    assert "Tea" in club.card()


async def test_no_pins(club: Club) -> None:
    club.platforms.pins_allowed = False
    on = await club.announced()
    assert await club.states(on) == [SHOWN, SHOWN]
    assert club.told(ORGANISER) == []


async def test_it_runs_until_it_is_cancelled(club: Club) -> None:
    on = await club.announced()
    running = asyncio.create_task(club.keeper.run())
    await asyncio.sleep(0)
    await club.tap(ANNA, "going", on)
    async with asyncio.timeout(5):
        while len(club.platforms.edits) < 2:
            await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_database_that_is_away(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(most: int) -> None:
        raise NotRead("away")

    monkeypatch.setattr(club.stores.meetups.posts, "stale", away)
    assert await club.keeper._turn() > 0
