"""Reminders through real processes: what a sudden end may not lose, and what may stand nowhere."""

from __future__ import annotations

import asyncio
import signal
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.masterkey import new_master_key
from tests.process.bot_process import running_bot
from tests.process.test_privacy import content_of, database, planted_in
from tests.wire.discord_model import Channel, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Message, Person

LABEL = "planted wombat jar"
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def sam(telegram: FakeTelegram) -> Person:
    return telegram.add_user("Sam-canary")


def names_in(folder: Path) -> bytes:
    return "\n".join(str(file) for file in sorted(folder.rglob("*"))).encode()


async def polls_again(telegram: FakeTelegram, before: int) -> None:
    """Wait until the bot listens, however slow the machine is."""
    await telegram.until(lambda: len(telegram.calls_of("getUpdates")) > before or None, timeout=60)


async def typed(telegram: FakeTelegram, sam: Person, text: str) -> Message:
    telegram.say(sam, sam, text)
    return await telegram.next_message(sam, timeout=30)


async def pressed(telegram: FakeTelegram, sam: Person, shown: Message, *labels: str) -> Message:
    for label in labels:
        await telegram.press(sam, shown, label, timeout=20)
        await telegram.next_edit(shown, timeout=20)
    return shown


async def up_to_the_label(telegram: FakeTelegram, sam: Person, when: str) -> Message:
    """From /remind to the question for own words."""
    shown = await typed(telegram, sam, "/remind")
    await pressed(telegram, sam, shown, "I agree, for doses", "No history")
    await typed(telegram, sam, when)
    shown = await typed(telegram, sam, "London, England")
    return await pressed(telegram, sam, shown, "Yes", "Today", "Without an end", "No, just the time")


async def test_a_dialogue_outlives_a_sudden_end_and_own_words_are_nowhere(
    telegram: FakeTelegram, sam: Person, tmp_path: Path
) -> None:
    kept = {"DATABASE_URL": database(tmp_path / "data"), "BOT_MASTER_KEY": new_master_key()}
    seen: list[bytes] = []
    async with running_bot(None, telegram, **kept) as bot:
        await telegram.next_call("getUpdates", timeout=30)
        await up_to_the_label(telegram, sam, "every day at 8 pm")
        asked = await typed(telegram, sam, LABEL)
        assert "shall I ask again" in asked.text
        await telegram.drained()
        seen.append(content_of(tmp_path))
        assert await bot.stop(signal.SIGKILL) != 0
    seen += [content_of(tmp_path), bot.log.encode()]
    before = len(telegram.calls_of("getUpdates"))
    async with running_bot(None, telegram, **kept) as bot:
        await polls_again(telegram, before)
        await pressed(telegram, sam, asked, "Once", "Show them")
        assert LABEL in asked.text
        await pressed(telegram, sam, asked, "Set it up")
        assert "Hello from your reminders" in (await telegram.next_message(sam, timeout=20)).text
        assert "your reminders begin" in asked.text
        assert LABEL in (await typed(telegram, sam, "/reminders")).text
        seen.append(content_of(tmp_path))
        assert await bot.stop() == 0
    everything = b"\n".join([*seen, content_of(tmp_path), names_in(tmp_path), bot.log.encode()])
    assert planted_in(everything, "planted wombat", "wombat", "Sam-canary", str(sam.id)) == []


async def test_a_reminder_comes_on_time_though_the_bot_was_killed_meanwhile(
    telegram: FakeTelegram, sam: Person, tmp_path: Path
) -> None:
    """It is for the next minute that leaves time to set it up and to start again, so this waits for a real clock."""
    kept = {"DATABASE_URL": database(tmp_path / "data"), "BOT_MASTER_KEY": new_master_key()}
    async with running_bot(None, telegram, **kept) as bot:
        await telegram.next_call("getUpdates", timeout=30)
        due = (datetime.now(LONDON) + timedelta(seconds=85)).replace(second=0, microsecond=0)
        shown = await up_to_the_label(telegram, sam, f"every day at {due:%H:%M}")
        await pressed(telegram, sam, shown, "No words", "No", "Set it up")
        assert "Hello from your reminders" in (await telegram.next_message(sam, timeout=20)).text
        await telegram.drained()
        assert await bot.stop(signal.SIGKILL) != 0
    async with running_bot(None, telegram, **kept) as bot:
        reminder = await telegram.next_message(sam, timeout=80)
        lateness = datetime.now(LONDON) - due
        assert reminder.text == f"Your {due:%H:%M} reminder."
        assert timedelta(0) <= lateness < timedelta(seconds=5)
        await pressed(telegram, sam, reminder, "Taken")
        assert "marked as taken" in reminder.text
        assert await bot.stop() == 0
    assert len([message for message in telegram.messages if message.text.startswith(f"Your {due:%H:%M}")]) == 1


async def test_closed_messages_on_discord_over_a_restart(
    discord: FakeDiscord, ana: User, channel: Channel, tmp_path: Path
) -> None:
    kept = {"DATABASE_URL": database(tmp_path / "data"), "BOT_MASTER_KEY": new_master_key()}
    ana.dms_open = False
    async with running_bot(discord, None, **kept) as bot:
        await discord.gateway.ready(1, timeout=30)
        await discord.until(lambda: discord.commands or None, "commands", timeout=30)
        shown = await discord.slash(ana, channel, "remind").response(timeout=20)
        assert shown.ephemeral
        for label in ("I agree, for doses", "No history", "Every day", "20:00"):
            shown = await discord.press(ana, shown, label).response()
        window = await discord.press(ana, shown, "Type it").modal()
        [asked] = window.fields
        shown = await discord.submit_modal(ana, window, {asked.custom_id: "London, England"}).response()
        for label in ("Yes", "Today", "Without an end", "No, just the time", "No", "Set it up"):
            shown = await discord.press(ana, shown, label).response(timeout=20)
        assert "does not run yet" in shown.content
        assert await bot.stop() == 0
    ana.dms_open = True
    async with running_bot(discord, None, **kept) as bot:
        async with asyncio.timeout(30):
            while "client: connected" not in bot.log:
                await asyncio.sleep(0.05)
        shown = await discord.press(ana, shown, "Send it again").response(timeout=20)
        assert "your reminders begin" in shown.content
        assert "Hello from your reminders" in (await discord.next_message(ana)).content
        listed = await discord.slash(ana, channel, "reminders").response()
        assert listed.ephemeral
        assert "every day, 20:00" in listed.content
        assert await bot.stop() == 0
    assert [message.text for message in channel.messages if message.author is discord.bot] == []
    assert "canary" not in bot.log
    assert str(ana.id) not in bot.log
