"""What a carer is told: that a reminder was not marked by a certain time, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.quiet import out_of_quiet, quiet_hours
from bot.core.actions import Action
from bot.core.keeping import People
from bot.core.people import Platform
from bot.core.reply import Button, Reply
from bot.delivery.composing import Composers, Moment
from bot.delivery.due import Due, Priority, ToPerson
from bot.delivery.transport import State
from bot.features.reminders.agenda import Outgoing, Standing
from bot.features.reminders.carers.agreements import ACCEPTED, DECLINED, ENDED, LOST
from bot.features.reminders.consents import Purpose, holding
from bot.features.reminders.dues import CARER_NOTICE, REMINDER
from bot.features.reminders.homes import Homes
from bot.features.reminders.keeping import CarerLink, Carers, LinkState, Occurrences, Plans
from bot.features.reminders.lateness import ON_TIME
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import Kind, Plan, Status
from bot.texts.catalogue import Texts

AFTER = timedelta(minutes=30)
"""So long after the last message about a dose without an answer a carer is told."""

WITHIN = timedelta(hours=1)
"""So long a notice is of use; whatever holds it up longer, it is not sent."""

Since = Callable[[Platform], datetime | None]
"""Gives since when presses have been coming through from a platform without a break; None if they do not now."""


@dataclass(frozen=True, slots=True)
class CarerNotices:
    """Puts the notices of an occurrence, and looks again when each is sent."""

    carers: Carers
    plans: Plans
    occurrences: Occurrences
    people: People
    homes: Homes
    state: Standing
    outgoing: Outgoing
    since: Since
    texts: Texts

    async def after_last(self, plan: Plan, occurrence: Occurrence, now: datetime) -> None:
        """Put a notice for each carer, as the last message about a dose goes out now.

        Where that message did not get through and goes out again, the notices of the first time are taken back.
        """
        if plan.kind is not Kind.DOSE or await self._was_told(occurrence):
            return
        await self.outgoing.cancel(CARER_NOTICE, occurrence.id)
        for link in await self.carers.links(plan.person_id):
            if link.state is LinkState.ACCEPTED and link.person_id == plan.person_id and link.carer_id is not None:
                await self._put(occurrence, link.carer_id, link.platform, now + AFTER, now + AFTER + WITHIN)

    async def compose(self, due: Due, moment: Moment) -> Reply | None:
        """Word a notice; None if there is nothing to tell any more, or nothing that is sure."""
        occurrence = await self.occurrences.occurrence(due.subject)
        plan = None if occurrence is None else await self.plans.plan(occurrence.plan_id)
        link = await self._link(occurrence, due.to.id)
        if occurrence is None or plan is None or link is None:
            return None
        if not _waits(plan, occurrence, due.at) or not await self._came(occurrence):
            return None
        at = await self._earliest(plan, due, moment)
        if at > moment.now:
            if not moment.repeat and at < due.until:
                await self._put(occurrence, due.to.id, due.platform, at, due.until)
            return None
        return await self._worded(plan, due, link)

    async def _put(
        self, occurrence: Occurrence, carer_id: str, wanted: Platform | None, at: datetime, until: datetime
    ) -> None:
        platform = await self.homes.best(carer_id, wanted)
        if platform is not None:
            key = f"{CARER_NOTICE}:{occurrence.id}:{carer_id}:{occurrence.epoch}:{at.timestamp():.6f}"
            due = Due(CARER_NOTICE, occurrence.id, ToPerson(carer_id), platform, at, until, key, Priority.TODAY)
            await self.outgoing.put(due)

    async def _was_told(self, occurrence: Occurrence) -> bool:
        """Tell whether carers know of it already: who snoozes after that is not told about twice."""
        return await self.state(CARER_NOTICE, occurrence.id) in (State.SENDING, State.SENT, State.UNKNOWN)

    async def _came(self, occurrence: Occurrence) -> bool:
        """Tell whether the reminder is known to have been sent."""
        return await self.state(REMINDER, occurrence.id) is State.SENT

    async def _link(self, occurrence: Occurrence | None, carer_id: str) -> CarerLink | None:
        """Give the link by which a carer may be told of an occurrence, if both still agree to it."""
        if occurrence is None or occurrence.person_id == carer_id:
            return None
        links = await self.carers.links(carer_id)
        both = (one for one in links if (one.person_id, one.carer_id) == (occurrence.person_id, carer_id))
        link = next((one for one in both if one.state is LinkState.ACCEPTED), None)
        agree = await self._agrees(occurrence.person_id, Purpose.CARERS) and await self._agrees(
            carer_id, Purpose.CARING
        )
        return link if agree else None

    async def _agrees(self, person_id: str, purpose: Purpose) -> bool:
        return purpose in holding(await self.people.consents(person_id))

    async def _earliest(self, plan: Plan, due: Due, moment: Moment) -> datetime:
        """Give from when on it may be sent: not before the person had time to press, nor in the carer's quiet hours.

        What held up this message may have held up the press, too; a repeat is late by itself.
        """
        since = self.since(plan.platform)
        if since is None or (moment.lateness >= ON_TIME and not moment.repeat):
            since = moment.now
        at = max(moment.now, since + AFTER)
        profile = await self.people.profile(due.to.id)
        return out_of_quiet(at, quiet_hours(profile, plan.zone, at))

    async def _worded(self, plan: Plan, due: Due, link: CarerLink) -> Reply:
        carer_id = due.to.id
        zone = (await self.people.profile(carer_id)).zone or plan.zone
        time = f"{due.at.astimezone(ZoneInfo(zone)):%H:%M}"
        links = await self.carers.links(carer_id)
        several = sum(one.carer_id == carer_id and one.state is LinkState.ACCEPTED for one in links) > 1
        if several:
            words = self.texts.rich("carers.notice_of", number=str(link.number), time=time)
        else:
            words = self.texts.rich("carers.notice", time=time)
        stop = Button(self.texts.line("carers.stop_button"), Action("carers", "stop", (link.id,)), quiet=True)
        return Reply(words, ((stop,),), outcome="carer notice").for_asker()


def _waits(plan: Plan, occurrence: Occurrence, at: datetime) -> bool:
    """Tell whether an answer is still waited for, and nothing was said about it since so long before `at`."""
    snoozed = occurrence.snoozed_until
    return (
        plan.kind is Kind.DOSE
        and plan.status is Status.ACTIVE
        and occurrence.is_open
        and (snoozed is None or snoozed + AFTER <= at)
    )


@dataclass(frozen=True, slots=True)
class CarerNews:
    """Words what the other person is told of an agreement: that it began or was declined, and how it goes on."""

    carers: Carers
    homes: Homes
    texts: Texts

    async def accepted(self, due: Due, moment: Moment) -> Reply | None:
        """Say that an invitation was accepted, and what the carer learns; None if it has ended again."""
        if await self._link(due) is None:
            return None
        return Reply(self.texts.rich("carers.accepted"), outcome="carer accepted").for_asker()

    async def declined(self, due: Due, moment: Moment) -> Reply:
        """Say that an invitation was not accepted."""
        return Reply(self.texts.rich("carers.declined"), outcome="carer declined").for_asker()

    async def ended(self, due: Due, moment: Moment) -> Reply:
        """Say that a link has ended, without a reason."""
        return Reply(self.texts.rich("carers.ended"), outcome="carer ended").for_asker()

    async def lost(self, due: Due, moment: Moment) -> Reply | None:
        """Say that a carer can be written to no more; None if they can again, or are no carer any more."""
        link = await self._link(due)
        if link is None or link.carer_id is None or await self.homes.lost_at(link.carer_id) is None:
            return None
        return Reply(self.texts.rich("carers.lost"), outcome="carer lost").for_asker()

    def composers(self) -> Composers:
        """Give what words each purpose."""
        return {ACCEPTED: self.accepted, DECLINED: self.declined, ENDED: self.ended, LOST: self.lost}

    async def _link(self, due: Due) -> CarerLink | None:
        """Give the link that is told of, if it still holds."""
        links = await self.carers.links(due.to.id)
        return next((one for one in links if one.id == due.subject and one.state is LinkState.ACCEPTED), None)
