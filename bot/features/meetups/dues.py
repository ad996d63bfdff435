"""What is put into the ledger about meet-ups: to whom, from when, and until when. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.people import Platform
from bot.delivery.due import Due, Priority, ToPerson, ToPlace
from bot.features.meetups.attending import Attendee, Remind
from bot.features.meetups.keeping import Note, Post, Question
from bot.features.meetups.meetup import MeetupDate

CARD = "meetup card"
POINT = "meetup point"
CHANGED = "meetup change"
CANCELLED = "meetup cancelled"
SEAT = "meetup seat"
REMINDER = "meetup reminder"
NOTE = "meetup note"
QUESTION = "meetup question"
ANSWER = "meetup answer"
TROUBLE = "meetup trouble"

BEFORE: dict[Remind, timedelta] = {Remind.DAY: timedelta(days=1), Remind.HOUR: timedelta(hours=1)}
"""So long before the start each reminder is due."""

# A reminder of the day before that is late is of use until shortly before the other one would be due.
_DAY_ENDS = timedelta(hours=2)
_ANSWERED_WITHIN = timedelta(days=1)
_TROUBLE_WITHIN = timedelta(days=2)


class Trouble(StrEnum):
    """Why a card or event is not where it should be."""

    DELETED = "deleted"
    AWAY = "away"  # nothing can be said in the place any more
    UNSURE = "unsure"  # it may be there, but it cannot be changed
    EVENT_REFUSED = "event-refused"  # the bot may not list events there
    EVENT_DELETED = "event-deleted"


def card(post: Post, on: MeetupDate, at: datetime) -> Due | None:
    """Let a card be put in its place; None once the date has begun."""
    if on.starts_at <= at:
        return None
    return Due(CARD, post.id, ToPlace(post.place_id), post.platform, at, on.starts_at, f"{CARD}:{post.id}")


def point(post: Post, on: MeetupDate, where: tuple[float, float], now: datetime) -> Due | None:
    """Let a pin on the map follow a card, once for each point."""
    if on.starts_at <= now:
        return None
    key = f"{POINT}:{post.id}:{where[0]:.5f},{where[1]:.5f}"
    return Due(POINT, post.id, ToPlace(post.place_id), post.platform, now, on.starts_at, key)


def changed(on: MeetupDate, person_id: str, platform: Platform, now: datetime) -> Due:
    """Tell somebody of a change."""
    return _news(CHANGED, f"{on.id}:{on.sequence}", on, person_id, platform, now)


def cancelled(on: MeetupDate, person_id: str, platform: Platform, now: datetime) -> Due:
    """Tell somebody that it does not take place."""
    return _news(CANCELLED, on.id, on, person_id, platform, now)


def seat(on: MeetupDate, attendee: Attendee, platform: Platform, now: datetime) -> Due:
    """Tell somebody that they have got a seat."""
    return _news(SEAT, f"{on.id}:{attendee.number}", on, attendee.person_id, platform, now)


def note(on: MeetupDate, words: Note, person_id: str, platform: Platform, now: datetime) -> Due:
    """Pass on what an organiser writes."""
    return _news(NOTE, words.id, on, person_id, platform, now)


def reminders(on: MeetupDate, attendee: Attendee, platform: Platform, now: datetime) -> Iterator[Due]:
    """Give the reminders that somebody wants and that are still to come. Those of another start are other ones."""
    for kind in kinds(attendee.remind):
        at = on.starts_at - BEFORE[kind]
        if at <= now:
            continue
        until = on.starts_at - _DAY_ENDS if kind is Remind.DAY else on.starts_at
        subject = reminder_subject(on, kind)
        key, to = f"{REMINDER}:{subject}:{attendee.person_id}", ToPerson(attendee.person_id)
        yield Due(REMINDER, subject, to, platform, at, until, key, Priority.TODAY)


def kinds(remind: Remind) -> tuple[Remind, ...]:
    """Give the single reminders of what was asked for."""
    return tuple(BEFORE) if remind is Remind.BOTH else (remind,) if remind in BEFORE else ()


def reminder_subject(on: MeetupDate, kind: Remind) -> str:
    """Name what a reminder is about: the date, which one it is, and the start that it was made for."""
    return f"{on.id}:{kind}:{int(on.starts_at.timestamp())}"


def question(asked: Question, on: MeetupDate, organiser_id: str, platform: Platform, now: datetime) -> Due:
    """Pass a question on to the organiser."""
    until = max(on.ends_at, now + _ANSWERED_WITHIN)
    return Due(QUESTION, asked.id, ToPerson(organiser_id), platform, now, until, f"{QUESTION}:{asked.id}")


def answer(asked: Question, reply: Note, on: MeetupDate, platform: Platform, now: datetime) -> Due:
    """Bring the organiser's answer to whoever asked."""
    until = max(on.ends_at, now + _ANSWERED_WITHIN)
    subject, to = f"{reply.id}:{asked.id}", ToPerson(asked.person_id)
    return Due(ANSWER, subject, to, platform, now, until, f"{ANSWER}:{reply.id}")


def trouble(post: Post, why: Trouble, organiser_id: str, platform: Platform, now: datetime) -> Due:
    """Tell the organiser once that something is not where it should be."""
    subject, to = f"{post.id}:{why}", ToPerson(organiser_id)
    return Due(TROUBLE, subject, to, platform, now, now + _TROUBLE_WITHIN, f"{TROUBLE}:{subject}")


def _news(  # noqa: PLR0917 (as in a due)
    purpose: str, subject: str, on: MeetupDate, person_id: str, platform: Platform, now: datetime
) -> Due:
    """Tell somebody something of a date, until it begins."""
    key = f"{purpose}:{subject}:{person_id}"
    return Due(purpose, subject, ToPerson(person_id), platform, now, on.starts_at, key, Priority.TODAY)
