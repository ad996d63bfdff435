"""The whole bot as a person starts it: `python -m bot run`, pointed at fake platforms on this machine."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.language import CACHE
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram

ROOT = Path(__file__).parent.parent.parent

# In the form of real tokens, so that what keeps tokens out of the log is put to the test.
DISCORD_TOKEN = "MTEyMjMzNDQ1NTY2Nzc4ODk5.GcanaR.canary-discord-token-0123456789abcdef"
TELEGRAM_TOKEN = "7100000001:canary-telegram-token-0123456789abc"

# Deliberately far above what a run takes: it only ends a test that hangs.
PATIENCE = 40.0


class BotProcess:
    """One running bot; `log` is all that it wrote so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._reader = asyncio.create_task(self._read())
        self.log = ""

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.log += line.decode()

    async def ended(self) -> int:
        """Wait for the end and give the exit code."""
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        await self._reader
        return code

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and give the exit code."""
        self._process.send_signal(number)
        return await self.ended()

    async def clear_away(self) -> None:
        """End it whatever it does."""
        if self._process.returncode is None:
            self._process.kill()
        await self.ended()


def copy_folder(root: Path) -> None:
    """Copy settings and knowledge to be changed, and what was learnt from them, which takes seconds to learn anew."""
    for name in ("config", "knowledge", CACHE):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, root / name)


def environment(discord: FakeDiscord | None, telegram: FakeTelegram | None, **more: str) -> dict[str, str]:
    """The environment that points the bot at the fakes that are given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "TELEGRAM_"))}
    given = {"PYTHONUNBUFFERED": "1"}
    if discord is not None:
        given |= {
            "DISCORD_TOKEN": DISCORD_TOKEN,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
        }
    if telegram is not None:
        given |= {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.api_url}
    return kept | given | more


@asynccontextmanager
async def running_bot(
    discord: FakeDiscord | None = None, telegram: FakeTelegram | None = None, folder: Path = ROOT, **more: str
) -> AsyncIterator[BotProcess]:
    """Start the bot and, in the end, make sure that it is gone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "--folder",
        str(folder),
        "run",
        cwd=ROOT,
        env=environment(discord, telegram, **more),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    bot = BotProcess(process)
    try:
        yield bot
    except BaseException:
        print(bot.log)  # noqa: T201 (pytest shows it beside the failure)
        raise
    finally:
        await bot.clear_away()


def read_until(terminal: int, wanted: str) -> str:
    """Give what a terminal shows, up to some words."""
    shown = ""
    while wanted not in shown:
        shown += os.read(terminal, 4096).decode(errors="replace")
    return shown
