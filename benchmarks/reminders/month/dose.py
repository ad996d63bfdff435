"""What happens about one dose from its reminder on, as the rules say: nudges, snoozes, answers, a word to the carer.

Written anew from the rules, without the bot's code. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.reminders.month.habits import Press
from benchmarks.reminders.month.outages import Outages
from benchmarks.reminders.month.people import Human
from benchmarks.reminders.month.versions import Course, out_of_quiet, zone_at
from benchmarks.reminders.month.wall import DAY, Slot
from bot.core.people import Person

HALF_AN_HOUR, HOUR, MINUTE = timedelta(minutes=30), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """Something that comes by itself: when, to whom, of which kind, and the time (or number) that it names."""

    at: datetime
    to: tuple[str, str]
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Around:
    """What is around a dose: its person and plan, what can go wrong, and until when all this is looked at."""

    human: Human
    course: Course
    outages: Outages
    end: datetime


@dataclass
class Dose:
    """One dose. `answers` are its states with their moments; `category` says what became of its reminder."""

    slot: Slot
    nudges: int
    next_at: datetime | None
    plan: int
    category: str = ""
    sent_at: datetime | None = None
    answers: list[tuple[datetime, str]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The time that messages name."""
        return f"{self.slot.local:%H:%M}"

    @property
    def late_until(self) -> datetime:
        """Until when it is still announced."""
        room = 2 * HOUR if self.next_at is None else min(2 * HOUR, (self.next_at - self.slot.at) / 2)
        return self.slot.at + max(5 * MINUTE, room)

    @property
    def closes_at(self) -> datetime:
        """From when on it counts as missed."""
        closes = self.slot.at + 12 * HOUR
        return closes if self.next_at is None else max(self.slot.at + 5 * MINUTE, min(closes, self.next_at))

    def answer(self, at: datetime) -> str:
        """Give what it counts as at a moment."""
        return next((state for when, state in reversed(self.answers) if when <= at), "none")


