"""The keeper of cards, killed anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Any

from bot.features.meetups.keeping import PostState
from bot.features.meetups.meetup import MeetupDate
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.meetups.club import ANNA, CHAT, CONTENT, MAIN, ORGANISER, Club

CLOSED = PostState.CLOSED


class Killed(BaseException):
    """Stands for kill -9: nothing in the bot catches it."""


class Dying:
    """Does what it stands for until the fuse has burnt down; then it ends before or after a call."""

    def __init__(self, target: object, fuse: list[int]) -> None:
        self._target = target
        self._fuse = fuse

    def __getattr__(self, name: str) -> object:
        found = getattr(self._target, name)
        if not iscoroutinefunction(found):
            return found

        async def call(*arguments: object) -> object:
            self._burn()
            result = await found(*arguments)
            self._burn()
            return result

        return call

    def _burn(self) -> None:
        self._fuse[0] -= 1
        if self._fuse[0] == 0:
            raise Killed


def dying(club: Club, fuse: list[int]) -> None:
    """Let what keeps the cards die when the fuse has burnt down."""
    posts: Any = Dying(club.stores.meetups.posts, fuse)
    kept = replace(club.stores.meetups, posts=posts)
    platforms: Any = Dying(club.platforms, fuse)
    outgoing: Any = Dying(club.outbox, fuse)
    club.upkeep = replace(club.upkeep, stores=kept, platforms=platforms, outgoing=outgoing)
    club.announcing = replace(club.announcing, stores=kept)


async def keeps(club: Club, rounds: int = 4) -> None:
    """Do what the keeper does, without its tasks."""
    for _ in range(rounds):
        await club.announcing.look(club.clock.now)
        for post in await club.stores.meetups.posts.stale(99):
            await club.upkeep.keep(post.id)
        await club.deliver()


async def lives(club: Club, fuse: list[int]) -> tuple[MeetupDate, bool]:
    """A short life of a meet-up, with a death on the way; tell whether there was one."""
    meetup = await club.meetup(content=replace(CONTENT, seats=1))
    [on] = await club.dates(meetup)

    async def nothing() -> None:
        pass

    async def tapped() -> None:
        await club.tap(ANNA, "going", on)

    async def reposted() -> None:
        await club.announcing.repost(await club.answers.found(on.id), MAIN)

    async def cancelled() -> None:
        await club.organising.cancel((await club.whole(on))[0], club.clock.now)

    died = False
    dying(club, fuse)
    for happens in (nothing, tapped, reposted, cancelled):
        happened = False
        try:
            await happens()
            happened = True
            await keeps(club)
        except Killed:
            died = True
            club.restart()
            if not happened:
                await happens()
            await keeps(club)
    return on, died


async def test_killed_anywhere(stores: Stores, texts: Texts, clock: StoppedClock) -> None:
    """Each place gets each card once, the old one says so, and nobody is told of any trouble."""
    begin, number, died = clock.now, 0, True
    while died:
        number += 5  # odd, so that it is before a call as often as after one
        clock.now = begin + timedelta(minutes=number)
        club = Club(stores, texts, clock, made=1_000 * number)
        on, died = await lives(club, [number])
        said = [call.reply.outcome for call in club.platforms.calls]
        assert said.count("meetup card") == 3, number
        assert said.count("meetup point") == 1, number
        assert said.count("meetup cancelled") == 1, number
        assert club.told(ORGANISER) == [], number
        assert await club.states(on) == [CLOSED] * 3, number
        assert [card.outcome for card in club.standing(MAIN)] == ["meetup card replaced", "meetup card"], number
        assert "Cancelled" in club.card(MAIN), number
        assert "Cancelled" in club.card(CHAT), number
        assert club.platforms.events == {}, number
    assert number > 60
