"""Puts what a plan reminds of into the ledger, some time ahead, and takes it out again when the plan changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Protocol
from uuid import uuid4

from bot.delivery.due import Due
from bot.delivery.transport import State
from bot.features.reminders.clock_set_back import believed_until, is_false
from bot.features.reminders.dues import REMINDER, about, reminder, snoozed
from bot.features.reminders.keeping import Occurrences, Plans, Together
from bot.features.reminders.lateness import closes_at, late_until, notice_closes_at, notice_until
from bot.features.reminders.occurrences import EARLIEST, Occurrence, begun_anew
from bot.features.reminders.plans import DosePlan, Plan, Status
from bot.features.reminders.schedule import Slot

HORIZON = timedelta(minutes=30)
"""So far ahead reminders are put into the ledger."""

MOST_AT_ONCE = 60
"""After a long time without the bot, so many of one plan are kept: the newest."""

# So long after it was due something about an occurrence may still be queued.
_LOOK_BACK = timedelta(days=2)


_TICK = timedelta(microseconds=1)

Standing = Callable[[str, str], Awaitable[State | None]]
"""Tells how the newest delivery of a purpose about a subject stands; None if there is none."""


class Outgoing(Protocol):
    """Takes what is to be sent later."""

    async def put(self, *dues: Due) -> int:
        """Keep what is due; what has a key that is known already is left out. Raises NotSaved."""

    async def cancel(self, purpose: str, subject: str) -> int:
        """Cancel what is queued about a subject; give how many. Raises NotSaved."""

    async def disown(self, purpose: str, subject: str) -> None:
        """Let what was put about a subject be about nothing any more. Raises NotSaved."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due next, kept as occurrences and deliveries together: both of an occurrence, or none."""

    plans: Plans
    occurrences: Occurrences
    outbox: Outgoing
    together: Together
    state: Standing

    async def plan(self, plan: Plan, since: datetime, until: datetime, now: datetime) -> tuple[Occurrence, ...]:
        """Plan all that is due after `since`, up to `until`; give what is new.

        What can be sent no more is kept as well, without a delivery: it is told of later. Raises NotSaved.
        """
        due, next_at = upcoming(plan, since, until)
        newest = due[-MOST_AT_ONCE:]
        async with self.together():
            new = await self.plans.plan_occurrences(plan, newest, next_at)
            await self.outbox.put(*(reminder(plan, one) for one in new if one.late_until > now))
            if len(new) < len(newest):
                await self._correct(plan, newest, now)
        return new

    async def call_off(self, plan: Plan, now: datetime, *, moved: bool = False) -> None:
        """Take back what is ahead of a plan that has changed, and what is just due, unless the plan still has it.

        `moved`: it goes to another platform now, and so does what is just due.
        """
        async with self.together():
            gone = await self.plans.drop_ahead(plan.id, now)
            await self.silence(*gone)
            held = _locals(plan, now - _LOOK_BACK, now) if plan.status is Status.ACTIVE else frozenset()
            for one in await self.occurrences.of_plan(plan.id, now - _LOOK_BACK, now + _TICK):
                if one.local not in held:
                    await self.silence(one.id)
                elif moved and one.is_open:
                    await self._move(plan, one, now)

    async def silence(self, *occurrence_ids: str) -> None:
        """Cancel whatever is queued about occurrences."""
        for id_ in occurrence_ids:
            for purpose, subject in about(id_):
                await self.outbox.cancel(purpose, subject)

    async def renew(self, plan: Plan, before: Occurrence, after: Occurrence, now: datetime) -> bool:
        """Keep what an occurrence has become, and hand its reminder over anew if that has surely not gone out.

        False if it changed meanwhile.
        """
        async with self.together():
            if not await self.occurrences.change(before, after):
                return False
            await self.outbox.cancel(REMINDER, after.id)
            unsent = await self.state(REMINDER, after.id) in (None, State.CANCELLED)
            if unsent and after.is_open and now < after.late_until:
                await self.outbox.put(reminder(plan, after))
        return True

    async def _correct(self, plan: Plan, due: Sequence[Occurrence], now: datetime) -> None:
        """Begin those anew of which is known what cannot have been yet, unless the plan was changed meanwhile."""
        ahead = {one.local: one for one in due if one.at > now}
        if not ahead or await self.plans.plan(plan.id) != plan:
            return
        believed = believed_until(await self.plans.looked_after())
        first, last = min(one.at for one in ahead.values()), max(one.at for one in ahead.values())
        for known in await self.occurrences.of_plan(plan.id, first, last + _TICK):
            state = await self.state(REMINDER, known.id)
            if known.local in ahead and is_false(known, state, now, believed):
                await self._begin_anew(plan, known, begun_anew(known, ahead[known.local]))

    async def _begin_anew(self, plan: Plan, before: Occurrence, after: Occurrence) -> None:
        if await self.occurrences.change(before, after):
            for purpose, subject in about(after.id):
                await self.outbox.cancel(purpose, subject)
                await self.outbox.disown(purpose, subject)
            await self.outbox.put(reminder(plan, after))

    async def _move(self, plan: Plan, occurrence: Occurrence, now: datetime) -> None:
        await self.silence(occurrence.id)
        after = replace(occurrence, epoch=occurrence.epoch + 1)
        if await self.renew(plan, occurrence, after, now) and after.snoozed_until and after.snoozed_until > now:
            await self.outbox.put(snoozed(plan, after))

    async def coming(self, plan: Plan, now: datetime) -> Occurrence | None:
        """Give the next dose of a plan if it may be marked already; it is planned now if it was not yet."""
        slot = next(plan.slots(now), None) if _has_doses(plan) else None
        if slot is None or slot.at > now + EARLIEST:
            return None
        if (known := await self._at(plan, slot)) is None:
            await self.plan(plan, now, max(slot.at, now + HORIZON), now)
            known = await self._at(plan, slot)
        return known

    async def _at(self, plan: Plan, slot: Slot) -> Occurrence | None:
        found = await self.occurrences.of_plan(plan.id, slot.at, slot.at + _TICK)
        return next((one for one in found if one.local == slot.local), None)


