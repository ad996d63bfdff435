"""Puts meet-ups into a database, as organisers would by their dialogue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bot.core.people import Person, Place
from bot.core.ports import Clock
from bot.delivery.outbox import Outbox
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Where
from bot.features.meetups.organising import Organising
from bot.features.meetups.telling import Telling
from bot.storage.stores import Stores

AHEAD = timedelta(days=5)


def organising(stores: Stores, clock: Clock) -> Organising:
    """Give what organisers do, beside a bot that looks into the same database."""
    kept = stores.meetups
    telling = Telling(kept.attendance, stores.people, Outbox(stores.deliveries, (), clock), clock)
    return Organising(kept, stores.places, stores.together, telling, lambda: None)


async def planned(  # noqa: PLR0917 (who, what and where)
    stores: Stores, clock: Clock, organiser: Person, places: Collection[Place], title: str, seats: int | None
) -> tuple[Meetup, MeetupDate]:
    """Plan a meet-up in some days that is announced at once; every other one has a point on the map."""
    now = clock().astimezone(UTC)
    starts_at = (now + AHEAD).replace(minute=0, second=0, microsecond=0)
    point = (51.5, -0.12) if int(title.rsplit(maxsplit=1)[-1]) % 2 else None
    async with stores.together():
        organiser_id = await stores.people.ensure(organiser, now)
        ids = tuple([await stores.places.ensure(place) for place in places])
    meetup = Meetup(
        uuid4().hex,
        organiser_id,
        Content(title, Where(f"Café of {title}", point=point), "Bring a cup.", seats=seats),
        "UTC",
        starts_at.date(),
        starts_at.time(),
        None,
        ids,
        announce_at=now,
        created_at=now,
    )
    if not await organising(stores, clock).create(meetup, now):
        raise ValueError("it is there already")
    [on] = await stores.meetups.meetups.dates(meetup.id, now)
    return meetup, on


async def later(stores: Stores, clock: Clock, meetup: Meetup, date_id: str) -> MeetupDate:
    """Let it begin an hour later; those who come are told."""
    on = await stores.meetups.meetups.date(date_id)
    if on is None:
        raise LookupError("no such date")
    local = on.starts_at.replace(tzinfo=None) + timedelta(hours=1)
    await organising(stores, clock).change_date(meetup, on, on.content or meetup.content, local, tell=False)
    now = await stores.meetups.meetups.date(date_id)
    return on if now is None else now


async def called_off(stores: Stores, clock: Clock, meetup: Meetup, now: datetime) -> None:
    """Cancel it; those who come are told."""
    await organising(stores, clock).cancel(meetup, now)
