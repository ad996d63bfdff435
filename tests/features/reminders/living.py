"""One person with reminders, over real storage, a real ledger and the real courier. Time moves when it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.core.actions import Action
from bot.core.keeping import Profile
from bot.core.people import Person, Platform
from bot.core.reply import Reply
from bot.core.richtext import plain
from bot.delivery.counting import Counts
from bot.delivery.due import Due
from bot.delivery.outbox import Outbox
from bot.delivery.tending import Tending
from bot.features.reminders.agenda import HORIZON, Agenda
from bot.features.reminders.composing import Composing
from bot.features.reminders.consents import VERSION, Purpose
from bot.features.reminders.date_presses import DatePresses
from bot.features.reminders.nudging import Nudging
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.owned import Owned
from bot.features.reminders.plan_presses import PlanPresses
from bot.features.reminders.planning import Planner
from bot.features.reminders.plans import Content, DosePlan, Kind, Plan
from bot.features.reminders.presses import DosePresses
from bot.features.reminders.reminding import Proof, Reminding
from bot.features.reminders.schedule import Days, EveryDay, Schedule, Step
from bot.features.reminders.settling import Settling
from bot.features.reminders.showing import Showing
from bot.features.reminders.wording import Doors, Wording
from bot.features.reminders.zone_rules import Rules, ZoneRules
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.town import Town, buttons

ANNA = Person(Platform.TELEGRAM, "799000000001")
ZONE = "Europe/London"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
DOORS = Doors(Action("faq", "open", ("missed-dose",)), Action("reminders", "history"), Action("reminders", "stop"))


def doses(*times: time, days: Days | None = None, nudges: int = 0, last: date | None = None, cue: str = "") -> DosePlan:
    """Doses every day from 1 November on, at 08:00 unless said otherwise."""
    step = Step(date(2026, 11, 1), days or EveryDay(), times or (time(8),))
    return DosePlan(Schedule((step,), last), cue, nudges)


def at(day: int, hour: int = 0, minute: int = 0, *, month: int = 11, zone: str = ZONE) -> datetime:
    """A moment of 2026, by the clock on the wall."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Message:
    """What came by itself, and when."""

    at: datetime
    reply: Reply

    @property
    def text(self) -> str:
        return plain(self.reply.blocks)

    def __str__(self) -> str:
        return f"{self.at.astimezone(ZoneInfo(ZONE)):%d %H:%M} {self.text.splitlines()[0]}"


class Bell(Outbox):
    """Remembers that something was put."""

    rung = False

    async def put(self, *dues: Due) -> int:
        self.rung = True
        return await super().put(*dues)


