"""What a person wants to be reminded of, as they set it up themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.relativedelta import relativedelta

from bot.conversation.zones.rules import zone as zone_of
from bot.core.clock import moment
from bot.core.people import Platform
from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.schedule import Schedule, Slot, slots

LONGEST_LABEL = 40
"""Characters of a person's own label."""

MOST_NUDGES = 2
MOST_PLANS = 20
"""Plans of one person."""

# A test that is not marked is asked after when its window ends, and so many times more, a week apart.
_ASKED_AGAIN, _WEEK = 2, timedelta(days=7)


class Kind(StrEnum):
    """What a plan is about."""

    DOSE = "dose"
    BLOOD_TEST = "blood-test"
    APPOINTMENT = "appointment"
    REFILL = "refill"


class Status(StrEnum):
    """Whether a plan reminds. A new one is unproven until a message has reached the private chat."""

    UNPROVEN = "unproven"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class DosePlan:
    """Doses. `cue` is one of a neutral list ("after-breakfast"); an unanswered one is repeated `nudges` times."""

    schedule: Schedule
    cue: str = field(default="", repr=False)
    nudges: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.nudges <= MOST_NUDGES:
            raise ValueError(f"at most {MOST_NUDGES} nudges")


@dataclass(frozen=True, slots=True)
class BloodTestPlan:
    """Repeated blood tests, counted from the day on which the last one was done.

    `phase` is the number of the phase that holds now, `done` how many tests of it are done. `window`: a test counts
    as in time for so many days after the day it is due. `booked`: the day of an appointment for the next one.
    `notice` is the time of day, on the day before, at which it is announced.
    """

    phases: tuple[Phase, ...] = field(repr=False)
    last_done: date = field(repr=False)
    phase: int = 0
    done: int = 0
    window: int = 3
    booked: date | None = field(default=None, repr=False)
    notice: time = time(18)
    preset: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.phase < len(self.phases) or not 0 <= self.window <= 60:
            raise ValueError("a test plan has phases and a window of at most 60 days")

    @property
    def due(self) -> date:
        """The day on which the next test is due, or booked."""
        return self.booked or self.last_done + _span(self.phases[self.phase].every)

    @property
    def can_move_on(self) -> bool:
        """Whether all tests of this phase are done, so that the person may move on to the next one."""
        count = self.phases[self.phase].count
        return count is not None and self.done >= count and self.phase + 1 < len(self.phases)

    def after_done(self, day: date) -> BloodTestPlan:
        """Give the plan once a test was done on that day. The phase stays: only the person moves on."""
        return replace(self, last_done=day, done=self.done + 1, booked=None)

    def moved_on(self) -> BloodTestPlan:
        """Give the plan in its next phase. Raises ValueError if there is none."""
        return replace(self, phase=self.phase + 1, done=0)

    def notices(self) -> Iterator[datetime]:
        """Give the local times at which the next test is announced and asked after."""
        yield datetime.combine(self.due - timedelta(days=1), self.notice)
        end = self.due + timedelta(days=self.window)
        for again in range(_ASKED_AGAIN + 1):
            yield datetime.combine(end + again * _WEEK, self.notice)


@dataclass(frozen=True, slots=True)
class DatePlan:
    """One day that is announced some days before (0: on the day itself). `at`: the time of an appointment."""

    on: date = field(repr=False)
    before: tuple[int, ...] = (1,)
    notice: time = time(18)
    at: time | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.before or any(not 0 <= days <= 60 for days in self.before):
            raise ValueError("a date is announced from 0 to 60 days before")

    def notices(self) -> Iterator[datetime]:
        """Give the local times at which it is announced, in their order."""
        for days in sorted(set(self.before), reverse=True):
            yield datetime.combine(self.on - timedelta(days=days), self.notice)


Content = DosePlan | BloodTestPlan | DatePlan


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan of one person. `version` rises with each change; `platform` is where the reminders go.

    `label`: the person's own words, where the platform may keep any. `paused_until`: the day on which it goes on.
    """

    id: str
    person_id: str = field(repr=False)
    kind: Kind
    content: Content
    zone: str = field(repr=False)
    platform: Platform
    created_at: datetime
    label: str = field(default="", repr=False)
    status: Status = Status.UNPROVEN
    paused_until: date | None = None
    version: int = 1

    def changed(self, **changes: object) -> Plan:
        """Give the plan in its next version."""
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def goes(self, status: Status, paused_until: date | None = None) -> Plan:
        """Give the plan in its next version, reminding or not."""
        return replace(self, version=self.version + 1, status=status, paused_until=paused_until)

    def slots(self, after: datetime) -> Iterator[Slot]:
        """Give the times after a moment at which this plan reminds, whatever its status; possibly without end."""
        zone = zone_of(self.zone)
        if isinstance(self.content, DosePlan):
            return slots(self.content.schedule, zone, after)
        found = (Slot(local, moment(local, zone)) for local in self.content.notices())
        return (slot for slot in found if slot.at > after)

    def next_slot(self, after: datetime) -> Slot | None:
        """Give the first time after a moment at which this plan reminds; None if there is none, or it does not."""
        if self.status is Status.ACTIVE or (self.status is Status.PAUSED and self.paused_until is not None):
            return next(self.slots(max(after, self._goes_on_at(after))), None)
        return None

    def next_look(self, after: datetime) -> datetime | None:
        """Give when there is something to do about this plan after a moment: it reminds, or its pause is over."""
        slot = self.next_slot(after)
        if slot is None or self.status is not Status.PAUSED:
            return slot.at if slot else None
        return self._goes_on_at(after) + timedelta(microseconds=1)

    def next_slots(self, after: datetime, most: int) -> tuple[Slot, ...]:
        """Give the next few times for a preview, whatever the status."""
        return tuple(islice(self.slots(after), most))

    def _goes_on_at(self, after: datetime) -> datetime:
        """Give the moment before the first one of the day on which a paused plan goes on."""
        if self.status is not Status.PAUSED or self.paused_until is None:
            return after
        midnight = datetime.combine(self.paused_until, time(0))
        return moment(midnight, zone_of(self.zone)) - timedelta(microseconds=1)


def _span(interval: Interval) -> relativedelta:
    match interval.unit:
        case Unit.DAY:
            return relativedelta(days=interval.number)
        case Unit.WEEK:
            return relativedelta(weeks=interval.number)
        case Unit.MONTH:
            return relativedelta(months=interval.number)
