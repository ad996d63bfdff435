"""The loop beside the platforms that sees to it that everything is planned in time, and to what could not be sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.errors import StorageError
from bot.core.ports import Clock
from bot.features.reminders.agenda import HORIZON, Agenda
from bot.features.reminders.clock_set_back import follow_clock
from bot.features.reminders.keeping import Planned
from bot.features.reminders.plans import Status
from bot.features.reminders.settling import Settling, safely
from bot.features.reminders.zone_rules import ZoneRules

log = logging.getLogger(__name__)

# Reminders are planned half an hour ahead, so that a round more or less changes nothing.
EVERY = 30.0
AT_ONCE = 200

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Planner:
    """Comes round every half a minute. Several copies of the bot may do so at once."""

    agenda: Agenda
    settling: Settling
    zone_rules: ZoneRules
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self) -> None:
        """Plan until cancelled. What the database refuses is tried anew the next time."""
        started = False
        while True:
            try:
                if not started:
                    await self.zone_rules.follow(self.clock())
                    started = True
                await self.once()
            except StorageError as error:
                log.warning("reminders could not be planned now (%s)", type(error).__name__)
            except Exception:
                log.exception("reminders could not be planned")
            await self.sleep(EVERY)

    async def once(self) -> None:
        """Plan what comes within the horizon, then see to what is over."""
        now = self.clock()
        await safely(follow_clock(self.agenda.plans, self.agenda.together, now))
        failed: set[str] = set()
        while batch := await self._due(now, failed):
            for planned in batch:
                if not await safely(self._plan(planned, now)):
                    failed.add(planned.plan.id)
        await self.settling.once(now)

    async def _due(self, now: datetime, failed: set[str]) -> tuple[Planned, ...]:
        """Give some that are to be planned; one that could not be comes again the next time."""
        found = await self.agenda.plans.due(now + HORIZON, AT_ONCE + len(failed))
        return tuple(planned for planned in found if planned.plan.id not in failed)

    async def _plan(self, planned: Planned, now: datetime) -> None:
        """Plan one, and keep that it goes on after its pause."""
        plan, agenda = planned.plan, self.agenda
        async with agenda.together():
            if plan.status is Status.PAUSED:
                before, plan = plan, plan.goes(Status.ACTIVE)
                if not await agenda.plans.change(before, plan, planned.next_at):
                    return
            await agenda.plan(plan, planned.next_at - _TICK, now + HORIZON, now)
