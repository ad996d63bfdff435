"""Pausing a plan, until a day or for good, and letting it go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.times.reading import read
from bot.conversation.times.values import Doubt, Once, Spoken
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Pressed, Submitted
from bot.core.reply import Button, Reply
from bot.features.reminders.consents import holding, purpose_of
from bot.features.reminders.describing import day_in_words
from bot.features.reminders.managing.desk import Desk, act, reply
from bot.features.reminders.managing.overview import Overview
from bot.features.reminders.plans import Plan

LONGEST_PAUSE = timedelta(days=366)

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_DATE = "day"


@dataclass(frozen=True, slots=True)
class Pausing:
    """Handlers that pause plans and let them go on."""

    desk: Desk
    overview: Overview

    async def ask(self, pressed: Pressed, action: Action) -> Reply:
        """Ask how long a plan shall pause."""
        desk, plan = self.desk, await self.desk.plan(pressed.origin, action)
        row = (
            desk.button("reminders.pause_tomorrow", act("pause-for", plan.id, "tomorrow")),
            desk.button("reminders.pause_week", act("pause-for", plan.id, "week")),
            desk.button("reminders.pause_day", act("pause-day", plan.id)),
            desk.button("reminders.pause_always", act("pause-for", plan.id, "always")),
        )
        back = (desk.quiet_button("reminders.back_button", act("plan", plan.id)),)
        return reply(desk.texts.rich("reminders.pause_ask"), row, back, outcome="pause asked").in_place()

    async def pause(self, pressed: Pressed, action: Action) -> Reply:
        """Pause a plan as a button says."""
        plan = await self.desk.plan(pressed.origin, action)
        today = _today(plan, pressed.origin.at)
        match action.arguments[1:]:
            case ("tomorrow",):
                return await self._pause(pressed, plan, today + _DAY)
            case ("week",):
                return await self._pause(pressed, plan, today + _WEEK)
            case ("always",):
                return await self._pause(pressed, plan, None)
            case (written,) if (day := _read_day(written)) is not None and _is_ahead(day, today):
                return await self._pause(pressed, plan, day)
            case _:
                return await self.ask(pressed, action)

    async def ask_day(self, pressed: Pressed, action: Action) -> Reply:
        """Ask for the day on which a plan goes on."""
        return self._form(await self.desk.plan(pressed.origin, action))

    async def take_day(self, submitted: Submitted, action: Action) -> Reply:
        """Pause a plan until the day that was typed, once it is sure which one that is."""
        plan = await self.desk.plan(submitted.origin, action)
        here = submitted.origin.at.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)
        typed = submitted.answers.get(_DATE, "")
        found = read(typed, here)
        if isinstance(found, Doubt):
            return self._doubted(plan, typed, found, here.date())
        if found.on is None or not isinstance(found.repeat, Once) or found.times:
            return self._doubted(plan, typed, None, here.date())
        if not _is_ahead(found.on, here.date()):
            blocks = self.desk.texts.rich("reminders.pause_past")
            return reply(blocks, self._again(plan), outcome="pause past")
        return await self._pause(submitted, plan, found.on)

    async def resume(self, pressed: Pressed, action: Action) -> Reply:
        """Let a paused plan go on, unless the consent that it needs was taken back."""
        desk, plan = self.desk, await self.desk.plan(pressed.origin, action)
        if purpose_of(plan.kind) not in holding(await desk.people.consents(plan.person_id)):
            row = (
                desk.button("reminders.change_button", act("change", plan.id)),
                desk.quiet_button("reminders.back_button", act("plan", plan.id)),
            )
            return reply(desk.texts.rich("reminders.consent_first"), row, outcome="resume without consent").in_place()
        done = await desk.reminding.resume(plan)
        note = desk.texts.rich("reminders.resumed" if done else "reminders.not_resumed")
        return await self.overview.now(plan, pressed.origin, note)

    async def _pause(self, incoming: Pressed | Submitted, plan: Plan, until: date | None) -> Reply:
        done = await self.desk.reminding.pause(plan, until)
        note = self.desk.texts.rich("reminders.paused" if done else "reminders.not_paused")
        return await self.overview.now(plan, incoming.origin, note)

    def _doubted(self, plan: Plan, typed: str, doubt: Doubt | None, today: date) -> Reply:
        """Show what was typed, and the days that it may have meant."""
        desk = self.desk
        days = () if doubt is None else _days(doubt.choices, today)
        if not days:
            return reply(desk.texts.rich("reminders.day_doubt", typed=typed), self._again(plan), outcome="pause doubt")
        row = tuple(
            desk.labelled(day_in_words(day, desk.texts), act("pause-for", plan.id, day.isoformat())) for day in days
        )
        blocks = desk.texts.rich("reminders.day_which", typed=typed)
        return reply(blocks, row, self._again(plan), outcome="pause doubt")

    def _again(self, plan: Plan) -> tuple[Button, ...]:
        return (
            self.desk.button("reminders.again_button", act("pause-day", plan.id)),
            self.desk.quiet_button("reminders.back_button", act("plan", plan.id)),
        )

    def _form(self, plan: Plan) -> Reply:
        line = self.desk.texts.line
        asked = Field(_DATE, line("reminders.pause_label"), line("reminders.pause_hint"), longest=60)
        form = Form(line("reminders.pause_title"), (asked,), act("pause-until", plan.id))
        return Reply(form=form, outcome="pause form").for_asker(act("plan", plan.id))


def _today(plan: Plan, now: datetime) -> date:
    return now.astimezone(ZoneInfo(plan.zone)).date()


def _is_ahead(day: date, today: date) -> bool:
    return today < day <= today + LONGEST_PAUSE


def _days(choices: tuple[Spoken, ...], today: date) -> tuple[date, ...]:
    """Give the days ahead among what may have been meant."""
    found = (spoken.on for spoken in choices if isinstance(spoken.repeat, Once) and not spoken.times)
    return tuple(dict.fromkeys(day for day in found if day is not None and _is_ahead(day, today)))


def _read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
