"""Prints a table of speed and size, with the number aimed at beside each figure."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # as the bot does; numpy reads these when it is first imported

from benchmarks.answering import answering  # noqa: E402
from benchmarks.matcher_memory import matcher_memory  # noqa: E402
from benchmarks.memory import memory  # noqa: E402
from benchmarks.reloading import reloading  # noqa: E402
from benchmarks.starting import starting  # noqa: E402
from benchmarks.table import HEAD, Row, line  # noqa: E402


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
