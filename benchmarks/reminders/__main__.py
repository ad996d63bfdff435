"""Prints what reminders do: python -m benchmarks.reminders month|kills|morning|punctual [--people N] [--kills N] ..."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from benchmarks.kill.real import database
from benchmarks.reminders.crowd import ROOT
from benchmarks.reminders.kills import table
from benchmarks.reminders.kills.hunting import hunt
from benchmarks.reminders.month import account
from benchmarks.reminders.month.living import live
from benchmarks.reminders.morning import morning
from benchmarks.reminders.punctual import punctual
from benchmarks.table import HEAD, line
from bot.app import read_files
from bot.core.people import Platform
from bot.storage.address import Address, Kind
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores

PAIRS = tuple(
    (kind, platform) for kind in ("sqlite", "postgresql") for platform in (Platform.TELEGRAM, Platform.DISCORD)
)


async def _month(options: argparse.Namespace, folder: Path) -> bool:
    """Live through a month; tell whether every number is explained."""
    address = Address(Kind.SQLITE, folder / "month.db")
    async with open_stores(address, Keyring.throw_away()) as stores:
        lived = await live(read_files(ROOT), stores, options.people or 1_000, options.days, seed=options.seed)
    lines = list(lived.account.lines())
    print(account.HEAD, *lines, account.FOOT, sep="\n")
    print(f"{lived.lives} lives of the bot, {lived.seconds:.0f} s; the ledger by purpose and state:")
    print(*(f"  {purpose}: {state} {number:,}" for (purpose, state), number in sorted(lived.states.items())), sep="\n")
    print(*sorted(lived.account.differences)[:100], sep="\n")
    return not any(one.differ for one in lines)


async def _kills(options: argparse.Namespace, folder: Path) -> bool:
    """Kill real processes on each database and platform; tell whether all promises were kept."""
    print(table.HEAD, flush=True)
    clean = True
    for kind, platform in PAIRS:
        async with database(kind) as url:
            done = await hunt(platform, url, options.kills // len(PAIRS), options.seed)
        print(table.line(f"{kind}, {platform}", done), flush=True)
        clean = clean and done.verdict.is_clean
    print(table.FOOT)
    return clean


async def _figures(options: argparse.Namespace, folder: Path) -> bool:
    """Print figures beside what is aimed at."""
    files, people = read_files(ROOT), options.people or 20_000
    rows = morning(files, folder, people, options.seconds) if options.what == "morning" else punctual(files, folder)
    print(HEAD, flush=True)
    async for row in rows:
        print(line(row), flush=True)
    return True


async def main() -> int:
    """Print one table; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminders", description=__doc__)
    parser.add_argument("what", choices=("month", "kills", "morning", "punctual"))
    parser.add_argument("--people", type=int, help="how many (default: 1000 in the month, 20000 in the morning)")
    parser.add_argument("--days", type=int, default=31, help="of the month (default: 31)")
    parser.add_argument("--kills", type=int, default=200, help="in all (default: 200)")
    parser.add_argument("--seconds", type=int, default=90, help="how long to send in the morning (default: 90)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable()  # what goes wrong here goes wrong on purpose
    run = {"month": _month, "kills": _kills}.get(options.what, _figures)
    with tempfile.TemporaryDirectory() as folder:
        return 0 if await run(options, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
