"""In which of a person's private chats reminders come, and how all of them move to another one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.reaching import accounts, reachable
from bot.core.keeping import People
from bot.core.people import Platform
from bot.features.reminders.keeping import Plans
from bot.features.reminders.plans import Plan


class Changing(Protocol):
    """Changes plans that may be running."""

    async def change(self, before: Plan, after: Plan) -> bool:
        """Go on with a plan's next version; False if it was changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Knows and changes the platforms on which people are written to; `offered` tells where there are reminders."""

    plans: Plans
    people: People
    reminding: Changing
    offered: Callable[[Platform], bool] = frozenset(Platform).__contains__

    async def count(self, person_id: str) -> int:
        """Count a person's plans."""
        return len(await self.plans.of(person_id))

    async def used(self, person_id: str) -> frozenset[Platform]:
        """Give the platforms to which a person's reminders go."""
        return frozenset(plan.platform for plan in await self.plans.of(person_id))

    async def best(self, person_id: str, wanted: Platform | None = None) -> Platform | None:
        """Give the platform on which to tell a person something; None if they have no account at all.

        That is the one `wanted`, or the one to which their newest plan's reminders go; another one if they cannot be
        written to there.
        """
        if wanted is None:
            wanted = next((plan.platform for plan in reversed(await self.plans.of(person_id))), None)
        return await reachable(self.people, person_id, wanted)

    async def lost_at(self, person_id: str) -> datetime | None:
        """Give since when a person can be written to on none of their accounts; None if they can."""
        blocked = [account.blocked_at for account in await accounts(self.people, person_id)]
        return max((at for at in blocked if at is not None), default=None) if all(blocked) else None

    async def move(self, person_id: str, to: Platform, leaving: Collection[Platform]) -> int:
        """Let all reminders that go to one of these platforms come on another one; give how many plans moved."""
        moved = 0
        for plan in await self.plans.of(person_id):
            if plan.platform is not to and plan.platform in leaving:
                moved += await self.reminding.change(plan, plan.changed(platform=to))
        return moved
