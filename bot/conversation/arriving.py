"""A bot that is still being built: who waits for it can be greeted meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

from bot.core.incoming import Incoming
from bot.core.people import Place
from bot.core.ports import CommandSpec, Completion, Responder
from bot.core.reply import Reply


class Arriving:
    """Answers as soon as the responder is there, and offers nothing before.

    `build` runs in a thread that does not keep the process from ending when the person leaves first.
    """

    def __init__(self, build: Callable[[], Responder]) -> None:
        self._loop = asyncio.get_running_loop()
        self._coming: asyncio.Future[Responder] = self._loop.create_future()
        threading.Thread(target=self._run, args=(build,), name="building", daemon=True).start()

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

    def _run(self, build: Callable[[], Responder]) -> None:
        """Build, and hand the outcome over to the loop, unless it is closed because the person has left."""
        try:
            built = build()
        except Exception as error:  # noqa: BLE001 (whoever waits for the responder gets it)
            failure = error
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(lambda: self._coming.set_exception(failure))
        else:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._coming.set_result, built)

    @property
    def _is_here(self) -> bool:
        return self._coming.done() and not self._coming.cancelled() and self._coming.exception() is None
