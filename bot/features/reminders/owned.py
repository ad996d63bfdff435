"""Finds what a button names, for the person it belongs to alone, whoever made the button."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Origin
from bot.core.keeping import People
from bot.features.reminders.keeping import Occurrences, Plans
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import Plan

GONE = "reminder.gone"


@dataclass(frozen=True, slots=True)
class Found:
    """An occurrence and its plan, both of the person who pressed."""

    plan: Plan
    occurrence: Occurrence

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the plan."""
        return ZoneInfo(self.plan.zone)


@dataclass(frozen=True, slots=True)
class Owned:
    """Raises UserError for what is gone (`GONE`), and for what belongs to somebody else."""

    people: People
    plans: Plans
    occurrences: Occurrences

    async def found(self, origin: Origin, action: Action) -> Found:
        """Give the occurrence that an action names first."""
        occurrence = await self.occurrences.occurrence(argument(action, 0))
        if occurrence is None:
            raise UserError(GONE)
        await self._check(origin, occurrence.person_id)
        plan = await self.plans.plan(occurrence.plan_id)
        if plan is None:
            raise UserError(GONE)
        return Found(plan, occurrence)

    async def plan(self, origin: Origin, action: Action) -> Plan:
        """Give the plan that an action names first."""
        plan = await self.plans.plan(argument(action, 0))
        if plan is None:
            raise UserError(GONE)
        await self._check(origin, plan.person_id)
        return plan

    async def told(self, origin: Origin, action: Action) -> tuple[Occurrence, ...]:
        """Give the occurrences that the summary tells of which an action names first."""
        told = await self.occurrences.told_by(argument(action, 0))
        if not told:
            raise UserError(GONE)
        for person_id in {one.person_id for one in told}:
            await self._check(origin, person_id)
        return told

    async def _check(self, origin: Origin, person_id: str) -> None:
        if await self.people.find(origin.person) != person_id:
            raise UserError("error.not_your_button")


def argument(action: Action, place: int) -> str:
    """Give an argument of an action. Raises UserError if it has fewer: it comes from another version."""
    if place >= len(action.arguments):
        raise UserError("error.old_button")
    return action.arguments[place]
