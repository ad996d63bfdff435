"""What the buttons under doses do. A link alone changes nothing: it shows how things stand, and asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from bot.conversation.commands import Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Pressed, Submitted
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks
from bot.features.reminders.describing import moment_in_words
from bot.features.reminders.occurrences import ANSWER_WITHIN, SNOOZES, Refusal, skipped, snoozed, taken, undone
from bot.features.reminders.owned import GONE, Found, Owned, argument
from bot.features.reminders.plans import DosePlan
from bot.features.reminders.reminding import Mark, Reminding
from bot.features.reminders.showing import REFUSALS, Showing, in_place
from bot.features.reminders.typed import moments_typed
from bot.features.reminders.wording import act
from bot.texts.catalogue import Texts

T = TypeVar("T", Pressed, Submitted)
Handler = Callable[[T, Action], Awaitable[Reply]]

_TIME = "time"

# Undo has a time limit of its own.
_UNDO_LATE = "reminder.undo_late"


@dataclass(frozen=True, slots=True)
class DosePresses:
    """Answers to doses. Pressed on whichever copy of a message, twice or late, each shows the state as it is then."""

    owned: Owned
    reminding: Reminding
    showing: Showing

    def routes(self) -> Routes:
        """Declare all buttons and forms."""
        handlers: dict[str, Handler[Pressed]] = {
            "show": self.show,
            "more": self.more,
            "taken": partial(self._mark_by, taken),
            "skip": partial(self._mark_by, skipped),
            "undo": partial(self._mark_by, undone),
            "snooze": self.snooze,
            "at": self.ask_when,
            "took": self.took,
            "mark": self.choose,
        }
        texts = self.showing.wording.texts
        presses = {("rem", verb): kindly(handler, texts) for verb, handler in handlers.items()}
        return Routes(presses=presses, forms={("rem", "at"): kindly(self.took_at, texts)})

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show how a dose stands."""
        return self.showing.state(await self._found(pressed.origin, action), pressed.origin.at)

    async def more(self, pressed: Pressed, action: Action) -> Reply:
        """Show what else there is to do."""
        return self.showing.more(await self._found(pressed.origin, action), pressed.origin.at)

    async def snooze(self, pressed: Pressed, action: Action) -> Reply:
        """Let it come again after a pause."""
        minutes = argument(action, 1)
        pause = next((one for one in SNOOZES if minutes == str(int(one.total_seconds() // 60))), None)
        if pause is None:
            raise UserError("error.old_button")
        return await self._mark_by(partial(snoozed, pause=pause), pressed, action)

    async def ask_when(self, pressed: Pressed, action: Action) -> Reply:
        """Ask when it was taken."""
        found = await self._found(pressed.origin, action)
        line = self.showing.wording.texts.line
        asked = Field(_TIME, line("reminder.took_at_label"), line("reminder.took_at_hint"), 40)
        form = Form(line("reminder.took_at_title"), (asked,), act("at", found.occurrence.id))
        return in_place(Reply(form=form, outcome="reminder asks when"), found)

    async def took_at(self, submitted: Submitted, action: Action) -> Reply:
        """Take the time that was typed; if it can mean two, ask which."""
        origin, typed = submitted.origin, submitted.answers.get(_TIME, "").strip()
        found = await self._found(origin, action)
        meant = moments_typed(typed, found.occurrence, found.zone, origin.at)
        if len(meant) == 1:
            return await self._marked(found, origin, partial(taken, at=meant[0]))
        return self._which(found, meant) if meant else self._doubt(found, origin.at, typed)

    async def took(self, pressed: Pressed, action: Action) -> Reply:
        """Take one of the times that were offered."""
        seconds = argument(action, 1)
        if not seconds.isdecimal() or len(seconds) > 10:
            raise UserError("error.old_button")
        return await self._mark_by(partial(taken, at=datetime.fromtimestamp(int(seconds), UTC)), pressed, action)

    async def choose(self, pressed: Pressed, action: Action) -> Reply:
        """Show the doses that a summary told of, to choose which one to mark."""
        told = await self.owned.told(pressed.origin, action)
        plans = {id_: await self.owned.plans.plan(id_) for id_ in {one.plan_id for one in told}}
        found = [Found(plan, one) for one in reversed(told) if (plan := plans[one.plan_id]) is not None]
        now = pressed.origin.at
        ones = [one for one in found if _takes_answers(one, now)]
        return self.showing.listed(argument(action, 0), ones, now)

    async def _mark_by(self, what: Mark, pressed: Pressed, action: Action) -> Reply:
        """Let a press mark a dose; a link only asks."""
        found = await self._found(pressed.origin, action)
        if pressed.fresh:
            note = self.showing.wording.texts.rich("reminder.ask_first")
            return self.showing.state(found, pressed.origin.at, note)
        return await self._marked(found, pressed.origin, what)

    async def _marked(self, found: Found, origin: Origin, what: Mark) -> Reply:
        now = await self.reminding.mark(found.occurrence, what)
        if not isinstance(now, Refusal):
            return self.showing.state(replace(found, occurrence=now), origin.at)
        note: Blocks = ()
        if now in REFUSALS:
            late = now is Refusal.TOO_LATE and what is undone
            note = self.showing.wording.texts.rich("reminder.undo_late" if late else REFUSALS[now])
        occurrence = await self.owned.occurrences.occurrence(found.occurrence.id)
        return self.showing.state(replace(found, occurrence=occurrence or found.occurrence), origin.at, note)

    async def _found(self, origin: Origin, action: Action) -> Found:
        found = await self.owned.found(origin, action)
        if not isinstance(found.plan.content, DosePlan):
            raise UserError("error.old_button")
        return found

    def _which(self, found: Found, meant: tuple[datetime, ...]) -> Reply:
        texts = self.showing.wording.texts
        row = tuple(
            Button(
                moment_in_words(at.astimezone(found.zone), texts),
                act("took", found.occurrence.id, str(int(at.timestamp()))),
            )
            for at in meant
        )
        return in_place(Reply(texts.rich("reminder.took_at_which"), (row,), outcome="reminder asks which time"), found)

    def _doubt(self, found: Found, now: datetime, typed: str) -> Reply:
        wording = self.showing.wording
        shown = self.showing.state(found, now, wording.texts.rich("reminder.took_at_doubt", typed=typed))
        again = wording.buttons(("reminder.again_button", act("at", found.occurrence.id)))
        return replace(shown, rows=(again, *shown.rows), outcome="reminder time unsure")


def kindly(handler: Handler[T], texts: Texts) -> Handler[T]:
    """Let a handler say in place of the message that what it was about is gone."""

    async def answer(incoming: T, action: Action) -> Reply:
        try:
            return await handler(incoming, action)
        except UserError as error:
            if error.key != GONE:
                raise
            return Reply(texts.rich("reminder.gone"), outcome="reminder gone").for_asker().in_place()

    return answer


def _takes_answers(found: Found, now: datetime) -> bool:
    one = found.occurrence
    is_dose = isinstance(found.plan.content, DosePlan)
    return is_dose and not one.is_dose_answer and now <= one.at + ANSWER_WITHIN
