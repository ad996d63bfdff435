"""What reminders need kept. Storage keeps it; what it means stands in `plans` and `occurrences`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.core.people import Platform
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import Plan

KEPT_DAYS = 90
"""How long answers are kept unless the person chose another time."""

LEAST_KEPT_DAYS, MOST_KEPT_DAYS = 30, 400
UNKEPT_DAYS = 8
"""How long answers are kept for a person who wants no history: as long as one can still be changed."""


class Together(Protocol):
    """Makes one transaction of all that is kept within it, whichever store keeps it."""

    def __call__(self) -> AbstractAsyncContextManager[object]:
        """Begin; leave it with an error to take all back. Raises NotSaved."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that reminds, with the moment (UTC) at which it reminds next: all before is planned already."""

    plan: Plan
    next_at: datetime


@dataclass(frozen=True, slots=True)
class NextMoment:
    """When a plan reminds next: what the clock on the wall of its zone shows then, and the moment (UTC).

    The moment is by the rules that the zone had when it was worked out. The plan was of this version then.
    """

    plan_id: str
    version: int
    zone: str = field(repr=False)
    local: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Leap:
    """What the clock showed before and after it went on by more, or less, than the time that had gone by."""

    start: datetime
    end: datetime

    @property
    def size(self) -> timedelta:
        """How far it went; less than nothing if it was set back."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """When plans were last looked after, by the clock of then.

    `leap`: the last time that it leapt forward since then, or the bot did not run. `back`: the last time that it was
    set back, unless it was behind then and is right again. `believed`: up to when what was sent or answered was
    believed before that, and is believed again where there is no `back`.
    """

    at: datetime
    leap: Leap | None = None
    back: Leap | None = None
    believed: datetime | None = None


class Plans(Protocol):
    """Keeps plans with the moment (UTC) at which each reminds next. Raises NotRead or NotSaved."""

    async def add(self, plan: Plan, next_at: datetime | None) -> None:
        """Keep a new plan."""

    async def plan(self, plan_id: str) -> Plan | None:
        """Give a plan."""

    async def of(self, person_id: str) -> tuple[Plan, ...]:
        """Give all plans of a person, the oldest first."""

    async def change(self, before: Plan, after: Plan, next_at: datetime | None) -> bool:
        """Keep a plan's next version; False if it is no longer as it was `before`."""

    async def remove(self, plan_id: str) -> bool:
        """Remove a plan with its occurrences; False if there is none."""

    async def due(self, until: datetime, most: int) -> tuple[Planned, ...]:
        """Give some plans that remind next at `until` or sooner, the soonest first."""

    async def plan_occurrences(
        self, plan: Plan, occurrences: Sequence[Occurrence], next_at: datetime | None
    ) -> tuple[Occurrence, ...]:
        """Keep occurrences of a plan, and when it reminds next; give those that were new.

        One whose local time is known already is left out, and nothing is kept if the plan was changed meanwhile.
        """

    async def drop_ahead(self, plan_id: str, after: datetime) -> tuple[str, ...]:
        """Remove the occurrences after a moment that have no answer, as the plan was changed; give their ids."""

    async def in_zones(self, zones: Collection[str], after_id: str, most: int) -> tuple[NextMoment, ...]:
        """Tell when some plans in these zones remind next, by rising id, those behind `after_id`."""

    async def set_next(self, moments: Sequence[tuple[NextMoment, datetime]]) -> None:
        """Let plans remind next at other moments. One that was changed or planned meanwhile is left as it is."""

    async def zone_rules(self) -> dict[str, str]:
        """Give the prints of the zones' rules by which the moments were worked out."""

    async def set_zone_rules(self, prints: dict[str, str]) -> None:
        """Keep such prints beside those that are kept."""

    async def on(self, behind: str, most: int) -> tuple[Plan, ...]:
        """Give some plans that are active or paused, by rising id, those behind one."""

    async def looked_after(self) -> LookedAfter | None:
        """Tell when plans were last looked after; None if they never were."""

    async def set_looked_after(self, last: LookedAfter) -> None:
        """Keep when plans were last looked after."""


class Occurrences(Protocol):
    """Keeps occurrences. Raises NotRead or NotSaved."""

    async def occurrence(self, occurrence_id: str) -> Occurrence | None:
        """Give an occurrence."""

    async def change(self, before: Occurrence, after: Occurrence) -> bool:
        """Keep what an occurrence has become; False if it is no longer as it was `before`."""

    async def of_plan(self, plan_id: str, since: datetime, until: datetime) -> tuple[Occurrence, ...]:
        """Give the occurrences of a plan that are due within this time, the first one first."""

    async def of_person(self, person_id: str, since: datetime, until: datetime) -> tuple[Occurrence, ...]:
        """Give the occurrences of all plans of a person that are due within this time, the first one first."""

    async def told_by(self, summary: str) -> tuple[Occurrence, ...]:
        """Give those that one summary tells of."""

    async def unsettled(self, now: datetime, most: int) -> tuple[Occurrence, ...]:
        """Give some that are too late to be sent, and were not looked at since."""

    async def in_zones(
        self, zones: Collection[str], behind: Occurrence | None, most: int
    ) -> tuple[tuple[Occurrence, str], ...]:
        """Give some with their zone, one of these, that have no answer and can still be sent or were not looked at.

        They come in the order in which they get too late, those behind one of them.
        """

    async def over(self, now: datetime, most: int) -> tuple[Occurrence, ...]:
        """Give some that are open though their time is over."""

    async def keep_for(self, person_id: str, days: int) -> None:
        """Keep a person's answers for so many days from now on."""

    async def kept_for(self, person_id: str) -> int:
        """Give for how many days a person's answers are kept."""

    async def remove_old(self, now: datetime, most: int) -> int:
        """Remove some that are older than their person wants them kept; give how many."""


class LinkState(StrEnum):
    """How far two people have agreed."""

    INVITED = "invited"  # the code waits for the carer
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class CarerLink:
    """A person lets a carer learn when a reminder stays unanswered.

    `carer_id` and `platform`, where the carer accepted, are None until then. `number` tells apart those whom one carer
    cares for: the least number from 1 on that none of the carer's other links had when this one was accepted.
    """

    id: str
    person_id: str = field(repr=False)
    carer_id: str | None = field(repr=False)
    state: LinkState
    created_at: datetime
    expires_at: datetime | None = None
    platform: Platform | None = None
    number: int = 0


class Carers(Protocol):
    """Keeps who cares for whom. Codes are kept as marks alone. Raises NotRead or NotSaved."""

    async def invite(self, person_id: str, code: str, now: datetime, until: datetime) -> CarerLink:
        """Keep an invitation; an older one of the person that nobody has accepted is gone."""

    async def invitation(self, code: str, now: datetime) -> CarerLink | None:
        """Give the invitation with this code, unless it is over or was used."""

    async def accept(self, link_id: str, carer_id: str, platform: Platform, now: datetime) -> CarerLink | None:
        """Let the carer accept, and give the link; None if it was accepted, ended or over meanwhile."""

    async def links(self, person_id: str) -> tuple[CarerLink, ...]:
        """Give all links in which a person takes part, on either side."""

    async def end(self, link_id: str) -> bool:
        """End a link; False if there is none."""
