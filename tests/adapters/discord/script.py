"""A scripted responder: it says what a test laid down, and keeps what reached it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Called, Incoming, Pressed, Said
from bot.core.people import Place, Role
from bot.core.ports import ArgumentSpec, CommandSpec, Completion
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, paragraph

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

Answer = Reply | None | Callable[[Incoming], Reply | None]

COMMANDS = (
    CommandSpec("ask", "Ask a question", (ArgumentSpec("question", "Your question", completes=True),)),
    CommandSpec("book", "Book a place", (ArgumentSpec("day", "Which day", required=True),), private=True),
    CommandSpec("start", "Say hello", private=True, listed=False),
    CommandSpec("unanswered", "Questions that wait", least_role=Role.ORGANISER, private=True),
)

FORM = Form(
    "A question for the organisers",
    (
        Field("question", "Your question", "No names, please", longest=500, several_lines=True),
        Field("extra", "Anything else that they should know about your question", optional=True),
    ),
    Action("organisers", "send"),
)


@dataclass(slots=True)
class Script:
    """Answers by what was said, called, pressed or sent; `slow` is how long an answer takes, in seconds."""

    answers: dict[str, Answer] = field(default_factory=dict)
    seen: list[Incoming] = field(default_factory=list)
    completions: tuple[Completion, ...] = ()
    slow: float = 0.0
    error: Exception | None = None
    specs: tuple[CommandSpec, ...] = COMMANDS
    typed: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def commands(self) -> tuple[CommandSpec, ...]:
        return self.specs

    @property
    def last(self) -> Incoming:
        return self.seen[-1]

    async def respond(self, incoming: Incoming) -> Reply | None:
        self.seen.append(incoming)
        if self.error is not None:
            raise self.error
        if self.slow:
            await asyncio.sleep(self.slow)
        answer = self.answers.get(_key(incoming))
        return answer(incoming) if callable(answer) else answer

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        self.typed.append((typed, language))
        return self.completions

    def listens_in(self, place: Place) -> bool:
        return True


def words(text: str) -> Blocks:
    """One paragraph of plain words."""
    return (paragraph(text),)


def button(label: str, code: str, *, quiet: bool = False) -> Button:
    """A button by its code."""
    return Button(label, action(code), quiet)


def action(code: str) -> Action:
    """An action by its code."""
    found = Action.parse(code)
    assert found is not None
    return found


def labels(components: Iterable[object]) -> list[str]:
    """The labels of all buttons in a message's components."""
    return [item.label for row in components for item in getattr(row, "children", ())]


def _key(incoming: Incoming) -> str:
    if isinstance(incoming, Said):
        return incoming.text
    if isinstance(incoming, Called):
        return f"/{incoming.command}"
    return incoming.code if isinstance(incoming, Pressed) else f"form {incoming.code}"
