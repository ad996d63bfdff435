"""What the buttons under tests and dates do. The answer changes the plan; the phases move on by a tap alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from bot.conversation.commands import Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Pressed, Submitted
from bot.core.reply import Button, Reply, Row
from bot.core.richtext import Blocks
from bot.features.reminders.describing import day_in_words, phase_in_words
from bot.features.reminders.occurrences import seen
from bot.features.reminders.owned import Found, Owned, argument
from bot.features.reminders.plans import BloodTestPlan, DatePlan, Plan, Status
from bot.features.reminders.presses import Handler, kindly
from bot.features.reminders.reminding import Reminding
from bot.features.reminders.showing import in_place
from bot.features.reminders.typed import days_typed
from bot.features.reminders.wording import Wording, act
from bot.texts.keys import Key

_DAY = "day"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about a day: whether the test is booked for it, or was done on it."""

    verb: str
    question: Key
    label: Key
    hint: Key
    button: Key


_BOOKED = _Asked(
    "booked", "reminder.booked_ask", "reminder.booked_label", "reminder.booked_hint", "reminder.write_day_button"
)
_DONE = _Asked("done", "reminder.done_ask", "reminder.done_label", "reminder.done_hint", "reminder.other_day_button")


@dataclass(frozen=True, slots=True)
class _Test:
    """A repeated test that somebody answers about, and the moment at which they do. `same`: as their button knew it."""

    found: Found
    content: BloodTestPlan
    now: datetime
    same: bool

    @property
    def local(self) -> datetime:
        """What the clock on the wall shows."""
        return self.now.astimezone(self.found.zone).replace(tzinfo=None)

    def act(self, verb: str, *more: str) -> Action:
        """Make an action about it as it is now."""
        return act(verb, self.found.occurrence.id, *more, str(self.found.plan.version))

    def problem(self, asked: _Asked, day: date) -> Key | None:
        """Say why this cannot be the day; None if it can."""
        today = self.local.date()
        if asked is _BOOKED:
            return None if today <= day else "reminder.day_past"
        if day > today:
            return "reminder.day_future"
        return None if day > self.content.last_done else "reminder.day_before_last"


