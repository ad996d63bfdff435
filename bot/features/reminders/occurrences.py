"""One time at which a plan reminds, and what the person answered. Pure; whether the message came is not told here.

none ──▶ taken | skipped     by a press, also early or late
none ──▶ missed              when its time is over without an answer
missed ──▶ taken | skipped   by a press within some days
taken | skipped ──▶ as it was before, by Undo within a day
any ──▶ none                 when all that is known of it comes from a clock that was wrong

What is asked about a blood test or a date is answered by the plan: there an occurrence is only marked as seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

UNDO_WITHIN = timedelta(hours=24)
"""How long after an answer it can be taken back."""

ANSWER_WITHIN = timedelta(days=7)
"""How long after it was due an occurrence takes answers."""

EARLIEST = timedelta(hours=6)
"""How long before it is due a dose can be marked as taken; it then stays silent."""

SNOOZES = (timedelta(minutes=10), timedelta(minutes=30), timedelta(minutes=60))


class Answer(StrEnum):
    """What became of an occurrence."""

    NONE = "none"
    TAKEN = "taken"
    SKIPPED = "skipped"
    MISSED = "missed"
    SEEN = "seen"


class Refusal(StrEnum):
    """Why a press changes nothing."""

    ANSWERED = "answered"  # it says so already
    TOO_LATE = "too-late"
    TOO_EARLY = "too-early"
    NOTHING_TO_UNDO = "nothing-to-undo"
    PAST_THE_NEXT = "past-the-next"  # the snooze would end behind the next dose
    IN_THE_FUTURE = "in-the-future"  # it cannot have been taken later than now


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of a plan; there is one for each local time.

    `local` is what the clock on the wall shows, `at` the moment in UTC. Late, it is sent until `late_until`, and
    without an answer it counts as missed from `closes_at` on. `next_at`: when the plan reminds next. `settled`: after
    `late_until` it was looked at whether it was sent; if not, `summary` is the subject of the one message that tells
    so. `epoch` rises with each change.
    """

    id: str
    plan_id: str
    person_id: str = field(repr=False)
    local: datetime
    at: datetime
    late_until: datetime
    closes_at: datetime
    next_at: datetime | None = None
    answer: Answer = Answer.NONE
    answered_at: datetime | None = field(default=None, repr=False)
    taken_at: datetime | None = field(default=None, repr=False)
    snoozed_until: datetime | None = None
    settled: bool = False
    summary: str = field(default="", repr=False)
    epoch: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answer is Answer.NONE

    @property
    def is_dose_answer(self) -> bool:
        """Whether the person said what they did."""
        return self.answer in (Answer.TAKEN, Answer.SKIPPED)


Pressed = Occurrence | Refusal
"""What a press makes of an occurrence, or why it makes nothing of it."""


def taken(occurrence: Occurrence, now: datetime, at: datetime | None = None) -> Pressed:
    """Mark it as taken, now or `at` an earlier moment. A second press says the same again."""
    at = now if at is None else at
    if at > now:
        return Refusal.IN_THE_FUTURE
    if at < occurrence.at - EARLIEST:
        return Refusal.TOO_EARLY
    if occurrence.answer is Answer.TAKEN and at not in (occurrence.taken_at, now):
        return _changed(occurrence, taken_at=at)  # a correction of the time; Undo goes back as before
    return _answered(occurrence, Answer.TAKEN, now, at)


def skipped(occurrence: Occurrence, now: datetime) -> Pressed:
    """Mark it as skipped, by the person's own choice."""
    return _answered(occurrence, Answer.SKIPPED, now, None)


def snoozed(occurrence: Occurrence, now: datetime, pause: timedelta) -> Pressed:
    """Let it come again after a pause, never behind the next one."""
    if not occurrence.is_open:
        return Refusal.ANSWERED if occurrence.is_dose_answer else Refusal.TOO_LATE
    until = now + pause
    if until >= (occurrence.next_at or occurrence.closes_at):
        return Refusal.PAST_THE_NEXT
    return _changed(occurrence, snoozed_until=until)


def undone(occurrence: Occurrence, now: datetime) -> Pressed:
    """Take the answer back. What was over meanwhile is missed."""
    if not occurrence.is_dose_answer or occurrence.answered_at is None:
        return Refusal.NOTHING_TO_UNDO
    if now > occurrence.answered_at + UNDO_WITHIN:
        return Refusal.TOO_LATE
    back = Answer.MISSED if now >= occurrence.closes_at else Answer.NONE
    return _changed(occurrence, answer=back, answered_at=None, taken_at=None)


def missed(occurrence: Occurrence, now: datetime) -> Occurrence:
    """Count it as missed if its time is over without an answer; else give it as it is."""
    return (
        _changed(occurrence, answer=Answer.MISSED) if occurrence.is_open and now >= occurrence.closes_at else occurrence
    )


def seen(occurrence: Occurrence, now: datetime) -> Occurrence:
    """Mark a notice of a test or date as answered."""
    return _changed(occurrence, answer=Answer.SEEN, answered_at=now) if occurrence.is_open else occurrence


def begun_anew(occurrence: Occurrence, planned: Occurrence) -> Occurrence:
    """Let it be as it is `planned` now, with nothing of what is known of it."""
    return replace(planned, id=occurrence.id, epoch=occurrence.epoch + 1)


def _answered(occurrence: Occurrence, answer: Answer, now: datetime, at: datetime | None) -> Pressed:
    if occurrence.is_dose_answer:
        return Refusal.ANSWERED  # changing one's mind begins with Undo, so that a second tap undoes nothing
    if now > occurrence.at + ANSWER_WITHIN:
        return Refusal.TOO_LATE
    if now < occurrence.at - EARLIEST:
        return Refusal.TOO_EARLY
    changes = {"answer": answer, "answered_at": now, "taken_at": at}
    return _changed(occurrence, snoozed_until=None, **changes)


def _changed(occurrence: Occurrence, **changes: object) -> Occurrence:
    return replace(occurrence, epoch=occurrence.epoch + 1, **changes)  # type: ignore[arg-type]
