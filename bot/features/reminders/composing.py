"""What words reminders when they are sent, after a last look at whether anybody still needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation.quiet import out_of_quiet, quiet_hours
from bot.core.keeping import People, Profile
from bot.core.people import Platform
from bot.core.reply import Reply
from bot.delivery.composing import Composer, Moment
from bot.delivery.due import Due
from bot.delivery.transport import State
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.consents import purpose_of
from bot.features.reminders.dues import MISSED, NUDGE, REMINDER, SNOOZED, STILL
from bot.features.reminders.lateness import Lateness, lateness
from bot.features.reminders.nudging import Nudging
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import Plan, Status
from bot.features.reminders.settling import UNANSWERED_DAYS, unanswered_since
from bot.features.reminders.wording import Wording, own_words


@dataclass(frozen=True, slots=True)
class _Open:
    """An occurrence that waits for an answer, its plan, and what the person set."""

    plan: Plan
    occurrence: Occurrence
    profile: Profile
    own: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Composing:
    """Composers of all that is sent by itself. Each gives None for what is not needed, or not wanted, any more.

    `offered` tells whether there are reminders on a platform, `labels_allowed` whether own words may be shown there.
    """

    agenda: Agenda
    nudging: Nudging
    people: People
    wording: Wording
    offered: Callable[[Platform], bool]
    labels_allowed: Callable[[Platform], bool]

    def composers(self) -> Mapping[str, Composer]:
        """Name the composers by purpose."""
        return {
            REMINDER: self.reminder,
            NUDGE: self.nudge,
            SNOOZED: self.snoozed,
            MISSED: self.missed,
            STILL: self.still,
        }

    async def reminder(self, due: Due, moment: Moment) -> Reply | None:
        """Word a reminder; what follows it is put along with it."""
        found = await self._open(due, due.subject)
        if found is None or _is_too_late(found.occurrence, moment.now):
            return None
        await self.nudging.follow(found.plan, found.occurrence, moment.now)
        return self.wording.reminder(found.plan, found.occurrence, found.own, moment.now)

    async def snoozed(self, due: Due, moment: Moment) -> Reply | None:
        """Word a reminder that was snoozed, unless it was snoozed anew."""
        found = await self._open(due, due.subject)
        if found is None or found.occurrence.snoozed_until != due.at:
            return None
        await self.nudging.follow(found.plan, found.occurrence, moment.now)
        return self.wording.snoozed(found.occurrence, found.own, moment.now)

    async def nudge(self, due: Due, moment: Moment) -> Reply | None:
        """Word a nudge: only after a reminder that surely came, never in quiet hours, nor while it is snoozed."""
        occurrence_id, _, number = due.subject.partition(":")
        found = await self._open(due, occurrence_id)
        if found is None or _is_snoozed(found.occurrence, moment.now):
            return None
        if await self.agenda.state(REMINDER, occurrence_id) is not State.SENT:
            return None
        await self.nudging.nudged(found.plan, found.occurrence, int(number), moment.now)
        quiet = quiet_hours(found.profile, found.plan.zone, moment.now)
        if out_of_quiet(moment.now, quiet) > moment.now:
            return None
        return self.wording.nudge(found.occurrence, found.own, moment.now)

    async def missed(self, due: Due, moment: Moment) -> Reply | None:
        """Word the summary of what could not be sent and has no answer yet."""
        plans: dict[str, Plan | None] = {}
        told: list[tuple[Plan, Occurrence]] = []
        for one in await self.agenda.occurrences.told_by(due.subject):
            if one.plan_id not in plans:
                plans[one.plan_id] = await self._plan(one.plan_id, due)
            if (plan := plans[one.plan_id]) is not None and one.answer in (Answer.NONE, Answer.MISSED):
                told.append((plan, one))
        return self.wording.missed(due.subject, told, moment.now) if told else None

    async def still(self, due: Due, moment: Moment) -> Reply | None:
        """Word the question whether to go on, unless something was answered meanwhile."""
        plan = await self._plan(due.subject, due)
        if plan is None or await unanswered_since(self.agenda, plan, moment.now) is None:
            return None
        return self.wording.still(plan, UNANSWERED_DAYS)

    async def _open(self, due: Due, occurrence_id: str) -> _Open | None:
        """Look again: give the occurrence if it still waits for an answer and its plan reminds."""
        occurrence = await self.agenda.occurrences.occurrence(occurrence_id)
        if occurrence is None or not occurrence.is_open:
            return None
        plan = await self._plan(occurrence.plan_id, due)
        if plan is None:
            return None
        profile = await self.people.profile(plan.person_id)
        shown = not profile.discreet and self.labels_allowed(due.platform)
        own = own_words(plan, occurrence.local.date(), self.wording.texts) if shown else ""
        return _Open(plan, occurrence, profile, own)

    async def _plan(self, plan_id: str, due: Due) -> Plan | None:
        """Give a plan that reminds whom the message goes to, where they still agree to it."""
        plan = await self.agenda.plans.plan(plan_id)
        if plan is None or plan.status is not Status.ACTIVE or plan.person_id != due.to.id:
            return None
        if not self.offered(due.platform):
            return None
        purpose = purpose_of(plan.kind)
        given = await self.people.consents(plan.person_id)
        return plan if any(one.purpose == purpose and one.withdrawn_at is None for one in given) else None


def _is_too_late(occurrence: Occurrence, now: datetime) -> bool:
    return lateness(occurrence.at, occurrence.late_until, now) is Lateness.TOO_LATE


def _is_snoozed(occurrence: Occurrence, now: datetime) -> bool:
    return occurrence.snoozed_until is not None and now < occurrence.snoozed_until
