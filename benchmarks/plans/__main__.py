"""Prints speed and size of reminders: python -m benchmarks.plans [--plans N]."""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.plans.filling import CONTENTS, MOVED, NOW, ZONES, fill, new_plan
from benchmarks.table import HEAD, Row, line
from bot.app import read_files
from bot.core.clock import moment
from bot.features.reminders.plans import Plan
from bot.storage.address import Address, Kind
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores

ROOT = Path(__file__).parent.parent.parent
_TIMES, _ROUNDS = 100, 5


def planning() -> Iterator[Row]:
    """Work out when plans of each kind remind next, from many moments on: the best of some rounds."""
    taken = []
    for name in CONTENTS:
        plans = [new_plan("", name, zone) for zone in ZONES]
        taken.append(min(_next_slots(plans) for _ in range(_ROUNDS)))
        yield Row(f"the next occurrence: {name}", taken[-1], "us")
    yield Row("the next occurrence: mean of all kinds", sum(taken) / len(taken), "us", 10)


def _next_slots(plans: list[Plan]) -> float:
    """Give the microseconds that the next occurrence of one of these takes."""
    moments = [NOW + timedelta(minutes=37 * number) for number in range(_TIMES)]
    began = time.perf_counter()
    for now in moments:
        for one in plans:
            one.next_slot(now)
    return (time.perf_counter() - began) * 1e6 / len(moments) / len(plans)


async def following(count: int) -> AsyncIterator[Row]:
    """Fill a file, then let another process follow new rules of all zones."""
    key = base64.b64encode(os.urandom(32)).decode()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plans.db"
        async with open_stores(Address(Kind.SQLITE, file), Keyring.read(key)) as stores:
            began = time.perf_counter()
            await fill(stores, count)
            yield Row(f"{count:,} plans put, each", (time.perf_counter() - began) * 1e6 / count, "us")
        yield Row("size on disk, a plan", os.path.getsize(file) / count, "B")  # noqa: PTH202, ASYNC240 (nobody waits here)
        await asyncio.to_thread(read_files, ROOT)  # what the bot learns at its first start is kept
        done = await asyncio.to_thread(_process, file, key)
        yield Row(f"new rules of all zones: {count:,} plans", done["seconds"], "s", 30)
        yield Row("longest stall of the loop meanwhile", done["stall"], "ms")
        yield Row("memory of the bot meanwhile, at most", done["most"], "MB", 200)
        yield Row("finding 200 that are due", done["due"], "ms")
        async with open_stores(Address(Kind.SQLITE, file), Keyring.read(key)) as stores:
            yield Row("of 1,000 whose clocks changed: not moved", await _unmoved(stores), "", 0)


def _process(file: Path, key: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.plans.following", str(file)]
    environment = {**os.environ, "BOT_MASTER_KEY": key}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


async def _unmoved(stores: Stores) -> int:
    """Count those of a thousand that do not remind when their clock on the wall says so."""
    found = await stores.plans.in_zones(MOVED, "", 1_000)
    return sum(one.at != moment(one.local, ZoneInfo(one.zone)) for one in found)


async def main() -> None:
    """Print the table, each line as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plans", description=__doc__)
    parser.add_argument("--plans", type=int, default=1_000_000, help="plans that remind (default: 1000000)")
    options = parser.parse_args()
    logging.disable()
    print(HEAD, flush=True)
    for row in planning():
        print(line(row), flush=True)
    async for row in following(options.plans):
        print(line(row), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
