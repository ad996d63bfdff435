"""A meet-up of every week, set up on Discord and changed on the way, over the end of summer time."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.language import Language
from bot.storage.stores import Stores
from tests.whole.arranging import at
from tests.whole.gathering import MeetingWorld, meeting

TITLE = "Tuesday talk"


@pytest.fixture
async def october(shipped: Language, stores: Stores) -> AsyncIterator[MeetingWorld]:
    async with meeting(shipped, stores, at(9, 18, 53, month=10)) as club:
        await club.begin_in_private()
        club.world.announced.add(TITLE)
        yield club


async def test_a_series(october: MeetingWorld) -> None:
    club, world = october, october.world
    await set_up(club)
    assert world.is_as_kept("meetup-series-set-up-on-discord")
    world.begins()
    await it_is_changed(club)
    assert world.is_as_kept("meetup-series-changed")
    world.begins()
    await weeks_pass(club)
    assert world.is_as_kept("meetup-series-weeks-pass")


async def set_up(club: MeetingWorld) -> None:
    """A window, menus and buttons, all for the organiser alone."""
    otto = club.otto
    await otto.calls("meetup", what="new")
    await otto.fills(TITLE, "13 october at half past six in the evening", "2 hours", "", "Anything you like.")
    await otto.presses("→ Where")
    await otto.enters("https://meet.example.org/tuesday")
    await otto.picks("Where")
    await otto.presses("Link for all to see", "Back")
    await otto.picks("Repeat")
    await otto.presses("Every Tuesday")
    await otto.picks("Repeat until")
    await otto.enters("the day before yesterday")
    await otto.enters("10 november")
    await otto.presses("→ Announce in", "All of them", "Back")
    assert not any(one.in_the_open for one in club.world.heard.shown)
    await otto.presses("Confirm")


async def it_is_changed(club: MeetingWorld) -> None:
    """Skip one, and move another one."""
    otto = club.otto
    channel, group, _ = club.cards
    await club.ana.presses("Going", on=channel)
    await club.sam.presses("Going", on=group)
    await otto.calls("meetup")
    await otto.presses(TITLE, "Skip one", "Tue 20 Oct, 18:30 (London)", "Yes, call it off", "All meet-ups")
    await otto.presses(TITLE, "Move", "Tue 27 Oct, 18:30 (London)")
    await otto.enters("28 october 19:00")
    await otto.presses("Confirm the change")


async def weeks_pass(club: MeetingWorld) -> None:
    """The next card comes when the date before it has ended, or some days ahead; in the end there is no more."""
    world = club.world
    await world.until(at(13, 20, 40, month=10))
    await world.until(at(22, month=10))
    _, group, _ = club.cards
    await club.kim.presses("Going", on=group)
    await club.kim.presses("Remind me", on=group)
    await club.kim.presses("Both")
    await world.until(at(28, 22, month=10))
    await world.until(at(4, month=11))
    await club.ana.calls("meetups")
    await world.until(at(11, month=11))
    await club.otto.calls("meetup")
