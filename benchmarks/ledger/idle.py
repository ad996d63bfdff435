"""A million rows that are due some day: how fast the first one goes out, and what they cost meanwhile."""

from __future__ import annotations

import asyncio
import base64
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psutil
from sqlalchemy import delete

from benchmarks.ledger.rows import TELEGRAM, fill, ledger, now, people
from benchmarks.table import Row
from bot.storage.address import Address, Kind
from bot.storage.schema import delivery
from bot.storage.sealing import Keyring

ROOT = Path(__file__).parent.parent.parent
IDLE_FOR = 30.0
_TIMES = 10


async def future(file: Path, count: int) -> AsyncIterator[Row]:
    """Fill a file, then look at it as the bot does."""
    key = base64.b64encode(os.urandom(32)).decode()
    address, keyring = Address(Kind.SQLITE, file), Keyring.read(key)
    async with ledger(address, keyring) as stores:
        to = await people(stores)
        began = time.perf_counter()
        await fill(stores, to, count, now() + timedelta(days=1), timedelta(days=365))
        yield Row(f"{count:,} rows put, a thousand", (time.perf_counter() - began) * 1e6 / count, "ms")
        yield Row("size on disk, a row", os.path.getsize(file) / count, "B")  # noqa: PTH202, ASYNC240 (nobody waits here)
        await fill(stores, to, 1000 * _TIMES, now() - timedelta(hours=1), timedelta(minutes=1))
        taken = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            claimed = await stores.deliveries.claim(TELEGRAM, "benchmark", 500, now())
            taken.append((time.perf_counter() - began) * 1000)
            assert len(claimed) == 500
        yield Row("claiming 500: longest of 10", max(taken), "ms", 100)
        began = time.perf_counter()
        await stores.deliveries.next_at(TELEGRAM, now())
        yield Row("finding the next one", (time.perf_counter() - began) * 1000, "ms", 50)
        began = time.perf_counter()
        await stores.deliveries.queue(now())
        yield Row("counting by state, once a minute", (time.perf_counter() - began) * 1000, "ms")
        async with stores.database.writing() as connection:
            await connection.execute(delete(delivery).where(delivery.c.due_at < now()))
    for row in await asyncio.to_thread(_process, file, key):
        yield row


def _process(file: Path, key: str) -> list[Row]:
    """Start a process of its own: how long until it sends the first one, and what it takes with nothing to do."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.ledger.waiting", str(file)],
        cwd=ROOT,
        env={**os.environ, "BOT_MASTER_KEY": key},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "sent\n"
        first = time.perf_counter() - began
        time.sleep(3)
        me = psutil.Process(process.pid)
        before = me.cpu_times()
        time.sleep(IDLE_FOR)
        after = me.cpu_times()
        memory = me.memory_info().rss / 2**20
        process.terminate()
    busy = (after.user + after.system - before.user - before.system) / IDLE_FOR * 100
    return [
        Row("from the start of the process to the first send", first * 1000, "ms", 5000),
        Row("idle: share of one processor", busy, "%", 2),
        Row("memory of that process", memory, "MB"),
    ]
