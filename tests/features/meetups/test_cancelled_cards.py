"""A card that perhaps stands somewhere when its meet-up is cancelled: nobody may read there that it takes place."""

from __future__ import annotations

from bot.core.errors import OutcomeUnknown, TryAgainLater, Unreachable
from bot.features.meetups.keeping import PostState
from bot.features.meetups.meetup import MeetupDate
from tests.features.meetups.club import CHAT, ORGANISER, Club, words
from tests.features.town import buttons

CLOSED, LOST, WANTED = PostState.CLOSED, PostState.LOST, PostState.WANTED


async def announced(club: Club, *failures: Exception) -> MeetupDate:
    """Announce something in a group on Telegram, where what is sent fails so."""
    club.platforms.failures.extend(failures)
    return await club.announced(places=(await club.stores.places.ensure(CHAT),))


async def cancel(club: Club, on: MeetupDate) -> None:
    meetup, _ = await club.whole(on)
    await club.organising.cancel(meetup, club.clock.now)


async def test_one_that_perhaps_arrived_is_followed_by_what_became_of_it(club: Club) -> None:
    on = await announced(club, OutcomeUnknown("no answer"))
    await cancel(club, on)
    await club.passes(minutes=11)
    [_, then] = club.standing(CHAT)
    assert "Cancelled" in words(then)
    assert not buttons(then)
    assert await club.states(on) == [CLOSED]
    assert club.told(ORGANISER) == []
    assert club.platforms.pinned == []


async def test_one_that_surely_never_arrived_does_not_come(club: Club) -> None:
    on = await announced(club, TryAgainLater("busy"))
    await cancel(club, on)
    await club.passes(minutes=11)
    assert len(club.standing(CHAT)) == 1, "the attempt that failed"
    assert await club.states(on) == [CLOSED]
    assert club.told(ORGANISER) == []


async def test_where_nobody_knows_the_organiser_is_told(club: Club) -> None:
    on = await announced(club, *[OutcomeUnknown("no answer")] * 2)
    await cancel(club, on)
    await club.passes(minutes=11)
    await club.passes(minutes=11)
    assert await club.states(on) == [LOST]
    [told] = [call.reply for call in club.platforms.calls if call.to == ORGANISER]
    assert words(told).startswith("I can't tell whether a card came to “chat” before the meet-up was cancelled.")
    assert not buttons(told), "it is not to be announced again"


async def test_where_the_group_is_out_of_reach_the_organiser_is_told(club: Club) -> None:
    on = await announced(club)
    club.platforms.edit_failures.append(Unreachable("removed"))
    await cancel(club, on)
    await club.keep()
    assert await club.states(on) == [LOST]
    [told] = [call.reply for call in club.platforms.calls if call.to == ORGANISER]
    assert "the card there does not say that the meet-up is cancelled" in words(told)
    await club.passes(minutes=11)
    assert len(club.told(ORGANISER)) == 1


async def test_where_a_group_was_never_reached_there_is_nothing_to_tell(club: Club) -> None:
    on = await announced(club, TryAgainLater("busy"), Unreachable("removed"))
    await cancel(club, on)
    await club.passes(minutes=11)
    assert await club.states(on) == [CLOSED]
    assert club.told(ORGANISER) == []


async def test_once_it_is_over_there_is_nothing_to_tell(club: Club) -> None:
    on = await announced(club)
    club.platforms.edit_failures.append(Unreachable("removed"))
    await club.passes(days=7)
    assert await club.states(on) == [CLOSED]
    assert club.told(ORGANISER) == []
