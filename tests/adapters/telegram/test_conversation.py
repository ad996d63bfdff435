"""The adapter with the real router behind it: commands, danger, forms step by step, errors told to a person."""

from __future__ import annotations

import pytest

from bot.conversation.commands import Command, Routes
from bot.conversation.forms import RunningForms
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Called, Origin, Pressed, Said, Submitted
from bot.core.ports import ArgumentSpec, CommandSpec, Completion
from bot.core.reply import Button, Reply, Urgency
from bot.core.richtext import parse
from bot.storage.stores import Stores
from tests.adapters.telegram.serving import TEXTS, serving
from tests.wire.telegram_server import FakeTelegram

ADD = Action("names", "add")
FORM = Form("A name", (Field("first", "First?"), Field("last", "Last?")), ADD)
HELP_NOW = "Call for help now."


class Screen:
    """Sees danger in one word."""

    def look(self, text: str, origin: Origin) -> Reply | None:
        return Reply(parse(HELP_NOW), urgency=Urgency.EMERGENCY) if "danger" in text else None


class Echo:
    """Answers every question with itself."""

    async def answer(self, said: Said) -> Reply:
        return Reply(parse(f"You asked: {said.text}"), ((Button("Add", ADD),),))

    async def sure_answer(self, said: Said, besides: frozenset[str]) -> Reply | None:
        return None

    async def overheard(self, said: Said) -> Reply | None:
        return None

    def complete(self, typed: str) -> tuple[Completion, ...]:
        return ()


async def ask(called: Called) -> Reply:
    return Reply(parse(f"Command: {called.arguments.get('question', 'nothing')}"))


async def open_form(pressed: Pressed, _: Action) -> Reply:
    return Reply(form=FORM, private_at=ADD)


async def take_form(submitted: Submitted, _: Action) -> Reply:
    return Reply(parse("Hello {first} {last}".format(**submitted.answers)))


@pytest.fixture
def router(stores: Stores) -> Router:
    question = ArgumentSpec("question", "Your question")
    routes = Routes(
        commands=(Command(CommandSpec("ask", "Ask", (question,)), ask),),
        presses={("names", "add"): open_form},
        forms={("names", "add"): take_form},
    )
    limits = Limits(Limit(100), Limit(100))
    return Router(
        danger=Screen(),
        questions=Echo(),
        routes=[routes],
        forms=RunningForms(TEXTS, stores.forms),
        limits=limits,
        texts=TEXTS,
        listens=lambda _: False,
    )


async def test_question_command_and_danger(server: FakeTelegram, router: Router) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    said = {
        "/ask can I drink?": "Command: can I drink?",
        "/ask": "Command: nothing",
        f"@{server.bot.username} can I drink?": "You asked: can I drink?",
        "/ask I am in danger": HELP_NOW,
        f"/nothing@{server.bot.username} I am in danger": HELP_NOW,
    }
    async with serving(server, router):
        for text, answer in said.items():
            server.say(anna, group, text)
            assert (await server.next_message(group)).text == answer
        for text in ("/start I am in danger", "/nothing danger", "danger"):
            server.say(anna, anna, text)
            assert (await server.next_message(anna)).text == HELP_NOW


async def test_form_is_filled_in_step_by_step_in_private(server: FakeTelegram, router: Router) -> None:
    anna = server.add_user("Anna")
    async with serving(server, router):
        server.say(anna, anna, "hello")
        await server.press(anna, await server.next_message(anna), "Add")
        assert (await server.next_message(anna)).text.endswith("First?")
        server.say(anna, anna, "Ada")
        second = await server.next_message(anna)
        assert second.labels == [TEXTS.line("form.cancel"), TEXTS.line("form.back")]
        server.say(anna, anna, "Lovelace")
        assert (await server.next_message(anna)).text == "Hello Ada Lovelace"
        await server.press(anna, second, TEXTS.line("form.back"))
        assert (await server.next_message(anna)).text == TEXTS.line("form.none")


async def test_form_is_left_by_a_command(server: FakeTelegram, router: Router) -> None:
    anna = server.add_user("Anna")
    async with serving(server, router):
        server.say(anna, anna, "hello")
        await server.press(anna, await server.next_message(anna), "Add")
        await server.next_message(anna)
        server.say(anna, anna, "/cancel")
        assert (await server.next_message(anna)).text == TEXTS.line("form.cancelled")


async def test_form_from_a_group_is_asked_in_private(server: FakeTelegram, router: Router) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    async with serving(server, router):
        server.say(anna, group, f"@{server.bot.username} hello")
        answer = await server.press(anna, await server.next_message(group), "Add")
        assert answer.url is not None
        server.start(anna, answer.url.partition("start=")[2])
        assert (await server.next_message(anna)).text.endswith("First?")
    assert len(server.messages) == 2


async def test_error_is_told_to_the_person_alone(server: FakeTelegram, router: Router) -> None:
    anna = server.add_user("Anna")
    group = server.add_group("Group", [anna])
    async with serving(server, router):
        server.say(anna, group, f"@{server.bot.username} hello")
        message = await server.next_message(group)
        query = server.send_callback(anna, message, "old:button")
        answer = await server.until(lambda: query.answer)
        assert answer.text == TEXTS.line("error.old_button")
        server.say(anna, anna, "/nothing")
        assert (await server.next_message(anna)).text == TEXTS.line("error.unknown_command")
    assert len(server.messages) == 2
