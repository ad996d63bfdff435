"""Meet-ups with dates, answers and posts, for the tests of what is kept of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.conversation.times.values import MonthWeekday
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.features.meetups.attending import Answer, Attendee
from bot.features.meetups.keeping import Post, PostKind, PostState
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Series, Where
from bot.storage.stores import Stores
from bot.storage.types import new_id
from tests.scenes import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD
ANNA, BERT, CARL = Person(TELEGRAM, "799000000001"), Person(DISCORD, "799000000002"), Person(TELEGRAM, "799000000003")
LOUNGE = Place(DISCORD, "880000000001", PlaceKind.GROUP)
CAFE = Where("Café Ada", "1 High Street", (51.5, -0.12), "https://example.org/a", link_hidden=False)
CONTENT = Content("Picnic", CAFE, "Bring a blanket.", timedelta(minutes=90), 12, 2 * HOUR, asks=False)


def meetup_of(organiser_id: str | None = None, **changes: object) -> Meetup:
    """A meet-up on every second Tuesday of the month."""
    series = Series(MonthWeekday(2, 1), date(2027, 6, 1))
    first, clock, zone = date(2026, 12, 8), time(19), "Europe/London"
    new = Meetup(new_id(), organiser_id, CONTENT, zone, first, clock, series, (), NOW + HOUR, NOW)
    return replace(new, **changes)  # type: ignore[arg-type]


def date_of(meetup: Meetup, starts_at: datetime = NOW + DAY, **changes: object) -> MeetupDate:
    """A date of a meet-up, of an hour."""
    local = starts_at.replace(tzinfo=None)
    new = MeetupDate(new_id(), meetup.id, local, starts_at, starts_at + HOUR)
    return replace(new, **changes)  # type: ignore[arg-type]


async def kept_date(stores: Stores, starts_at: datetime = NOW + DAY, **changes: object) -> MeetupDate:
    """The date of a new meet-up, kept."""
    meetup = meetup_of()
    new = date_of(meetup, starts_at, **changes)
    await stores.meetups.meetups.add(meetup, [new])
    return new


def attendee_of(person_id: str, number: int = 1, **changes: object) -> Attendee:
    """Somebody who comes."""
    new = Attendee(person_id, Answer.GOING, number, NOW, TELEGRAM, name=f"Name {number}")
    return replace(new, **changes)  # type: ignore[arg-type]


async def kept_answer(stores: Stores, on: MeetupDate, who: Person = ANNA, **changes: object) -> Attendee:
    """An answer of somebody to a date, kept."""
    person_id = await stores.people.ensure(who, NOW)
    async with stores.together():
        number = await stores.meetups.attendance.hold(on.id)
        assert number is not None
        new = attendee_of(person_id, number, **{"platform": who.platform, **changes})
        await stores.meetups.attendance.put(on.id, new)
    return new


async def kept_post(stores: Stores, on: MeetupDate, where: Place = LOUNGE, **changes: object) -> Post:
    """A card of a date in a place, kept."""
    place_id = await stores.places.ensure(where)
    new = replace(Post(new_id(), on.id, place_id, where.platform, PostKind.CARD), **changes)  # type: ignore[arg-type]
    assert await stores.meetups.posts.add(new) == (new,)
    return new


async def shown_post(stores: Stores, on: MeetupDate, where: Place = LOUNGE, ref: str = "chat/1") -> Post:
    """A card that is there, and shows what it shall."""
    return await kept_post(stores, on, where, state=PostState.SHOWN, shown=1, ref=ref)
