"""When a government changes its clocks, a new edition of the time zones says so: moments are worked out anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.zones.rules import rules_changed, rules_print, zone_names
from bot.conversation.zones.rules import zone as zone_of
from bot.core.clock import moment
from bot.features.reminders.agenda import Agenda, occurrence_of
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.schedule import Slot

log = logging.getLogger(__name__)

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of all zones as they are now: their names, a print of each, and whether one has changed since."""

    names: Callable[[], Collection[str]] = zone_names
    print_of: Callable[[str, int], str] = rules_print
    changed: Callable[[str, str], bool] = rules_changed


@dataclass(frozen=True, slots=True)
class ZoneRules:
    """Compares the rules with those by which moments were worked out. Needed once at each start."""

    agenda: Agenda
    rules: Rules = Rules()

    async def follow(self, now: datetime) -> None:
        """Work out anew whatever hangs on a zone whose rules have changed. Raises NotRead or NotSaved.

        Breaking off half-way does no harm: it begins anew at the next start.
        """
        kept = await self.agenda.plans.zone_rules()
        changed, prints = await asyncio.to_thread(_compared, self.rules, kept, now.year)
        if changed:
            log.info("the clocks of %d zones have new rules", len(changed))
            await self._move_kept(changed, now)
            await self._move_next(changed)
        await self.agenda.plans.set_zone_rules(prints)

    async def _move_next(self, zones: frozenset[str]) -> None:
        """Let plans remind next when the clocks on their walls show the same as before."""
        last = ""
        while batch := await self.agenda.plans.in_zones(zones, last, AT_ONCE):
            last = batch[-1].plan_id
            moments = [(one, moment(one.local, zone_of(one.zone))) for one in batch]
            await self.agenda.plans.set_next([(one, at) for one, at in moments if at != one.at])

    async def _move_kept(self, zones: frozenset[str], now: datetime) -> None:
        """Move occurrences that are kept already, and what was put about them, unless that has gone out."""
        last = None
        while batch := await self.agenda.occurrences.in_zones(zones, last, AT_ONCE):
            last = batch[-1][0]
            for one, zone in batch:
                if moment(one.local, zone_of(zone)) != one.at:
                    await self._move(one, now)

    async def _move(self, before: Occurrence, now: datetime) -> None:
        plan = await self.agenda.plans.plan(before.plan_id)
        if plan is None:
            return
        slot = Slot(before.local, moment(before.local, zone_of(plan.zone)))
        following = next(plan.slots(slot.at), None)
        new = occurrence_of(plan, slot, following.at if following else None)
        after = replace(new, id=before.id, snoozed_until=before.snoozed_until, epoch=before.epoch + 1)
        await self.agenda.renew(plan, before, after, now)


def _compared(rules: Rules, kept: dict[str, str], year: int) -> tuple[frozenset[str], dict[str, str]]:
    """Give the zones whose rules have changed, and the prints to keep."""
    names = rules.names()
    changed = frozenset(name for name in names if name in kept and rules.changed(name, kept[name]))
    prints = {name: rules.print_of(name, year) for name in names}
    return changed, {name: print_ for name, print_ in prints.items() if kept.get(name) != print_}
