"""How much memory the whole bot holds with both platforms connected and idle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import psutil

from benchmarks.table import Row
from tests.process.bot_process import DISCORD_TOKEN, TELEGRAM_TOKEN, running_bot
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram

# Long enough for what is freed after the start to be given back.
_IDLE = 5.0


async def memory() -> AsyncIterator[Row]:
    """Start the bot as a process against fake platforms on this machine and look at what it holds."""
    async with FakeDiscord(token=DISCORD_TOKEN) as discord, FakeTelegram(TELEGRAM_TOKEN) as telegram:
        sam = telegram.add_user("Sam")
        async with running_bot(discord, telegram) as bot:
            await discord.gateway.ready(timeout=30)
            telegram.start(sam)
            await telegram.next_message(sam, timeout=30)
            await asyncio.sleep(_IDLE)
            resident = psutil.Process(bot.pid).memory_info().rss / 1_000_000
            yield Row("run, both platforms idle: resident memory", resident, "MB", 120)
            await bot.stop()
