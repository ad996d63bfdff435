"""What holds for a plan from when to when, as its person changes it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from benchmarks.reminders.month.people import START, Deed, Human, Setup
from benchmarks.reminders.month.wall import DAY, Rule, Slot, following, midnight, moment, slots

FOREVER = START + 10_000 * DAY
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Version:
    """How a plan is from one moment to another. `by_itself`: it went on when its pause was over."""

    since: datetime
    until: datetime
    zone: str
    rule: Rule
    active: bool = True
    gone: bool = False
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """All versions of a plan, one after the other."""

    versions: tuple[Version, ...]

    def at(self, moment_: datetime) -> Version:
        """Give the one that holds."""
        return next(one for one in self.versions if one.since <= moment_ < one.until)

    def active(self, moment_: datetime) -> bool:
        """Tell whether the plan reminds."""
        return self.at(moment_).active

    def cuts(self, slot: Slot, end: datetime) -> Iterator[datetime]:
        """Give the moments at which what is queued about a dose is taken back, as the plan no longer has it."""
        for one in self.versions[1:]:
            if slot.at <= one.since <= min(end, slot.at + 2 * DAY) and not one.by_itself:
                locals_ = {kept.local for kept in slots(one.rule, one.zone, one.since - 2 * DAY, one.since)}
                if not one.active or slot.local not in locals_:
                    yield one.since

    def following(self, slot: Slot) -> Slot | None:
        """Give the next dose after one, by the version that it belongs to."""
        version = self.at(slot.at)
        return following(version.rule, version.zone, slot.at)


def course(human: Human, setup: Setup) -> Course:
    """Follow a plan of doses through all that its person does."""
    assert setup.rule is not None
    found = [Version(START, FOREVER, human.zone, setup.rule)]
    for deed in human.deeds:
        if deed.plan in (None, setup.number) and not found[-1].gone:
            for after in _after(found[-1] if found[-1].since <= deed.at else found[-2], deed):
                while found[-1].since > deed.at:  # what was to come by itself does not
                    found.pop()
                found[-1] = replace(found[-1], until=after[0].since)
                found += after
    return Course(tuple(found))


def _after(now: Version, deed: Deed) -> Iterator[list[Version]]:
    """Give what follows a deed, if it changes something."""
    new = replace(now, since=deed.at, until=FOREVER, by_itself=False)
    match deed.what:
        case "edit" if deed.rule is not None:
            yield [replace(new, rule=deed.rule)]
        case "travel" if now.zone != deed.zone:
            yield [replace(new, zone=deed.zone)]
        case "pause tomorrow" | "pause week" if now.active:
            today = deed.at.astimezone(ZoneInfo(now.zone)).date()
            goes_on = midnight(today + (DAY if deed.what == "pause tomorrow" else 7 * DAY), now.zone) - _TICK
            yield [replace(new, active=False, until=goes_on), replace(new, since=goes_on, by_itself=True)]
        case "pause always" | "stop" if now.active:
            yield [replace(new, active=False)]
        case "resume" if not now.active:
            yield [replace(new, active=True)]
        case "delete":
            yield [replace(new, active=False, gone=True)]


def zone_at(human: Human, at: datetime) -> str:
    """Give the zone in which somebody is."""
    moves = [deed.zone for deed in human.deeds if deed.what == "travel" and deed.at <= at]
    return moves[-1] if moves else human.zone


def out_of_quiet(quiet: tuple[time, time] | None, zone: str, at: datetime) -> datetime:
    """Give the moment, or the end of the quiet hours that it lies in."""
    if quiet is None:
        return at
    clock = ZoneInfo(zone)
    today = at.astimezone(clock).date()
    for day in (today - DAY, today):
        begin = moment(datetime.combine(day, quiet[0]), clock)
        end = moment(datetime.combine(day + (DAY if quiet[1] <= quiet[0] else 0 * DAY), quiet[1]), clock)
        if begin <= at < end:
            return end
    return at
