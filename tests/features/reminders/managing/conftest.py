"""Anna takes something at 08:00 and 20:00, London time; it is noon on Friday 20 November 2026. Zoe is a stranger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

import pytest

from bot.core.actions import Action
from bot.core.incoming import Called, Origin
from bot.core.people import Person, Platform
from bot.core.reply import Reply
from bot.core.richtext import Blocks, paragraph, parse, plain
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.consents import VERSION, Purpose
from bot.features.reminders.history.routes import HistoryRoutes
from bot.features.reminders.managing.desk import Desk
from bot.features.reminders.managing.routes import ManagingRoutes
from bot.features.reminders.nudging import Nudging
from bot.features.reminders.plans import BloodTestPlan, DatePlan, DosePlan, Kind, Plan, Status
from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.reminding import Proof, Reminding
from bot.features.reminders.schedule import EveryDay, Schedule, Step
from bot.storage.stores import Stores
from bot.storage.types import new_id
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.town import Town, buttons
from tests.scenes import NOW

ANNA = Person(Platform.TELEGRAM, "700000011")
ANNA_ELSEWHERE = Person(Platform.DISCORD, "700000021")
ZOE = Person(Platform.TELEGRAM, "700000012")
LONDON = "Europe/London"
DOSES = DosePlan(Schedule((Step(date(2026, 11, 1), EveryDay(), (time(8), time(20))),)))
TEST = BloodTestPlan((Phase(Interval(2, Unit.WEEK), None),), date(2026, 11, 10))
DATE = DatePlan(date(2026, 12, 1), (1, 7), at=time(14, 30))
FORGET = Action("privacy", "forget")


@dataclass
class Managed(Town):
    """The town with /reminders in it. `proof` is what comes of test messages, `proved` to whom they were sent."""

    proof: Proof = Proof.ARRIVED
    proved: list[Person] = field(default_factory=list)
    changing: list[Plan] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    switched_off: set[Platform] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        stores = self.stores
        agenda = Agenda(stores.plans, stores.occurrences, self.outbox, stores.together, stores.deliveries.state)
        self.reminding = Reminding(agenda, Nudging(agenda), prove=self._prove, clock=self.clock, texts=self.texts)
        desk = Desk(
            self.texts,
            stores.people,
            stores.plans,
            stores.occurrences,
            self.reminding,
            stores.together,
            lambda platform: platform is not Platform.DISCORD,
            self._how_to_open,
            lambda platform: platform not in self.switched_off,
        )
        managing = ManagingRoutes(
            desk, stores.drafts, stores.carers, self._open_change, self._end_link, FORGET, self._otherwise
        )
        history = HistoryRoutes(self.texts, stores.people, stores.plans, stores.occurrences)
        self.settle([managing.routes(), history.routes()], {})

    async def plan(self, who: Person = ANNA, **changes: object) -> Plan:
        """Let somebody have a plan that reminds, in their zone and with their consent to all that there is."""
        person_id = await self.stores.people.ensure(who, NOW)
        profile = await self.stores.people.profile(person_id)
        await self.stores.people.set_profile(person_id, replace(profile, zone=LONDON))
        for purpose in (Purpose.DOSES, Purpose.BLOOD_TESTS, Purpose.DATES, Purpose.HISTORY):
            await self.stores.people.consent(person_id, purpose, VERSION, NOW)
        given = Plan(new_id(), person_id, Kind.DOSE, DOSES, LONDON, who.platform, NOW, status=Status.ACTIVE)
        given = replace(given, created_at=NOW + timedelta(seconds=len(await self.stores.plans.of(person_id))))
        plan = replace(given, **changes)  # type: ignore[arg-type]
        slot = plan.next_slot(self.clock.now)
        await self.stores.plans.add(plan, None if slot is None else slot.at)
        return plan

    async def kept(self, plan: Plan) -> Plan:
        found = await self.stores.plans.plan(plan.id)
        assert found is not None
        return found

    async def press(self, code: str, who: Person = ANNA, *, fresh: bool = False) -> str:
        """Press a button by its code; give the words of the answer."""
        return plain((await self.shown(code, who, fresh=fresh)).blocks)

    async def shown(self, code: str, who: Person = ANNA, *, fresh: bool = False) -> Reply:
        reply = await self.presses(who, code, fresh=fresh)
        assert reply is not None
        return reply

    async def follow(self, *labels: str, start: str = "/reminders", who: Person = ANNA) -> Reply:
        """Write something, then press one button after the other by their labels."""
        reply = await self.says(who, start)
        for label in labels:
            reply = await self.shown(buttons(reply)[label], who)
        return reply

    async def _prove(self, person: Person, reply: Reply) -> Proof:
        self.proved.append(person)
        return self.proof

    async def _open_change(self, plan: Plan, origin: Origin) -> Reply:
        self.changing.append(plan)
        return Reply((paragraph("What shall change?"),), outcome="change").for_asker()

    async def _end_link(self, person: Person, link_id: str) -> None:
        self.ended.append(link_id)
        await self.stores.carers.end(link_id)

    async def _otherwise(self, called: Called) -> Reply:
        return Reply((paragraph("Shall I delete everything?"),), outcome="forget").for_asker()

    @staticmethod
    def _how_to_open(platform: Platform) -> Blocks:
        return parse(f"Open the chat on {platform.value}.")


@pytest.fixture
async def town(stores: Stores, texts: Texts, clock: StoppedClock) -> Managed:
    return Managed(stores, texts, clock)
