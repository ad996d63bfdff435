"""Starts, changes and ends plans, and takes answers: what is kept and what is to be sent change together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.people import Person
from bot.core.ports import Clock
from bot.core.reply import Button, Reply
from bot.features.reminders.agenda import HORIZON, Agenda
from bot.features.reminders.nudging import Nudging
from bot.features.reminders.occurrences import Occurrence, Pressed, Refusal
from bot.features.reminders.plans import Plan, Status
from bot.texts.catalogue import Texts

Mark = Callable[[Occurrence, datetime], Pressed]
"""What a press makes of an occurrence now: `taken`, `skipped`, `undone`, or `snoozed` with its pause given."""

ARRIVED = "arrived"
"""The verb of the button under the test message."""


class Proof(StrEnum):
    """What came of the test message in the private chat."""

    ARRIVED = "arrived"
    CLOSED = "closed"  # the private chat takes no messages
    FAILED = "failed"  # nothing was sent; it may work the next time
    UNSURE = "unsure"  # it was sent, and nobody knows whether it came


Prove = Callable[[Person, Reply], Awaitable[Proof]]
"""Sends a reply to the private chat of a person, at once and only once, and tells whether it arrived."""


class Reminding:
    """What people may do with their plans and answers. Whose these are is for the caller to check.

    Pausing, going on and removing are done to the plan as it is now, whatever else was changed meanwhile. Everything
    raises NotRead or NotSaved, and then nothing has changed.
    """

    def __init__(self, agenda: Agenda, nudging: Nudging, *, prove: Prove, clock: Clock, texts: Texts) -> None:
        self._agenda = agenda
        self._nudging = nudging
        self._prove = prove
        self._clock = clock
        self._texts = texts

    async def start(self, plan: Plan, person: Person) -> Proof:
        """Keep a new plan, and let it begin if a test message reaches the person."""
        await self._agenda.plans.add(plan, None)
        return await self.prove(plan, person)

    async def prove(self, plan: Plan, person: Person) -> Proof:
        """Send a test message; if it arrives, a plan that does not remind yet begins."""
        proof = await self._prove(person, self.test_message(plan))
        if proof is Proof.ARRIVED:
            await self.arrived(plan)
        return proof

    async def arrived(self, plan: Plan) -> bool:
        """Let a plan begin that does not remind yet, as a message was read; False if it does, or is gone."""
        return await self._become(plan, Status.ACTIVE, of=Status.UNPROVEN)

    async def change(self, before: Plan, after: Plan) -> bool:
        """Keep the next version of a plan, and plan anew what is ahead; False if it was changed meanwhile.

        One that had ended begins again if it has something ahead.
        """
        now, agenda = self._clock(), self._agenda
        if before.status is after.status is Status.ENDED and next(after.slots(now), None) is not None:
            after = replace(after, status=Status.ACTIVE)
        async with agenda.together():
            if not await agenda.plans.change(before, after, after.next_look(now)):
                return False
            await agenda.call_off(after, now, moved=before.platform is not after.platform)
            if after.status is Status.ACTIVE:
                await agenda.plan(after, now, now + HORIZON, now)
        return True

    async def pause(self, plan: Plan, until: date | None) -> bool:
        """Let a plan rest until a day, or for good; False if it is gone, or does not remind."""
        return await self._become(plan, Status.PAUSED, until, of=Status.ACTIVE)

    async def resume(self, plan: Plan) -> bool:
        """Let a paused plan go on; False if it is gone, or not paused."""
        return await self._become(plan, Status.ACTIVE, of=Status.PAUSED)

    async def remove(self, plan: Plan) -> bool:
        """Remove a plan with all that was answered to it; False if it is gone already."""
        async with self._agenda.together():
            await self._agenda.call_off(plan.goes(Status.ENDED), self._clock())
            return await self._agenda.plans.remove(plan.id)

    async def stop_all(self, person_id: str) -> int:
        """Pause for good every plan of a person that reminds, or would go on some day; give how many."""
        stopped = 0
        for plan in await self._agenda.plans.of(person_id):
            stopped += await self.pause(plan, None)
        return stopped

    async def coming(self, plan: Plan) -> Occurrence | None:
        """Give the next dose of a plan if it may be marked already."""
        return await self._agenda.coming(plan, self._clock())

    async def mark(self, occurrence: Occurrence, what: Mark) -> Pressed:
        """Let a press change an occurrence as it is now; give what it has become, or why it stays.

        Raises UserError if it is gone.
        """
        found: Occurrence | None = occurrence
        while found is not None:
            pressed = what(found, self._clock())
            if isinstance(pressed, Refusal) or await self._marked(found, pressed):
                return pressed
            found = await self._agenda.occurrences.occurrence(occurrence.id)
        raise UserError("reminder.gone")

    def test_message(self, plan: Plan) -> Reply:
        """Give what shows that messages arrive, with a button that says so."""
        button = Button(self._texts.line("reminder.arrived_button"), Action("rem", ARRIVED, (plan.id,)))
        return Reply(self._texts.rich("reminder.test_message"), ((button,),), outcome="reminder test")

    async def _become(self, plan: Plan, status: Status, until: date | None = None, *, of: Status) -> bool:
        """Let the plan, as it is now, go on as `status` if it is `of`. One paused until a day may be paused anew."""
        found: Plan | None = plan
        while found is not None:
            again = status is Status.PAUSED and found.status is Status.PAUSED and found.paused_until != until
            if found.status is not of and not again:
                return False
            if await self.change(found, found.goes(status, until)):
                return True
            found = await self._agenda.plans.plan(plan.id)
        return False

    async def _marked(self, before: Occurrence, after: Occurrence) -> bool:
        """Keep a press, with all that follows for what is queued; False if the occurrence changed meanwhile."""
        async with self._agenda.together():
            plan = await self._agenda.plans.plan(before.plan_id)
            if plan is None or not await self._agenda.occurrences.change(before, after):
                return False
            await self._nudging.answered(plan, before, after, self._clock())
        return True
