"""20,000 due within one minute: the bucket is the limit, and questions are answered meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from benchmarks.ledger.rows import PURPOSE, TELEGRAM, Stalls, Taking, fill, ledger, now, people, word
from benchmarks.table import Row, percentile
from bot.app import build_bot, read_files
from bot.core.incoming import Origin, Said
from bot.core.people import Person, Place
from bot.delivery.delivering import Delivering
from bot.delivery.manners import MANNERS
from bot.delivery.outbox import Outbox
from bot.storage.address import Address, Kind
from bot.surroundings import Surroundings

ROOT = Path(__file__).parent.parent.parent
DUE = 20_000
QUESTIONS = ("can I drink alcohol?", "what if I miss a dose?", "how often are blood tests?", "will I lose my hair?")
ASK_EVERY = 0.1


async def backlog(file: Path, seconds: int) -> AsyncIterator[Row]:
    """Deliver for so many seconds from a ledger in which far more is due."""
    rate, taken = MANNERS[TELEGRAM].overall.per_second, list[float]()
    async with ledger(Address(Kind.SQLITE, file)) as stores:
        await fill(stores, await people(stores), DUE, now() - timedelta(seconds=30), timedelta(minutes=1))
        taking, stalls = Taking(), Stalls()
        outbox = Outbox(stores.deliveries, [TELEGRAM], now)
        responder = build_bot(read_files(ROOT), {}, Surroundings(stores, outbox, taking, now)).responder
        delivering = Delivering(
            stores.deliveries,
            stores.recipients,
            taking,
            {PURPOSE: word},
            outbox=outbox,
            again=(),
            clock=now,
        )

        async def ask() -> None:
            number = 0
            while True:
                person = Person(TELEGRAM, f"asker {number}")
                began = time.perf_counter()
                await responder.respond(Said(Origin(person, Place(TELEGRAM, person.id), now()), QUESTIONS[number % 4]))
                taken.append((time.perf_counter() - began) * 1000)
                number += 1
                await asyncio.sleep(ASK_EVERY)

        tasks = [asyncio.create_task(work) for work in (delivering.run(), ask(), stalls.run())]
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    spent = taking.moments[-1] - taking.moments[0]
    yield Row(f"sent of {DUE:,} due, of the bucket's rate", len(taking.moments) / spent / rate * 100, "%")
    yield Row("sent twice", len(taking.seen) - len(set(taking.seen)), "", 0)
    yield Row("longest stall of the loop meanwhile", stalls.longest * 1000, "ms", 100)
    yield Row("a question meanwhile: p50", percentile(taken, 0.5), "ms")
    yield Row("a question meanwhile: p99", percentile(taken, 0.99), "ms", 300)
