"""Waiting for something to happen in a fake server, without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class ActionNotPossibleError(Exception):
    """A test let a person do what the platform's own app would not offer them."""


class Bell:
    """Wakes everybody who waits for a change; without it a test would have to sleep and look again."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.situation: Callable[[], str] = lambda: ""

    def ring(self) -> None:
        """Say that something has changed."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def until(self, find: Callable[[], T | None], what: str, timeout: float) -> T:  # noqa: ASYNC109
        """Return what `find` finds, at once or after a change; None means not yet.

        Raises TimeoutError, naming `what` was awaited and what had happened so far, after `timeout` seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                while (found := find()) is None:
                    await self._rung.wait()
                return found
        except TimeoutError:
            raise TimeoutError(f"no {what} within {timeout} s\n{self.situation()}") from None
