"""Plain lines over a pipe."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import TextIO

from rich.text import Text as Styled


async def piped_lines(stream: TextIO) -> AsyncIterator[str]:
    """Give the lines of a stream as they come.

    A daemon thread reads them: a blocked read in a worker thread of asyncio would keep the process from ending.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[str | None] = asyncio.Queue()

    def put(line: str | None) -> None:
        with suppress(RuntimeError):  # the loop is closed when the chat was left while a line was being read
            loop.call_soon_threadsafe(arrived.put_nowait, line)

    def read() -> None:
        try:
            for line in stream:
                put(line)
        finally:
            put(None)

    threading.Thread(target=read, name="console-input", daemon=True).start()
    while (line := await arrived.get()) is not None:
        yield line


def plain_printer(stream: TextIO) -> Callable[[Styled], None]:
    """Print lines without styles, each at once, so that a program at the other end sees it."""

    def show(line: Styled) -> None:
        print(line.plain, file=stream, flush=True)

    return show
