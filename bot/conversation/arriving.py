"""A bot that is still being built: who waits for it can be greeted meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from bot.core.incoming import Incoming
from bot.core.people import Place
from bot.core.ports import CommandSpec, Completion, Responder
from bot.core.reply import Reply

T = TypeVar("T")


class Arriving:
    """Answers as soon as the responder is there, and offers nothing before."""

    def __init__(self, coming: Awaitable[Responder]) -> None:
        self._coming = asyncio.ensure_future(coming)

    @property
    def commands(self) -> tuple[CommandSpec, ...]:
        """All commands, once they are known."""
        return self._coming.result().commands if self._is_here else ()

    async def respond(self, incoming: Incoming) -> Reply | None:
        """Wait for the responder and let it answer. Raises what kept it from being built."""
        return await (await self._coming).respond(incoming)

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        """Suggest questions, once there is something to suggest."""
        return self._coming.result().complete(typed, language) if self._is_here else ()

    def listens_in(self, place: Place) -> bool:
        """Tell whether ordinary talk in this place may be answered."""
        return self._is_here and self._coming.result().listens_in(place)

    @property
    def _is_here(self) -> bool:
        return self._coming.done() and not self._coming.cancelled() and self._coming.exception() is None


def in_background(work: Callable[[], T]) -> asyncio.Future[T]:
    """Do something in a thread that does not keep the process from ending when the person leaves first."""
    loop = asyncio.get_running_loop()
    coming: asyncio.Future[T] = loop.create_future()

    def hand_over(settle: Callable[[], None]) -> None:
        if not coming.done():  # nobody has given up waiting
            settle()

    def run() -> None:
        settle: Callable[[], None]
        try:
            done = work()
        except Exception as error:  # noqa: BLE001 (whoever waits gets it)
            settle = partial(coming.set_exception, error)
        else:
            settle = partial(coming.set_result, done)
        with suppress(RuntimeError):  # the loop is closed, because the person has left
            loop.call_soon_threadsafe(hand_over, settle)

    threading.Thread(target=run, name="background", daemon=True).start()
    return coming
