"""Two people want the last seat in the same second, each on another platform, through two copies of the bot."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.meetups.planning import planned
from benchmarks.meetups.square import title
from bot.conversation.forms import RunningForms
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.actions import Action
from bot.core.incoming import Origin, Pressed
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.ports import PublicEvent, Receipt
from bot.core.reply import Reply
from bot.core.richtext import plain
from bot.delivery.outbox import Outbox
from bot.features.meetups.attending import counted
from bot.features.meetups.cards import Cards
from bot.features.meetups.keeping import Post, PostKind, PostState
from bot.features.meetups.telling import Found
from bot.meetups import Meetups
from bot.settings import load_settings
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from bot.surroundings import Surroundings
from bot.texts.catalogue import load_texts
from tests.fakes.danger import ScriptedDanger
from tests.fakes.questions import ScriptedQuestions

ROOT = Path(__file__).parent.parent.parent
ON = (Platform.DISCORD, Platform.TELEGRAM)
ORGANISER = Person(Platform.TELEGRAM, "1")
SEATED, WAITING = "You are going.", "waiting list, number 1"
PATIENCE = 120.0
LOOK = 0.2


def now() -> datetime:
    """Give the true time."""
    return datetime.now(UTC)


@dataclass
class Boards:
    """Platforms that take everything; `shown` is what stands in each place."""

    shown: dict[Place, Reply] = field(default_factory=dict)

    def is_ready(self, platform: Platform) -> bool:
        """Tell that it is always there."""
        return True

    def address(self, platform: Platform, action: Action) -> str | None:
        """Give no address."""

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Take a message."""
        return Receipt("1/1")

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show this from now on."""
        self.shown[to] = reply

    async def pin(self, to: Place, message_ref: str) -> None:
        """Take it."""

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Take it."""

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """Take it."""
        return "1"

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Take it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of the bot, with its own connections to the database."""

    stores: Stores
    router: Router
    meetups: Meetups
    boards: Boards

    async def taps(self, who: Person, date_id: str) -> str:
        """Let somebody say that they come; give what they are told."""
        origin = Origin(who, Place(who.platform, "-1", PlaceKind.GROUP), now())
        reply = await self.router.respond(Pressed(origin, f"meet:going:{date_id}"))
        if reply is None:
            raise ValueError("every tap is answered")
        return plain(reply.blocks)


@dataclass(slots=True)
class Seats:
    """What came of many times. `amiss`: how often not one has the seat and one waits, each told so.

    `unlike`: how often the cards do not show this list. `first`: how often the one on Discord got the seat.
    """

    times: int = 0
    amiss: int = 0
    unlike: int = 0
    first: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether it was right each time."""
        return not (self.amiss or self.unlike)


async def contest(database_url: str, times: int, seed: int = 1) -> Seats:
    """Let two people want the last seat so many times."""
    done, chance, keyring = Seats(), random.Random(seed), Keyring.throw_away()
    async with _copy(database_url, keyring) as one, _copy(database_url, keyring) as other:
        found = []
        for number in range(times):
            found.append(await _announced(one.stores, number))
            date_id = found[-1].on.id
            first, second = Person(ON[0], f"7{number}"), Person(ON[1], f"8{number}")
            told = await asyncio.gather(_late(one, first, date_id, chance), _late(other, second, date_id, chance))
            waits = [await _waits(one.stores, date_id, who) for who in (first, second)]
            done.first += waits[0] is False
            done.amiss += set(waits) != {True, False} or not all(map(_is_so, told, waits))
            done.times += 1
        await _shown(one)
        done.unlike = sum([await _differ(one, each) for each in found])
    return done


async def _announced(stores: Stores, number: int) -> Found:
    """Plan one with a single seat whose cards are there already."""
    where = [Place(platform, f"-{number + 1}", PlaceKind.GROUP) for platform in ON]
    meetup, on = await planned(stores, now, ORGANISER, where, title(number), 1)
    for place, place_id in zip(where, meetup.places, strict=True):
        new = Post(f"{number:031}{place.platform[0]}", on.id, place_id, place.platform, PostKind.CARD)
        await stores.meetups.posts.add(replace(new, state=PostState.SHOWN, shown=1, ref="1/1"))
    return Found(meetup, on)


async def _late(copy: Copy, who: Person, date_id: str, chance: random.Random) -> str:
    """Tap at any moment of some milliseconds."""
    await asyncio.sleep(chance.uniform(0, 0.005))
    return await copy.taps(who, date_id)


async def _waits(stores: Stores, date_id: str, who: Person) -> bool | None:
    """Tell whether somebody waits; None if they did not answer."""
    person_id = await stores.people.find(who)
    found = await stores.meetups.attendance.attendees(date_id)
    return next((one.waits for one in found if one.person_id == person_id), None)


def _is_so(told: str, waits: bool | None) -> bool:  # noqa: FBT001 (from a list)
    return WAITING in told if waits else SEATED in told


async def _shown(copy: Copy) -> None:
    """Let the keeper of cards show all of it."""
    keeping = asyncio.create_task(copy.meetups.keeper.run())
    async with asyncio.timeout(PATIENCE):
        while await copy.stores.meetups.posts.stale(1):
            await asyncio.sleep(LOOK)
    keeping.cancel()
    await asyncio.wait({keeping})


async def _differ(copy: Copy, found: Found) -> bool:
    """Tell whether the cards do not show one and the same list, or another one than there is."""
    attendees = await copy.stores.meetups.attendance.attendees(found.on.id)
    places = [await copy.stores.places.place(place_id) for place_id in found.meetup.places]
    shown = [copy.boards.shown.get(place) for place in places if place is not None]
    return shown != [Cards(load_texts("en")).card(*found.both, counted(attendees), now())] * len(ON)


@asynccontextmanager
async def _copy(database_url: str, keyring: Keyring) -> AsyncIterator[Copy]:
    """Start a copy of the bot without its platforms."""
    texts, boards = load_texts("en"), Boards()
    async with open_stores(read_address(database_url, Path("/")), keyring) as stores:
        around = Surroundings(stores, Outbox(stores.deliveries, ON, now), boards, now)
        meetups = Meetups(around, load_settings(ROOT), texts, ON)
        router = Router(
            danger=ScriptedDanger(),
            questions=ScriptedQuestions(),
            routes=meetups.routes(texts),
            forms=RunningForms(texts, stores.forms),
            limits=Limits(Limit(10_000), Limit(10_000)),
            texts=texts,
            listens=lambda _: False,
        )
        yield Copy(stores, router, meetups, boards)
