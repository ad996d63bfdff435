"""Forms that are asked step by step."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.conversation.forms import BACK, CANCEL, LIFETIME, SKIP, Running, RunningForms
from bot.core.actions import Action
from bot.core.errors import NotRead, NotSaved, StorageError
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Submitted
from bot.core.people import Person, Place
from bot.core.reply import Audience, Button, Reply, Select
from bot.core.richtext import paragraph, plain
from bot.storage.stores import Stores
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
def forms(texts: Texts, stores: Stores) -> RunningForms:
    return RunningForms(texts, stores.forms)


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


async def test_all_steps(forms: RunningForms) -> None:
    first = await forms.open(ALONE, FORM, (paragraph("Before."),))
    assert shown(first) == "Before.\n\nA meet-up\n\nWhat is it called?\n\nTea"
    assert buttons(first) == [CANCEL]
    assert await forms.runs_for(ALONE)

    second = await forms.take(ALONE, " Tea time ")
    assert shown(second) == "Where is it?"
    assert buttons(second) == [CANCEL, step(1, BACK), step(1, SKIP)]

    third = await forms.take(ALONE, "here")
    assert shown(third) == "When is it?"
    assert buttons(third) == [CANCEL, step(2, BACK)]

    sent = await forms.take(ALONE, "now")
    assert sent == Submitted(ALONE, SEND.code, {"title": "Tea time", "where": "here", "when": "now"})
    assert not await forms.runs_for(ALONE)


async def test_going_back(forms: RunningForms) -> None:
    await forms.open(ALONE, FORM)
    await forms.take(ALONE, "Tea")
    await forms.take(ALONE, "here")
    assert shown(await forms.press(ALONE, step(2, BACK))) == "Where is it?"
    assert shown(await forms.press(ALONE, step(2, BACK))) == "Where is it?", "a double tap goes back once"
    assert "What is it called?" in shown(await forms.press(ALONE, step(1, BACK)))
    assert "What is it called?" in shown(await forms.press(ALONE, step(0, BACK))), (
        "there is nothing before the first question"
    )
    await forms.take(ALONE, "Cake")
    await forms.take(ALONE, "there")
    sent = await forms.take(ALONE, "then")
    assert isinstance(sent, Submitted)
    assert sent.answers == {"title": "Cake", "where": "there", "when": "then"}


async def test_skipping_what_is_optional(forms: RunningForms) -> None:
    await forms.open(ALONE, FORM)
    assert "What is it called?" in shown(await forms.press(ALONE, step(0, SKIP))), "the first question is not optional"
    await forms.take(ALONE, "Tea")
    assert shown(await forms.press(ALONE, step(1, SKIP))) == "When is it?"
    sent = await forms.take(ALONE, "now")
    assert isinstance(sent, Submitted)
    assert sent.answers == {"title": "Tea", "where": "", "when": "now"}


async def test_skipping_the_last_question_sends_the_form(forms: RunningForms) -> None:
    await forms.open(ALONE, Form("T", (Field("a", "A?", optional=True),), SEND))
    assert await forms.press(ALONE, step(0, SKIP)) == Submitted(ALONE, SEND.code, {"a": ""})


async def test_an_empty_answer_asks_again(forms: RunningForms) -> None:
    await forms.open(ALONE, FORM)
    assert "What is it called?" in shown(await forms.take(ALONE, "  \n "))
    await forms.take(ALONE, "Tea")
    assert shown(await forms.take(ALONE, " ")) == "When is it?", "an optional one may be left empty"


async def test_a_long_answer_is_told_its_length_and_asked_again(forms: RunningForms) -> None:
    await forms.open(ALONE, FORM)
    told = shown(await forms.take(ALONE, "Tea for everybody"))
    assert "17" in told
    assert "10" in told
    assert "What is it called?" in told
    assert shown(await forms.take(ALONE, "Tea for us")) == "Where is it?"


async def test_cancelling(forms: RunningForms, texts: Texts) -> None:
    await forms.open(ALONE, FORM)
    reply = await forms.press(ALONE, CANCEL)
    assert isinstance(reply, Reply)
    assert plain(reply.blocks) == texts.line("form.cancelled")
    assert not await forms.runs_for(ALONE)
    assert plain((await forms.cancel(ALONE)).blocks) == texts.line("form.none")
    for action in (CANCEL, BACK, SKIP):
        reply = await forms.press(ALONE, action)
        assert isinstance(reply, Reply)
        assert plain(reply.blocks) == texts.line("form.none")


async def test_a_forged_step_asks_again(forms: RunningForms) -> None:
    await forms.open(ALONE, FORM)
    assert "What is it called?" in shown(await forms.press(ALONE, Action("form", "send")))


async def test_a_form_is_forgotten_after_half_an_hour_of_silence(forms: RunningForms, texts: Texts) -> None:
    await forms.open(at(0), FORM)
    await forms.take(at(29), "Tea")
    assert await forms.runs_for(at(29 + 29.9))
    assert not await forms.runs_for(at(29 + 30))
    assert timedelta(minutes=30) == LIFETIME
    reply = await forms.press(at(60), BACK)
    assert isinstance(reply, Reply)
    assert plain(reply.blocks) == texts.line("form.none")


async def test_forgotten_forms_are_not_kept(forms: RunningForms, stores: Stores) -> None:
    await forms.open(at(0), FORM)
    await forms.open(replace(OTHER_IN_GROUP, at=at(31).at), OTHER)
    assert await stores.forms.find(ALONE.person, ALONE.place) is None
    assert await stores.people.find(ALONE.person) is None, "nor is anything about the person"
    assert await stores.people.find(OTHER_IN_GROUP.person) is not None


async def test_another_form_replaces_the_running_one(forms: RunningForms) -> None:
    await forms.open(ALONE, FORM)
    await forms.take(ALONE, "Tea")
    assert "One word?" in shown(await forms.open(ALONE, OTHER))
    assert await forms.take(ALONE, "yes") == Submitted(ALONE, "other:send", {"word": "yes"})
    assert not await forms.runs_for(ALONE)


async def test_a_form_runs_for_one_person_in_one_place(forms: RunningForms) -> None:
    await forms.open(ALONE, FORM)
    assert not await forms.runs_for(IN_GROUP)
    assert not await forms.runs_for(replace(ALONE, person=OTHER_IN_GROUP.person))


async def test_repr_shows_no_answers(forms: RunningForms, stores: Stores) -> None:
    await forms.open(ALONE, FORM)
    await forms.take(ALONE, "CANARY")
    running = await stores.forms.find(ALONE.person, ALONE.place)
    assert running is not None
    assert running.answers == ("CANARY",)
    assert "CANARY" not in repr(running)


async def test_two_answers_in_one_moment_go_to_two_questions(forms: RunningForms) -> None:
    await forms.open(ALONE, FORM)
    await asyncio.gather(forms.take(ALONE, "Tea"), forms.take(ALONE, "here"))
    sent = await forms.take(ALONE, "now")
    assert isinstance(sent, Submitted)
    assert sorted(sent.answers.values()) == ["Tea", "here", "now"]


class Broken:
    """A store whose database is away, or does not answer at all."""

    def __init__(self, *, hangs: bool = False) -> None:
        self._hangs = hangs

    async def find(self, person: Person, place: Place) -> Running | None:
        if self._hangs:
            await asyncio.Event().wait()
        raise NotRead("away")

    async def put(self, person: Person, place: Place, running: Running) -> None:
        raise NotSaved("away")

    async def remove(self, person: Person, place: Place) -> bool:
        raise NotSaved("away")

    async def remove_older(self, than: datetime) -> None:
        raise NotRead("away")


@pytest.mark.parametrize("hangs", [False, True])
async def test_nobody_waits_for_a_database_that_does_not_answer(
    texts: Texts, hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.conversation.forms.LOOK_WITHIN", 0.01)
    assert not await RunningForms(texts, Broken(hangs=hangs)).runs_for(ALONE)


async def test_who_opens_a_form_is_told_that_it_cannot_be_kept(texts: Texts) -> None:
    with pytest.raises(StorageError):
        await RunningForms(texts, Broken()).open(ALONE, FORM)
