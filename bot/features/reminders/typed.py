"""Days and times that have passed, or are to come, as a person types them beside a reminder. Pure.

What can mean several things gives all of them: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.times.reading import read
from bot.conversation.times.values import Doubt, Once, Spoken
from bot.core.clock import moment
from bot.features.reminders.occurrences import EARLIEST, Occurrence

_DAY = timedelta(days=1)

# What is counted from today names another day from here on; what names a day names the same one.
_OTHER_DAYS = timedelta(days=8)


def days_typed(text: str, now: datetime, earliest: date) -> tuple[date, ...]:
    """Give the days that a text can mean, in their order. `now`: what the clock on the wall shows.

    Days before today are found if they are named as such ("24 November"), from `earliest` on.
    """
    found = set(_days(text, now))
    start = datetime.combine(earliest, time(0))
    named = set(_days(text, start)) & set(_days(text, start - _OTHER_DAYS))
    return tuple(sorted(found | {day for day in named if earliest <= day < now.date()}))


def moments_typed(text: str, occurrence: Occurrence, zone: ZoneInfo, now: datetime) -> tuple[datetime, ...]:
    """Give the moments (UTC) that a time of day can mean: each the one next to when the dose was due.

    None is later than now. A text that names a day, or anything but one time, gives none.
    """
    here = occurrence.local
    found = {_nearest(at, occurrence, zone, now) for at in _times(text, here)}
    return tuple(sorted(at for at in found if at is not None))


def _nearest(at: time, occurrence: Occurrence, zone: ZoneInfo, now: datetime) -> datetime | None:
    days = (occurrence.local.date() + number * _DAY for number in range(-1, 8))
    all_ = (moment(datetime.combine(day, at), zone) for day in days)
    possible = [one for one in all_ if occurrence.at - EARLIEST <= one <= now]
    return min(possible, key=lambda one: abs(one - occurrence.at), default=None)


def _spoken(text: str, now: datetime) -> tuple[Spoken, ...]:
    found = read(text, now)
    return found.choices if isinstance(found, Doubt) else (found,)


def _days(text: str, now: datetime) -> Iterator[date]:
    for spoken in _spoken(text, now):
        if spoken.on is not None and isinstance(spoken.repeat, Once):
            yield spoken.on


def _times(text: str, now: datetime) -> Iterator[time]:
    for spoken in _spoken(text, now):
        if spoken.repeat is None and spoken.on is None and len(spoken.times) == 1:
            yield spoken.times[0]
