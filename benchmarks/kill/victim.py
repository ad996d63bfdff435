"""The process that is killed: ledger, delivery and one platform of the bot; without its knowledge it starts fast.

Its clock runs faster than the true one, so that a pause of ten minutes takes seconds.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.kill.points import PassBy, PointedLedger, PointedPlatforms
from benchmarks.kill.tally import AGAIN
from bot import log
from bot.adapters.discord.gateway import DiscordAdapter, DiscordOptions
from bot.adapters.discord.gateway import Timing as DiscordTiming
from bot.adapters.telegram.gateway import TelegramAdapter, TelegramOptions, Timing
from bot.core.incoming import Incoming
from bot.core.people import Place, Platform
from bot.core.ports import Adapter, CommandSpec, Completion
from bot.core.reply import Reply
from bot.core.richtext import parse
from bot.delivery.composing import Moment
from bot.delivery.delivering import Delivering
from bot.delivery.due import Due
from bot.delivery.outbox import Outbox
from bot.running import Adapters, run
from bot.storage.address import read_address
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores
from bot.texts.catalogue import load_texts

PURPOSE = "kill"

# Seconds between two looks at the ledger; what others put is else seen after seconds that are minutes here.
LOOK = 0.05

# The library waits for guilds that never come.
DISCORD_TIMING = DiscordTiming(guild_ready_timeout=0.05)


@dataclass(frozen=True, slots=True)
class FastClock:
    """Runs `speed` times as fast as the true clock, from `start` (seconds since 1970) on."""

    start: float
    speed: float

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.start, UTC) + timedelta(seconds=(time.time() - self.start) * self.speed)

    async def sleep(self, seconds: float) -> None:
        """Sleep so many of this clock's seconds."""
        await asyncio.sleep(seconds / self.speed)


class Silent:
    """A bot that answers nothing."""

    commands: tuple[CommandSpec, ...] = ()

    async def respond(self, incoming: Incoming) -> Reply | None:
        return None

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        return ()

    def listens_in(self, place: Place) -> bool:
        return False


def killing(at: str) -> PassBy:
    """Give what kills this process at "point:times"; nothing for an empty text."""
    wanted, _, times = at.partition(":")
    left = int(times or 0)

    def pass_by(point: str) -> None:
        nonlocal left
        if point == wanted:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return pass_by


def builder(platform: Platform) -> Callable[[], Adapter]:
    """Give what builds the adapter of a platform, pointed at the fake one."""
    texts, given = load_texts("en"), os.environ

    def now() -> datetime:
        return datetime.now(UTC)

    def telegram() -> Adapter:
        options, timing = TelegramOptions(api_url=given["KILL_API_URL"]), Timing(poll=1, read=2.0)
        return TelegramAdapter(given["KILL_TOKEN"], Silent(), texts, options, now, timing)

    def discord() -> Adapter:
        options = DiscordOptions(api_url=given["KILL_API_URL"], gateway_url=given["KILL_GATEWAY_URL"])
        return DiscordAdapter(given["KILL_TOKEN"], Silent(), texts, options, now, timing=DISCORD_TIMING)

    return telegram if platform is Platform.TELEGRAM else discord


async def word(due: Due, moment: Moment) -> Reply:
    """Word a delivery by its name."""
    return Reply(parse(f"Your reminder {due.subject}"))


async def main() -> int:
    """Deliver until killed or stopped."""
    log.set_up("info")
    given = os.environ
    platform, clock = (
        Platform(given["KILL_PLATFORM"]),
        FastClock(float(given["KILL_START"]), float(given["KILL_SPEED"])),
    )
    pass_by = killing(given.get("KILL_AT", ""))
    address = read_address(given["DATABASE_URL"], Path("/"))
    async with open_stores(address, Keyring.read(given["BOT_MASTER_KEY"])) as stores:
        adapters = Adapters({platform: builder(platform)})
        delivering = Delivering(
            PointedLedger(stores, pass_by),
            stores.recipients,
            PointedPlatforms(adapters, pass_by),
            {PURPOSE: word},
            outbox=Outbox(PointedLedger(stores, pass_by), [platform], clock),
            again=parse(AGAIN),
            clock=clock,
            sleep=clock.sleep,
        )

        async def look() -> None:
            while True:
                await delivering.outbox.put()
                await asyncio.sleep(LOOK)

        return await run(adapters, load_texts("en"), (delivering.run, look))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
