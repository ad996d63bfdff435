"""From answers to a plan, and from a plan that is to be changed to answers. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from bot.core.people import Platform
from bot.features.reminders.plans import BloodTestPlan, Content, DatePlan, DosePlan, Kind, Plan
from bot.features.reminders.schedule import (
    Days,
    EveryDay,
    EveryDays,
    OnMonthDay,
    OnOff,
    OnWeekdays,
    Schedule,
    Step,
)
from bot.features.reminders.setup.agreeing import NO, YES
from bot.features.reminders.setup.bloodtests import OWN, phases_of, phases_patch
from bot.features.reminders.setup.counting import joined, split
from bot.features.reminders.setup.draft import Answers, Draft, numbered
from bot.features.reminders.setup.rhythm import MOST_STEPS
from bot.features.reminders.setup.spoken import NONE, STEPPED
from bot.features.reminders.setup.written import times_of, written


def new_plan(draft: Draft, person_id: str, platform: Platform, now: datetime) -> Plan:
    """Give the plan that a finished draft describes."""
    answers = draft.answers
    return Plan(
        id=draft.plan_id,
        person_id=person_id,
        kind=Kind(answers["kind"]),
        content=content(answers),
        zone=answers["place"],
        platform=platform,
        created_at=now,
        label=answers.get("label", ""),
    )


def changed_plan(plan: Plan, answers: Answers) -> Plan:
    """Give the next version of a plan, as the answers say."""
    return plan.changed(content=content(answers), zone=answers["place"], label=answers.get("label", ""))


def content(answers: Answers) -> Content:
    """Give what a plan is about, from all answers."""
    match Kind(answers["kind"]):
        case Kind.DOSE:
            cue, last = answers["cue"], answers["last"]
            schedule = Schedule(tuple(_steps(answers)), None if last == NONE else date.fromisoformat(last))
            return DosePlan(schedule, "" if cue == NONE else cue, int(answers["nudges"]))
        case Kind.BLOOD_TEST:
            return _blood_tests(answers)
        case Kind.APPOINTMENT | Kind.REFILL:
            at = answers.get("at", NONE)
            return DatePlan(
                on=date.fromisoformat(answers["day"]),
                before=split(answers["before"]),
                notice=_clock(answers["notice"]),
                at=None if at == NONE else _clock(at),
            )


def answers_of(plan: Plan) -> Answers:
    """Give the answers from which this very plan would come."""
    known = {"kind": plan.kind.value, "place": plan.zone, "clock": YES, "label": plan.label}
    match plan.content:
        case DosePlan():
            return {**known, **_dose_answers(plan.content)}
        case BloodTestPlan():
            return {**known, **_blood_test_answers(plan.content)}
        case DatePlan(on, before, notice, at):
            days, time_of_day = joined(before), NONE if at is None else written(at)
            return {**known, "day": on.isoformat(), "before": days, "notice": written(notice), "at": time_of_day}


def _steps(answers: Answers) -> Iterator[Step]:
    for place in range(MOST_STEPS):
        yield _step(answers, place)
        if answers.get(numbered("more", place), NO) == NO or STEPPED not in answers:
            return


def _step(answers: Answers, place: int) -> Step:
    label = answers.get(numbered("label", place), "") if STEPPED in answers else ""
    first = date.fromisoformat(answers[numbered("first", place)])
    return Step(first, _days(answers, place), times_of(answers[numbered("times", place)]), label)


def _days(answers: Answers, place: int) -> Days:
    def given(name: str) -> str:
        return answers[numbered(name, place)]

    match given("days"):
        case "weekdays":
            return OnWeekdays(frozenset(split(given("weekdays"))))
        case "every":
            return EveryDays(int(given("every")))
        case "cycle":
            return OnOff(int(given("on")), int(given("off")))
        case "monthly":
            return OnMonthDay(int(given("monthday")))
        case _:
            return EveryDay()


def _dose_answers(plan: DosePlan) -> Answers:
    steps = plan.schedule.steps
    stepped = len(steps) > 1 or bool(steps[0].label)
    last = plan.schedule.last
    answers = {
        "last": NONE if last is None else last.isoformat(),
        "cue": plan.cue or NONE,
        "nudges": str(plan.nudges),
        **({STEPPED: YES} if stepped else {}),
    }
    for place, step in enumerate(steps):
        answers[numbered("first", place)] = step.first.isoformat()
        answers[numbered("times", place)] = written(*step.times)
        answers |= {numbered(name, place): value for name, value in days_answers(step.days).items()}
        if stepped:
            answers[numbered("label", place)] = step.label
            answers[numbered("more", place)] = YES if place + 1 < len(steps) else NO
    return answers


def days_answers(days: Days) -> Answers:
    """Give the answers that say these days, by the names of their questions without a number."""
    match days:
        case EveryDay():
            return {"days": "daily"}
        case OnWeekdays(chosen):
            return {"days": "weekdays", "weekdays": joined(chosen)}
        case EveryDays(number):
            return {"days": "every", "every": str(number)}
        case OnOff(on, off):
            return {"days": "cycle", "on": str(on), "off": str(off)}
        case OnMonthDay(day):
            return {"days": "monthly", "monthday": str(day)}


def _blood_tests(answers: Answers) -> BloodTestPlan:
    """Give a plan of tests. Where none was done yet it counts from the day of the first one, which is then booked."""
    preset, due = answers["preset"], answers.get("due")
    last_done = answers["lasttest"] if due is None else due
    booked = answers.get("booked") if due is None else due
    return BloodTestPlan(
        phases=phases_of(answers),
        last_done=date.fromisoformat(last_done),
        phase=int(answers.get("phase", "0")),
        done=int(answers.get("done", "0")),
        window=int(answers["window"]),
        booked=None if booked is None else date.fromisoformat(booked),
        notice=_clock(answers["notice"]),
        preset="" if preset == OWN else preset,
    )


def _blood_test_answers(plan: BloodTestPlan) -> Answers:
    phases = {name: value for name, value in phases_patch(plan.phases).items() if value is not None}
    return {
        **phases,
        "preset": plan.preset or OWN,
        "team": YES,
        "phase": str(plan.phase),
        "done": str(plan.done),
        "lasttest": plan.last_done.isoformat(),
        "window": str(plan.window),
        "notice": written(plan.notice),
        **({} if plan.booked is None else {"booked": plan.booked.isoformat()}),
    }


def _clock(answer: str) -> time:
    return times_of(answer)[0]
