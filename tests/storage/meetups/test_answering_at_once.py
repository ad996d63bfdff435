"""Many people who answer at the same moment, on each database: one list, in one order."""

from __future__ import annotations

import asyncio

from bot.core.incoming import Origin
from bot.core.people import Person, Place, Platform
from bot.delivery.outbox import Outbox
from bot.features.meetups.answers import Answered, Answers, Wish
from bot.features.meetups.attending import place_in_line
from bot.features.meetups.telling import Telling
from bot.storage.stores import Stores
from tests.fakes.clock import StoppedClock
from tests.scenes import NOW
from tests.storage.meetups.meeting import kept_date

SEATS, PEOPLE = 12, 30


async def test_one_list(stores: Stores) -> None:
    """Two copies of the bot, thirty people, some of whom change their minds."""
    on, clock = await kept_date(stores), StoppedClock(NOW)
    copies = [answers_of(stores, clock) for _ in range(2)]

    async def taps(number: int) -> None:
        platform = (Platform.DISCORD, Platform.TELEGRAM)[number % 2]
        person = Person(platform, str(900_000_000 + number))
        origin = Origin(person, Place(platform, person.id), NOW, name=f"Name {number}")
        for wish in (Wish.GOING, *((Wish.CANNOT, Wish.GOING) if number % 5 == 0 else ())):
            assert isinstance(await copies[number % 2].answer(origin, on.id, wish), Answered)

    await asyncio.gather(*(taps(number) for number in range(PEOPLE)))
    list_ = await stores.meetups.attendance.attendees(on.id)
    assert len(list_) == PEOPLE
    assert len({one.number for one in list_}) == PEOPLE
    assert sum(not one.waits for one in list_) == SEATS
    waiting = [one for one in list_ if one.waits]
    assert [place_in_line(list_, one.person_id) for one in waiting] == list(range(1, PEOPLE - SEATS + 1))


def answers_of(stores: Stores, clock: StoppedClock) -> Answers:
    outbox = Outbox(stores.deliveries, (), clock)
    telling = Telling(stores.meetups.attendance, stores.people, outbox, clock)
    return Answers(stores.meetups, stores.people, telling, stores.together, lambda: None)
