"""A process that delivers from a file: it says when it has sent the first one, and then waits."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from benchmarks.ledger.rows import PURPOSE, TELEGRAM, Taking, now, people, word
from bot.delivery.delivering import Delivering
from bot.delivery.due import Due
from bot.delivery.outbox import Outbox
from bot.storage.address import Address, Kind
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores


async def main() -> None:
    """Deliver until it is ended."""
    address, keyring = Address(Kind.SQLITE, Path(sys.argv[1])), Keyring.read(os.environ["BOT_MASTER_KEY"])
    async with open_stores(address, keyring) as stores:
        taking = Taking()
        delivering = Delivering(
            stores.deliveries,
            stores.recipients,
            taking,
            {PURPOSE: word},
            outbox=Outbox(stores.deliveries, [TELEGRAM], now),
            again=(),
            clock=now,
        )
        working = asyncio.create_task(delivering.run())
        [to] = await people(stores, 1)
        await delivering.outbox.put(Due(PURPOSE, "1", to, TELEGRAM, now(), now() + timedelta(hours=1), "first"))
        while not taking.seen:
            await asyncio.sleep(0.005)
        print("sent", flush=True)
        await working


if __name__ == "__main__":
    asyncio.run(main())
