"""Foresees every message of the month, to the second: what is due, what comes, what is told, and how it ends. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain
from zoneinfo import ZoneInfo

from benchmarks.reminders.month.dose import HOUR, MINUTE, Aftermath, Around, Dose, Message
from benchmarks.reminders.month.habits import done_after, presses
from benchmarks.reminders.month.outages import Outages
from benchmarks.reminders.month.people import START, Human, Setup
from benchmarks.reminders.month.versions import Course, course, out_of_quiet, zone_at
from benchmarks.reminders.month.wall import DAY, Slot, following, moment, slots

_NOTICE = time(18)


@dataclass
class Foreseen:
    """What is foreseen for one person."""

    doses: list[Dose] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    dates: int = 0
    dates_untold: int = 0


@dataclass(frozen=True, slots=True)
class _Untold:
    """What could not be sent: from when on that is known, and what it is about."""

    known_at: datetime
    slot: Slot
    course: Course | None


def foresee(human: Human, outages: Outages, end: datetime) -> Foreseen:
    """Foresee all that comes to one person and to their carer."""
    found, untold = Foreseen(), list[_Untold]()
    for setup in human.plans:
        if setup.rule is not None:
            whole = course(human, setup)
            around = Around(human, whole, outages, end)
            doses = list(_doses(around, setup))
            for dose in doses:
                untold += _remind(around, dose)
            found.doses += doses
            found.messages += chain.from_iterable(dose.messages for dose in doses)
            found.messages += _questions(around, doses)
        else:
            untold += _dates(human, setup, outages, end, found)
    found.messages += _summaries(human, outages, end, untold)
    found.messages.sort()
    return found


def _doses(around: Around, setup: Setup) -> Iterator[Dose]:
    """Give all doses of a plan, once for each local time; those marked before they were due with their answer."""
    human, whole = around.human, around.course
    early: dict[Slot, datetime] = {}
    for deed in human.deeds:
        if deed.what == "early" and deed.plan == setup.number and whole.active(deed.at):
            version = whole.at(deed.at)
            slot = following(version.rule, version.zone, deed.at)
            if slot is not None and slot.at <= deed.at + 6 * HOUR:
                early.setdefault(slot, deed.at)
    known: set[datetime] = set()
    for version in whole.versions:
        marked = [slot for slot, at in early.items() if version.since <= at < version.until]
        own = slots(version.rule, version.zone, version.since, min(version.until, around.end)) if version.active else []
        for slot in sorted({*own, *marked}):
            if slot.local not in known and slot.at <= around.end:
                known.add(slot.local)
                later = following(version.rule, version.zone, slot.at)
                dose = Dose(slot, setup.nudges, later.at if later else None, setup.number)
                if slot in early:
                    dose.category, dose.answers = "early", [(early[slot], "taken")]
                yield dose


def _remind(around: Around, dose: Dose) -> Iterator[_Untold]:
    """See what becomes of one reminder, and of what follows it."""
    human, outages = around.human, around.outages
    if dose.category == "early":
        return
    sent = outages.reach(dose.slot.at, human.platform)
    if sent >= dose.late_until:
        known_at = outages.round(dose.late_until)
        dose.category = "ahead" if known_at > around.end else "told" if around.course.active(known_at) else "untold"
        dose.answers.append((outages.round(dose.closes_at), "missed"))
        yield _Untold(known_at, dose.slot, around.course)
    elif sent > around.end:
        dose.category = "ahead"
    elif human.blocks(sent):
        dose.category = "blocked"
        dose.answers.append((outages.round(dose.closes_at), "missed"))
    else:
        dose.category, dose.sent_at = "on time" if sent - dose.slot.at < 5 * MINUTE else "late", sent
        kind = "reminder" if dose.category == "on time" else "late"
        dose.messages.append(Message(sent, (human.platform, str(human.number)), kind, dose.label))
        Aftermath(dose, around, presses(human, dose.label, sent, outages)).live(sent)


def _summaries(human: Human, outages: Outages, end: datetime, untold: list[_Untold]) -> Iterator[Message]:
    """Give the messages that tell of what could not be sent: one, unless an earlier one has gone out."""
    rounds: dict[datetime, list[_Untold]] = defaultdict(list)
    for one in untold:
        if one.known_at <= end and (one.course is None or one.course.active(one.known_at)):
            rounds[one.known_at].append(one)
    waiting: list[_Untold] = []
    goes_out = START
    for now in sorted(rounds):
        if waiting and goes_out < now:
            yield from _told(human, goes_out, waiting)
            waiting = []
        waiting += rounds[now]
        goes_out = outages.reach(out_of_quiet(human.quiet, zone_at(human, now), now), human.platform)
    if waiting and goes_out <= end:
        yield from _told(human, goes_out, waiting)


def _told(human: Human, at: datetime, waiting: list[_Untold]) -> Iterator[Message]:
    count = sum(one.course is None or one.course.active(at) for one in waiting)
    if count and not human.blocks(at):
        yield Message(at, (human.platform, str(human.number)), "missed", str(count))


def _questions(around: Around, doses: list[Dose]) -> Iterator[Message]:
    """Give the questions whether to go on, after three days on which reminders came and nothing was marked."""
    asked: set[datetime | None] = set()
    human, outages = around.human, around.outages
    for now in sorted({at for dose in doses for at, state in dose.answers if state == "missed"}):
        if now > around.end or outages.round(now) != now:
            continue  # an answer that was taken back late
        since = _unanswered_since(around, doses, now)
        if since and since[0] not in asked and around.course.active(now):
            asked.add(since[0])
            at = outages.reach(out_of_quiet(human.quiet, zone_at(human, now), now), human.platform)
            reaches = at < min(now + DAY, around.end) and around.course.active(at) and not human.blocks(at)
            if reaches and _unanswered_since(around, doses, at):
                yield Message(at, (human.platform, str(human.number)), "still", "")


def _unanswered_since(around: Around, doses: list[Dose], now: datetime) -> tuple[datetime | None] | None:
    """Give the dose that was answered last (or None) if on each of the last three days reminders came in vain."""
    past = [dose for dose in doses if dose.slot.at <= now]
    last = max((dose.slot.at for dose in past if dose.answer(now) in ("taken", "skipped")), default=None)
    after = [dose for dose in past if last is None or dose.slot.at > last]
    over = [dose for dose in after if dose.answer(now) != "none"]
    days = sorted({dose.slot.local.date() for dose in over})[-3:]
    version = around.course.at(now)
    coming = following(version.rule, version.zone, now)
    unfinished = {dose.slot.local.date() for dose in after if dose.answer(now) == "none"}
    if coming is not None:
        unfinished.add(coming.local.date())
    if len(days) < 3 or days[-1] in unfinished:
        return None
    if any(dose.sent_at is None for dose in over if dose.slot.local.date() in days):
        return None
    return (last,)


def _dates(human: Human, setup: Setup, outages: Outages, end: datetime, found: Foreseen) -> Iterator[_Untold]:
    """Live through the notices of a test or of a day."""
    zone, after = ZoneInfo(human.zone), START
    last = START.astimezone(zone).date() - (setup.test.last_done if setup.test else 0) * DAY
    done: datetime | None = None
    while True:
        ahead = [slot for slot in _notices(setup, last, zone) if slot.at > after]
        if done is not None and (not ahead or done < ahead[0].at):
            if done > end:
                return
            after, last, done = done, done.astimezone(zone).date(), None
            continue
        if not ahead or ahead[0].at > end:
            return
        slot, later = ahead[0], ahead[1] if len(ahead) > 1 else None
        after = slot.at
        found.dates += 1
        until = min(slot.at + 20 * HOUR, later.at) if later else slot.at + 20 * HOUR
        sent = outages.reach(slot.at, human.platform)
        if sent >= until:
            found.dates_untold += 1
            yield _Untold(outages.round(until), slot, None)
        elif sent <= end and not human.blocks(sent):
            found.messages.append(Message(sent, (human.platform, str(human.number)), "date", ""))
            if setup.test is not None and done is None:
                done = done_after(human, sent, outages)


def _notices(setup: Setup, last_done: date, zone: ZoneInfo) -> list[Slot]:
    if setup.test is not None:
        due = last_done + setup.test.every * DAY
        days = [due - DAY, *(due + (setup.test.window + 7 * again) * DAY for again in range(3))]
    else:
        assert setup.day is not None
        on = START.astimezone(zone).date() + setup.day[0] * DAY
        days = [on - before * DAY for before in sorted(setup.day[1], reverse=True)]
    locals_ = [datetime.combine(day, _NOTICE) for day in days]
    return [Slot(moment(local, zone), local) for local in locals_]
