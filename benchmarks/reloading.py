"""How long what is saved takes to be live while messages flow on both platforms, and whether any message is lost."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from benchmarks.resident import peak
from benchmarks.table import Row, percentile
from tests.process.bot_process import DISCORD_TOKEN, TELEGRAM_TOKEN, running_bot
from tests.process.flowing import Flow, flowing, folder_for_flowing
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram

_TIMES = 12
_QUESTION = "Can I drink alcohol on azathioprine?"


async def reloading() -> AsyncIterator[Row]:
    """Save a file again and again, and wait each time until both platforms answer with what it says now."""
    with tempfile.TemporaryDirectory() as name:
        folder = folder_for_flowing(Path(name))
        async with (
            FakeDiscord(token=DISCORD_TOKEN) as discord,
            FakeTelegram(TELEGRAM_TOKEN) as telegram,
            running_bot(discord, telegram, folder) as bot,
        ):
            async with flowing(discord, telegram, _QUESTION) as flow:
                await flow.until_all_say("Sources")
                answers = [await _changed_answer(flow, folder, number) for number in range(_TIMES)]
                entries = [await _new_entry(flow, folder, number) for number in range(_TIMES)]
            lost, most = await flow.all_answered(), peak(bot.pid)
            await bot.stop()
    for what, taken in (("a changed answer", answers), ("a new entry", entries)):
        yield Row(f"{what}, saved until live: half take at most", percentile(taken, 0.5), "ms", 2000)
        yield Row(f"{what}, saved until live: slowest of {_TIMES}", max(taken), "ms", 2000)
    yield Row("resident memory meanwhile, at most", most, "MB")
    yield Row(f"messages lost meanwhile, of {2 * flow.asked}", lost, "", 0)


async def _changed_answer(flow: Flow, folder: Path, number: int) -> float:
    """Change an answer, and give the milliseconds until it is said so."""
    path, words = folder / "knowledge/en/interactions/alcohol.yaml", f"Now it is {number}."
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("answer: |\n", f"answer: |\n  {words}\n", 1), encoding="utf-8")
    return await flow.until_all_say(words) * 1000


async def _new_entry(flow: Flow, folder: Path, number: int) -> float:
    """Write an entry about a thing that nobody asked about before, and give the milliseconds until it answers."""
    flow.question = f"where can I buy a quokka{number} saddle?"
    text = (folder / "knowledge/en/interactions/alcohol.yaml").read_text(encoding="utf-8")
    tail = text.partition("answer: |\n")[2]
    asked = f"question: Where can I buy a quokka{number} saddle?\nalso_asked:\n  - quokka{number} saddles\n"
    words = f"Saddle {number}."
    path = folder / f"knowledge/en/life/quokka-saddle-{number}.yaml"
    path.write_text(f"{asked}answer: |\n  {words}\n{tail}", encoding="utf-8")
    return await flow.until_all_say(words) * 1000
