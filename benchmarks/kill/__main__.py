"""Prints what members see of a bot that is killed all the time: python -m benchmarks.kill [--kills N] [--runs N]."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from benchmarks.kill.real import Kills, database, hunt, overlap
from benchmarks.kill.simulated import run
from bot.core.people import Platform
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores

PAIRS = tuple(
    (kind, platform) for kind in ("sqlite", "postgresql") for platform in (Platform.TELEGRAM, Platform.DISCORD)
)
DEPLOYS = 10
_COLUMNS = ("kills", "at points", "deliveries", "lost", "doubled", "repeated", "twice", "given up", "untrue", "seconds")
HEAD = f"{'what':<34}" + "".join(f"{name:>11}" for name in _COLUMNS)
FOOT = """
lost: never arrived, and the ledger does not own up to it. doubled: arrived twice without a mark. repeated: arrived once
more, marked as a repeat; twice: more often than once. given up: two attempts in a row got no answer, and none arrived;
the ledger says that nobody knows. untrue: arrived, and the ledger says that it did not. Telegram knows no keys for
messages; Discord does, so that a message can be sent again there without a mark."""


def line(what: str, done: Kills) -> str:
    """Give one line of the table; "!" marks a broken promise."""
    verdict = done.tally
    figures = (
        *(done.kills, done.at_points, verdict.deliveries, verdict.lost, verdict.doubled, verdict.repeated),
        *(verdict.repeated_more, verdict.given_up, verdict.untrue, round(done.seconds)),
    )
    return f"{what:<34}" + "".join(f"{figure:>11}" for figure in figures) + ("" if verdict.is_clean else "  !")


async def simulated(platform: Platform, url: str, seeds: range) -> Kills:
    """Run so many seeds over one database."""
    began, done = time.monotonic(), Kills()
    async with open_stores(read_address(url, Path("/")), Keyring.throw_away()) as stores:
        for seed in seeds:
            kills, verdict = await run(stores, platform, seed)
            if not verdict.is_clean:
                print(f"seed {seed} on {platform}: {verdict}", file=sys.stderr)
            done.kills += kills
            done.at_points += kills
            done.tally += verdict
    done.seconds = time.monotonic() - began
    return done


async def rows(options: argparse.Namespace) -> AsyncIterator[tuple[str, Kills]]:
    """Do everything, one thing after the other."""
    if options.kills:
        async for row in _real(options.kills // len(PAIRS), options.seed):
            yield row
    for kind, platform in PAIRS if options.runs else ():
        seeds = range(options.seed, options.seed + options.runs // len(PAIRS))
        async with database(kind) as url:
            yield f"simulated: {kind}, {platform}", await simulated(platform, url, seeds)


async def _real(kills: int, seed: int) -> AsyncIterator[tuple[str, Kills]]:
    """Kill real processes, then let two copies deliver at once."""
    for kind, platform in PAIRS:
        async with database(kind) as url:
            yield f"killed: {kind}, {platform}", await hunt(platform, url, kills, seed)
    for platform in (Platform.TELEGRAM, Platform.DISCORD):
        async with database("postgresql") as url:
            yield f"two copies: postgresql, {platform}", await overlap(platform, url, DEPLOYS, seed)


async def main() -> int:
    """Print the table, each line as soon as it is known; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="real ones in all (default: 500)")
    parser.add_argument("--runs", type=int, default=10_000, help="simulated ones in all (default: 10000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable()  # what goes wrong here goes wrong on purpose
    print(HEAD, flush=True)
    clean = True
    async for what, done in rows(options):
        print(line(what, done), flush=True)
        clean = clean and done.tally.is_clean
    print(FOOT)
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
