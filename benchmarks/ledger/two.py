"""Two copies of the bot on one PostgreSQL: nothing is sent twice, and they are no slower than one."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from benchmarks.ledger.rows import PURPOSE, TELEGRAM, Taking, fill, ledger, now, people, word
from benchmarks.table import Row
from bot.delivery.delivering import Delivering
from bot.delivery.manners import Manners, Rate
from bot.delivery.outbox import Outbox
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores
from tests.wire.postgres import PostgresServer

ROOT = Path(__file__).parent.parent.parent
DUE = 20_000
FAST = Manners(keyed=False, overall=Rate(10_000.0, 50), per_chat=Rate(1_000.0, 50))


async def two_processes(seconds: int) -> AsyncIterator[Row]:
    """Deliver with one process, then with two, as fast as the database lets them."""
    one = await _measured(1, min(seconds, 15))
    two = await _measured(2, min(seconds, 15))
    yield Row("PostgreSQL, one process: sent a second", one[0], "")
    yield Row("PostgreSQL, two processes: sent a second", two[0], "")
    yield Row("sent twice by two processes", two[1], "", 0)


async def _measured(processes: int, seconds: int) -> tuple[float, int]:
    """Give how many were sent a second, and how many twice."""
    key = base64.b64encode(os.urandom(32)).decode()
    server = PostgresServer()
    try:
        server.start()
        async with ledger(read_address(server.url(), ROOT), Keyring.read(key)) as stores:
            await fill(stores, await people(stores), DUE, now() - timedelta(minutes=1), timedelta(minutes=1))
        runs = [_process(server.url(), key, seconds) for _ in range(processes)]
        seen = [name for names in await asyncio.gather(*runs) for name in names]
    finally:
        server.remove()
    return len(seen) / seconds, len(seen) - len(set(seen))


async def _process(url: str, key: str, seconds: int) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.ledger.two",
        str(seconds),
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "BOT_MASTER_KEY": key},
        stdout=asyncio.subprocess.PIPE,
    )
    shown, _ = await process.communicate()
    return list(json.loads(shown))


async def deliver(seconds: float) -> list[str]:
    """Deliver for so many seconds; give what was sent."""
    address, keyring = read_address(os.environ["DATABASE_URL"], ROOT), Keyring.read(os.environ["BOT_MASTER_KEY"])
    async with open_stores(address, keyring) as stores:
        taking = Taking(takes=0.02)
        delivering = Delivering(
            stores.deliveries,
            stores.recipients,
            taking,
            {PURPOSE: word},
            outbox=Outbox(stores.deliveries, [TELEGRAM], now),
            again=(),
            clock=now,
            manners={TELEGRAM: FAST},
        )
        working = asyncio.create_task(delivering.run())
        await asyncio.sleep(seconds)
        working.cancel()
        await asyncio.wait({working})
        return taking.seen


if __name__ == "__main__":
    print(json.dumps(asyncio.run(deliver(float(sys.argv[1])))))
