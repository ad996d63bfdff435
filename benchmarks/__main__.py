"""Prints a table of speed and size, with the number aimed at beside each figure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from benchmarks.answering import answering
from benchmarks.memory import memory
from benchmarks.starting import starting
from benchmarks.table import Row, printed


def rows() -> Iterator[Row]:
    """Measure everything, one thing after the other."""
    yield from answering()
    yield from starting()
    yield from asyncio.run(memory())


if __name__ == "__main__":
    for line in printed(rows()):
        print(line, flush=True)
