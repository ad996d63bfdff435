"""The process that is killed: all of meet-ups on both platforms; without its knowledge it starts fast.

Its clock runs faster than the true one, so that a pause of ten minutes takes seconds.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.kill.points import PassBy, PointedLedger, PointedOutbox
from benchmarks.kill.tally import AGAIN
from benchmarks.kill.victim import DISCORD_TIMING, LOOK, FastClock, killing
from benchmarks.meetups.kills.points import PointedAttendance, PointedPosts, PointedReach
from bot import log
from bot.adapters.discord.gateway import DiscordAdapter, DiscordOptions
from bot.adapters.telegram.gateway import TelegramAdapter, TelegramOptions, Timing
from bot.conversation.forms import RunningForms
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.people import Platform
from bot.core.ports import Adapter
from bot.core.richtext import parse
from bot.delivery.delivering import Delivering
from bot.meetups import Meetups
from bot.running import Adapters, run
from bot.settings import load_settings
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from bot.surroundings import Surroundings
from bot.texts.catalogue import Texts, load_texts
from tests.fakes.danger import ScriptedDanger
from tests.fakes.questions import ScriptedQuestions

ROOT = Path(__file__).parent.parent.parent.parent
ON = (Platform.DISCORD, Platform.TELEGRAM)

UP = "up"
"""Is printed when it runs."""


async def main() -> int:
    """Announce, and take answers, until killed or stopped."""
    log.set_up("info")
    given, texts = os.environ, load_texts("en")
    clock = FastClock(float(given["KILL_START"]), float(given["KILL_SPEED"]))
    pass_by = killing(given.get("KILL_AT", ""))
    address = read_address(given["DATABASE_URL"], Path("/"))
    async with open_stores(address, Keyring.read(given["BOT_MASTER_KEY"])) as opened:
        stores = _pointed(opened, pass_by)
        adapters = Adapters()
        outbox = PointedOutbox(stores.deliveries, ON, clock, pass_by)
        around = Surroundings(stores, outbox, PointedReach(adapters, pass_by), clock)
        meetups = Meetups(around, load_settings(ROOT), texts, ON)
        adapters.build_with(_builders(_router(meetups, stores, texts), texts, clock))
        delivering = Delivering(
            stores.deliveries,
            stores.recipients,
            around.platforms,
            meetups.composers,
            outbox=outbox,
            again=parse(AGAIN),
            clock=clock,
            sleep=clock.sleep,
        )

        async def look() -> None:
            print(UP, flush=True)
            while True:
                await outbox.put()
                await asyncio.sleep(LOOK)

        return await run(adapters, texts, (delivering.run, *meetups.beside, look))


def _pointed(opened: Stores, pass_by: PassBy) -> Stores:
    kept = replace(opened.meetups, posts=PointedPosts(opened, pass_by), attendance=PointedAttendance(opened, pass_by))
    return replace(opened, meetups=kept, deliveries=PointedLedger(opened, pass_by))


def _builders(router: Router, texts: Texts, clock: FastClock) -> Mapping[Platform, Callable[[], Adapter]]:
    """Give what builds the adapters, pointed at the fake platforms."""
    given = os.environ

    def telegram() -> Adapter:
        options, timing = TelegramOptions(api_url=given["KILL_TELEGRAM_URL"]), Timing(poll=1, read=2.0)
        return TelegramAdapter(given["KILL_TELEGRAM_TOKEN"], router, texts, options, clock, timing)

    def discord() -> Adapter:
        options = DiscordOptions(api_url=given["KILL_DISCORD_URL"], gateway_url=given["KILL_GATEWAY_URL"])
        return DiscordAdapter(given["KILL_DISCORD_TOKEN"], router, texts, options, clock, timing=DISCORD_TIMING)

    return {Platform.DISCORD: discord, Platform.TELEGRAM: telegram}


def _router(meetups: Meetups, stores: Stores, texts: Texts) -> Router:
    return Router(
        danger=ScriptedDanger(),
        questions=ScriptedQuestions(),
        routes=meetups.routes(texts),
        forms=RunningForms(texts, stores.forms),
        limits=Limits(Limit(10_000), Limit(10_000)),
        texts=texts,
        listens=lambda _: False,
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
