"""What follows a reminder: nudges while there is no answer, the same once more after a snooze, a word to carers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.transport import State
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.dues import NUDGE, NUDGE_EVERY, REMINDER, nudge, nudge_subject, reminder, snoozed
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import DosePlan, Plan

AfterLast = Callable[[Plan, Occurrence, datetime], Awaitable[None]]
"""Is told at the moment of the last message about a dose that has no answer. It may be told so more than once."""

# What may have reached the person counts as a nudge.
_PERHAPS_SENT = (State.SENDING, State.SENT, State.UNKNOWN)


async def nobody(plan: Plan, occurrence: Occurrence, now: datetime) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Nudging:
    """Puts what follows. A dose gets as many nudges as its plan has, however often it is snoozed."""

    agenda: Agenda
    after_last: AfterLast = nobody

    async def follow(self, plan: Plan, occurrence: Occurrence, now: datetime) -> None:
        """Let nudges follow a message that goes out now, instead of those that were to follow an earlier one."""
        if not isinstance(plan.content, DosePlan):
            return
        async with self.agenda.together():
            left = [number for number in range(1, plan.content.nudges + 1) if await self._is_left(occurrence, number)]
            dues = [nudge(plan, occurrence, number, now + place * NUDGE_EVERY) for place, number in enumerate(left, 1)]
            coming = [due for due in dues if due is not None]
            await self.agenda.outbox.put(*coming)
            if not coming:
                await self.after_last(plan, occurrence, now)

    async def nudged(self, plan: Plan, occurrence: Occurrence, number: int, now: datetime) -> None:
        """See to what follows the nudge with this number."""
        if isinstance(plan.content, DosePlan) and number >= plan.content.nudges:
            await self.after_last(plan, occurrence, now)

    async def answered(self, plan: Plan, before: Occurrence, after: Occurrence, now: datetime) -> None:
        """Change what is queued as a press asks for, in the transaction that keeps the press."""
        outbox = self.agenda.outbox
        if not after.is_open:
            await self.agenda.silence(after.id)
        elif after.snoozed_until != before.snoozed_until:
            await self.agenda.silence(after.id)
            await outbox.put(snoozed(plan, after))
        elif before.is_dose_answer:
            await self._again(plan, after, now)

    async def _again(self, plan: Plan, occurrence: Occurrence, now: datetime) -> None:
        """Go on after Undo: with the reminder, if that never went out, or else with its nudges.

        One that waits still comes by itself: with its mark, where it may have come before.
        """
        state = await self.agenda.state(REMINDER, occurrence.id)
        if state in _PERHAPS_SENT:
            await self.follow(plan, occurrence, now)
        elif state is not State.QUEUED and now < occurrence.late_until:
            await self.agenda.outbox.put(reminder(plan, occurrence))

    async def _is_left(self, occurrence: Occurrence, number: int) -> bool:
        """Take back a nudge that is queued; tell whether it may be put anew."""
        subject = nudge_subject(occurrence.id, number)
        await self.agenda.outbox.cancel(NUDGE, subject)
        return await self.agenda.state(NUDGE, subject) not in _PERHAPS_SENT
