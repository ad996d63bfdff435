"""Prints what reminders do at scale: python -m benchmarks.reminders month|kills|morning|punctual."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # as the bot does; numpy reads these when it is first imported

from benchmarks.reminders.crowd import ROOT  # noqa: E402
from benchmarks.reminders.morning import morning  # noqa: E402
from benchmarks.reminders.punctual import punctual  # noqa: E402
from benchmarks.table import HEAD, Row, line  # noqa: E402
from bot.app import read_files  # noqa: E402


async def _rows(options: argparse.Namespace, folder: Path) -> AsyncIterator[Row]:
    files = read_files(ROOT)
    if options.what == "morning":
        async for row in morning(files, folder, options.people or 20_000, options.seconds):
            yield row
    else:
        async for row in punctual(files, folder):
            yield row


async def main() -> int:
    """Print one table, each line as soon as it is known; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminders", description=__doc__)
    parser.add_argument("what", choices=("month", "kills", "morning", "punctual"))
    parser.add_argument("--people", type=int, default=0, help="how many (default: 1000; in the morning 20000)")
    parser.add_argument("--seconds", type=int, default=90, help="how long to send in the morning (default: 90)")
    options = parser.parse_args()
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        print(HEAD, flush=True)
        async for row in _rows(options, Path(folder)):
            print(line(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
