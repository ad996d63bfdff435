"""The end of the dialogue: the plan is kept, and a test message proves that the private chat works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Origin
from bot.core.keeping import People
from bot.core.people import Person, Platform
from bot.core.reply import Button, Reply
from bot.features.reminders.consents import require_consent
from bot.features.reminders.keeping import Plans
from bot.features.reminders.plans import MOST_PLANS, Plan, Status
from bot.features.reminders.reminding import Proof
from bot.features.reminders.setup.agreeing import NO
from bot.features.reminders.setup.building import changed_plan, new_plan
from bot.features.reminders.setup.draft import Answers, Draft
from bot.features.reminders.setup.showing import BEGIN, FEATURE
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

PROVE = "prove"
"""The verb of the button that sends the test message again."""

HOW_TO_OPEN: Mapping[Platform, Key] = {
    Platform.DISCORD: "remind.open_discord",
    Platform.TELEGRAM: "remind.open_telegram",
    Platform.CONSOLE: "remind.open_console",
}
"""How a person opens their private chat for the bot, by platform."""

_OUTCOMES: Mapping[Proof, Key] = {
    Proof.ARRIVED: "remind.arrived",
    Proof.CLOSED: "remind.closed",
    Proof.FAILED: "remind.failed",
    Proof.UNSURE: "remind.unsure",
}


class Starting(Protocol):
    """Starts and changes plans, and proves that the person can be reached."""

    async def start(self, plan: Plan, person: Person) -> Proof:
        """Keep a new plan, and let it begin if a test message reaches the person."""

    async def prove(self, plan: Plan, person: Person) -> Proof:
        """Send a test message; if it arrives, a plan that does not remind yet begins."""

    async def change(self, before: Plan, after: Plan) -> bool:
        """Keep the next version of a plan; False if it was changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Finishing:
    """Makes plans of finished drafts. `how_to_open` names the sentence that says how to open the private chat."""

    texts: Texts
    people: People
    plans: Plans
    reminding: Starting
    how_to_open: Callable[[Platform], Key]
    _under_way: set[Person] = field(default_factory=set, repr=False)

    async def finish(self, draft: Draft, person_id: str, origin: Origin) -> Reply | None:
        """Keep the plan; None while this is under way already, as the button was pressed twice.

        Raises UserError if there is no room for it, or if it was changed or removed elsewhere meanwhile.
        """
        if origin.person in self._under_way:
            return None
        self._under_way.add(origin.person)
        try:
            return await self._finished(draft, person_id, origin)
        finally:
            self._under_way.discard(origin.person)

    async def prove(self, plan_id: str, origin: Origin) -> Reply:
        """Send the test message of a plan once more. Raises UserError if it is not this person's."""
        plan = await self.plans.plan(plan_id)
        if plan is None or plan.person_id != await self.people.find(origin.person):
            raise UserError("error.old_button")
        if plan.status is not Status.UNPROVEN:
            return self._told(plan, Proof.ARRIVED, origin)
        await require_consent(self.people, plan)
        return self._told(plan, await self.reminding.prove(plan, origin.person), origin, tried=True)

    async def _finished(self, draft: Draft, person_id: str, origin: Origin) -> Reply:
        kept = await self.plans.plan(draft.plan_id)
        if draft.version:
            return await self._change(draft, kept, person_id)
        await self._set_profile(person_id, draft.answers)
        if kept is not None:  # the bot was stopped between the plan and the end of its draft
            return self._told(kept, await self.reminding.prove(kept, origin.person), origin)
        if len(await self.plans.of(person_id)) >= MOST_PLANS:
            raise UserError("remind.most_plans", most=str(MOST_PLANS))
        plan = new_plan(draft, person_id, origin.person.platform, origin.at)
        return self._told(plan, await self.reminding.start(plan, origin.person), origin)

    async def _change(self, draft: Draft, kept: Plan | None, person_id: str) -> Reply:
        if kept is None or kept.person_id != person_id or kept.version != draft.version:
            raise UserError("remind.changed_elsewhere")
        if not await self.reminding.change(kept, changed_plan(kept, draft.answers)):
            raise UserError("remind.changed_elsewhere")
        await self._set_profile(
            person_id, {name: draft.answers[name] for name in ("discreet",) if name in draft.answers}
        )
        return Reply(self.texts.rich("remind.changed"), outcome="remind changed").for_asker(BEGIN)

    async def _set_profile(self, person_id: str, answers: Answers) -> None:
        """Keep where the person is now, and that messages may show their words, if they said so."""
        before = await self.people.profile(person_id)
        discreet = before.discreet and answers.get("discreet") != NO
        after = replace(before, zone=answers.get("place", before.zone), discreet=discreet)
        if after != before:
            await self.people.set_profile(person_id, after)

    def _told(self, plan: Plan, proof: Proof, origin: Origin, *, tried: bool = False) -> Reply:
        """Say what came of the test message; the same words twice would look as if the press had done nothing."""
        blocks = self.texts.rich("remind.closed_again" if tried and proof is Proof.CLOSED else _OUTCOMES[proof])
        if proof is Proof.ARRIVED:
            return Reply(blocks, outcome="remind started").for_asker(BEGIN)
        # Where nothing was sent at all, it is not the private chat that has to be mended.
        how = () if proof is Proof.FAILED else self.texts.rich(self.how_to_open(origin.person.platform))
        again = Button(self.texts.line("remind.try_again"), Action(FEATURE, PROVE, (plan.id,)))
        return Reply((*blocks, *how), ((again,),), outcome=f"remind {proof}").for_asker(BEGIN)
