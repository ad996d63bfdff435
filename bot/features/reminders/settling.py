"""Sees to occurrences whose time is over: what was sent, what is to be told of, what counts as missed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from bot.conversation.quiet import out_of_quiet, quiet_hours
from bot.core.errors import StorageError
from bot.core.keeping import People
from bot.delivery.transport import State
from bot.features.reminders import dues
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.dues import MISSED, REMINDER
from bot.features.reminders.occurrences import Answer, Occurrence, missed
from bot.features.reminders.plans import DosePlan, Plan, Status

log = logging.getLogger(__name__)

AT_ONCE = 50

# What came, perhaps came, cannot come, or was not needed any more.
_OVER = (State.SENT, State.UNKNOWN, State.BLOCKED, State.CANCELLED)

_UNANSWERED = (Answer.NONE, Answer.MISSED)

UNANSWERED_DAYS = 3
"""After so many days on which nothing was marked, the person is asked whether to go on."""

NEVER = "never"
"""Stands for the last answer where none is kept."""

_LOOK_BACK = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Settling:
    """Looks at what is over. Several copies of the bot may do so: each change checks the epoch."""

    agenda: Agenda
    people: People

    async def once(self, now: datetime) -> None:
        """Settle what can be sent no more, then count as missed what can be answered in time no more."""
        await self._settle_all(now)
        await self._close_all(now)

    async def _settle_all(self, now: datetime) -> None:
        """Settle what is plain by itself, and tell each person of the rest."""
        seen: set[str] = set()
        most = AT_ONCE
        while batch := await self.agenda.occurrences.unsettled(now, most):
            new = [one for one in batch if one.id not in seen]
            if not new and len(batch) < most:
                return
            # What cannot be settled now stands first the next time, too.
            most = AT_ONCE + len(batch) - len(new)
            seen.update(one.id for one in new)
            await self._settle_some(new, now)

    async def _settle_some(self, some: Sequence[Occurrence], now: datetime) -> None:
        async with self.agenda.together():
            left = [one for one in some if not await self._settled(one)]
        oldest: dict[str, datetime] = {}
        for one in left:
            oldest.setdefault(one.person_id, one.at)
        for person_id, since in oldest.items():
            await safely(self._tell(person_id, since, now))

    async def _settled(self, one: Occurrence) -> bool:
        """Settle one that was answered, sent, perhaps sent, or not needed; False if there is more to it.

        One who cannot be written to is told so when they write.
        """
        if one.answer in _UNANSWERED and await self.agenda.state(REMINDER, one.id) not in _OVER:
            return False
        return await self._settle(one, "")

    async def _settle(self, one: Occurrence, summary: str) -> bool:
        after = replace(one, settled=True, summary=summary, epoch=one.epoch + 1)
        return await self.agenda.occurrences.change(one, after)

    async def _tell(self, person_id: str, since: datetime, now: datetime) -> None:
        """Settle what of one person is left since then, so that they are told of all of it in one message."""
        async with self.agenda.together():
            every = await self.agenda.occurrences.of_person(person_id, min(since, now - dues.TOLD_WITHIN), now)
            plans = {plan.id: plan for plan in await self.agenda.plans.of(person_id) if plan.status is Status.ACTIVE}
            over = [one for one in every if not one.settled and one.late_until <= now]
            unsent = [one for one in over if await self._is_unsent(one)]
            told = [one for one in unsent if one.plan_id in plans]
            summary = await self._summary(every, plans[told[-1].plan_id], now) if told else ""
            for one in unsent:
                await self._settle(one, summary if one in told else "")

    async def _is_unsent(self, one: Occurrence) -> bool:
        """Tell whether it surely did not go out, and will not any more."""
        state = await self.agenda.state(REMINDER, one.id)
        if state is State.QUEUED:
            await self.agenda.outbox.cancel(REMINDER, one.id)
            return await self.agenda.state(REMINDER, one.id) is State.CANCELLED
        return one.answer in _UNANSWERED and state in (None, State.EXPIRED)

    async def _summary(self, every: Sequence[Occurrence], plan: Plan, now: datetime) -> str:
        """Put the one message that tells of them: that which waits already is taken back, and tells of these too."""
        summary = next((one.summary for one in reversed(every) if one.summary), "")
        if not summary or not await self._taken_back(summary):
            summary = uuid4().hex
        await self.agenda.outbox.put(dues.missed(plan, summary, uuid4().hex, await self._at(plan, now)))
        return summary

    async def _at(self, plan: Plan, now: datetime) -> datetime:
        """Give the moment from which on a person is told what can wait."""
        return out_of_quiet(now, quiet_hours(await self.people.profile(plan.person_id), plan.zone, now))

    async def _taken_back(self, summary: str) -> bool:
        """Take a summary back; False if it may have gone out."""
        await self.agenda.outbox.cancel(MISSED, summary)
        return await self.agenda.state(MISSED, summary) is State.CANCELLED

    async def _close_all(self, now: datetime) -> None:
        while batch := await self.agenda.occurrences.over(now, AT_ONCE):
            closed = [one for one in batch if await self.agenda.occurrences.change(one, missed(one, now))]
            if not closed:
                return
            for plan_id in {one.plan_id for one in closed}:
                await safely(self._ask_whether_to_go_on(plan_id, now))

    async def _ask_whether_to_go_on(self, plan_id: str, now: datetime) -> None:
        """Ask once if for some days in a row reminders came and none was answered."""
        plan = await self.agenda.plans.plan(plan_id)
        if plan is None or plan.status is not Status.ACTIVE or not isinstance(plan.content, DosePlan):
            return
        since = await unanswered_since(self.agenda, plan, now)
        # Without an answer to count from, it is asked anew when the record of the last question is gone: in 14 days.
        if since is None or (since == NEVER and await self.agenda.state(dues.STILL, plan.id) is not None):
            return
        await self.agenda.outbox.put(dues.still(plan, since, await self._at(plan, now)))


async def unanswered_since(agenda: Agenda, plan: Plan, now: datetime) -> str | None:
    """Name the last answer, or NEVER, if on each of the last days reminders came and none was answered; else None."""
    past = await agenda.occurrences.of_plan(plan.id, now - _LOOK_BACK, now + timedelta(microseconds=1))
    last = next((one for one in reversed(past) if one.is_dose_answer), None)
    since = [one for one in past if last is None or one.at > last.at]
    over = [one for one in since if not one.is_open]
    days = sorted({one.local.date() for one in over})[-UNANSWERED_DAYS:]
    following = next(plan.slots(now), None)
    unfinished = {one.local.date() for one in since if one.is_open} | ({following.local.date()} if following else set())
    if len(days) < UNANSWERED_DAYS or days[-1] in unfinished:
        return None
    for one in over:
        if one.local.date() in days and await agenda.state(REMINDER, one.id) is not State.SENT:
            return None
    return last.id if last else NEVER


async def safely(work: Awaitable[object]) -> bool:
    """Do something for one person or plan; a mistake there keeps nobody else waiting. Raises StorageError."""
    try:
        await work
    except StorageError:
        raise
    except Exception:
        log.exception("one of the reminders could not be seen to")
        return False
    return True
