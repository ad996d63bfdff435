"""Calendar files (iCalendar, RFC 5545): what is the same in all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    # Loaded only where a calendar is made.
    from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard

MEDIA_TYPE = "text/calendar"

ZONE_RULES_FOR = timedelta(days=10 * 366)
"""So far the rules of a zone are written down for what has no end; after that they go by its name alone."""

_DAY = timedelta(days=1)


def new_calendar(product: str) -> Calendar:
    """Begin a calendar that is handed over as it stands, and asks for no answer."""
    from icalendar import Calendar  # noqa: PLC0415 (few ask for a calendar)

    calendar = Calendar()
    calendar.add("prodid", f"-//{product}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def zone_rules(name: str, begin: datetime, end: datetime) -> Timezone:
    """Give the rules of a zone (IANA name) from one moment to another, for calendars that do not know its name."""
    from icalendar import Timezone  # noqa: PLC0415

    zone = ZoneInfo(name)
    rules = Timezone()
    rules.add("tzid", name)
    rules.add_component(_observance(begin.astimezone(zone), begin.astimezone(zone).utcoffset() or timedelta(0)))
    for at in _changes(zone, begin, end):
        before = (at - timedelta(microseconds=1)).astimezone(zone).utcoffset() or timedelta(0)
        rules.add_component(_observance(at.astimezone(zone), before))
    return rules


def _observance(begin: datetime, before: timedelta) -> TimezoneDaylight | TimezoneStandard:
    """Give one part of a zone's rules: from a moment on, until the next part begins."""
    from icalendar import TimezoneDaylight, TimezoneStandard  # noqa: PLC0415

    part = TimezoneDaylight() if begin.dst() else TimezoneStandard()
    part.add("dtstart", (begin.astimezone(UTC) + before).replace(tzinfo=None, microsecond=0))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", begin.utcoffset())
    part.add("tzname", begin.tzname())
    return part


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Give the moments at which the clocks of a zone are changed, to the second."""
    low = begin.replace(microsecond=0)
    while low < end:
        high = low + _DAY
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            yield _change(zone, low, high)
        low = high


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Find the first second of the other offset between two moments."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high
