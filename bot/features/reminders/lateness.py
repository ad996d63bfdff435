"""How late a reminder may still come, and when an occurrence without an answer is over. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

ON_TIME = timedelta(minutes=5)
"""So much later it still counts as on time: the message says nothing of it."""

LATEST = timedelta(hours=2)
"""So much later a dose is announced at most; earlier, where the next one is near."""

LATEST_NOTICE = timedelta(hours=20)
"""So much later the notice of a test or date is still of use."""

# A dose without an answer counts as missed when the next one is due, and at the latest after this.
CLOSES_AFTER = timedelta(hours=12)
NOTICE_CLOSES_AFTER = timedelta(days=7)


class Lateness(StrEnum):
    """What a message says of its time."""

    ON_TIME = "on-time"
    LATE = "late"  # says that it is late, and when it was due
    TOO_LATE = "too-late"  # is not sent; one summary tells of all of these


def late_until(at: datetime, next_at: datetime | None) -> datetime:
    """Give until when a dose that was due `at` is still announced: two hours, or half the time to the next dose.

    It is never less than what counts as on time.
    """
    return at + (LATEST if next_at is None else max(ON_TIME, min(LATEST, (next_at - at) / 2)))


def closes_at(at: datetime, next_at: datetime | None) -> datetime:
    """Give from when on a dose without an answer counts as missed: not before it is too late to announce it."""
    return at + CLOSES_AFTER if next_at is None else max(at + ON_TIME, min(at + CLOSES_AFTER, next_at))


def notice_until(at: datetime, next_at: datetime | None) -> datetime:
    """Give until when the notice of a test or date is still sent: for 20 hours, or until the next one comes."""
    return at + LATEST_NOTICE if next_at is None else max(at + ON_TIME, min(at + LATEST_NOTICE, next_at))


def notice_closes_at(at: datetime, next_at: datetime | None) -> datetime:
    """Give from when on a notice takes no answer: when the next one comes, and at the latest after a week."""
    return at + NOTICE_CLOSES_AFTER if next_at is None else max(at + ON_TIME, min(at + NOTICE_CLOSES_AFTER, next_at))


def lateness(at: datetime, until: datetime, now: datetime) -> Lateness:
    """Say how late it is."""
    if now >= until:
        return Lateness.TOO_LATE
    return Lateness.ON_TIME if now - at < ON_TIME else Lateness.LATE