@dataclass
class Life:
    """`came` is all that came by itself. `away`: the platform cannot be reached; `wrong`: how far the clock was set."""

    stores: Stores
    texts: Texts
    clock: StoppedClock
    rules: Rules = field(default_factory=Rules)
    proofs: list[Proof] = field(default_factory=list)
    carers_told: list[tuple[str, datetime]] = field(default_factory=list)
    came: list[Message] = field(default_factory=list)
    proving: list[Reply] = field(default_factory=list)
    away: bool = False
    wrong: timedelta = timedelta(0)
    person: Person = ANNA

    def __post_init__(self) -> None:
        stores = self.stores
        self.town = Town(stores, self.texts, self.clock)
        self.town.outbox = self.bell = Bell(stores.deliveries, (), self.clock)
        self.agenda = Agenda(
            stores.plans, stores.occurrences, self.town.outbox, stores.together, stores.deliveries.state
        )
        nudging = Nudging(self.agenda, self._after_last)
        self.reminding = Reminding(self.agenda, nudging, prove=self._prove, clock=self.clock, texts=self.texts)
        wording = Wording(self.texts, DOORS)
        self.composing = Composing(
            self.agenda, nudging, stores.people, wording, lambda platform: True, lambda platform: True
        )
        self.settling = Settling(self.agenda, stores.people)
        self.zone_rules = ZoneRules(self.agenda, self.rules)
        self.planner = Planner(self.agenda, self.settling, self.zone_rules, self.clock)
        self.tending = Tending(stores.deliveries, counts=Counts(), clock=self.clock, steady=self._steady)
        owned = Owned(stores.people, stores.plans, stores.occurrences)
        routes = (
            DosePresses(owned, self.reminding, Showing(wording)).routes(),
            PlanPresses(owned, self.reminding, wording).routes(),
            DatePresses(owned, self.reminding, wording).routes(),
        )
        self.town.settle(routes, self.composing.composers())

    def _steady(self) -> float:
        return (self.clock.now - self.wrong).timestamp()

    async def _after_last(self, plan: Plan, occurrence: Occurrence, now: datetime) -> None:
        self.carers_told.append((occurrence.id, now))

    async def _prove(self, person: Person, reply: Reply) -> Proof:
        self.proving.append(reply)
        return self.proofs.pop(0) if self.proofs else Proof.ARRIVED

    async def settles(self, *, zone: str = ZONE, discreet: bool = True, quiet: tuple[str, str] | None = None) -> str:
        """Let the person be known, and agree to everything."""
        people = self.stores.people
        person_id = await people.ensure(self.person, self.clock.now)
        await people.set_profile(person_id, Profile(zone=zone, discreet=discreet, quiet=quiet))
        for purpose in Purpose:
            await people.consent(person_id, purpose, VERSION, self.clock.now)
        return person_id

    async def starts(
        self, content: Content | None = None, kind: Kind = Kind.DOSE, zone: str = ZONE, **more: object
    ) -> Plan:
        """Let the person start a plan."""
        person_id = await self.stores.people.find(self.person) or await self.settles(zone=zone)
        platform = self.person.platform
        plan = Plan(uuid4().hex, person_id, kind, content or doses(), zone, platform, self.clock.now, **more)  # type: ignore[arg-type]
        await self.reminding.start(plan, self.person)
        return await self.plan(plan)

    async def plan(self, plan: Plan) -> Plan:
        """Give a plan as it is now."""
        found = await self.stores.plans.plan(plan.id)
        assert found is not None
        return found

    async def round(self) -> None:
        """Let everything that runs beside come round once."""
        await self.planner.once()
        await self.tending.step()
        if not self.away:
            sent = await self.town.deliver()
            self.came += [Message(self.clock.now, reply) for _, reply in sent]

    async def until(self, moment: datetime, step: timedelta = HOUR) -> None:
        """Live on: the bot comes round now and then, in time for what is due, and sends that when it is due."""
        await self.round()
        while self.clock.now < moment:
            due = await self.stores.deliveries.next_at(self.person.platform, self.clock.now)
            soon = min(moment, self.clock.now + step, await self._next_plan())
            if due is not None and due <= soon:
                self.clock.now = due
                await self.round()
            else:
                self.clock.now, self.bell.rung = soon, False
                await self.planner.once()
                if self.bell.rung:
                    await self.round()
        await self.round()

    async def _next_plan(self) -> datetime:
        """Give when something comes within the horizon next."""
        first = await self.stores.plans.due(self.clock.now + 100 * DAY, 1)
        ahead = [planned.next_at - HORIZON / 2 for planned in first]
        return max(ahead[0], self.clock.now + MINUTE) if ahead else self.clock.now + DAY

    async def sleeps_until(self, moment: datetime) -> None:
        """Let the bot not run for a while."""
        self.clock.now = moment

    def set_clock(self, by: timedelta) -> None:
        """Let somebody set the clock of the machine."""
        self.clock.move(by)
        self.wrong += by

    def restarted(self) -> Life:
        """Give the same life with a bot that has just been started anew."""
        return Life(self.stores, self.texts, self.clock, self.rules, came=self.came, wrong=self.wrong)

    async def occurrences(self, plan: Plan) -> tuple[Occurrence, ...]:
        now = self.clock.now
        return await self.stores.occurrences.of_plan(plan.id, now - 400 * DAY, now + 400 * DAY)

    async def press(self, label: str, on: Reply | None = None, **more: bool) -> Reply:
        """Press a button of a message, or of the last one that came."""
        shown = on or self.came[-1].reply
        reply = await self.town.presses(self.person, buttons(shown)[label], **more)
        assert reply is not None
        return reply

    async def types(self, text: str) -> Reply:
        return await self.town.says(self.person, text)

    @property
    def lines(self) -> list[str]:
        """What came by itself: when, and the first line."""
        return [str(message) for message in self.came]
