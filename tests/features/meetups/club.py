"""A club that meets: two groups on two platforms, people who answer, an organiser, and fast time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from bot.core.incoming import Origin, Pressed, Said, Submitted
from bot.core.people import Person, Place, PlaceKind, Platform, Role
from bot.core.reply import Reply
from bot.core.richtext import plain
from bot.delivery.waking import Alarm
from bot.features.meetups.announcing import Announcing
from bot.features.meetups.answering import Answering
from bot.features.meetups.answers import Answers
from bot.features.meetups.asking import TEXT, Asking
from bot.features.meetups.attending import Attendee
from bot.features.meetups.cards import Cards
from bot.features.meetups.coming import Coming
from bot.features.meetups.keeper import Keeper
from bot.features.meetups.keeping import Post, PostKind, PostState
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Where
from bot.features.meetups.notices import Notices
from bot.features.meetups.organising import Organising
from bot.features.meetups.routes import member_routes
from bot.features.meetups.telling import Telling
from bot.features.meetups.upkeep import Upkeep
from tests.fakes.meetups import Board
from tests.features.town import Town

DISCORD, TELEGRAM = Platform.DISCORD, Platform.TELEGRAM
ANNA, BERT, CLEO = Person(DISCORD, "11"), Person(TELEGRAM, "12"), Person(TELEGRAM, "13")
ORGANISER = Person(TELEGRAM, "14")
MAIN, CHAT = Place(DISCORD, "-100", PlaceKind.GROUP), Place(TELEGRAM, "-100", PlaceKind.GROUP)

NAMES = {MAIN: "main", CHAT: "chat"}

LINK = "https://meet.example.org/tea"
CONTENT = Content("Tea and talk", Where("Blue Café", "1 High Street", (51.5, -0.12), LINK), "Bring a cup.")

_IDS = re.compile(r"\b[0-9a-f]{32}\b")


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of November 2026, in London and in UTC alike."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@dataclass
class Club(Town):
    """The town with meet-ups in it. `seconds` is what the clock shows that is never set."""

    platforms: Board = field(default_factory=Board)
    seconds: float = 0.0
    made: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.restart()

    def restart(self) -> None:
        """Begin anew, with all that is not kept forgotten."""
        stores, texts = self.stores, self.texts
        kept, together, cards = stores.meetups, stores.together, Cards(texts)
        alarm = Alarm()
        telling = Telling(kept.attendance, stores.people, self.outbox, self.clock)
        self.answers = Answers(kept, stores.people, telling, together, alarm.ring)
        notices = Notices(cards, kept, stores.people, stores.places, lambda place: NAMES.get(place, ""))
        self.announcing = Announcing(kept, stores.places, telling, together, frozenset({DISCORD}).__contains__, self.id)
        self.upkeep = Upkeep(
            cards,
            self.answers,
            kept,
            stores.places,
            self.platforms,
            stores.deliveries,
            self.outbox,
            telling,
            together,
            frozenset({TELEGRAM}).__contains__,
            frozenset({TELEGRAM}).__contains__,
            self.clock,
        )
        self.keeper = Keeper(
            self.announcing,
            self.upkeep,
            kept.posts,
            stores.places,
            self.platforms,
            clock=self.clock,
            alarm=alarm,
            steady=lambda: self.seconds,
        )
        self.organising = Organising(
            kept,
            stores.places,
            together,
            telling,
            wake=self.keeper.wake,
            new_id=self.id,
        )
        answering = Answering(cards, self.answers, kept, stores.people)
        asking = Asking(texts, self.answers, kept.words, stores.people, telling, together, self.id)
        coming = Coming(
            cards,
            self.answers,
            kept,
            stores.people,
            stores.places,
            self.announcing,
            self.keeper.wake,
            self.organising.announce_again,
        )
        self.settle([member_routes(answering, asking, coming)], notices.composers())

    def id(self) -> str:
        """Make ids that are the same in each run."""
        self.made += 1
        return UUID(int=self.made).hex

    def origin(self, person: Person, *, in_group: bool = False, seen: bool = False) -> Origin:
        role = Role.ORGANISER if person == ORGANISER else Role.MEMBER
        origin = super().origin(person, in_group=in_group, seen=seen)
        return replace(origin, role=role, name=f"name {person.id}", shows_forms=person.platform is DISCORD)

    async def meetup(self, **changes: object) -> Meetup:
        """Set a meet-up up: on Thursday 26 November at 19:00, in both groups, from now on."""
        meetup = await planned(self, self.id(), ORGANISER, CONTENT, (MAIN, CHAT), changes)
        assert await self.organising.create(meetup, self.clock.now)
        return meetup

    async def hands_over(self) -> None:
        """Let cards be wanted, and handed over to be delivered."""
        for _ in range(2):
            self.keeper.wake()
            await self.keeper.step()
            await self.keeper.idle()

    async def announced(self, **changes: object) -> MeetupDate:
        """Set a meet-up up, and let its cards be put."""
        meetup = await self.meetup(**changes)
        await self.keep()
        return (await self.dates(meetup))[0]

    async def open(self, *people: Person) -> None:
        """Let people not mind that what comes by itself says all."""
        for person in people:
            person_id = await self.stores.people.ensure(person, self.clock.now)
            profile = await self.stores.people.profile(person_id)
            await self.stores.people.set_profile(person_id, replace(profile, discreet=False))

    async def dates(self, meetup: Meetup) -> tuple[MeetupDate, ...]:
        return await self.stores.meetups.meetups.dates(meetup.id, meetup.created_at - timedelta(days=400))

    async def whole(self, on: MeetupDate) -> tuple[Meetup, MeetupDate]:
        """The meet-up and the date as they are kept now."""
        return (await self.answers.found(on.id)).both

    async def keep(self, rounds: int = 8) -> None:
        """Let the keeper and the deliveries do all there is to do."""
        self.keeper.wake()
        for _ in range(rounds):
            await self.keeper.step()
            await self.keeper.idle()
            await self.deliver()
            self.seconds += 4.0

    async def passes(self, **by: float) -> None:
        """Let time go by, and all that it brings happen."""
        self.clock.move(timedelta(**by))
        await self.keep()

    async def tap(self, person: Person, verb: str, on: MeetupDate, *behind: str, alone: bool = False) -> Reply:
        """Press a button under a card in the group, or in private."""
        code = ":".join(("meet", verb, on.id, *behind))
        self.heard.append(f"{person.platform} {person.id} presses {verb} {'alone' if alone else 'in the group'}")
        reply = await self._respond(Pressed(self.origin(person, in_group=not alone), code))
        assert reply is not None
        return reply

    async def says(  # type: ignore[override]
        self, person: Person, text: str, *, in_group: bool = False, silent: bool = False
    ) -> Reply | None:
        """Say something; `silent` if there may be no answer."""
        if not silent:
            return await super().says(person, text, in_group=in_group)
        return await self._respond(Said(self.origin(person, in_group=in_group, seen=True), text))

    async def submits(self, person: Person, code: str, text: str) -> Reply:
        """Send a form of one field."""
        self.heard.append(f"{person.platform} {person.id} writes: {text}")
        reply = await self._respond(Submitted(self.origin(person), code, {TEXT: text}))
        assert reply is not None
        return reply

    async def attendees(self, on: MeetupDate) -> tuple[Attendee, ...]:
        return await self.stores.meetups.attendance.attendees(on.id)

    async def posts(self, on: MeetupDate, kind: PostKind = PostKind.CARD) -> list[Post]:
        return [post for post in await self.stores.meetups.posts.of_date(on.id) if post.kind is kind]

    async def states(self, on: MeetupDate, kind: PostKind = PostKind.CARD) -> list[PostState]:
        return sorted(post.state for post in await self.posts(on, kind))

    def standing(self, place: Place) -> list[Reply]:
        """All messages in a group as they are now."""
        refs = {f"message {number}": call for number, call in enumerate(self.platforms.calls, 1) if call.to == place}
        now = {ref: call.reply for ref, call in refs.items()}
        now |= {ref: reply for to, ref, reply in self.platforms.edits if to == place}
        return list(now.values())

    def card(self, place: Place = MAIN) -> str:
        """The words of the newest card in a group, as it is now."""
        return plain([reply for reply in self.standing(place) if reply.outcome.startswith("meetup card")][-1].blocks)

    def told(self, person: Person) -> list[str]:
        """What came to somebody by itself, by its outcome."""
        return [call.reply.outcome for call in self.platforms.calls if call.to == person]


async def planned(  # noqa: PLR0917 (who, what and where)
    town: Town, id_: str, organiser: Person, content: Content, where: Sequence[Place], changes: Mapping[str, Any]
) -> Meetup:
    """Give a meet-up on Thursday 26 November at 19:00, announced from now on, with what is to be another way."""
    organiser_id = await town.stores.people.ensure(organiser, town.clock.now)
    places = tuple([await town.stores.places.ensure(place) for place in where])
    now = town.clock.now
    meetup = Meetup(id_, organiser_id, content, "Europe/London", date(2026, 11, 26), time(19), None, places, now, now)
    return replace(meetup, **changes)


def words(reply: Reply | None) -> str:
    """The words of a reply."""
    assert reply is not None
    return plain(reply.blocks)


def without_ids(heard: Sequence[str]) -> list[str]:
    """Leave out ids, as some are made by chance."""
    return [_IDS.sub("…", line) for line in heard]