@dataclass(frozen=True, slots=True)
class DatePresses:
    """Answers to notices. A button knows the version of the plan it was made for; with another one it only tells."""

    owned: Owned
    reminding: Reminding
    wording: Wording

    def routes(self) -> Routes:
        """Declare all buttons and forms."""
        handlers: dict[str, Handler[Pressed]] = {
            "booked": partial(self._ask, _BOOKED),
            "done": partial(self._ask, _DONE),
            "booked-day": partial(self._open_form, _BOOKED),
            "done-day": partial(self._open_form, _DONE),
            "booked-on": partial(self._answer, _BOOKED),
            "done-on": partial(self._answer, _DONE),
            "not-yet": self.not_yet,
            "move-on": self.move_on,
            "over": self.over,
            "ok": self.ok,
        }
        forms: dict[str, Handler[Submitted]] = {
            "booked-day": partial(self._typed, _BOOKED),
            "done-day": partial(self._typed, _DONE),
        }
        texts = self.wording.texts
        return Routes(
            presses={("rem", verb): kindly(handler, texts) for verb, handler in handlers.items()},
            forms={("rem", verb): kindly(handler, texts) for verb, handler in forms.items()},
        )

    async def not_yet(self, pressed: Pressed, action: Action) -> Reply:
        """Leave it as it is, and say when it is asked after."""
        test = await self._test(pressed.origin, action)
        if not test.same or pressed.fresh:
            return self._as_it_is(test)
        await self.reminding.mark(test.found.occurrence, seen)
        slot = test.found.plan.next_slot(test.now)
        if slot is None:
            words = self.wording.texts.rich("reminder.not_yet_last")
        else:
            words = self.wording.texts.rich("reminder.not_yet", day=self._day(slot.local.date()))
        return self._shown(test.found, words, self.wording.date_row(test.found.plan, test.found.occurrence)[:2])

    async def move_on(self, pressed: Pressed, action: Action) -> Reply:
        """Go on to the next phase."""
        test = await self._test(pressed.origin, action)
        if not test.same or pressed.fresh or not test.content.can_move_on:
            return self._as_it_is(test)
        after = test.content.moved_on()
        if not await self._change(test, after):
            return self._as_it_is(await self._test(pressed.origin, action))
        phase = phase_in_words(after.phases[after.phase], self.wording.texts)
        words = self.wording.texts.rich("reminder.moved_on", phase=phase, next=self._day(after.due))
        return self._shown(test.found, (*words, *self._next_notice(test, after)))

    async def over(self, pressed: Pressed, action: Action) -> Reply:
        """End the plan of a date that is done with."""
        found = await self._date(pressed.origin, action)
        if pressed.fresh:
            return self._date_as_it_is(found, pressed.origin.at)
        await self.reminding.mark(found.occurrence, seen)
        plan: Plan | None = found.plan
        while plan is not None and plan.status is not Status.ENDED:
            if await self.reminding.change(plan, plan.goes(Status.ENDED)):
                break
            plan = await self.owned.plans.plan(plan.id)
        return self._shown(found, self.wording.texts.rich("reminder.date_done"))

    async def ok(self, pressed: Pressed, action: Action) -> Reply:
        """Take note that it was read."""
        found = await self._date(pressed.origin, action)
        if pressed.fresh:
            return self._date_as_it_is(found, pressed.origin.at)
        await self.reminding.mark(found.occurrence, seen)
        words = self.wording.date_words(found.plan, pressed.origin.at)
        return self._shown(found, (*self.wording.texts.rich("reminder.date_seen"), *words))

    async def _ask(self, asked: _Asked, pressed: Pressed, action: Action) -> Reply:
        """Ask for the day."""
        test = await self._test(pressed.origin, action)
        if not test.same:
            return self._as_it_is(test)
        today = test.local.date()
        near: tuple[tuple[Key, date], ...] = (
            ("reminder.today_button", today),
            ("reminder.yesterday_button", today - _ONE_DAY),
        )
        row = tuple(
            Button(self.wording.texts.line(key), self._on(test, asked, day))
            for key, day in near
            if asked is _DONE and test.problem(asked, day) is None
        )
        other = Button(self.wording.texts.line(asked.button), test.act(f"{asked.verb}-day"))
        shown = self._shown(test.found, self.wording.texts.rich(asked.question), (*row, other))
        return replace(shown, typed=self._form(test, asked))

    async def _open_form(self, asked: _Asked, pressed: Pressed, action: Action) -> Reply:
        test = await self._test(pressed.origin, action)
        return replace(self._shown(test.found, ()), form=self._form(test, asked)) if test.same else self._as_it_is(test)

    async def _answer(self, asked: _Asked, pressed: Pressed, action: Action) -> Reply:
        """Take a day from a button."""
        test = await self._test(pressed.origin, action)
        try:
            day = date.fromisoformat(argument(action, 1))
        except ValueError:
            raise UserError("error.old_button") from None
        if not test.same or pressed.fresh or test.problem(asked, day) is not None:
            return self._as_it_is(test)
        return await self._taken(test, asked, day, action)

    async def _typed(self, asked: _Asked, submitted: Submitted, action: Action) -> Reply:
        """Take a day that was typed; if it can mean several, ask which."""
        test = await self._test(submitted.origin, action)
        if not test.same:
            return self._as_it_is(test)
        typed = submitted.answers.get(_DAY, "").strip()
        days = days_typed(typed, test.local, test.content.last_done)
        possible = [day for day in days if test.problem(asked, day) is None]
        # It was done on the one day that is not still to come; a booking is asked whenever it could be read otherwise.
        if len(possible) == 1 and (asked is _DONE or len(days) == 1):
            return await self._taken(test, asked, possible[0], action)
        if possible:
            return self._which(test, asked, possible)
        problem = next((test.problem(asked, day) for day in days), None) or "reminder.day_doubt"
        again = Button(self.wording.texts.line("reminder.again_button"), test.act(f"{asked.verb}-day"))
        return self._shown(test.found, self.wording.texts.rich(problem, typed=typed), (again,))

    async def _taken(self, test: _Test, asked: _Asked, day: date, action: Action) -> Reply:
        """Change the plan by the day, and say what follows."""
        after = test.content.after_done(day) if asked is _DONE else replace(test.content, booked=day)
        await self.reminding.mark(test.found.occurrence, seen)
        if not await self._change(test, after):
            plan = await self.owned.plans.plan(test.found.plan.id)
            return self._as_it_is(replace(test, found=replace(test.found, plan=plan or test.found.plan)))
        rich = self.wording.texts.rich
        if asked is _BOOKED:
            words = rich("reminder.booked", day=self._day(day))
        else:
            words = rich("reminder.done", day=self._day(day), next=self._day(after.due))
        words = (*words, *self._next_notice(test, after))
        if not after.can_move_on:
            return self._shown(test.found, words)
        now = after.phases[after.phase]
        phase = phase_in_words(after.phases[after.phase + 1], self.wording.texts)
        words = (*words, *rich("reminder.move_on", count=str(now.count), phase=phase))
        version = str(test.found.plan.version + 1)
        move_on = act("move-on", test.found.occurrence.id, version)
        return self._shown(test.found, words, self.wording.buttons(("reminder.move_on_button", move_on)))

    async def _change(self, test: _Test, content: BloodTestPlan) -> bool:
        return await self.reminding.change(test.found.plan, test.found.plan.changed(content=content))

    async def _test(self, origin: Origin, action: Action) -> _Test:
        found = await self.owned.found(origin, action)
        if not isinstance(found.plan.content, BloodTestPlan):
            raise UserError("error.old_button")
        return _Test(found, found.plan.content, origin.at, action.arguments[-1] == str(found.plan.version))

    async def _date(self, origin: Origin, action: Action) -> Found:
        found = await self.owned.found(origin, action)
        if not isinstance(found.plan.content, DatePlan):
            raise UserError("error.old_button")
        return found

    def _as_it_is(self, test: _Test) -> Reply:
        """Say how the plan is now, with buttons for that."""
        key: Key = "reminder.next_date" if test.same else "reminder.changed_since"
        words = self.wording.texts.rich(key, next=self._day(test.content.due))
        return self._shown(test.found, words, self.wording.date_row(test.found.plan, test.found.occurrence))

    def _date_as_it_is(self, found: Found, now: datetime) -> Reply:
        row = self.wording.date_row(found.plan, found.occurrence)
        return self._shown(found, self.wording.date_words(found.plan, now), row)

    def _which(self, test: _Test, asked: _Asked, days: Sequence[date]) -> Reply:
        row = tuple(Button(self._day(day), self._on(test, asked, day)) for day in days)
        return self._shown(test.found, self.wording.texts.rich("reminder.day_which"), row)

    def _on(self, test: _Test, asked: _Asked, day: date) -> Action:
        return test.act(f"{asked.verb}-on", f"{day:%Y%m%d}")

    def _form(self, test: _Test, asked: _Asked) -> Form:
        line = self.wording.texts.line
        return Form(
            line("reminder.day_title"),
            (Field(_DAY, line(asked.label), line(asked.hint), 60),),
            test.act(f"{asked.verb}-day"),
        )

    def _next_notice(self, test: _Test, content: BloodTestPlan) -> Blocks:
        """Say when the next message about it comes."""
        slot = replace(test.found.plan, content=content).next_slot(test.now)
        if slot is None:
            return self.wording.texts.rich("reminder.no_notice")
        return self.wording.texts.rich("reminder.next_notice", day=self._day(slot.local.date()))

    def _shown(self, found: Found, words: Blocks, *rows: Row) -> Reply:
        return in_place(Reply(words, rows, outcome="reminder date"), found)

    def _day(self, day: date) -> str:
        return day_in_words(day, self.wording.texts)
