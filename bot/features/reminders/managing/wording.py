"""Plans in the words of the list and of their own page. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.zones.wording import spoken_zone
from bot.core.richtext import Blocks, Bold, Bullets, Text, paragraph
from bot.features.reminders.cues import CUES
from bot.features.reminders.describing import (
    clock,
    clocks,
    day_in_words,
    days_in_words,
    interval_in_words,
    listed,
    moment_in_words,
    phase_in_words,
)
from bot.features.reminders.managing.desk import PLATFORMS, Asker
from bot.features.reminders.plans import BloodTestPlan, DatePlan, DosePlan, Kind, Plan, Status
from bot.features.reminders.schedule import Slot, Step
from bot.texts.keys import Key

KINDS: Mapping[Kind, Key] = {
    Kind.DOSE: "reminders.kind_dose",
    Kind.BLOOD_TEST: "reminders.kind_blood_test",
    Kind.APPOINTMENT: "reminders.kind_appointment",
    Kind.REFILL: "reminders.kind_refill",
}


def title(number: int, plan: Plan, asker: Asker) -> str:
    """Name a plan by its number in the list, what it is about and when: "1. Doses: every day, 08:00 and 20:00"."""
    kind, what = asker.texts.line(KINDS[plan.kind]), _what(plan, asker)
    if plan.label and asker.labels:
        return asker.texts.line("reminders.title_label", number=str(number), kind=kind, label=plan.label, what=what)
    return asker.texts.line("reminders.title", number=str(number), kind=kind, what=what)


def status(plan: Plan, slot: Slot | None, asker: Asker) -> str:
    """Say whether a plan reminds, and when next: at `slot`."""
    match plan.status:
        case Status.UNPROVEN:
            return asker.texts.line("reminders.status_unproven")
        case Status.ENDED:
            return asker.texts.line("reminders.status_ended")
        case Status.PAUSED if plan.paused_until is None:
            return asker.texts.line("reminders.status_paused")
        case Status.PAUSED if plan.paused_until is not None:
            day = day_in_words(plan.paused_until, asker.texts)
            return asker.texts.line("reminders.status_paused_until", day=day)
        case _:
            return asker.texts.line("reminders.status_nothing") if slot is None else _next(slot, plan, asker)


def page(number: int, plan: Plan, slot: Slot | None, asker: Asker) -> Blocks:
    """Tell all about one plan."""
    lines = ((Text(line),) for line in (status(plan, slot, asker), *_details(plan, asker)))
    return (paragraph(Bold(title(number, plan, asker))), Bullets(tuple(lines)))


def _next(slot: Slot, plan: Plan, asker: Asker) -> str:
    moment = moment_in_words(slot.local, asker.texts)
    if plan.zone == asker.zone:
        return asker.texts.line("reminders.status_next", moment=moment)
    zone = spoken_zone(plan.zone, asker.texts)
    return asker.texts.line("reminders.status_next_zone", moment=moment, zone=zone)


def _what(plan: Plan, asker: Asker) -> str:
    match plan.content:
        case DosePlan(schedule=schedule):
            today = asker.today(plan)
            begun = [step for step in schedule.steps if step.first <= today]
            return _step(begun[-1] if begun else schedule.steps[0], asker)
        case BloodTestPlan() as test:
            return interval_in_words(test.phases[test.phase].every, asker.texts)
        case DatePlan(on=on, at=at):
            day = day_in_words(on, asker.texts)
            return day if at is None else asker.texts.line("reminders.date_at", day=day, time=clock(at))


def _step(step: Step, asker: Asker) -> str:
    days, times = days_in_words(step.days, asker.texts), clocks(step.times, asker.texts)
    return asker.texts.line("reminders.dose", days=days, times=times)


def _details(plan: Plan, asker: Asker) -> Iterator[str]:
    match plan.content:
        case DosePlan() as doses:
            yield from _doses(doses, asker)
        case BloodTestPlan() as test:
            yield from _test(test, asker)
        case DatePlan() as dates:
            days = listed([str(before) for before in sorted(dates.before, reverse=True)], asker.texts)
            yield asker.texts.line("reminders.notice_date", time=clock(dates.notice), days=days)
    if plan.zone != asker.zone:
        yield asker.texts.line("reminders.zone", zone=spoken_zone(plan.zone, asker.texts))
    yield asker.texts.line("reminders.platform", platform=asker.texts.line(PLATFORMS[plan.platform]))


def _doses(doses: DosePlan, asker: Asker) -> Iterator[str]:
    texts, steps = asker.texts, doses.schedule.steps
    for step in steps if len(steps) > 1 else ():
        day, what = day_in_words(step.first, texts), _step(step, asker)
        if step.label and asker.labels:
            yield texts.line("reminders.step_label", day=day, label=step.label, what=what)
        else:
            yield texts.line("reminders.step", day=day, what=what)
    if doses.schedule.last is not None:
        yield texts.line("reminders.until", day=day_in_words(doses.schedule.last, texts))
    if doses.cue in CUES:
        yield texts.line("reminders.cue", cue=texts.line(CUES[doses.cue]))
    if doses.nudges > 1:
        yield texts.line("reminders.nudges", count=str(doses.nudges))
    else:
        yield texts.line("reminders.nudges_one" if doses.nudges else "reminders.nudges_none")


def _test(test: BloodTestPlan, asker: Asker) -> Iterator[str]:
    texts = asker.texts
    if test.booked is None:
        yield texts.line("reminders.test_due", day=day_in_words(test.due, texts))
    else:
        yield texts.line("reminders.test_booked", day=day_in_words(test.booked, texts))
    yield texts.line("reminders.test_done", day=day_in_words(test.last_done, texts))
    yield texts.line("reminders.test_phase", phase=phase_in_words(test.phases[test.phase], texts))
    yield texts.line("reminders.notice_test", time=clock(test.notice))
