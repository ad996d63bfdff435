"""Anna takes something every day at twelve; Bert and Cleo may become her carers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.conversation.tries import Taps, Tries
from bot.core.actions import Action
from bot.core.people import Person, Platform
from bot.core.reply import Reply
from bot.core.richtext import parse, plain
from bot.delivery.composing import Moment
from bot.delivery.due import Due
from bot.features.privacy.retention import SILENCE, SilenceWarning
from bot.features.reminders.carers.agreements import Agreements
from bot.features.reminders.carers.losing import LosingCarers
from bot.features.reminders.carers.notices import AFTER, CarerNews, CarerNotices
from bot.features.reminders.carers.routes import CarersRoutes
from bot.features.reminders.carers.showing import Showing
from bot.features.reminders.dues import CARER_NOTICE, REMINDER, reminder
from bot.features.reminders.homes import Homes
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import Plan
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.town import Town, buttons, code_in
from tests.storage.reminding import kept_occurrence, kept_plan

ANNA = Person(Platform.TELEGRAM, "700000011")
BERT = Person(Platform.DISCORD, "700000012")
CLEO = Person(Platform.TELEGRAM, "700000013")


@dataclass
class Carers(Town):
    """The town with /carers in it. `up_since`: since when presses come through, None: they do not."""

    up_since: datetime | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        stores, texts = self.stores, self.texts
        self.up_since = self.clock.now - timedelta(days=1)
        homes = Homes(stores.plans, stores.people, self)
        self.agreements = Agreements(stores.carers, stores.people, homes, self.outbox, stores.together, Tries())
        self.notices = CarerNotices(
            stores.carers,
            stores.plans,
            stores.occurrences,
            stores.people,
            homes,
            stores.deliveries.state,
            self.outbox,
            lambda platform: self.up_since,
            texts,
        )
        composers = {
            REMINDER: _remind,
            CARER_NOTICE: self.notices.compose,
            SILENCE: SilenceWarning(texts, stores.outdated.still_silent).compose,
            **CarerNews(stores.carers, homes, texts).composers(),
        }
        self.recipients = LosingCarers(stores.recipients, self.agreements)
        routes = CarersRoutes(Showing(texts), self.agreements, Taps(), address, self.arrives)
        self.settle([routes.routes()], composers)

    async def invite(self, person: Person) -> str:
        """Let somebody make a code."""
        asked = await self.presses(person, "carers:invite")
        reply = asked if "Your code" in plain((asked or Reply()).blocks) else await self.presses(person, "carers:agree")
        self.clock.move(timedelta(seconds=11))
        return code_in(reply)

    async def accept(self, carer: Person, code: str) -> Reply | None:
        """Let somebody accept what a code asks."""
        asked = await self.says(carer, f"/carers {code}")
        return await self.presses(carer, buttons(asked)["Accept"])

    async def linked(self, person: Person = ANNA, carer: Person = BERT) -> None:
        """Let a person have a carer, with all messages about that sent."""
        await self.accept(carer, await self.invite(person))
        await self.deliver()

    async def plan(self, person: Person = ANNA, **changes: object) -> Plan:
        return await kept_plan(self.stores, person, self.clock.now, **{"zone": "Europe/London", **changes})

    async def reminded(self, plan: Plan, **changes: object) -> Occurrence:
        """Let a reminder come now that is the last message about its dose."""
        occurrence = await kept_occurrence(self.stores, plan, self.clock.now, **changes)
        await self.outbox.put(reminder(plan, occurrence))
        await self.deliver()
        await self.notices.after_last(plan, occurrence, self.clock.now)
        return occurrence

    async def told(self, after: timedelta = AFTER) -> list[tuple[Person, str]]:
        """Let time go by; give to whom a notice was sent, with its words."""
        self.clock.move(after)
        sent = await self.deliver()
        notices = [(to, plain(reply.blocks)) for to, reply in sent if reply.outcome == "carer notice"]
        return [(to, words) for to, words in notices if isinstance(to, Person)]


async def _remind(due: Due, moment: Moment) -> Reply:
    return Reply(parse("Your reminder."), outcome="reminder")


def address(platform: Platform, action: Action) -> str | None:
    return f"https://t.me/bot?start={action.payload}" if platform is Platform.TELEGRAM else None


@pytest.fixture
async def town(stores: Stores, texts: Texts, clock: StoppedClock) -> Carers:
    return Carers(stores, texts, clock)
