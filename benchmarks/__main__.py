"""Prints a table of speed and size, with the number aimed at beside each figure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from benchmarks.answering import answering
from benchmarks.matcher_memory import matcher_memory
from benchmarks.memory import memory
from benchmarks.reloading import reloading
from benchmarks.starting import starting
from benchmarks.table import HEAD, Row, line


async def rows() -> AsyncIterator[Row]:
    """Measure everything, one thing after the other."""
    for row in starting():
        yield row
    for row in answering():
        yield row
    for row in matcher_memory():
        yield row
    async for row in memory():
        yield row
    async for row in reloading():
        yield row


async def main() -> None:
    """Print the table, each line as soon as it is known."""
    print(HEAD, flush=True)
    async for row in rows():
        print(line(row), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
