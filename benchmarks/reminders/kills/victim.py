"""The process that is killed: plans, ledger, delivery, presses and one platform; without its knowledge it starts fast.

Its clock runs faster than the true one, so that half an hour takes seconds.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from benchmarks.kill.points import PassBy, PointedLedger, PointedOutbox, PointedPlatforms
from benchmarks.kill.tally import AGAIN
from benchmarks.kill.victim import DISCORD_TIMING, LOOK, FastClock, killing
from bot import log
from bot.adapters.discord.gateway import DiscordAdapter, DiscordOptions
from bot.adapters.telegram.gateway import TelegramAdapter, TelegramOptions, Timing
from bot.conversation.forms import RunningForms
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.people import Platform
from bot.core.ports import Adapter
from bot.core.richtext import parse
from bot.delivery.delivering import Delivering
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.composing import Composing
from bot.features.reminders.date_presses import DatePresses
from bot.features.reminders.nudging import Nudging
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.owned import Owned
from bot.features.reminders.plan_presses import PlanPresses
from bot.features.reminders.planning import Planner
from bot.features.reminders.plans import Plan
from bot.features.reminders.presses import DosePresses
from bot.features.reminders.reminding import Proof, Reminding
from bot.features.reminders.settling import Settling
from bot.features.reminders.showing import Showing
from bot.features.reminders.wording import Wording
from bot.features.reminders.zone_rules import Rules, ZoneRules
from bot.running import Adapters, run
from bot.storage.address import read_address
from bot.storage.occurrences import StoredOccurrences
from bot.storage.plans import StoredPlans
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from bot.texts.catalogue import Texts, load_texts
from tests.fakes.danger import ScriptedDanger
from tests.fakes.questions import ScriptedQuestions

UP = "up"
"""Is printed when it runs."""

POINTS = tuple(
    f"{when} {what}"
    for what in ("plan", "put", "mark", "cancel", "claim", "begin", "send", "record", "recover")
    for when in ("before", "after")
)
"""Where it is killed: in the middle of a transaction, or beside it."""


class PointedPlans(StoredPlans):
    """The real plans; what passes a point is told."""

    def __init__(self, stores: Stores, pass_by: PassBy) -> None:
        super().__init__(stores.database, stores.keyring)
        self._pass_by = pass_by

    async def plan_occurrences(
        self, one: Plan, occurrences: Sequence[Occurrence], next_at: datetime | None
    ) -> tuple[Occurrence, ...]:
        self._pass_by("before plan")
        found = await super().plan_occurrences(one, occurrences, next_at)
        self._pass_by("after plan")
        return found


class PointedOccurrences(StoredOccurrences):
    """The real occurrences; what passes a point is told."""

    def __init__(self, stores: Stores, pass_by: PassBy) -> None:
        super().__init__(stores.database, stores.keyring)
        self._pass_by = pass_by

    async def change(self, before: Occurrence, after: Occurrence) -> bool:
        self._pass_by("before mark")
        done = await super().change(before, after)
        self._pass_by("after mark")
        return done


def builder(platform: Platform, router: Router, texts: Texts, clock: FastClock) -> Callable[[], Adapter]:
    """Give what builds the adapter of a platform, pointed at the fake one."""
    given = os.environ

    def telegram() -> Adapter:
        options, timing = TelegramOptions(api_url=given["KILL_API_URL"]), Timing(poll=1, read=2.0)
        return TelegramAdapter(given["KILL_TOKEN"], router, texts, options, clock, timing)

    def discord() -> Adapter:
        options = DiscordOptions(api_url=given["KILL_API_URL"], gateway_url=given["KILL_GATEWAY_URL"])
        return DiscordAdapter(given["KILL_TOKEN"], router, texts, options, clock, timing=DISCORD_TIMING)

    return telegram if platform is Platform.TELEGRAM else discord


async def main() -> int:
    """Remind until killed or stopped."""
    log.set_up("info")
    given = os.environ
    platform = Platform(given["KILL_PLATFORM"])
    clock = FastClock(float(given["KILL_START"]), float(given["KILL_SPEED"]))
    pass_by = killing(given.get("KILL_AT", ""))
    address = read_address(given["DATABASE_URL"], Path("/"))
    async with open_stores(address, Keyring.read(given["BOT_MASTER_KEY"])) as opened:
        ledger = PointedLedger(opened, pass_by)
        stores = replace(
            opened,
            plans=PointedPlans(opened, pass_by),
            occurrences=PointedOccurrences(opened, pass_by),
            deliveries=ledger,
        )
        outbox, texts = PointedOutbox(ledger, [platform], clock, pass_by), load_texts("en")
        agenda = Agenda(stores.plans, stores.occurrences, outbox, stores.together, ledger.state)
        nudging, wording = Nudging(agenda), Wording(texts)
        reminding = Reminding(agenda, nudging, prove=_proves, clock=clock, texts=texts)
        adapters = Adapters({platform: builder(platform, _router(stores, reminding, wording, texts), texts, clock)})
        composing = Composing(agenda, nudging, stores.people, wording, lambda _: True, lambda _: False)
        rules = ZoneRules(agenda, Rules(tuple))
        planner = Planner(agenda, Settling(agenda, stores.people), rules, clock, clock.sleep)
        delivering = Delivering(
            ledger,
            stores.recipients,
            PointedPlatforms(adapters, pass_by),
            composing.composers(),
            outbox=outbox,
            again=parse(AGAIN),
            clock=clock,
            sleep=clock.sleep,
        )

        async def look() -> None:
            print(UP, flush=True)
            while True:
                await delivering.outbox.put()
                await asyncio.sleep(LOOK)

        return await run(adapters, texts, (delivering.run, planner.run, look))


def _router(stores: Stores, reminding: Reminding, wording: Wording, texts: Texts) -> Router:
    owned = Owned(stores.people, stores.plans, stores.occurrences)
    return Router(
        danger=ScriptedDanger(),
        questions=ScriptedQuestions(),
        routes=(
            DosePresses(owned, reminding, Showing(wording)).routes(),
            PlanPresses(owned, reminding, wording).routes(),
            DatePresses(owned, reminding, wording).routes(),
        ),
        forms=RunningForms(texts, stores.forms),
        limits=Limits(Limit(10_000), Limit(10_000)),
        texts=texts,
        listens=lambda _: False,
    )


async def _proves(*_: object) -> Proof:
    return Proof.ARRIVED


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
