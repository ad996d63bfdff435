"""From answers to plans and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.features.reminders.cues import CUES
from bot.features.reminders.plans import BloodTestPlan, DosePlan, Plan
from bot.features.reminders.setup import path
from bot.features.reminders.setup.building import answers_of, changed_plan
from bot.features.reminders.setup.draft import Draft, read_draft
from bot.features.reminders.setup.path import PREVIEW
from bot.texts.catalogue import Texts
from tests.features.reminders.any_plans import plans
from tests.features.reminders.setup.facts import facts


def _settable(plan: Plan) -> Plan:
    """Give the plan as a person could have set it up."""
    content = plan.content
    if isinstance(content, DosePlan):
        cue = sorted(CUES)[len(content.cue) % len(CUES)] if content.cue else ""
        return replace(plan, content=replace(content, cue=cue))
    if isinstance(content, BloodTestPlan):
        *before, last = content.phases
        assume(all(phase.count for phase in before))
        return replace(plan, content=replace(content, phases=(*before, replace(last, count=None))))
    return replace(plan, content=replace(content, before=tuple(sorted(set(content.before)))))


@given(plans())
def test_every_plan_comes_back_from_its_answers(plan: Plan) -> None:
    plan = _settable(plan)
    assert changed_plan(plan, answers_of(plan)) == plan.changed()


@given(plans(), st.booleans())
def test_every_plan_can_be_opened_at_its_preview(texts: Texts, plan: Plan, labels: bool) -> None:
    """Own words on Telegram in the steps of a plan aside, nothing of it is asked again."""
    plan = _settable(plan)
    draft = Draft("abcdef", plan.id, plan.version, answers_of(plan))
    known = replace(facts(labels=labels, plans=(plan,)), profile=replace(facts().profile, discreet=False))
    assert path.present(draft, known, texts) == PREVIEW


@given(plans())
def test_drafts_survive_their_keeping(plan: Plan) -> None:
    answers = answers_of(plan)
    draft = Draft("abcdef", plan.id, plan.version).answered(answers).asked_again(("times", "place"))
    assert read_draft(draft.state()) == draft
    assert draft.back().answers == answers
    assert draft.back().back().answers == {}
    assert draft.back().back().back().answers == {}


@pytest.mark.parametrize("state", [{}, {"mark": "x"}, {**Draft("a", "b").state(), "offers": 3}])
def test_states_that_are_none_of_ours(state: dict[str, object]) -> None:
    assert read_draft(state) is None


def test_no_repr_tells_what_was_answered() -> None:
    draft = Draft("abcdef", "0" * 32, answers={"place": "Europe/Zurich"}).answered({"label": "secret"})
    assert "secret" not in repr(draft)
    assert "Zurich" not in repr(draft)
