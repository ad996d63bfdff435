"""One person in a chat with the whole dialogue behind it: real stores, the real router, and a private chat to prove."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.conversation.forms import RunningForms
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.forms import Form
from bot.core.incoming import Called, Incoming, Origin, Pressed, Said, Submitted
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.reply import Audience, Button, Reply, Row, Select, Showing
from bot.core.richtext import plain
from bot.delivery.outbox import Outbox
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.nudging import Nudging
from bot.features.reminders.plans import Plan
from bot.features.reminders.presets import Presets, load_presets
from bot.features.reminders.reminding import Proof, Reminding
from bot.features.reminders.setup.dialogue import Dialogue
from bot.features.reminders.setup.routes import SetupRoutes
from bot.features.reminders.setup.starting import HOW_TO_OPEN, Finishing
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.danger import ScriptedDanger
from tests.fakes.questions import ScriptedQuestions

ROOT = Path(__file__).resolve().parents[4]
PRESETS = load_presets(ROOT / "knowledge" / "en" / "blood_test_presets.yaml", ROOT)

TELEGRAM = Person(Platform.TELEGRAM, "700000001")
DISCORD = Person(Platform.DISCORD, "800000001")
START = datetime(2026, 11, 20, 18, 53, tzinfo=UTC)
"""A Friday; 19:53 in Zurich."""


@dataclass
class PrivateChats:
    """Where test messages go: they arrive, or not, as it is told."""

    proof: Proof = Proof.ARRIVED
    sent: list[Reply] = field(default_factory=list)

    async def __call__(self, person: Person, reply: Reply) -> Proof:
        self.sent.append(reply)
        return self.proof


@dataclass
class World:
    """What outlives a restart of the bot, and what it is told from outside."""

    texts: Texts
    stores: Stores
    now: datetime = START
    chats: PrivateChats = field(default_factory=PrivateChats)
    offered: bool = True
    presets: Presets = PRESETS

    def setup(self) -> SetupRoutes:
        """Build the feature as it stands after a start."""
        stores, texts = self.stores, self.texts
        outbox = Outbox(stores.deliveries, (), lambda: self.now)
        agenda = Agenda(stores.plans, stores.occurrences, outbox, stores.together, stores.deliveries.state)
        reminding = Reminding(agenda, Nudging(agenda), prove=self.chats, clock=lambda: self.now, texts=texts)
        dialogue = Dialogue(
            texts,
            stores.drafts,
            stores.people,
            stores.plans,
            stores.occurrences,
            lambda: self.presets,
            lambda platform: platform is not Platform.DISCORD,
        )
        finishing = Finishing(texts, stores.people, stores.plans, reminding, HOW_TO_OPEN.__getitem__)
        return SetupRoutes(dialogue, finishing, lambda platform: self.offered)

    def router(self, setup: SetupRoutes) -> Router:
        """Build the router as it stands after a start."""
        return Router(
            danger=ScriptedDanger(),
            questions=ScriptedQuestions(),
            routes=(setup.routes(),),
            forms=RunningForms(self.texts, self.stores.forms),
            limits=Limits(Limit(1000), Limit(1000)),
            texts=self.texts,
            listens=lambda place: False,
        )


class Chat:
    """One person's side of it. `shown` is the message that the buttons stand under, `transcript` all that was said."""

    def __init__(self, world: World, person: Person = TELEGRAM, place: Place | None = None) -> None:
        self.world = world
        self.person = person
        self.place = place or Place(person.platform, person.id)
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
        self.setup = self.world.setup()
        self.router = self.world.router(self.setup)

    def code(self, label: str) -> str:
        """Give the code of the button with this label, ticked or not."""
        [found] = [button.action.code for button in self.buttons if button.label.removeprefix("✓ ") == label]
        return found

    async def command(self, name: str = "remind") -> Reply | None:
        self.transcript.append(f"> /{name}")
        return await self.does(Called(self.origin(shows_forms=self.has_windows), name))

    async def press(self, *labels: str | int) -> None:
        """Press buttons one after the other, by what stands on them or by their place."""
        for wanted in labels:
            label = self.labels[wanted] if isinstance(wanted, int) else wanted
            self.transcript.append(f"> [{label}]")
            await self.does(Pressed(self.origin(shows_forms=self.has_windows), self.code(label)))

    async def press_code(self, code: str, *, fresh: bool = False) -> Reply | None:
        return await self.does(Pressed(self.origin(shows_forms=self.has_windows), code, fresh))

    async def type(self, text: str) -> Reply | None:
        """Type an answer: into the window that the button opens, or straight into the chat."""
        self.transcript.append(f"> {text}")
        if not self.has_windows:
            return await self.does(Said(self.origin(), text))
        return await self.submit(await self.window(), text)

    async def submit(self, form: Form, text: str) -> Reply:
        """Send a window."""
        reply = await self.does(Submitted(self.origin(), form.action.code, {form.fields[0].name: text}))
        assert reply is not None
        return reply

    async def window(self) -> Form:
        """Open the window for typing."""
        reply = await self.router.respond(Pressed(self.origin(shows_forms=True), self.code("Type it")))
        assert reply is not None
        assert reply.form is not None
        assert len(reply.form.title) <= 45
        return reply.form

    async def plans(self) -> tuple[Plan, ...]:
        person_id = await self.world.stores.people.find(self.person)
        return () if person_id is None else await self.world.stores.plans.of(person_id)

    async def plan(self) -> Plan:
        [plan] = await self.plans()
        return plan

    def origin(self, *, shows_forms: bool = False) -> Origin:
        self.world.now += timedelta(seconds=1)
        return Origin(self.person, self.place, self.world.now, shows_forms=shows_forms)

    async def does(self, incoming: Incoming) -> Reply | None:
        reply = await self.router.respond(incoming)
        if reply is None:
            return None
        assert reply.audience is Audience.ASKER
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
        return "\n".join((plain(reply.blocks), *map(_row, reply.rows)))


def in_group(person: Person) -> Place:
    """Give a place where others read along."""
    return Place(person.platform, "-100500", PlaceKind.GROUP)


def _row(row: Row) -> str:
    if isinstance(row, Select):
        return f"({row.prompt}) {_row(row.options)}"
    return " ".join(f"[{button.label}]" for button in row)
