"""Forms that are asked step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.forms import BACK, CANCEL, LIFETIME, SKIP, RunningForms
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Submitted
from bot.core.reply import Audience, Button, Reply, Select
from bot.core.richtext import paragraph, plain
from bot.texts.catalogue import Texts
from tests.scenes import ALONE, IN_GROUP, OTHER_IN_GROUP

SEND = Action("meetups", "send")
FORM = Form(
    "A meet-up",
    (
        Field("title", "What is it called?", "Tea", longest=10),
        Field("where", "Where is it?", optional=True),
        Field("when", "When is it?"),
    ),
    SEND,
)
OTHER = Form("Another", (Field("word", "One word?"),), Action("other", "send"))


@pytest.fixture
def forms(texts: Texts) -> RunningForms:
    return RunningForms(texts)


def at(minutes: float) -> Origin:
    return replace(ALONE, at=ALONE.at + timedelta(minutes=minutes))


def shown(reply: Reply | Submitted) -> str:
    assert isinstance(reply, Reply)
    assert reply.audience is Audience.ASKER
    return plain(reply.blocks)


def buttons(reply: Reply | Submitted) -> list[Action]:
    assert isinstance(reply, Reply)
    [row] = reply.rows
    assert not isinstance(row, Select)
    return [button.action for button in row if isinstance(button, Button)]


def step(number: int, action: Action) -> Action:
    """The button as it stands under the question of this step."""
    return replace(action, arguments=(str(number),))


def test_all_steps(forms: RunningForms) -> None:
    first = forms.open(ALONE, FORM, (paragraph("Before."),))
    assert shown(first) == "Before.\n\nA meet-up\n\nWhat is it called?\n\nTea"
    assert buttons(first) == [CANCEL]
    assert forms.runs_for(ALONE)

    second = forms.take(ALONE, " Tea time ")
    assert shown(second) == "Where is it?"
    assert buttons(second) == [CANCEL, step(1, BACK), step(1, SKIP)]

    third = forms.take(ALONE, "here")
    assert shown(third) == "When is it?"
    assert buttons(third) == [CANCEL, step(2, BACK)]

    sent = forms.take(ALONE, "now")
    assert sent == Submitted(ALONE, SEND.code, {"title": "Tea time", "where": "here", "when": "now"})
    assert not forms.runs_for(ALONE)


def test_going_back(forms: RunningForms) -> None:
    forms.open(ALONE, FORM)
    forms.take(ALONE, "Tea")
    forms.take(ALONE, "here")
    assert shown(forms.press(ALONE, step(2, BACK))) == "Where is it?"
    assert shown(forms.press(ALONE, step(2, BACK))) == "Where is it?", "a double tap goes back once"
    assert "What is it called?" in shown(forms.press(ALONE, step(1, BACK)))
    assert "What is it called?" in shown(forms.press(ALONE, step(0, BACK))), (
        "there is nothing before the first question"
    )
    forms.take(ALONE, "Cake")
    forms.take(ALONE, "there")
    sent = forms.take(ALONE, "then")
    assert isinstance(sent, Submitted)
    assert sent.answers == {"title": "Cake", "where": "there", "when": "then"}


def test_skipping_what_is_optional(forms: RunningForms) -> None:
    forms.open(ALONE, FORM)
    assert "What is it called?" in shown(forms.press(ALONE, step(0, SKIP))), "the first question is not optional"
    forms.take(ALONE, "Tea")
    assert shown(forms.press(ALONE, step(1, SKIP))) == "When is it?"
    sent = forms.take(ALONE, "now")
    assert isinstance(sent, Submitted)
    assert sent.answers == {"title": "Tea", "where": "", "when": "now"}


def test_skipping_the_last_question_sends_the_form(forms: RunningForms) -> None:
    forms.open(ALONE, Form("T", (Field("a", "A?", optional=True),), SEND))
    assert forms.press(ALONE, step(0, SKIP)) == Submitted(ALONE, SEND.code, {"a": ""})


def test_an_empty_answer_asks_again(forms: RunningForms) -> None:
    forms.open(ALONE, FORM)
    assert "What is it called?" in shown(forms.take(ALONE, "  \n "))
    forms.take(ALONE, "Tea")
    assert shown(forms.take(ALONE, " ")) == "When is it?", "an optional one may be left empty"


def test_a_long_answer_is_told_its_length_and_asked_again(forms: RunningForms) -> None:
    forms.open(ALONE, FORM)
    told = shown(forms.take(ALONE, "Tea for everybody"))
    assert "17" in told
    assert "10" in told
    assert "What is it called?" in told
    assert shown(forms.take(ALONE, "Tea for us")) == "Where is it?"


def test_cancelling(forms: RunningForms, texts: Texts) -> None:
    forms.open(ALONE, FORM)
    reply = forms.press(ALONE, CANCEL)
    assert isinstance(reply, Reply)
    assert plain(reply.blocks) == texts.line("form.cancelled")
    assert not forms.runs_for(ALONE)
    assert plain(forms.cancel(ALONE).blocks) == texts.line("form.none")
    for action in (CANCEL, BACK, SKIP):
        reply = forms.press(ALONE, action)
        assert isinstance(reply, Reply)
        assert plain(reply.blocks) == texts.line("form.none")


def test_a_forged_step_asks_again(forms: RunningForms) -> None:
    forms.open(ALONE, FORM)
    assert "What is it called?" in shown(forms.press(ALONE, Action("form", "send")))


def test_a_form_is_forgotten_after_half_an_hour_of_silence(forms: RunningForms, texts: Texts) -> None:
    forms.open(at(0), FORM)
    forms.take(at(29), "Tea")
    assert forms.runs_for(at(29 + 29.9))
    assert not forms.runs_for(at(29 + 30))
    assert timedelta(minutes=30) == LIFETIME
    reply = forms.press(at(60), BACK)
    assert isinstance(reply, Reply)
    assert plain(reply.blocks) == texts.line("form.none")


def test_forgotten_forms_leave_memory(forms: RunningForms) -> None:
    forms.open(at(0), FORM)
    forms.open(replace(OTHER_IN_GROUP, at=at(31).at), OTHER)
    assert len(forms._running) == 1


def test_another_form_replaces_the_running_one(forms: RunningForms) -> None:
    forms.open(ALONE, FORM)
    forms.take(ALONE, "Tea")
    assert "One word?" in shown(forms.open(ALONE, OTHER))
    assert forms.take(ALONE, "yes") == Submitted(ALONE, "other:send", {"word": "yes"})
    assert not forms.runs_for(ALONE)


def test_a_form_runs_for_one_person_in_one_place(forms: RunningForms) -> None:
    forms.open(ALONE, FORM)
    assert not forms.runs_for(IN_GROUP)
    assert not forms.runs_for(replace(ALONE, person=OTHER_IN_GROUP.person))


def test_repr_shows_no_answers(forms: RunningForms) -> None:
    forms.open(ALONE, FORM)
    forms.take(ALONE, "CANARY")
    assert "CANARY" not in repr(forms._running)
