"""The plain words "stop" and "stop all reminders", and the way back from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.conversation.commands import CommandHandler
from bot.conversation.drafts import LIFETIME, Draft, Drafts
from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed
from bot.core.reply import Reply
from bot.features.reminders.consents import holding, purpose_of
from bot.features.reminders.managing.desk import SHOW, Desk, act, reminds, reply
from bot.features.reminders.managing.overview import Overview
from bot.features.reminders.plans import Plan, Status

STOP_ALL = act("stop-all")
UNDO = act("undo-stop")

STOPPED = "stopped"
"""The name under which it is kept for a day which reminders were stopped, and until when each was paused."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """Handlers that stop everything. `otherwise` answers "stop" where there is no reminder to stop.

    `forget` is the action with which a person asks for all of their data to be deleted.
    """

    desk: Desk
    overview: Overview
    drafts: Drafts
    forget: Action
    otherwise: CommandHandler

    async def stop(self, called: Called) -> Reply | None:
        """Ask what shall stop. Whoever has no reminders running means something else."""
        asked = await self._asked(called.origin)
        return await self.otherwise(called) if asked is None else asked

    async def pause_reminders(self, called: Called) -> Reply:
        """Ask the same of somebody who has said that it is about reminders."""
        asked = await self._asked(called.origin)
        return self._nothing() if asked is None else asked

    async def ask(self, pressed: Pressed, action: Action) -> Reply:
        """Ask the same, from a button."""
        asked = await self._asked(pressed.origin)
        return await self.overview.listed(pressed.origin) if asked is None else asked

    async def stop_reminders(self, called: Called) -> Reply:
        """Stop all reminders at once."""
        return await self._stopped(called.origin)

    async def stop_all(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a button."""
        return (await self._stopped(pressed.origin)).in_place()

    async def keep(self, pressed: Pressed, action: Action) -> Reply:
        """Leave all as it is."""
        row = (self.desk.quiet_button("reminders.all_button", SHOW),)
        return reply(self.desk.texts.rich("reminders.stop_kept"), row, outcome="kept").in_place()

    async def undo(self, pressed: Pressed, action: Action) -> Reply:
        """Let those go on that were stopped by the last "stop all", as each of them was; once, within a day."""
        desk, origin = self.desk, pressed.origin
        draft = await self.drafts.find(origin.person, STOPPED)
        if draft is None or origin.at - draft.since > LIFETIME:
            note = desk.texts.rich("reminders.undo_late")
            return (await self.overview.listed(origin, note)).in_place()
        consents = holding(await desk.people.consents(await desk.person_id(origin)))
        for plan in await desk.plans_of(origin):
            if _was_stopped(plan, draft) and purpose_of(plan.kind) in consents:
                await self._go_on(plan, draft.state[plan.id])
        await self.drafts.remove(origin.person, STOPPED)
        return (await self.overview.listed(origin, desk.texts.rich("reminders.undone"))).in_place()

    async def _go_on(self, plan: Plan, until: str | None) -> None:
        """Let a plan be as it was before it was stopped."""
        if until is None:
            await self.desk.reminding.resume(plan)
        else:
            await self.desk.reminding.pause(plan, date.fromisoformat(until))

    async def _asked(self, origin: Origin) -> Reply | None:
        """Ask what shall stop; None if there is no reminder to stop."""
        desk = self.desk
        if not any(reminds(plan) for plan in await desk.plans_of(origin)):
            return None
        rows = (
            (desk.button("reminders.stop_all_button", STOP_ALL),),
            (desk.button("reminders.stop_forget", self.forget), desk.button("reminders.stop_keep", act("stop-keep"))),
        )
        return reply(desk.texts.rich("reminders.stop_ask"), *rows, outcome="stop asked")

    async def _stopped(self, origin: Origin) -> Reply:
        """Stop all; which ones is kept first, so that whatever happens then can be undone."""
        desk = self.desk
        running = [plan for plan in await desk.plans_of(origin) if reminds(plan)]
        if not running:
            return self._nothing()
        state = {plan.id: plan.paused_until and plan.paused_until.isoformat() for plan in running}
        await self.drafts.put(origin.person, STOPPED, Draft(state, origin.at))
        await desk.reminding.stop_all(running[0].person_id)
        row = (desk.button("reminders.undo_button", UNDO), desk.quiet_button("reminders.all_button", SHOW))
        return reply(desk.texts.rich("reminders.stopped"), row, outcome="stopped")

    def _nothing(self) -> Reply:
        row = (self.desk.quiet_button("reminders.all_button", SHOW),)
        return reply(self.desk.texts.rich("reminders.stopped_none"), row, outcome="nothing to stop")


def _was_stopped(plan: Plan, draft: Draft) -> bool:
    """Tell whether a plan was stopped then, and nobody has let it go on since."""
    return plan.id in draft.state and plan.status is Status.PAUSED and plan.paused_until is None
