"""The town with meet-ups, reminders and all that is personal in it, put together as the bot does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.conversation.times.values import EveryWeeks
from bot.core.actions import Action
from bot.core.incoming import Origin, Pressed, Submitted
from bot.core.people import Person, Place, PlaceKind, Platform, Role
from bot.core.reply import LinkButton, Reply, Select
from bot.core.richtext import plain
from bot.features.meetups.attending import Attendee
from bot.features.meetups.keeping import Post, PostKind
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Series, Where
from bot.features.privacy.routes import FORGET, PrivacyRoutes
from bot.meetups import Meetups
from bot.reminders import Reminders
from bot.settings import DiscordPlace, Places, TelegramPlace, load_settings
from bot.surroundings import Surroundings
from tests.conftest import PROJECT
from tests.fakes.meetups import Board
from tests.features.meetups.club import planned
from tests.features.reminders.setup.chatting import PRESETS
from tests.features.town import ON, Town, buttons, code_in

DISCORD, TELEGRAM = Platform.DISCORD, Platform.TELEGRAM
ORGANISER, OTHER_ORGANISER = Person(TELEGRAM, "700000014"), Person(DISCORD, "700000015")
ANNA, ANNA_TOO = Person(TELEGRAM, "700000011"), Person(DISCORD, "700000021")
BERT, CLEO = Person(DISCORD, "700000012"), Person(TELEGRAM, "700000013")
MAIN, CHAT = Place(DISCORD, "100", PlaceKind.GROUP), Place(TELEGRAM, "-100", PlaceKind.GROUP)
ELSEWHERE = Place(TELEGRAM, "-200", PlaceKind.GROUP)

LINK, OTHER_LINK = "https://meet.example.org/secret-room", "https://meet.example.org/second-room"
CONTENT = Content("Evening of the lupus group", Where("Blue Café", "1 High Street", None, LINK), "Bring a cup.")
WEEKLY = Series(EveryWeeks(1))

NOBODYS = "0" * 32


@dataclass
class Outside(Board):
    """Platforms without addresses that open a private chat."""

    def address(self, platform: Platform, action: Action) -> str | None:
        return None


@dataclass
class Whole(Town):
    """The town with all of it, put together as the bot does."""

    board: Outside = field(default_factory=Outside)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.platforms = self.board
        around = Surroundings(self.stores, self.outbox, self.board, self.clock)
        self.reminders = reminders = Reminders(around, self.texts, ON, offered=lambda platform: True, missed_dose=None)
        shipped = load_settings(PROJECT)
        places = Places(
            discord=[DiscordPlace(id=MAIN.id, name="Main")], telegram=[TelegramPlace(id=CHAT.id, name="Chat")]
        )
        community = shipped.community.model_copy(update={"places": places})
        self.meetups = meetups = Meetups(around, replace(shipped, community=community), self.texts, ON)
        meetups.keeper._steady = lambda: self.seconds
        privacy = PrivacyRoutes(self.texts, "Kim", reminders.holdings)
        routes = [
            *reminders.routes(self.texts, lambda: PRESETS, FORGET, privacy.forget),
            *meetups.routes(self.texts),
            privacy.routes(),
        ]
        self.settle(routes, {**reminders.composers, **meetups.composers})

    def where(self, person: Person, place: Place | None = None) -> Origin:
        """Somebody in their private chat, or in a place."""
        role = Role.ORGANISER if person in (ORGANISER, OTHER_ORGANISER) else Role.MEMBER
        there = place or Place(person.platform, person.id)
        shows_forms = person.platform is DISCORD
        return Origin(person, there, self.clock.now, role, name=f"Name of {person.id}", shows_forms=shows_forms)

    def origin(self, person: Person, *, in_group: bool = False, seen: bool = False) -> Origin:
        place = {DISCORD: MAIN, TELEGRAM: CHAT}[person.platform] if in_group else None
        return replace(self.where(person, place), seen_by_others=in_group and seen)

    async def meetup(self, **changes: object) -> Meetup:
        """Let an organiser have set something up: for Thursday 26 November at 19:00, in both groups, from now on."""
        id_ = f"{len(await self.stores.meetups.meetups.planned()) + 1:032x}"
        meetup = await planned(self, id_, ORGANISER, CONTENT, (MAIN, CHAT), changes)
        assert await self.meetups._organising.create(meetup, self.clock.now)
        await self.keep()
        return meetup

    async def announced(self, **changes: object) -> MeetupDate:
        return (await self.dates(await self.meetup(**changes)))[0]

    async def dates(self, meetup: Meetup) -> tuple[MeetupDate, ...]:
        return await self.stores.meetups.meetups.dates(meetup.id, meetup.created_at - timedelta(days=400))

    async def keep(self, rounds: int = 8) -> None:
        """Let the keeper and the deliveries do all there is to do."""
        self.meetups.keeper.wake()
        for _ in range(rounds):
            await self.meetups.keeper.step()
            await self.meetups.keeper.idle()
            await self.deliver()
            self.seconds += 4.0

    async def passes(self, **by: float) -> None:
        self.clock.move(timedelta(**by))
        await self.keep()

    async def tap(self, person: Person, verb: str, on: MeetupDate | str, *behind: str, alone: bool = False) -> Reply:
        """Press a button under a card in the group, or in private."""
        date_id = on if isinstance(on, str) else on.id
        reply = await self.press(person, ":".join(("meet", verb, date_id, *behind)), alone=alone)
        assert reply is not None
        return reply

    async def press(self, person: Person, code: str, *, alone: bool = True, fresh: bool = False) -> Reply | None:
        return await self.router.respond(Pressed(self.origin(person, in_group=not alone), code, fresh))

    async def submits(self, person: Person, code: str, answers: Mapping[str, str]) -> Reply | None:
        return await self.router.respond(Submitted(self.where(person), code, answers))

    async def attendees(self, on: MeetupDate) -> tuple[Attendee, ...]:
        return await self.stores.meetups.attendance.attendees(on.id)

    async def posts(self, on: MeetupDate) -> list[Post]:
        return [post for post in await self.stores.meetups.posts.of_date(on.id) if post.kind is PostKind.CARD]

    async def now(self, on: MeetupDate) -> tuple[Meetup, MeetupDate]:
        kept = await self.stores.meetups.meetups.date(on.id)
        assert kept is not None
        meetup = await self.stores.meetups.meetups.meetup(kept.meetup_id)
        assert meetup is not None
        return meetup, kept

    async def linked(self) -> None:
        """Let Anna use both apps as one person."""
        self.clock.move(timedelta(seconds=11))
        code = code_in(await self.press(ANNA, "link:get"))
        asked = await self.says(ANNA_TOO, f"/link {code}")
        await self.press(ANNA_TOO, buttons(asked)["Yes, link them"])

    async def forgotten(self, person: Person) -> None:
        """Let somebody erase all that is kept about them."""
        asked = await self.says(person, "/forget")
        assert "Deleted" in words(await self.press(person, buttons(asked)["Yes, delete it"]))

    def told(self, person: Person) -> list[Reply]:
        """What came to somebody by itself."""
        return [call.reply for call in self.board.calls if call.to == person]

    def in_the_open(self) -> list[Reply]:
        """All that groups were shown by the bot itself."""
        posted = [call.reply for call in self.board.calls if isinstance(call.to, Place)]
        return [*posted, *(reply for _, _, reply in self.board.edits)]

    def card(self, place: Place = MAIN) -> str:
        """The newest words in a group."""
        shown = [call.reply for call in self.board.calls if call.to == place and call.reply.outcome == "meetup card"]
        edited = [reply for to, _, reply in self.board.edits if to == place]
        return words([*shown, *edited][-1])


def words(reply: Reply | None) -> str:
    assert reply is not None
    return plain(reply.blocks)


def all_of(reply: Reply | None) -> str:
    """All that a person can see of a reply, or open from it."""
    if reply is None:
        return ""
    found = [one for row in reply.rows for one in (row.options if isinstance(row, Select) else row)]
    labels = [one.label + (one.url if isinstance(one, LinkButton) else "") for one in found]
    files = [file.content.replace(b"\r\n ", b"").decode() + file.name for file in reply.attachments]
    return "\n".join([repr(reply.blocks), plain(reply.blocks), *map(_spans, reply.blocks), *labels, *files])


def _spans(block: object) -> str:
    spans = getattr(block, "spans", ()) or tuple(span for item in getattr(block, "items", ()) for span in item)
    return " ".join(f"{span.text} {getattr(span, 'url', '')}" for span in spans)
