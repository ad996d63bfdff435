"""A person's quiet hours as moments. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.clock import moment
from bot.core.keeping import Profile

_DAY = timedelta(days=1)


def quiet_hours(profile: Profile, zone: str, around: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Give the quiet hours that began on the day before a moment or on its day; `zone` if the person set none."""
    if profile.quiet is None:
        return ()
    clock = ZoneInfo(profile.zone or zone)
    start, end = (time.fromisoformat(shown) for shown in profile.quiet)
    today = around.astimezone(clock).date()
    days = (today - _DAY, today)
    over_night = _DAY if end <= start else timedelta(0)
    return tuple(
        (moment(datetime.combine(day, start), clock), moment(datetime.combine(day + over_night, end), clock))
        for day in days
    )


def out_of_quiet(at: datetime, quiet: Iterable[tuple[datetime, datetime]]) -> datetime:
    """Give the moment, or the end of the quiet hours that it lies in."""
    return next((end for start, end in quiet if start <= at < end), at)
