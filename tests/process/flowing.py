"""Questions that come without a pause on both platforms, and a copy of the bot's folder to save files in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.process.bot_process import copy_folder
from tests.wire.discord_model import User
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Person

# Seconds between two questions on each platform: no more in a minute than settings let one person ask.
PAUSE = 0.07


def folder_for_flowing(root: Path, organisers: str = "") -> Path:
    """Copy settings and knowledge, let one person ask much, and set who is told of what is broken."""
    copy_folder(root)
    settings = root / "config" / "bot.yaml"
    text = settings.read_text(encoding="utf-8").replace("per_person: 30", "per_person: 1000")
    settings.write_text(text.replace("per_place: 60", "per_place: 1000"), encoding="utf-8")
    community = root / "config" / "community.yaml"
    rows = community.read_text(encoding="utf-8").splitlines()
    start = rows.index("organisers:")
    end = next(place for place in range(start + 1, len(rows)) if not rows[place].startswith(" "))
    community.write_text("\n".join([*rows[:start], organisers, *rows[end:]]), encoding="utf-8")
    return root


@dataclass
class Flow:
    """One person on each platform who asks the same again and again; `asked` is how often on each."""

    discord: FakeDiscord
    telegram: FakeTelegram
    ana: User
    sam: Person
    question: str
    asked: int = 0

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            self.discord.dm(self.ana, self.question)
            self.telegram.say(self.sam, self.sam, self.question)
            self.asked += 1
            await asyncio.sleep(PAUSE)

    def answers(self) -> tuple[list[str], list[str]]:
        """Give what was answered so far on Discord and on Telegram."""
        channel = self.discord.private_channel(self.ana)
        return (
            [message.text for message in self.discord.messages if message.channel is channel],
            [message.text for message in self.telegram.unread(self.sam)],
        )

    async def until_all_say(self, words: str, within: float = 20.0) -> float:
        """Wait until both platforms answer with these words; give the seconds that took."""
        began = time.perf_counter()
        before = [len(answers) for answers in self.answers()]

        def said() -> bool:
            new = [answers[count:] for answers, count in zip(self.answers(), before, strict=True)]
            return all(any(words in answer for answer in answers) for answers in new)

        while not said():
            if time.perf_counter() - began > within:
                raise TimeoutError(f"not said within {within} s")
            await asyncio.sleep(0.005)
        return time.perf_counter() - began

    async def all_answered(self, within: float = 20.0) -> int:
        """Wait for the answers to what was asked; give how many are missing."""
        began = time.perf_counter()
        while any(len(answers) < self.asked for answers in self.answers()) and time.perf_counter() - began < within:
            await asyncio.sleep(0.01)
        return sum(max(0, self.asked - len(answers)) for answers in self.answers())


@asynccontextmanager
async def flowing(discord: FakeDiscord, telegram: FakeTelegram, question: str) -> AsyncIterator[Flow]:
    """Let questions flow to a bot that runs already."""
    ana, sam = discord.add_user("ana", locale="en-GB"), telegram.add_user("Sam")
    discord.add_guild(members=[ana])
    await discord.gateway.ready(timeout=30)
    telegram.start(sam)
    await telegram.next_message(sam, timeout=30)
    flow = Flow(discord, telegram, ana, sam, question)
    task = asyncio.create_task(flow.run())
    try:
        yield flow
    finally:
        task.cancel()
        await asyncio.wait({task})