def upcoming(plan: Plan, since: datetime, until: datetime) -> tuple[list[Occurrence], datetime | None]:
    """Give what a plan reminds of after `since`, up to `until`, and when it reminds next behind that."""
    due: list[Slot] = []
    following: Slot | None = None
    for slot in plan.slots(since):
        if slot.at > until:
            following = slot
            break
        due.append(slot)
    ahead = [*due, *([following] if following else [])]
    found = [occurrence_of(plan, slot, _next_at(ahead[place:])) for place, slot in enumerate(due)]
    return found, following.at if following else None


def occurrence_of(plan: Plan, slot: Slot, next_at: datetime | None) -> Occurrence:
    """Make an occurrence of a plan that reminds next at `next_at`."""
    is_dose = isinstance(plan.content, DosePlan)
    until, closes = (late_until, closes_at) if is_dose else (notice_until, notice_closes_at)
    return Occurrence(
        id=uuid4().hex,
        plan_id=plan.id,
        person_id=plan.person_id,
        local=slot.local,
        at=slot.at,
        late_until=until(slot.at, next_at),
        closes_at=closes(slot.at, next_at),
        next_at=next_at,
    )


def _next_at(slots: Sequence[Slot]) -> datetime | None:
    """Give the first moment behind that of the first slot; where a clock leaps, two can come at once."""
    return next((slot.at for slot in slots if slot.at > slots[0].at), None)


def _locals(plan: Plan, since: datetime, until: datetime) -> frozenset[datetime]:
    return frozenset(slot.local for slot in takewhile(lambda slot: slot.at <= until, plan.slots(since)))


def _has_doses(plan: Plan) -> bool:
    return plan.status is Status.ACTIVE and isinstance(plan.content, DosePlan)
