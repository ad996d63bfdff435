"""How much memory the whole bot holds with both platforms connected and idle, and held at most since its start."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import rmtree

from benchmarks.resident import peak, resident
from benchmarks.table import Row
from bot.language import CACHE
from tests.process.bot_process import DISCORD_TOKEN, TELEGRAM_TOKEN, running_bot
from tests.process.flowing import folder_for_flowing
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram

# Long enough for what is freed after the start to be given back.
_IDLE = 5.0


async def memory() -> AsyncIterator[Row]:
    """Start the bot twice: the first time it has to learn, the second time it has kept what it learnt."""
    with tempfile.TemporaryDirectory() as name:
        folder = folder_for_flowing(Path(name))
        rmtree(folder / CACHE, ignore_errors=True)
        for start in ("first start", "later starts"):
            idle, most = await _held(folder)
            yield Row(f"run, both platforms idle, {start}: resident memory", idle, "MB", 120)
            yield Row(f"run, both platforms idle, {start}: resident at most", most, "MB")


async def _held(folder: Path) -> tuple[float, float]:
    """Start the bot as a process against fake platforms on this machine, and give the MB that it holds when idle."""
    async with FakeDiscord(token=DISCORD_TOKEN) as discord, FakeTelegram(TELEGRAM_TOKEN) as telegram:
        sam = telegram.add_user("Sam")
        async with running_bot(discord, telegram, folder) as bot:
            await discord.gateway.ready(timeout=30)
            telegram.start(sam)
            await telegram.next_message(sam, timeout=30)
            await asyncio.sleep(_IDLE)
            held = resident(bot.pid), peak(bot.pid)
            await bot.stop()
    return held
