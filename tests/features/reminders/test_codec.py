"""Whatever a person set up or answered comes back as it was, and can be read by a person meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time

from hypothesis import given

from bot.core.people import Platform
from bot.features.reminders.codec import packed, packed_answer, unpacked, unpacked_answer
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import DosePlan, Kind, Plan
from bot.features.reminders.schedule import EveryDay, OnWeekdays, Schedule, Step
from tests.features.reminders.any_plans import occurrences, plans
from tests.scenes import NOW


@given(plans())
def test_a_plan_comes_back_as_it_was(plan: Plan) -> None:
    kind, label, content = unpacked(json.loads(json.dumps(packed(plan))))
    assert replace(plan, kind=kind, label=label, content=content) == plan


@given(occurrences())
def test_an_answer_comes_back_as_it_was(occurrence: Occurrence) -> None:
    answer = unpacked_answer(json.loads(json.dumps(packed_answer(occurrence))))
    assert answer == (
        occurrence.answer,
        occurrence.answered_at,
        occurrence.taken_at,
        occurrence.snoozed_until,
    )


def test_a_person_can_read_it() -> None:
    steps = (
        Step(date(2026, 12, 1), EveryDay(), (time(8), time(20))),
        Step(date(2026, 12, 15), OnWeekdays(frozenset({0, 4})), (time(8, 30),), "half"),
    )
    plan = Plan(
        "1", "2", Kind.DOSE, DosePlan(Schedule(steps), "after-breakfast"), "UTC", Platform.TELEGRAM, NOW, "mine"
    )
    assert packed(plan) == {
        "kind": "dose",
        "label": "mine",
        "steps": [
            {"first": "2026-12-01", "days": "every-day", "times": ["08:00", "20:00"], "label": ""},
            {"first": "2026-12-15", "days": {"weekdays": ["mon", "fri"]}, "times": ["08:30"], "label": "half"},
        ],
        "last": None,
        "cue": "after-breakfast",
        "nudges": 1,
    }
    occurrence = Occurrence("1", "2", "3", NOW.replace(tzinfo=None), NOW, NOW, NOW, None, Answer.TAKEN, NOW, NOW)
    assert packed_answer(occurrence) == {
        "answer": "taken",
        "answered_at": "2026-11-20T12:00:00+00:00",
        "taken_at": "2026-11-20T12:00:00+00:00",
        "snoozed_until": None,
    }
