"""The account of the month: every number beside the one that was foreseen, and what must never happen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.reminders.crowd import code_of
from benchmarks.reminders.month.dose import Dose
from benchmarks.reminders.month.foreseen import Foreseen
from benchmarks.reminders.month.people import Human
from benchmarks.reminders.month.versions import out_of_quiet, zone_at
from benchmarks.reminders.month.world import Seen
from bot.core.reply import Reply

HEAD = f"{'what':<62}{'foreseen':>10}{'counted':>10}{'differ':>8}"
FOOT = """
Foreseen: by somebody who knows the schedules and what people will do, and no code of the bot, message by message to
the second. Counted: what arrived, and what the database says in the end. Differ: messages or doses that are in one of
the two and not in the other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number: what was foreseen, what was counted, and by how many single cases they differ."""

    what: str
    foreseen: int
    counted: int
    differ: int

    def __str__(self) -> str:
        sign = "  !" if self.differ else ""
        return f"{self.what:<62}{self.foreseen:>10,}{self.counted:>10,}{self.differ:>8,}{sign}"


@dataclass(frozen=True, slots=True)
class KeptDose:
    """What the database says of a dose: its answer, and what became of its reminder."""

    answer: str
    became: str


Kept = dict[tuple[int, int, datetime], KeptDose]
"""By person, plan and local time."""


@dataclass
class Account:
    """All that is needed to give an account."""

    people: Sequence[Human]
    foreseen: Sequence[Foreseen]
    seen: Sequence[Seen]
    kept: Kept
    dates: int
    end: datetime
    differences: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """Give all numbers."""
        yield from self._reminders()
        yield from self._messages()
        yield from self._answers()
        yield from self._nevers()

    def _doses(self) -> Iterator[tuple[Human, Dose]]:
        for human, one in zip(self.people, self.foreseen, strict=True):
            yield from ((human, dose) for dose in one.doses)

    def _reminders(self) -> Iterator[Line]:
        """Count what was due, and what became of it: each dose is one of these, so that their sum is what was due."""
        mine = {(human.number, dose.plan, dose.slot.local): dose for human, dose in self._doses()}
        gone = {name for name, dose in mine.items() if (name[0], dose.plan) in self._deleted}
        due = set(mine) - gone
        dates = sum(one.dates for one in self.foreseen)
        yield Line("due: doses", len(mine), len(self.kept) + len(gone), len(due ^ set(self.kept)))
        for name, what in _CATEGORIES.items():
            wanted = {one for one in due if mine[one].category in name.split("|")}
            got = {one for one, kept in self.kept.items() if kept.became == name}
            self.differences += [f"{one} became {name}, or was to" for one in wanted ^ got]
            yield Line(f"  {what}", len(wanted), len(got), len(wanted ^ got))
        yield Line("  gone with their plan, which was deleted", len(gone), len(gone), 0)
        yield Line("due: notices of tests and dates", dates, self.dates, abs(dates - self.dates))

    @property
    def _deleted(self) -> set[tuple[int, int]]:
        """Name the plans that were deleted."""
        return {
            (human.number, deed.plan)
            for human in self.people
            for deed in human.deeds
            if deed.what == "delete" and deed.plan is not None
        }

    def _messages(self) -> Iterator[Line]:
        expected = Counter(message for one in self.foreseen for message in one.messages if message.at <= self.end)
        came = Counter(seen.message for seen in self.seen)
        for kind, what in _KINDS.items():
            wanted = Counter({one: number for one, number in expected.items() if one.kind == kind})
            got = Counter({one: number for one, number in came.items() if one.kind == kind})
            missing, surplus = wanted - got, got - wanted
            self.differences += [f"did not come: {one}" for one in missing.elements()]
            self.differences += [f"not foreseen: {one}" for one in surplus.elements()]
            yield Line(f"came: {what}", wanted.total(), got.total(), missing.total() + surplus.total())
        told = [
            sum(int(one.label) * n for one, n in these.items() if one.kind == "missed") for these in (expected, came)
        ]
        people = [len({one.to for one in these if one.kind == "missed"}) for these in (expected, came)]
        for what, (wanted_, got_) in (("reminders that these told of", told), ("people who got them", people)):
            yield Line(f"  {what}", wanted_, got_, abs(wanted_ - got_))
        others = {one for one in came if one.kind not in _KINDS}
        self.differences += [f"of no known kind: {one}" for one in others]
        yield Line("came: anything else", 0, len(others), len(others))

    def _answers(self) -> Iterator[Line]:
        wanted, differ = Counter[str](), Counter[str]()
        for human, dose in self._doses():
            name, state = (human.number, dose.plan, dose.slot.local), dose.answer(self.end)
            if name[:2] not in self._deleted:
                wanted[state] += 1
                if name not in self.kept or self.kept[name].answer != state:
                    differ[state] += 1
                    self.differences.append(f"{name} does not end as {state}")
        got = Counter(kept.answer for kept in self.kept.values())
        for state, what in _ANSWERS.items():
            yield Line(f"doses {what}", wanted[state], got[state], differ[state])

    def _nevers(self) -> Iterator[Line]:
        for what, found in (
            ("lost: due, and neither sent nor told of, without a reason", self._lost()),
            ("doubled: two reminders of one dose", self._doubled()),
            ("late ones that say “take”", self._says_take()),
            ("carers told of a dose whose reminder had not come", self._carers_wrongly_told()),
            ("sent while paused, stopped or deleted", self._after_stop()),
            ("nudges in quiet hours", self._in_quiet_hours()),
            ("reminders later than two hours", self._too_late()),
        ):
            yield Line(f"never: {what}", 0, found, found)

    def _came(self, *kinds: str) -> Iterator[Seen]:
        return (seen for seen in self.seen if seen.message.kind in kinds)

    def _lost(self) -> int:
        """Look for each dose that should have been announced, whatever else was foreseen for it."""
        came = {(seen.message.to[1], seen.message.label, seen.message.at) for seen in self._came("reminder", "late")}
        wanted = [
            (str(human.number), dose.label, dose.sent_at) for human, dose in self._doses() if dose.sent_at is not None
        ]
        return sum(one not in came for one in wanted)

    def _doubled(self) -> int:
        days = Counter(
            (seen.message.to, seen.message.label, seen.message.at.date(), _dose_named(seen.reply))
            for seen in self._came("reminder", "late")
        )
        return sum(number - 1 for number in days.values())

    def _says_take(self) -> int:
        late = (seen.text for seen in self._came("late", "missed"))
        return sum(re.search(r"\btake\b", text, re.IGNORECASE) is not None for text in late)

    def _carers_wrongly_told(self) -> int:
        """A carer may be told of those alone to whom something was sent some time before."""
        cared: dict[str, list[str]] = {}
        for human in self.people:
            if human.carer is not None:
                cared.setdefault(human.carer.account.id, []).append(human.account.id)
        sent = {(seen.message.to[1], seen.message.at) for seen in self._came("reminder", "late")}
        wrong = 0
        for seen in self._came("carer notice"):
            window = (seen.message.at - timedelta(hours=16), seen.message.at - timedelta(minutes=29))
            mine = cared[seen.message.to[1]]
            wrong += not any(to in mine and window[0] <= at <= window[1] for to, at in sent)
        return wrong

    def _after_stop(self) -> int:
        spans = {human.account.id: span for human in self.people if (span := _rests(human)) is not None}
        wrong = 0
        for seen in self._came("reminder", "late", "nudge", "snoozed", "still"):
            span = spans.get(seen.message.to[1])
            wrong += span is not None and span[0] <= seen.message.at < span[1]
        return wrong

    def _in_quiet_hours(self) -> int:
        humans = {human.account.id: human for human in self.people}
        wrong = 0
        for seen in self._came("nudge"):
            human, at = humans[seen.message.to[1]], seen.message.at
            wrong += out_of_quiet(human.quiet, zone_at(human, at), at) > at
        return wrong

    def _too_late(self) -> int:
        late = (dose.sent_at - dose.slot.at for _, dose in self._doses() if dose.sent_at)
        return sum(by >= timedelta(hours=2) for by in late)


def _dose_named(reply: Reply) -> str:
    """Give the dose that the buttons of a message are about."""
    return code_of(reply, "taken")


def _rests(human: Human) -> tuple[datetime, datetime] | None:
    """Give the time in which nothing may come to somebody whose only plan rests."""
    if len(human.plans) != 1:
        return None
    stops = [deed.at for deed in human.deeds if deed.what in ("stop", "pause always", "delete")]
    ends = [deed.at for deed in human.deeds if deed.what == "resume"]
    return (stops[0], ends[0] if ends else datetime.max.replace(tzinfo=stops[0].tzinfo)) if stops else None


_CATEGORIES = {
    "on time|late": "sent",
    "told": "not sent because of an outage, put into a summary",
    "untold": "not sent because of an outage, and the plan rests since",
    "blocked": "not sent to people who have blocked the bot",
    "early": "not sent, as they were marked before they were due",
    "ahead": "still to be sent at the end",
}

_KINDS = {
    "reminder": "reminders on time",
    "late": "reminders that say they are late",
    "nudge": "nudges",
    "snoozed": "once more after a snooze",
    "date": "notices of tests and dates",
    "missed": "summaries of what could not be sent",
    "still": "questions whether to go on after three silent days",
    "carer notice": "carers told",
}

_ANSWERS = {
    "taken": "marked as taken",
    "skipped": "marked as skipped",
    "missed": "that count as missed",
    "none": "still open at the end",
}
