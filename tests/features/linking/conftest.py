"""Anna uses the bot in two apps; Bert would like to see what she has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.conversation.tries import Taps, Tries
from bot.core.people import Person, Platform
from bot.core.reply import Reply
from bot.features.linking.accounts import Accounts
from bot.features.linking.notices import LinkingNews
from bot.features.linking.routes import LinkingRoutes
from bot.features.linking.showing import Showing
from bot.features.reminders.homes import Homes
from bot.features.reminders.plans import Plan
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.town import Town, buttons, code_in
from tests.storage.reminding import kept_plan

ANNA = Person(Platform.TELEGRAM, "700000021")
ANNA_TOO = Person(Platform.DISCORD, "700000022")
BERT = Person(Platform.DISCORD, "700000023")


@dataclass
class Linking(Town):
    """The town with /link in it. `offered`: where there are reminders."""

    offered: set[Platform] = field(default_factory=lambda: set(Platform))

    def __post_init__(self) -> None:
        super().__post_init__()
        stores, texts = self.stores, self.texts
        homes = Homes(stores.plans, stores.people, self, lambda platform: platform in self.offered)
        outgoing, together, arrives = self.outbox, stores.together, self.arrives
        accounts = Accounts(stores.links, stores.people, homes, outgoing, together, arrives, Tries())
        routes = LinkingRoutes(Showing(texts), accounts, Taps())
        self.settle([routes.routes()], LinkingNews(stores.people, texts).composers())

    async def offer(self, person: Person = ANNA) -> str:
        """Let somebody get a code."""
        code = code_in(await self.presses(person, "link:get"))
        self.clock.move(timedelta(seconds=11))
        return code

    async def join(self, person: Person = ANNA_TOO, code: str | None = None) -> Reply | None:
        """Let somebody type a code and agree."""
        asked = await self.says(person, f"/link {code or await self.offer()}")
        return await self.presses(person, buttons(asked)["Yes, link them"])

    async def plan(self, person: Person) -> Plan:
        return await kept_plan(self.stores, person)

    async def homes(self, person: Person) -> list[Platform]:
        """Tell where the reminders of a person's plans come."""
        return [plan.platform for plan in await self.stores.plans.of(await self.id_of(person))]


@pytest.fixture
async def town(stores: Stores, texts: Texts, clock: StoppedClock) -> Linking:
    return Linking(stores, texts, clock)
