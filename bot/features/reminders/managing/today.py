"""Doses that can be marked now: those that wait for an answer, and those that are due soon."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.actions import Action
from bot.core.incoming import Origin, Pressed
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, Bullets, Text
from bot.features.reminders.managing.desk import SHOW, Desk, act, reply
from bot.features.reminders.occurrences import EARLIEST, Answer, Occurrence, Refusal, taken, undone
from bot.features.reminders.plans import DosePlan, Plan, Status
from bot.features.reminders.reminding import Mark
from bot.features.reminders.schedule import Slot

MOST_BUTTONS = 20

_HOURS = str(EARLIEST // timedelta(hours=1))
_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Dose:
    """A dose that can be marked, or was just now. `known` is None if it is not planned yet."""

    number: int
    plan: Plan
    local: datetime
    known: Occurrence | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """Handlers that mark doses without waiting for their message."""

    desk: Desk

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show what can be marked now."""
        return (await self._shown(pressed.origin)).in_place()

    async def early(self, pressed: Pressed, action: Action) -> Reply:
        """Mark the dose that is due next, named by its plan and local time: a second tap never marks the one after."""
        plan, stamp = await self.desk.plan(pressed.origin, action), action.arguments[-1]
        known = await self._known(plan, pressed.origin.at)
        found = next((one for one in known if _stamp(one.local) == stamp), None)
        if found is None:
            coming = await self.desk.reminding.coming(plan)
            found = coming if coming is not None and _stamp(coming.local) == stamp else None
        return await self._marked(pressed.origin, found, taken)

    async def mark(self, pressed: Pressed, action: Action) -> Reply:
        """Mark a dose that waits for an answer as taken now."""
        return await self._marked(pressed.origin, await self._own(pressed.origin, action), taken)

    async def undo(self, pressed: Pressed, action: Action) -> Reply:
        """Take an answer back."""
        return await self._marked(pressed.origin, await self._own(pressed.origin, action), undone)

    async def _marked(self, origin: Origin, occurrence: Occurrence | None, what: Mark) -> Reply:
        """Mark a dose and say so above what can be marked now."""
        if occurrence is None:
            return (
                await self._shown(origin, self.desk.texts.rich("reminders.not_marked_now", hours=_HOURS))
            ).in_place()
        found = await self.desk.reminding.mark(occurrence, what)
        return (await self._shown(origin, await self._note(found))).in_place()

    async def _note(self, found: Occurrence | Refusal) -> Blocks:
        texts = self.desk.texts
        match found:
            case Refusal.ANSWERED | Refusal.NOTHING_TO_UNDO:
                return texts.rich("reminders.not_marked")
            case Refusal():
                return texts.rich("reminders.not_marked_now", hours=_HOURS)
            case Occurrence(taken_at=datetime() as at):
                plan = await self.desk.plans.plan(found.plan_id)
                shown = at if plan is None else at.astimezone(ZoneInfo(plan.zone))
                return texts.rich("reminders.marked", time=f"{found.local:%H:%M}", taken=f"{shown:%H:%M}")
            case _:
                return ()

    async def _shown(self, origin: Origin, note: Blocks = ()) -> Reply:
        desk, doses = self.desk, [dose async for dose in self._doses(origin)]
        several = len({dose.number for dose in doses}) > 1
        buttons = tuple(self._button(dose, several=several) for dose in doses)[-MOST_BUTTONS:]
        back = (desk.quiet_button("reminders.all_button", SHOW),)
        if not doses:
            return reply((*note, *desk.texts.rich("reminders.today_none", hours=_HOURS)), back, outcome="today")
        lines = Bullets(tuple((Text(self._line(dose, origin.at, several=several)),) for dose in doses))
        blocks = (*note, *desk.texts.rich("reminders.today", hours=_HOURS), lines)
        return reply(blocks, buttons, back, outcome="today")

    async def _doses(self, origin: Origin) -> AsyncIterator[_Dose]:
        """Give what can be marked of each plan: what waits for an answer, then what is due next."""
        now = origin.at
        for number, plan in enumerate(await self.desk.plans_of(origin), start=1):
            known = await self._known(plan, now) if isinstance(plan.content, DosePlan) else ()
            for one in known:
                if one.is_open or _was_marked_lately(one, now):
                    yield _Dose(number, plan, one.local, one)
            slot = _next(plan, now)
            if slot is not None and slot.local not in {one.local for one in known}:
                yield _Dose(number, plan, slot.local)

    async def _known(self, plan: Plan, now: datetime) -> tuple[Occurrence, ...]:
        """Give the doses of a plan that are planned and near."""
        return await self.desk.occurrences.of_plan(plan.id, now - _DAY, now + EARLIEST + _TICK)

    async def _own(self, origin: Origin, action: Action) -> Occurrence | None:
        """Find the dose that a button names, if it is that of whoever pressed."""
        person_id = await self.desk.person_id(origin)
        found = await self.desk.occurrences.occurrence(action.arguments[0]) if action.arguments else None
        return found if found is not None and found.person_id == person_id else None

    def _line(self, dose: _Dose, now: datetime, *, several: bool) -> str:
        what = self._what(dose, now)
        number = str(dose.number)
        return self.desk.texts.line("reminders.today_of", number=number, what=what) if several else what

    def _what(self, dose: _Dose, now: datetime) -> str:
        line, due = self.desk.texts.line, f"{dose.local:%H:%M}"
        if dose.known is not None and dose.known.taken_at is not None:
            at = dose.known.taken_at.astimezone(ZoneInfo(dose.plan.zone))
            return line("reminders.today_done", time=due, taken=f"{at:%H:%M}")
        is_due = dose.known is not None and dose.known.at <= now
        return line("reminders.today_due" if is_due else "reminders.today_coming", time=due)

    def _button(self, dose: _Dose, *, several: bool) -> Button:
        desk, due = self.desk, f"{dose.local:%H:%M}"
        if dose.known is None:
            action = act("early", dose.plan.id, _stamp(dose.local))
        elif dose.known.is_open:
            action = act("mark", dose.known.id)
        else:
            return desk.button("reminders.undo_button_of", act("undo-mark", dose.known.id), time=due)
        if several:
            return desk.button("reminders.early_button_of", action, time=due, number=str(dose.number))
        return desk.button("reminders.early_button", action, time=due)


def _next(plan: Plan, now: datetime) -> Slot | None:
    """Give the next time of a plan with doses if it may be marked already."""
    if plan.status is not Status.ACTIVE or not isinstance(plan.content, DosePlan):
        return None
    slot = plan.next_slot(now)
    return slot if slot is not None and slot.at <= now + EARLIEST else None


def _stamp(local: datetime) -> str:
    """Write a local time as buttons carry it: 202611200800."""
    return f"{local:%Y%m%d%H%M}"


def _was_marked_lately(occurrence: Occurrence, now: datetime) -> bool:
    """Tell whether a dose was marked within the last minutes, so that it may be undone here."""
    at = occurrence.answered_at
    return occurrence.answer is Answer.TAKEN and at is not None and now - at <= timedelta(minutes=15)
