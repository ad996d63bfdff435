"""Organisers in a chat with the whole of /meetup behind it: real stores, the real router, and what it led to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.conversation.forms import RunningForms
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.forms import Form
from bot.core.incoming import Called, Incoming, Origin, Pressed, Said, Submitted
from bot.core.people import Person, Place, PlaceKind, Platform, Role
from bot.core.reply import Audience, Button, Reply, Row, Select, Showing
from bot.core.richtext import plain
from bot.delivery.outbox import Outbox
from bot.features.meetups.attending import Answer, Attendee
from bot.features.meetups.cards import Cards
from bot.features.meetups.meetup import Meetup, MeetupDate
from bot.features.meetups.organising import Organising
from bot.features.meetups.planning.asking import Spot
from bot.features.meetups.planning.dialogue import Dialogue
from bot.features.meetups.planning.routes import organisers_routes
from bot.features.meetups.telling import Telling
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.danger import ScriptedDanger
from tests.fakes.questions import ScriptedQuestions

TELEGRAM = Person(Platform.TELEGRAM, "700000001")
DISCORD = Person(Platform.DISCORD, "800000001")
START = datetime(2026, 11, 20, 18, 53, tzinfo=UTC)
"""A Friday; 18:53 in London."""

MAIN = Spot("Main chat", Place(Platform.TELEGRAM, "-1001", PlaceKind.GROUP))
LOUNGE = Spot("Lounge", Place(Platform.DISCORD, "2002", PlaceKind.GROUP))
FIRST = {
    "title": "Coffee and a chat",
    "when": "24 November 7 pm",
    "duration": "90 min",
    "where": "Old Library, 5 High Street",
    "text": "By the window.",
}
"""Answers to the form of a new meet-up."""


@dataclass
class World:
    """What outlives a restart of the bot, and what it is told from outside."""

    texts: Texts
    stores: Stores
    now: datetime = START
    spots: tuple[Spot, ...] = (MAIN, LOUNGE)
    zone: str = "Europe/London"
    woken: int = 0
    ids: list[str] = field(default_factory=list)

    def organising(self) -> Organising:
        stores, kept = self.stores, self.stores.meetups
        telling = Telling(kept.attendance, stores.people, Outbox(stores.deliveries, (), self.clock), self.clock)
        return Organising(kept, stores.places, stores.together, telling, self.wake, self.new_id)

    def router(self) -> Router:
        """Build the router as it stands after a start."""
        stores, texts = self.stores, self.texts
        dialogue = Dialogue(
            texts,
            stores.drafts,
            stores.people,
            stores.places,
            self.organising(),
            Cards(texts).preview,
            lambda: self.spots,
            self.zone,
            self.new_id,
        )
        return Router(
            danger=ScriptedDanger(),
            questions=ScriptedQuestions(),
            routes=(organisers_routes(dialogue),),
            forms=RunningForms(texts, stores.forms),
            limits=Limits(Limit(100_000), Limit(100_000)),
            texts=texts,
            listens=lambda place: False,
        )

    def clock(self) -> datetime:
        return self.now

    def wake(self) -> None:
        self.woken += 1

    def new_id(self) -> str:
        """Make ids that are the same in each run."""
        self.ids.append(f"{len(self.ids) + 1:032x}"[::-1])
        return self.ids[-1]

    async def meetups(self) -> tuple[Meetup, ...]:
        return await self.stores.meetups.meetups.planned()

    async def meetup(self) -> Meetup:
        [meetup] = await self.meetups()
        return meetup

    async def dates(self) -> tuple[MeetupDate, ...]:
        meetup = await self.meetup()
        return await self.organising().coming(meetup, self.now)

    async def answers(self, on: MeetupDate, **names: Answer) -> None:
        """Let people on Telegram answer, each by their name."""
        await self._answered(on, names, waits=False)

    async def waiting(self, on: MeetupDate, *names: str) -> None:
        """Let people wait for a seat."""
        await self._answered(on, dict.fromkeys(names, Answer.GOING), waits=True)

    async def _answered(self, on: MeetupDate, names: Mapping[str, Answer], *, waits: bool) -> None:
        kept = self.stores.meetups.attendance
        for name, answer in names.items():
            person_id = await self.stores.people.ensure(Person(Platform.TELEGRAM, name), self.now)
            async with self.stores.together():
                number = await kept.hold(on.id)
                assert number is not None
                one = Attendee(person_id, answer, number, self.now, Platform.TELEGRAM, name=name, waits=waits)
                await kept.put(on.id, one)

    async def told(self, *purposes: str) -> int:
        """Count what is queued of some purposes."""
        held = await self.stores.deliveries.claim(Platform.TELEGRAM, "test", 500, self.now + timedelta(minutes=1))
        return sum(one.due.purpose in purposes for one in held)


class Chat:
    """One organiser's side of it. `shown` is the message that the buttons stand under."""

    def __init__(self, world: World, person: Person = TELEGRAM, role: Role = Role.ORGANISER) -> None:
        self.world = world
        self.person = person
        self.role = role
        self.place = Place(person.platform, person.id)
        self.shown = Reply()
        self.note = ""
        self.transcript: list[str] = []
        self.restart()

    @property
    def has_windows(self) -> bool:
        """Whether forms open in windows, as on Discord."""
        return self.person.platform is Platform.DISCORD

    @property
    def words(self) -> str:
        """What stands in the message that is shown."""
        return plain(self.shown.blocks)

    @property
    def buttons(self) -> list[Button]:
        """All that can be pressed, in order."""
        every = (one for row in self.shown.rows for one in (row.options if isinstance(row, Select) else row))
        return [one for one in every if isinstance(one, Button)]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    def restart(self) -> None:
        """The bot is started anew on the same database."""
        self.router = self.world.router()

    def code(self, label: str) -> str:
        """Give the code of the button with this label, ticked or to be mended or not."""
        plain_labels = [button.label.removeprefix("✓ ").removeprefix("→ ") for button in self.buttons]
        assert label in plain_labels, f"{label!r} is none of {plain_labels}"
        return self.buttons[plain_labels.index(label)].action.code

    async def command(self, what: str = "", name: str = "meetup") -> Reply | None:
        self.transcript.append(f"> /{name} {what}".rstrip())
        arguments = {"what": what} if what else {}
        return await self.does(Called(self.origin(shows_forms=self.has_windows), name, arguments))

    async def press(self, *labels: str) -> None:
        """Press buttons one after the other, by what stands on them."""
        for label in labels:
            self.transcript.append(f"> [{label}]")
            await self.does(Pressed(self.origin(shows_forms=self.has_windows), self.code(label)))

    async def press_code(self, code: str, *, fresh: bool = False) -> Reply | None:
        return await self.does(Pressed(self.origin(shows_forms=self.has_windows), code, fresh))

    async def type(self, text: str) -> Reply | None:
        """Type something: into the window that "Type it" opens, or straight into the chat."""
        self.transcript.append(f"> {text}")
        if not self.has_windows:
            return await self.does(Said(self.origin(), text))
        reply = await self.router.respond(Pressed(self.origin(shows_forms=True), self.code("Type it")))
        assert reply is not None
        assert reply.form is not None
        return await self.submit(reply.form, {reply.form.fields[0].name: text})

    async def submit(self, form: Form, answers: Mapping[str, str]) -> Reply | None:
        """Send a window."""
        assert len(form.title) <= 45
        assert all(len(asked.label) <= 45 and len(asked.hint) <= 100 for asked in form.fields)
        return await self.does(Submitted(self.origin(), form.action.code, answers))

    async def new(self, **answers: str) -> None:
        """Begin a new meet-up, and fill its form in: in a window, or step by step."""
        wanted = {**FIRST, **answers}
        reply = await self.command("new")
        assert reply is not None
        if reply.form is not None:
            self.transcript += [f"> {asked.label}: {wanted[asked.name]}" for asked in reply.form.fields]
            await self.submit(reply.form, wanted)
            return
        for text in wanted.values():
            if text:
                await self.type(text)
            else:
                await self.press("Skip")

    def origin(self, *, shows_forms: bool = False) -> Origin:
        self.world.now += timedelta(seconds=1)
        return Origin(self.person, self.place, self.world.now, self.role, shows_forms=shows_forms)

    async def does(self, incoming: Incoming) -> Reply | None:
        reply = await self.router.respond(incoming)
        if reply is None:
            return None
        assert reply.audience is Audience.ASKER or reply.outcome in ("form none", "form cancelled")
        assert reply.outcome not in ("failed", "")
        if reply.showing is Showing.NOTE:
            self.note = plain(reply.blocks)
            assert "\n" not in self.note
            assert not reply.rows
        elif reply.form is None:
            self.shown = reply
            self.transcript.append(self._written(reply))
        return reply

    def _written(self, reply: Reply) -> str:
        files = [f"({one.name})" for one in reply.attachments]
        return "\n".join(part for part in (plain(reply.blocks), *map(_row, reply.rows), *files) if part)


def _row(row: Row) -> str:
    if isinstance(row, Select):
        return f"({row.prompt}) {_row(row.options)}"
    return " ".join(f"[{button.label}]" for button in row)
