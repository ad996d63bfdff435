"""The chat loop over a pipe: lines in, replies out."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.adapters.console import gateway
from bot.adapters.console.gateway import PLACE, ConsoleChat
from bot.adapters.console.lines import piped_lines
from bot.adapters.console.permissions import PERSON, ROLES
from bot.adapters.console.terminal import ChatCompleter
from bot.core.actions import Action
from bot.core.errors import NotAllowed, TryAgainLater
from bot.core.incoming import Pressed, Said
from bot.core.people import Platform, Role
from bot.core.ports import CommandSpec, Completion, PublicEvent
from bot.core.reply import Button, Reply, Showing
from bot.core.richtext import paragraph
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.fakes.responder import ScriptedResponder

ONE, TWO = Action("faq", "show", ("one",)), Action("faq", "show", ("two",))
LIST = Reply((paragraph("Which?"),), ((Button("One", ONE), Button("Two", TWO)),))
REPLIES = {
    "list": LIST,
    "secret": Reply((paragraph("For you."),)).for_asker(),
    "plain": Reply((paragraph("Plain."),)),
    ONE.code: Reply((paragraph("The first."),)).in_place(),
    TWO.code: Reply((paragraph("The second."),), ((Button("Again", ONE),),)),
}


@pytest.fixture
def responder() -> ScriptedResponder:
    return ScriptedResponder(dict(REPLIES))


@pytest.fixture
def chat(responder: ScriptedResponder, texts: Texts, clock: StoppedClock) -> ConsoleChat:
    return ConsoleChat(responder, texts, clock, Role.ORGANISER, "our group")


async def piped(chat: ConsoleChat, typed: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    monkeypatch.setattr(sys, "stdout", shown)
    await chat.run()
    return shown.getvalue().splitlines()


async def test_a_whole_chat(chat: ConsoleChat, texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await piped(chat, "plain\nsecret\n/quit\nplain\n", monkeypatch)
    greeting = texts.line("console.greeting", group="our group").splitlines()
    assert shown == [
        *greeting,
        "",
        f"{texts.line('console.prompt')} plain",
        "Plain.",
        "",
        "",
        f"{texts.line('console.prompt')} secret",
        texts.line("private.marker"),
        "For you.",
        "",
        texts.line("console.goodbye"),
    ]


@pytest.mark.parametrize("end", ["", "/quit\n", " /QUIT \n", "/exit", "\n \n/quit"])
async def test_leaving(
    chat: ConsoleChat, responder: ScriptedResponder, texts: Texts, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    shown = await piped(chat, end, monkeypatch)
    assert shown[-1] == texts.line("console.goodbye")
    assert responder.came == []


async def test_numbers_choose_from_the_last_list(
    chat: ConsoleChat, responder: ScriptedResponder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await piped(chat, "1\nlist\n 2 \n1\n1\nplain\n1\n", monkeypatch)
    said, *rest = responder.came
    assert isinstance(said, Said), "without a list a number is just text"
    assert [incoming.code for incoming in rest if isinstance(incoming, Pressed)] == [TWO.code] + [ONE.code] * 3
    assert "  [1] One" in shown
    assert shown.count("The first.") == 3


@pytest.mark.parametrize("number", ["0", "3", "999999999999999999", "00"])
async def test_a_number_that_is_not_there(
    chat: ConsoleChat, texts: Texts, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    shown = await piped(chat, f"list\n{number}\n1\n", monkeypatch)
    assert texts.line("console.no_such_number") in shown
    assert "The first." in shown, "the list can still be chosen from"


async def test_what_is_typed_is_echoed_without_control_characters(
    chat: ConsoleChat, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await piped(chat, "a\x1b[31m b\x07\x9b \u202e c\n", monkeypatch)
    assert f"{texts.line('console.prompt')} a [31m b c" in shown


async def test_silence_and_notes(
    chat: ConsoleChat, responder: ScriptedResponder, monkeypatch: pytest.MonkeyPatch
) -> None:
    responder.replies["note"] = Reply((paragraph("Noted."),), showing=Showing.NOTE)
    shown = await piped(chat, "anything\nnote\n", monkeypatch)
    assert "Noted." in shown


async def test_who_speaks(chat: ConsoleChat, responder: ScriptedResponder, texts: Texts, clock: StoppedClock) -> None:
    assert await chat.answer("hello") is None
    [said] = responder.came
    origin = said.origin
    assert (origin.person, origin.place, origin.at) == (PERSON, PLACE, clock.now)
    assert (origin.role, origin.language, origin.addressed) == (Role.ORGANISER, "en", True)
    assert not origin.place.is_group
    assert not origin.shows_forms
    assert ROLES == {"member": Role.MEMBER, "organiser": Role.ORGANISER}


async def test_a_reader_that_goes_away_ends_the_chat_quietly(
    chat: ConsoleChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdin", io.StringIO("plain\n"))
    monkeypatch.setattr(sys, "stdout", Gone())
    await chat.run()


@pytest.fixture
def pipe() -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    reading, writing = os.pipe()
    with (
        os.fdopen(reading, encoding="utf-8", errors="replace") as stream,
        os.fdopen(writing, "w", encoding="utf-8", buffering=1) as typing,
    ):
        yield stream, typing


async def test_lines_come_one_by_one_from_a_real_pipe(pipe: tuple[io.TextIOWrapper, io.TextIOWrapper]) -> None:
    stream, typing = pipe
    lines = piped_lines(stream)
    typing.write("one\n")
    assert await anext(lines) == "one\n"
    typing.write("two")
    typing.close()
    assert [line async for line in lines] == ["two"]


async def test_leaving_while_a_line_is_awaited(
    chat: ConsoleChat, pipe: tuple[io.TextIOWrapper, io.TextIOWrapper], monkeypatch: pytest.MonkeyPatch, texts: Texts
) -> None:
    stream, typing = pipe
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdin", stream)
    monkeypatch.setattr(sys, "stdout", shown)
    typing.write("/quit\n")
    await chat.run()
    assert shown.getvalue().splitlines()[-1] == texts.line("console.goodbye")
    [reader] = [thread for thread in threading.enumerate() if thread.name == "console-input"]
    assert reader.daemon, "it must not keep the program from ending"
    typing.close()
    reader.join(timeout=5)
    assert not reader.is_alive()


def test_completion() -> None:
    responder = ScriptedResponder(
        commands=(CommandSpec("topics", "Browse"), CommandSpec("help", "Help")),
        suggestions=(Completion("What if I miss a dose?", "missed-dose"),),
    )
    completer = ChatCompleter(responder)

    def completed(typed: str, *, asked: bool = True) -> list[tuple[str, int]]:
        event = CompleteEvent(completion_requested=asked)
        return [(found.text, found.start_position) for found in completer.get_completions(Document(typed), event)]

    assert completed("/t") == [("/topics", -2)]
    assert completed("/", asked=False) == [("/topics", -1), ("/help", -1)]
    assert completed("mis") == [("What if I miss a dose?", -3)]
    assert completed("mis", asked=False) == completed("mi") == []


async def test_what_is_sent_unasked_leaves_the_numbers_of_the_last_list(
    chat: ConsoleChat, responder: ScriptedResponder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is about to type 1 must not press a button of a message that came in between."""
    unasked = Reply((paragraph("Unasked."),), ((Button("Again", TWO),),)).for_asker()
    ready, shown = [], io.StringIO()

    async def lines(stream: object) -> AsyncIterator[str]:
        yield "list"
        ready.append(chat.is_ready(Platform.CONSOLE))
        assert (await chat.send(PERSON, unasked, "abc")).message_ref == "abc"
        yield "1"
        yield "3"

    monkeypatch.setattr(gateway, "piped_lines", lines)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys, "stdout", shown)
    await chat.run()
    assert ready == [True]
    assert "[3] Again" in shown.getvalue()
    pressed = [came.code for came in responder.came if isinstance(came, Pressed)]
    assert pressed == [ONE.code, TWO.code]


async def test_nothing_is_sent_where_nobody_is(chat: ConsoleChat) -> None:
    assert not chat.is_ready(Platform.CONSOLE)
    with pytest.raises(TryAgainLater):
        await chat.send(PERSON, LIST, "abc")


async def test_what_changed_is_shown_once_more(chat: ConsoleChat, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()

    async def lines(stream: object) -> AsyncIterator[str]:
        yield "list"
        await chat.edit(PLACE, "abc", Reply((paragraph("Changed."),), ((Button("Again", TWO),),)))

    monkeypatch.setattr(gateway, "piped_lines", lines)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys, "stdout", shown)
    await chat.run()
    assert "Changed." in shown.getvalue()
    assert "[3] Again" in shown.getvalue()
    with pytest.raises(TryAgainLater):
        await chat.edit(PLACE, "abc", LIST)


async def test_a_terminal_has_neither_pins_nor_events(chat: ConsoleChat, clock: StoppedClock) -> None:
    for attempt in (
        chat.pin(PLACE, "abc"),
        chat.keep_event(PLACE, PublicEvent("Tea", clock(), clock(), "Cafe", ""), None),
        chat.cancel_event(PLACE, "1"),
    ):
        with pytest.raises(NotAllowed):
            await attempt
