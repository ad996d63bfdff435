"""The adapter at work against the fake Telegram, with a bot behind it that says what a test wants."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.adapters.telegram.gateway import TelegramAdapter, TelegramOptions, Timing
from bot.core.actions import Action
from bot.core.incoming import Incoming, Pressed
from bot.core.people import Place, Role
from bot.core.ports import ArgumentSpec, CommandSpec, Completion, Moved, Responder
from bot.core.reply import Button, Reply
from bot.core.richtext import parse
from bot.texts.catalogue import load_texts
from tests.wire.telegram_server import FakeTelegram

TEXTS = load_texts("en")
TIMING = Timing(poll=1, deaf_after=3, connect=1, read=1, write=1, pool=1, drain=0.3, retry_pause=0.01)
COMMANDS = (
    CommandSpec("ask", "Ask a question", (ArgumentSpec("question", "Your question"),)),
    CommandSpec("topics", "All topics", private=True),
    CommandSpec("start", "Say hello", private=True),
    CommandSpec("unanswered", "Waiting questions", least_role=Role.ORGANISER, private=True),
)
SHOW = Action("faq", "show", ("alcohol",))

Answer = Callable[[Incoming], Reply | None]


def told(markup: str, *labels: str) -> Reply:
    """A reply with one row of buttons, whose codes are "test:" and their labels in small letters."""
    row = tuple(Button(label, Action("test", label.lower())) for label in labels)
    return Reply(parse(markup), (row,) if row else ())


class Scripted:
    """A bot that answers as the test says, and remembers what reached it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.seen: list[Incoming] = []

    @property
    def commands(self) -> tuple[CommandSpec, ...]:
        return COMMANDS

    async def respond(self, incoming: Incoming) -> Reply | None:
        self.seen.append(incoming)
        return self.answer(incoming)

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        return ()

    def listens_in(self, place: Place) -> bool:
        return False


def says(reply: Reply | None) -> Scripted:
    """A bot that always says the same."""
    return Scripted(lambda _: reply)


ANSWER = told("**Short answer.** See [the leaflet](https://example.org/a?b=1&c=2).", "More", "Remove")


def on_press(reply: Reply | None) -> Scripted:
    """A bot that says ANSWER, and to a press the given."""
    return Scripted(lambda incoming: reply if isinstance(incoming, Pressed) else ANSWER)


def adapter_for(
    server: FakeTelegram,
    responder: Responder,
    options: TelegramOptions | None = None,
    timing: Timing = TIMING,
    token: str | None = None,
    *,
    moved: Moved | None = None,
) -> TelegramAdapter:
    options = replace(options or TelegramOptions(), api_url=server.api_url)
    token = server.token if token is None else token
    return TelegramAdapter(token, responder, TEXTS, options, lambda: datetime.now(UTC), timing, moved)


@contextlib.asynccontextmanager
async def serving(
    server: FakeTelegram, responder: Responder, options: TelegramOptions | None = None, timing: Timing = TIMING
) -> AsyncIterator[asyncio.Task[None]]:
    """The running adapter, from its first poll until it is cancelled."""
    task = asyncio.create_task(adapter_for(server, responder, options, timing).run())
    try:
        await server.until(lambda: task.done() or server.calls_of("getUpdates"))
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


@contextlib.contextmanager
def logged(words: str) -> Iterator[asyncio.Event]:
    """Gives an event that is set when the bot logs these words."""
    seen = asyncio.Event()

    class Watch(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if words in record.getMessage():
                seen.set()

    bot, watch = logging.getLogger("bot"), Watch()
    level = bot.level
    bot.addHandler(watch)
    bot.setLevel(logging.INFO)
    try:
        yield seen
    finally:
        bot.removeHandler(watch)
        bot.setLevel(level)


@contextlib.contextmanager
def no_task_left() -> Iterator[None]:
    """Fails if what ran inside left a task; those that serve a connection belong to the fake."""
    before = asyncio.all_tasks()
    yield
    left = [task for task in asyncio.all_tasks() - before if "RequestHandler" not in str(task.get_coro())]
    assert left == []
