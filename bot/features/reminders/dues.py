"""What reminders hand over to be sent later: one kind of message for each purpose. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.due import Due, Priority, ToPerson
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import MOST_NUDGES, Kind, Plan

REMINDER = "reminder"
NUDGE = "reminder-nudge"
SNOOZED = "reminder-snoozed"
MISSED = "reminders-missed"
STILL = "reminder-still"
CARER_NOTICE = "carer-notice"

NUDGE_EVERY = timedelta(minutes=30)
"""So long after the message before it comes the next one about a dose that has no answer."""

NUDGE_WITHIN = timedelta(minutes=15)
"""So much later a nudge is still sent."""

TOLD_WITHIN = timedelta(days=7)
"""So long it is tried to tell what could not be sent."""

ASKED_WITHIN = timedelta(days=1)


def reminder(plan: Plan, occurrence: Occurrence) -> Due:
    """The reminder itself, also late. It has a new key each time that the occurrence has changed."""
    key = f"{REMINDER}:{occurrence.id}" + (f":{occurrence.epoch}" if occurrence.epoch else "")
    priority = Priority.MINUTES if plan.kind is Kind.DOSE else Priority.TODAY
    to, until = _to(plan), occurrence.late_until
    return Due(REMINDER, occurrence.id, to, plan.platform, occurrence.at, until, key, priority)


def nudge(plan: Plan, occurrence: Occurrence, number: int, at: datetime) -> Due | None:
    """The nudge with this number (from 1 on); None if the time for an answer is over by then."""
    until = min(at + NUDGE_WITHIN, occurrence.closes_at)
    if until <= at:
        return None
    subject = nudge_subject(occurrence.id, number)
    key = f"{NUDGE}:{subject}:{occurrence.epoch}:{at.timestamp():.6f}"
    return Due(NUDGE, subject, _to(plan), plan.platform, at, until, key, Priority.MINUTES)


def snoozed(plan: Plan, occurrence: Occurrence) -> Due:
    """The reminder once more, after the pause that was asked for. Raises ValueError for one that is not snoozed."""
    at = occurrence.snoozed_until
    if at is None:
        raise ValueError("it is not snoozed")
    key = f"{SNOOZED}:{occurrence.id}:{occurrence.epoch}"
    until = occurrence.next_at or occurrence.closes_at
    return Due(SNOOZED, occurrence.id, _to(plan), plan.platform, at, until, key, Priority.MINUTES)


def missed(plan: Plan, summary: str, key: str, at: datetime) -> Due:
    """The one message about all that could not be sent. `key` is a new one each time that more belongs to it."""
    until = at + TOLD_WITHIN
    return Due(MISSED, summary, _to(plan), plan.platform, at, until, f"{MISSED}:{key}", Priority.TODAY)


def still(plan: Plan, since: str, at: datetime) -> Due:
    """The question whether to go on. `since` names the last answer, so that it is asked once after each."""
    until = at + ASKED_WITHIN
    return Due(STILL, plan.id, _to(plan), plan.platform, at, until, f"{STILL}:{plan.id}:{since}", Priority.TODAY)


def nudge_subject(occurrence_id: str, number: int) -> str:
    """Give what a nudge is about."""
    return f"{occurrence_id}:{number}"


def about(occurrence_id: str) -> tuple[tuple[str, str], ...]:
    """Give purpose and subject of all that may be queued about an occurrence."""
    nudges = ((NUDGE, nudge_subject(occurrence_id, number)) for number in range(1, MOST_NUDGES + 1))
    return ((REMINDER, occurrence_id), (SNOOZED, occurrence_id), *nudges, (CARER_NOTICE, occurrence_id))


def _to(plan: Plan) -> ToPerson:
    return ToPerson(plan.person_id)
