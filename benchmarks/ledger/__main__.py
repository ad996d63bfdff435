"""Prints speed and size of the delivery ledger: python -m benchmarks.ledger [--rows N] [--seconds N]."""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from benchmarks.ledger.backlog import backlog
from benchmarks.ledger.idle import future
from benchmarks.ledger.two import two_processes
from benchmarks.table import HEAD, Row, line


async def rows(options: argparse.Namespace) -> AsyncIterator[Row]:
    """Measure everything, one thing after the other."""
    with tempfile.TemporaryDirectory() as folder:
        async for row in future(Path(folder) / "future.db", options.rows):
            yield row
    with tempfile.TemporaryDirectory() as folder:
        async for row in backlog(Path(folder) / "backlog.db", options.seconds):
            yield row
    async for row in two_processes(options.seconds):
        yield row


async def main() -> None:
    """Print the table, each line as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="due some day (default: 1000000)")
    parser.add_argument("--seconds", type=int, default=60, help="how long a backlog is delivered (default: 60)")
    options = parser.parse_args()
    logging.disable()
    print(HEAD, flush=True)
    async for row in rows(options):
        print(line(row), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
