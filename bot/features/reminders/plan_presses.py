"""What the buttons about a plan as a whole do, where they stand under what was sent by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.commands import Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Pressed
from bot.core.reply import Button, Reply, Row
from bot.core.richtext import Blocks
from bot.features.reminders.consents import require_consent
from bot.features.reminders.describing import day_in_words, moment_in_words
from bot.features.reminders.owned import Owned, argument
from bot.features.reminders.plans import Plan, Status
from bot.features.reminders.presses import Handler, kindly
from bot.features.reminders.reminding import ARRIVED, Reminding
from bot.features.reminders.wording import Wording, act

_PAUSES = {"tomorrow": timedelta(days=1), "week": timedelta(days=7), "always": None}
"""How long a plan may pause, by what stands in the button."""


@dataclass(frozen=True, slots=True)
class PlanPresses:
    """Begin, keep, pause and delete a plan. A link alone changes nothing: it asks."""

    owned: Owned
    reminding: Reminding
    wording: Wording

    def routes(self) -> Routes:
        """Declare all buttons."""
        handlers: dict[str, Handler[Pressed]] = {
            ARRIVED: self.arrived,
            "keep": self.keep,
            "pause": self.pause,
            "resume": self.resume,
            "delete": self.delete,
            "delete-yes": self.remove,
        }
        return Routes(
            presses={("rem", verb): kindly(handler, self.wording.texts) for verb, handler in handlers.items()}
        )

    async def arrived(self, pressed: Pressed, action: Action) -> Reply:
        """Take note that the test message was read."""
        plan = await self.owned.plan(pressed.origin, action)
        if pressed.fresh:
            return self.reminding.test_message(plan).for_asker()
        await require_consent(self.owned.people, plan)
        begun = await self.reminding.arrived(plan)
        return _shown(self.wording.texts.rich("reminder.arrived" if begun else "reminder.arrived_before"), plan)

    async def keep(self, pressed: Pressed, action: Action) -> Reply:
        """Go on as it is."""
        plan = await self.owned.plan(pressed.origin, action)
        return _shown(self.wording.texts.rich("reminder.kept_on"), plan)

    async def pause(self, pressed: Pressed, action: Action) -> Reply:
        """Ask how long it shall pause; with the answer, pause it."""
        plan = await self.owned.plan(pressed.origin, action)
        if pressed.fresh or len(action.arguments) < 2:
            return self._asked_how_long(plan)
        chosen = argument(action, 1)
        if chosen not in _PAUSES:
            raise UserError("error.old_button")
        pause = _PAUSES[chosen]
        until = None if pause is None else _today(pressed, plan) + pause
        return await self._paused(plan, until)

    async def resume(self, pressed: Pressed, action: Action) -> Reply:
        """Go on after a pause."""
        plan = await self.owned.plan(pressed.origin, action)
        texts = self.wording.texts
        if pressed.fresh and plan.status is Status.PAUSED:
            return _shown(texts.rich("reminder.paused"), plan, self._resume_row(plan))
        await require_consent(self.owned.people, plan)
        if not await self.reminding.resume(plan):
            return _shown(texts.rich("reminder.not_resumed"), plan)
        slot = next(plan.slots(pressed.origin.at), None)
        if slot is None:
            return _shown(texts.rich("reminder.resumed_nothing"), plan)
        return _shown(texts.rich("reminder.resumed", moment=moment_in_words(slot.local, texts)), plan)

    async def delete(self, pressed: Pressed, action: Action) -> Reply:
        """Ask whether it shall be deleted."""
        return self._asked_to_delete(await self.owned.plan(pressed.origin, action))

    async def remove(self, pressed: Pressed, action: Action) -> Reply:
        """Delete it, with all that was answered."""
        plan = await self.owned.plan(pressed.origin, action)
        if pressed.fresh:
            return self._asked_to_delete(plan)
        await self.reminding.remove(plan)
        return _shown(self.wording.texts.rich("reminder.deleted"), plan)

    async def _paused(self, plan: Plan, until: date | None) -> Reply:
        texts = self.wording.texts
        if not await self.reminding.pause(plan, until):
            return _shown(texts.rich("reminder.not_paused"), plan)
        if until is None:
            return _shown(texts.rich("reminder.paused"), plan, self._resume_row(plan))
        words = texts.rich("reminder.paused_until", day=day_in_words(until, texts))
        return _shown(words, plan, self._resume_row(plan))

    def _asked_how_long(self, plan: Plan) -> Reply:
        row = self.wording.buttons(
            ("reminder.pause_tomorrow", act("pause", plan.id, "tomorrow")),
            ("reminder.pause_week", act("pause", plan.id, "week")),
            ("reminder.pause_always", act("pause", plan.id, "always")),
        )
        return _shown(self.wording.texts.rich("reminder.pause_ask"), plan, row)

    def _asked_to_delete(self, plan: Plan) -> Reply:
        yes = Button(self.wording.texts.line("reminder.delete_yes"), act("delete-yes", plan.id), quiet=True)
        no = Button(self.wording.texts.line("reminder.delete_no"), act("keep", plan.id))
        return _shown(self.wording.texts.rich("reminder.delete_ask"), plan, (yes, no))

    def _resume_row(self, plan: Plan) -> Row:
        return self.wording.buttons(("reminder.resume_button", act("resume", plan.id)))


def _shown(words: Blocks, plan: Plan, *rows: Row) -> Reply:
    """Show it to the asker alone, in place; where the private chat has to be opened first, it opens with a question."""
    return Reply(words, rows, outcome="reminder plan").for_asker(act("pause", plan.id)).in_place()


def _today(pressed: Pressed, plan: Plan) -> date:
    return pressed.origin.at.astimezone(ZoneInfo(plan.zone)).date()
