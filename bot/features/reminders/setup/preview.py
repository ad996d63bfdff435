"""The plan in words before it is confirmed: all that was chosen, when it reminds next, and what to know. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.conversation.zones.wording import spoken_zone
from bot.core.richtext import Block, Blocks, Bullets, Line, Text
from bot.features.reminders.cues import CUES
from bot.features.reminders.describing import (
    clock,
    clocks,
    day_in_words,
    days_in_words,
    listed,
    moment_in_words,
    phase_in_words,
)
from bot.features.reminders.plans import BloodTestPlan, DatePlan, DosePlan, Kind, Plan
from bot.features.reminders.schedule import Slot, Step
from bot.features.reminders.setup.asking import Asking
from bot.features.reminders.setup.bloodtests import window_in_words
from bot.features.reminders.setup.dates import before_in_words
from bot.texts.keys import Key

_SHOWN = 3
# Changes of the clock are looked for so far ahead.
_YEAR = timedelta(days=366)

_TITLES: Mapping[Kind, Key] = {
    Kind.DOSE: "remind.preview_dose",
    Kind.BLOOD_TEST: "remind.preview_blood_test",
    Kind.APPOINTMENT: "remind.preview_appointment",
    Kind.REFILL: "remind.preview_refill",
}
_NUDGED: tuple[Key, ...] = ("remind.nudged_never", "remind.nudged_once", "remind.nudged_twice")


def preview(asking: Asking, plan: Plan) -> Blocks:
    """Say all of a plan, the next times at which it reminds, and what is worth knowing about these."""
    texts, after = asking.texts, asking.facts.now
    lines = tuple((Text(line),) for line in (*_content(asking, plan), *_common(asking, plan)))
    slots = plan.next_slots(after, _SHOWN)
    title = texts.rich(_TITLES[plan.kind])
    if not slots:
        return (*title, Bullets(lines), *texts.rich("remind.never"))
    following = Bullets(tuple(_slot(asking, slot) for slot in slots))
    return (*title, Bullets(lines), *texts.rich("remind.next_times"), following, *_warnings(asking, plan))


def _slot(asking: Asking, slot: Slot) -> Line:
    return (Text(moment_in_words(slot.local, asking.texts)),)


def _content(asking: Asking, plan: Plan) -> Iterator[str]:
    match plan.content:
        case DosePlan():
            yield from _doses(asking, plan.content)
        case BloodTestPlan():
            yield from _blood_tests(asking, plan.content)
        case DatePlan():
            yield from _date(asking, plan.content)


def _doses(asking: Asking, doses: DosePlan) -> Iterator[str]:
    texts, steps = asking.texts, doses.schedule.steps
    for step in steps:
        yield texts.line("remind.from_day", day=day_in_words(step.first, texts), what=_step(asking, step))
    if doses.schedule.last is not None:
        yield texts.line("remind.until_day", day=day_in_words(doses.schedule.last, texts))
    if doses.cue in CUES:
        yield texts.line("remind.with_cue", cue=texts.line(CUES[doses.cue]))
    yield texts.line(_NUDGED[doses.nudges])


def _step(asking: Asking, step: Step) -> str:
    texts = asking.texts
    what = texts.line("remind.days_at", days=days_in_words(step.days, texts), times=clocks(step.times, texts))
    return f"{what} ({step.label})" if step.label and asking.facts.labels else what


def _blood_tests(asking: Asking, tests: BloodTestPlan) -> Iterator[str]:
    texts, phase = asking.texts, tests.phases[tests.phase]
    for one in tests.phases:
        yield phase_in_words(one, texts)
    if len(tests.phases) > 1:
        yield texts.line("remind.phase_now", phase=phase_in_words(phase, texts))
    if phase.count is not None:
        yield texts.line("remind.done_now", done=str(tests.done), count=str(phase.count))
    due: Key = "remind.due_on" if tests.due >= asking.today else "remind.was_due"
    yield texts.line(due, day=day_in_words(tests.due, texts))
    yield texts.line("remind.window_of", window=window_in_words(asking, tests.window))
    yield texts.line("remind.noticed_evening", time=clock(tests.notice))


def _date(asking: Asking, date: DatePlan) -> Iterator[str]:
    texts, day = asking.texts, day_in_words(date.on, asking.texts)
    yield day if date.at is None else texts.line("remind.day_at", day=day, time=clock(date.at))
    before = listed([before_in_words(asking, days) for days in sorted(set(date.before), reverse=True)], texts)
    yield texts.line("remind.noticed_before", before=before, time=clock(date.notice))


def _common(asking: Asking, plan: Plan) -> Iterator[str]:
    texts, answers = asking.texts, asking.answers
    if plan.label and asking.facts.labels:
        yield texts.line("remind.with_label", label=plan.label)
    if "discreet" in answers:
        yield texts.line("remind.words_hidden" if answers["discreet"] == "yes" else "remind.words_shown")
    yield texts.line("remind.in_zone", zone=spoken_zone(plan.zone, texts))


def _warnings(asking: Asking, plan: Plan) -> Iterator[Block]:
    texts = asking.texts
    ahead = tuple(takewhile(lambda slot: slot.at < asking.facts.now + _YEAR, plan.slots(asking.facts.now)))
    if plan.version > 1 and isinstance(plan.content, DosePlan):
        today = [slot for slot in ahead[:1] if slot.local.date() == _today(asking, plan)]
        for slot in today:
            yield from texts.rich("remind.today_as_well", time=clock(slot.local.time()))
    quiet = [clock(at) for at in sorted({slot.local.time() for slot in ahead}) if _is_quiet(asking, at)]
    if quiet:
        yield from texts.rich("remind.in_quiet_hours", times=listed(quiet, texts))
    moved = next((slot for slot in ahead if _shown(slot, plan) != slot.local), None)
    if moved is not None:
        day, shown = day_in_words(moved.local.date(), texts), clock(_shown(moved, plan).time())
        yield from texts.rich("remind.clock_change", day=day, time=clock(moved.local.time()), instead=shown)
    content = plan.content
    if isinstance(content, DatePlan) and content.at is not None and 0 in content.before and content.notice > content.at:
        yield from texts.rich("remind.after_the_date")


def _today(asking: Asking, plan: Plan) -> date:
    return asking.facts.now.astimezone(ZoneInfo(plan.zone)).date()


def _shown(slot: Slot, plan: Plan) -> datetime:
    """Give what the clock on the wall will show at that moment."""
    return slot.at.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)


def _is_quiet(asking: Asking, at: time) -> bool:
    quiet = asking.facts.profile.quiet
    if quiet is None:
        return False
    start, end = map(time.fromisoformat, quiet)
    return start <= at < end if start <= end else at >= start or at < end
