"""The bot's own plans for what people want to be reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from zoneinfo import ZoneInfo

from benchmarks.reminders.month.people import START, Human, Setup
from benchmarks.reminders.month.wall import DAY, Rule
from bot.features.reminders.plans import BloodTestPlan, Content, DatePlan, DosePlan, Kind, Plan
from bot.features.reminders.presets import Interval, Phase, Unit
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


def plan_of(person_id: str, human: Human, setup: Setup) -> Plan:
    """Make a plan, with an id that tells whose it is."""
    id_ = f"{human.number:016x}{setup.number:016x}"
    kind: Kind
    content: Content
    if setup.rule is not None:
        kind, content = Kind.DOSE, doses(setup.rule, setup.nudges)
    elif setup.test is not None:
        last = START.astimezone(ZoneInfo(human.zone)).date() - setup.test.last_done * DAY
        phase = Phase(Interval(setup.test.every, Unit.DAY), None)
        kind, content = Kind.BLOOD_TEST, BloodTestPlan((phase,), last, window=setup.test.window)
    else:
        assert setup.day is not None
        on = START.astimezone(ZoneInfo(human.zone)).date() + setup.day[0] * DAY
        kind, content = Kind.APPOINTMENT, DatePlan(on, setup.day[1], at=time(14, 30))
    return Plan(id_, person_id, kind, content, human.zone, human.platform, START)


def doses(rule: Rule, nudges: int) -> DosePlan:
    """Make what a plan of doses is about."""
    return DosePlan(Schedule(tuple(_steps(rule)), rule.last), nudges=nudges)


def _steps(rule: Rule) -> Iterator[Step]:
    days: dict[str, Days] = {"day": EveryDay()}
    match rule.every:
        case "weekdays":
            days[rule.every] = OnWeekdays(frozenset(rule.numbers))
        case "days":
            days[rule.every] = EveryDays(*rule.numbers)
        case "cycle":
            days[rule.every] = OnOff(*rule.numbers)
        case "month day":
            days[rule.every] = OnMonthDay(*rule.numbers)
    yield Step(rule.first, days[rule.every], rule.times)
    if rule.then is not None:
        yield from _steps(rule.then)
