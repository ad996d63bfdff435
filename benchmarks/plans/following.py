"""A process that holds the bot, follows new rules of all zones, and says how long that took and what it held."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from benchmarks.ledger.rows import Stalls
from benchmarks.plans.filling import NOW, ZONES
from benchmarks.resident import peak
from bot.app import build_bot, read_files
from bot.asking import Nobody
from bot.delivery.outbox import Outbox
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.zone_rules import Rules, ZoneRules
from bot.storage.address import Address, Kind
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores
from bot.surroundings import Surroundings

ROOT = Path(__file__).parent.parent.parent


async def follow(file: Path, keyring: Keyring) -> dict[str, float]:
    """Work out anew when each plan in a file reminds next."""
    async with open_stores(Address(Kind.SQLITE, file), keyring) as stores:
        outbox = Outbox(stores.deliveries, (), lambda: NOW)
        bot = build_bot(read_files(ROOT), {}, Surroundings(stores, outbox, Nobody(), lambda: NOW))
        agenda = Agenda(stores.plans, stores.occurrences, outbox, stores.together, stores.deliveries.state)
        await stores.plans.set_zone_rules(dict.fromkeys(ZONES, "old"))
        rules = Rules(lambda: ZONES, lambda _, __: "new", lambda _, __: True)
        stalls = Stalls()
        watching = asyncio.create_task(stalls.run())
        began = time.perf_counter()
        await ZoneRules(agenda, rules).follow(NOW)
        took = time.perf_counter() - began
        watching.cancel()
        began = time.perf_counter()
        due = await stores.plans.due(NOW.replace(year=2030), 200)
        finding = (time.perf_counter() - began) * 1000
        assert len(due) == 200
        del bot
    return {"seconds": took, "most": peak(), "stall": stalls.longest * 1000, "due": finding}


if __name__ == "__main__":
    found = follow(Path(sys.argv[1]), Keyring.read(os.environ["BOT_MASTER_KEY"]))
    print(json.dumps(asyncio.run(found)))
