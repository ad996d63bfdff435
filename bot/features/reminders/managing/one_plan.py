"""What can be done with one plan, beside pausing it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.core.actions import Action
from bot.core.calendar_files import MEDIA_TYPE
from bot.core.incoming import Origin, Pressed
from bot.core.keeping import Account
from bot.core.people import Platform
from bot.core.reply import Attachment, Button, Reply
from bot.core.richtext import Blocks
from bot.features.reminders import calendar
from bot.features.reminders.consents import require_consent
from bot.features.reminders.describing import day_in_words
from bot.features.reminders.managing.desk import PLATFORMS, Desk, OpenChange, act, reply
from bot.features.reminders.managing.overview import Overview
from bot.features.reminders.plans import DosePlan, Plan
from bot.features.reminders.reminding import Proof
from bot.texts.keys import Key

_PROOFS: Mapping[Proof, Key] = {
    Proof.ARRIVED: "reminders.proof_arrived",
    Proof.CLOSED: "reminders.proof_closed",
    Proof.FAILED: "reminders.proof_failed",
    Proof.UNSURE: "reminders.proof_unsure",
}


@dataclass(frozen=True, slots=True)
class OnePlan:
    """Handlers of a plan's own page."""

    desk: Desk
    overview: Overview
    open_change: OpenChange

    async def change(self, pressed: Pressed, action: Action) -> Reply:
        """Open the dialogue in which a plan is changed."""
        return await self.open_change(await self.desk.plan(pressed.origin, action), pressed.origin)

    async def ask_to_remove(self, pressed: Pressed, action: Action) -> Reply:
        """Ask whether a plan shall be deleted as it is now."""
        desk, plan = self.desk, await self.desk.plan(pressed.origin, action)
        row = (
            desk.button("reminders.delete_yes", act("remove", plan.id, str(plan.version))),
            desk.quiet_button("reminders.delete_no", act("plan", plan.id)),
        )
        return reply(desk.texts.rich("reminders.delete_ask"), row, outcome="delete asked").in_place()

    async def remove(self, pressed: Pressed, action: Action) -> Reply:
        """Delete a plan. If it was changed since that was asked, it is asked again."""
        plan = await self.desk.plan(pressed.origin, action)
        if action.arguments[1:] != (str(plan.version),):
            return await self.ask_to_remove(pressed, action)
        await self.desk.reminding.remove(plan)
        return (await self.overview.listed(pressed.origin, self.desk.texts.rich("reminders.deleted"))).in_place()

    async def prove(self, pressed: Pressed, action: Action) -> Reply:
        """Send the test message again; how the private chat is opened is told if it does not arrive."""
        desk, plan = self.desk, await self.desk.plan(pressed.origin, action)
        account = await desk.people.account(plan.person_id, plan.platform)
        if account is None or not desk.offered(plan.platform):
            return await self.overview.now(plan, pressed.origin, self._failed(Proof.CLOSED, plan.platform))
        await require_consent(desk.people, plan)
        proof = await desk.reminding.prove(plan, account.person)
        note = desk.texts.rich(_PROOFS[proof]) if proof is Proof.ARRIVED else self._failed(proof, plan.platform)
        return await self.overview.now(plan, pressed.origin, note)

    async def file(self, pressed: Pressed, action: Action) -> Reply:
        """Hand over a copy for the person's calendar. It names nothing, unless the person wants their own words."""
        desk, plan = self.desk, await self.desk.plan(pressed.origin, action)
        discreet = (await desk.people.profile(plan.person_id)).discreet
        shown = not discreet and desk.labels_allowed(pressed.origin.person.platform)
        neutral = desk.texts.line("reminders.file_summary")

        def summary(plan: Plan, label: str) -> str:
            return (label or plan.label or neutral) if shown else neutral

        found = await asyncio.to_thread(calendar.copy, (plan,), summary, pressed.origin.at)
        if found is None:
            return reply(desk.texts.rich("reminders.file_nothing"), outcome="calendar empty")
        file = Attachment("reminders.ics", MEDIA_TYPE, found.content)
        blocks = (*desk.texts.rich("reminders.file"), *self._until(found.until))
        return replace(reply(blocks, outcome="calendar"), attachments=(file,))

    async def ask_where(self, pressed: Pressed, action: Action) -> Reply:
        """Ask on which of their accounts a person wants a reminder."""
        desk, plan = self.desk, await self.desk.plan(pressed.origin, action)
        accounts = await self.overview.accounts(plan.person_id)
        others = tuple(
            self._place(plan, account) for account in accounts if account.person.platform is not plan.platform
        )
        blocks = desk.texts.rich("reminders.where_ask", platform=desk.texts.line(PLATFORMS[plan.platform]))
        back = (desk.quiet_button("reminders.back_button", act("plan", plan.id)),)
        return reply(blocks, others, back, outcome="where asked").in_place()

    async def move(self, pressed: Pressed, action: Action) -> Reply:
        """Let a reminder come on another platform, once a test message has arrived there."""
        desk, plan = self.desk, await self.desk.plan(pressed.origin, action)
        accounts = {account.person.platform.value: account for account in await self.overview.accounts(plan.person_id)}
        account = accounts.get(action.arguments[-1])
        if account is None or account.person.platform is plan.platform:
            return await self.overview.page(plan, pressed.origin)
        await require_consent(desk.people, plan)
        proof = await desk.reminding.prove(plan, account.person)
        if proof is Proof.CLOSED:
            note = (*desk.texts.rich("reminders.not_moved"), *desk.how_to_open(account.person.platform))
            return await self.overview.now(plan, pressed.origin, note)
        if proof is not Proof.ARRIVED:
            return await self.overview.now(plan, pressed.origin, desk.texts.rich("reminders.not_moved_now"))
        return await self._moved(pressed.origin, plan.id, account.person.platform)

    async def _moved(self, origin: Origin, plan_id: str, platform: Platform) -> Reply:
        """Move a plan as it is kept after the test message, which may have begun it."""
        desk = self.desk
        plan = await desk.plan(origin, act("plan", plan_id))
        after = plan.changed(platform=platform)
        stay = not desk.labels_allowed(platform) and _has_labels(plan)
        if not await desk.reminding.change(plan, _without_labels(after) if stay else after):
            return await self.overview.now(plan, origin, desk.texts.rich("reminders.changed"))
        moved = desk.texts.rich("reminders.moved", platform=desk.texts.line(PLATFORMS[platform]))
        note = (*moved, *(desk.texts.rich("reminders.moved_labels") if stay else ()))
        return await self.overview.now(plan, origin, note)

    def _place(self, plan: Plan, account: Account) -> Button:
        platform = account.person.platform
        return self.desk.button(PLATFORMS[platform], act("move", plan.id, platform.value))

    def _failed(self, proof: Proof, platform: Platform) -> Blocks:
        how = () if proof is Proof.FAILED else self.desk.how_to_open(platform)
        return (*self.desk.texts.rich(_PROOFS[proof]), *how)

    def _until(self, day: date | None) -> Blocks:
        """Say up to when a copy reaches, where it has an end of its own."""
        texts = self.desk.texts
        return () if day is None else texts.rich("reminders.file_until", day=day_in_words(day, texts))


def _has_labels(plan: Plan) -> bool:
    steps = plan.content.schedule.steps if isinstance(plan.content, DosePlan) else ()
    return bool(plan.label) or any(step.label for step in steps)


def _without_labels(plan: Plan) -> Plan:
    """Give a plan without the person's own words."""
    if not isinstance(plan.content, DosePlan):
        return replace(plan, label="")
    schedule = plan.content.schedule
    steps = tuple(replace(step, label="") for step in schedule.steps)
    return replace(plan, label="", content=replace(plan.content, schedule=replace(schedule, steps=steps)))