@dataclass
class Aftermath:
    """Lives through what follows a reminder. What is queued: nudges by number, one snooze, one notice to the carer."""

    dose: Dose
    around: Around
    presses: list[Press]
    nudges: dict[int, datetime] = field(default_factory=dict)
    nudged: set[int] = field(default_factory=set)
    snooze: datetime | None = None
    snoozed_until: datetime | None = None
    notice: tuple[datetime, datetime] | None = None
    carer_knows: bool = False

    def live(self, sent: datetime) -> None:
        """Live until nothing more can happen."""
        dose, around = self.dose, self.around
        rest: list[tuple[datetime, int, Callable[[datetime], None]]] = [
            (around.outages.round(dose.closes_at), 0, self._close)
        ]
        rest += [(press.at, 2, lambda at, press=press: self._press(at, press)) for press in self.presses]  # type: ignore[misc]
        rest += [(cut, 2, self._cut) for cut in around.course.cuts(dose.slot, around.end)]
        self._follow(sent)
        while True:
            ahead = [*rest, *self._queued()]
            if not ahead:
                return
            step = min(ahead, key=lambda one: one[:2])
            if step[0] > around.end:
                return
            if step in rest:
                rest.remove(step)
            step[2](step[0])

    def _queued(self) -> list[tuple[datetime, int, Callable[[datetime], None]]]:
        """Give what is queued with the moment at which it goes out, or is over."""
        mine, found = self.around.human.platform, list[tuple[datetime, int, Callable[[datetime], None]]]()
        reach = self.around.outages.reach
        for number, at in self.nudges.items():
            found.append((reach(at, mine), 1, lambda now, number=number, at=at: self._nudge(now, number, at)))  # type: ignore[misc]
        if self.snooze is not None:
            found.append((reach(self.snooze, mine), 1, self._again))
        if self.notice is not None and (carer := self.around.human.carer) is not None:
            found.append((reach(self.notice[0], carer.platform), 1, self._tell))
        return found

    def _is_open(self, now: datetime) -> bool:
        return self.dose.answer(now) == "none"

    def _reaches(self, now: datetime) -> bool:
        """Whether something may still be said about it."""
        return self._is_open(now) and self.around.course.active(now)

    def _follow(self, now: datetime) -> None:
        """Put the nudges that are left, and nothing else of them."""
        left = [number for number in range(1, self.dose.nudges + 1) if number not in self.nudged]
        at = {number: now + place * HALF_AN_HOUR for place, number in enumerate(left, 1)}
        self.nudges = {number: when for number, when in at.items() if when < self.dose.closes_at}
        if not self.nudges:
            self._last(now)

    def _last(self, now: datetime) -> None:
        if self.around.human.carer is not None and not self.carer_knows:
            self.notice = (now + HALF_AN_HOUR, now + HALF_AN_HOUR + HOUR)

    def _nudge(self, now: datetime, number: int, at: datetime) -> None:
        del self.nudges[number]
        human = self.around.human
        is_snoozed = self.snoozed_until is not None and now < self.snoozed_until
        if now >= min(at + HALF_AN_HOUR / 2, self.dose.closes_at) or not self._reaches(now) or is_snoozed:
            return
        if number >= self.dose.nudges:
            self._last(now)
        if out_of_quiet(human.quiet, zone_at(human, now), now) > now:
            return
        if not human.blocks(now):
            self.nudged.add(number)
            self._say(now, human.account, "nudge", self.dose.label)

    def _again(self, now: datetime) -> None:
        self.snooze = None
        if now >= (self.dose.next_at or self.dose.closes_at) or not self._reaches(now):
            return
        self._follow(now)
        if not self.around.human.blocks(now):
            self._say(now, self.around.human.account, "snoozed", self.dose.label)

    def _tell(self, now: datetime) -> None:
        """Tell the carer, unless there was not enough time to press since everything has been going."""
        assert self.notice is not None
        human, carer, (at, until) = self.around.human, self.around.human.carer, self.notice
        assert carer is not None
        self.notice = None
        snoozed = self.snoozed_until
        if now >= until or not self._reaches(now) or (snoozed is not None and snoozed + HALF_AN_HOUR > at):
            return
        held_up = self.around.outages.away(now, human.platform) or now - at >= 5 * MINUTE
        since = now if held_up else self.around.outages.since(now, human.platform)
        earliest = max(now, since + HALF_AN_HOUR)
        zone = self.around.course.at(now).zone
        earliest = out_of_quiet(carer.quiet, zone, earliest)
        if earliest > now:
            self.notice = (earliest, until) if earliest < until else None
            return
        self.carer_knows = True
        self._say(now, carer.account, "carer notice", f"{at.astimezone(ZoneInfo(zone)):%H:%M}")

    def _press(self, now: datetime, press: Press) -> None:
        dose, was = self.dose, self.dose.answer(now)
        if self.around.course.at(now).gone:
            return
        answered = was in ("taken", "skipped")
        match press.verb:
            case "taken" | "skip" if not answered and now <= dose.slot.at + 7 * DAY:
                dose.answers.append((now, "taken" if press.verb == "taken" else "skipped"))
                self._cut(now)
                self.snoozed_until = None
            case "undo" if answered:
                over = now >= dose.closes_at
                dose.answers.append((now, "missed" if over else "none"))
                if not over:
                    self._follow(now)
            case "snooze" if was == "none":
                until = now + press.minutes * MINUTE
                if until < (dose.next_at or dose.closes_at):
                    self._cut(now)
                    self.snooze = self.snoozed_until = until

    def _cut(self, now: datetime) -> None:
        """Take back all that is queued."""
        self.nudges, self.snooze, self.notice = {}, None, None

    def _close(self, now: datetime) -> None:
        if self._is_open(now):
            self.dose.answers.append((now, "missed"))

    def _say(self, now: datetime, to: Person, kind: str, label: str) -> None:
        self.dose.messages.append(Message(now, (to.platform, to.id), kind, label))
