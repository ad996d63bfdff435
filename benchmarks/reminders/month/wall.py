"""When doses are due, worked out anew from the calendar and the clocks on the wall, day by day. Pure.

It shares no code with the bot: both have to come to the same.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """Which days, and which times of day. `then`: what holds from its first day on."""

    first: date
    every: str
    times: tuple[time, ...]
    numbers: tuple[int, ...] = ()
    last: date | None = None
    then: Rule | None = None


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A moment (UTC) at which something is due, and what the clock on the wall shows then."""

    at: datetime
    local: datetime


def times_on(rule: Rule, day: date) -> tuple[time, ...]:
    """Give the times of a day."""
    if rule.then is not None and day >= rule.then.first:
        return times_on(rule.then, day)
    if day < rule.first or (rule.last is not None and day > rule.last):
        return ()
    return rule.times if _falls_on(rule, day) else ()


def _falls_on(rule: Rule, day: date) -> bool:
    gone = (day - rule.first).days
    match rule.every:
        case "weekdays":
            return day.weekday() in rule.numbers
        case "days":
            return gone % rule.numbers[0] == 0
        case "cycle":
            return gone % sum(rule.numbers) < rule.numbers[0]
        case "month day":
            return day.day == min(rule.numbers[0], monthrange(day.year, day.month)[1])
    return True


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment at which a clock shows this first; where it leaps over it, as much later as it leaps."""
    shown = [local - zone.utcoffset(local.replace(tzinfo=zone, fold=fold)) for fold in (0, 1)]  # type: ignore[operator]
    there = [at for at in sorted(shown) if at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) == local]
    before = zone.utcoffset((local - DAY).replace(tzinfo=zone))
    assert before is not None
    return (there[0] if there else local - before).replace(tzinfo=UTC)


def slots(rule: Rule, zone: str, since: datetime, until: datetime) -> list[Slot]:
    """Give all behind `since`, up to `until`, in their order."""
    clock = ZoneInfo(zone)
    first, days = since.astimezone(clock).date() - DAY, (until - since) // DAY + 4
    found = []
    for day in (first + number * DAY for number in range(days)):
        for at in times_on(rule, day):
            local = datetime.combine(day, at)
            found.append(Slot(moment(local, clock), local))
    return sorted(slot for slot in found if since < slot.at <= until)


def following(rule: Rule, zone: str, after: datetime) -> Slot | None:
    """Give the first one behind a moment, within a hundred days."""
    for days in (3, 100):
        if found := slots(rule, zone, after, after + days * DAY):
            return found[0]
    return None


def midnight(day: date, zone: str) -> datetime:
    """Give the moment at which a day begins."""
    return moment(datetime.combine(day, time(0)), ZoneInfo(zone))
