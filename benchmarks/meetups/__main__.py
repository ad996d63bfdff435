"""Prints what meet-ups bear: python -m benchmarks.meetups kills|rush|seats [--kills N] [--people N] [--times N] ..."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from benchmarks.kill.real import database
from benchmarks.meetups.kills import table
from benchmarks.meetups.kills.hunting import hunt
from benchmarks.meetups.rush import rush
from benchmarks.meetups.seats import contest
from benchmarks.table import HEAD, line

DATABASES = ("sqlite", "postgresql")


async def _kills(options: argparse.Namespace, folder: Path) -> bool:
    """Kill real processes on each database, both platforms at once; tell whether all promises were kept."""
    print(table.HEAD, flush=True)
    clean = True
    for kind in DATABASES:
        async with database(kind) as url:
            done = await hunt(url, options.kills // len(DATABASES), options.seed)
        print(table.line(kind, done), flush=True)
        clean = clean and done.verdict.is_clean
    print(table.FOOT)
    return clean


async def _rush(options: argparse.Namespace, folder: Path) -> bool:
    """Print figures beside what is aimed at; tell whether all cards are right."""
    done = await rush(folder, options.people, options.seconds, options.seed)
    print(HEAD, *map(line, done.rows()), sep="\n")
    return not (done.wrong or done.unlike or done.amiss)


async def _seats(options: argparse.Namespace, folder: Path) -> bool:
    """Let two want the last seat on each database; tell whether it was always one who got it."""
    clean = True
    print(f"{'what':<12}{'times':>10}{'amiss':>10}{'unlike':>10}{'Discord got it':>16}", flush=True)
    for kind in DATABASES:
        async with database(kind) as url:
            done = await contest(url, options.times, options.seed)
        print(f"{kind:<12}{done.times:>10}{done.amiss:>10}{done.unlike:>10}{done.first:>16}", flush=True)
        clean = clean and done.is_clean
    print(
        "\nMust be 0: amiss: not one has the seat and one waits, each told so. unlike: the cards do not show this list."
    )
    return clean


async def main() -> int:
    """Print one table; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.meetups", description=__doc__)
    parser.add_argument("what", choices=("kills", "rush", "seats"))
    parser.add_argument("--kills", type=int, default=200, help="in all (default: 200)")
    parser.add_argument("--people", type=int, default=500, help="who answer in the rush (default: 500)")
    parser.add_argument("--seconds", type=float, default=60.0, help="within which they do (default: 60)")
    parser.add_argument("--times", type=int, default=200, help="how often two want the last seat (default: 200)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable()  # what goes wrong here goes wrong on purpose
    run = {"kills": _kills, "rush": _rush, "seats": _seats}[options.what]
    with tempfile.TemporaryDirectory() as folder:
        return 0 if await run(options, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
