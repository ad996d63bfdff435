"""Starting and stopping the whole bot."""

from __future__ import annotations

import asyncio
import signal
import time

import pytest

from tests.process.bot_process import running_bot
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram


async def test_without_a_token_it_says_one_sentence_and_ends_with_2() -> None:
    async with running_bot(DISCORD_TOKEN="", TELEGRAM_TOKEN="") as bot:
        assert await bot.ended() == 2
    assert bot.log.count("\n") == 1
    assert "DISCORD_TOKEN" in bot.log


async def test_an_address_on_another_machine_is_refused(discord: FakeDiscord) -> None:
    async with running_bot(discord, DISCORD_API_URL="https://example.org/api") as bot:
        assert await bot.ended() == 2
    assert "ALLOW_REMOTE_API_OVERRIDE" in bot.log
    assert not discord.requests


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_both_start_and_stop_when_asked(
    discord: FakeDiscord, telegram: FakeTelegram, number: signal.Signals
) -> None:
    async with running_bot(discord, telegram) as bot:
        await discord.gateway.ready()
        await telegram.next_call("getUpdates", timeout=20)
        began = time.monotonic()
        assert await bot.stop(number) == 0
    # A host kills what has not stopped within 20 to 30 seconds.
    assert time.monotonic() - began < 20
    assert "Traceback" not in bot.log


async def test_a_bad_token_ends_only_its_own_platform(discord: FakeDiscord, telegram: FakeTelegram) -> None:
    sam = telegram.add_user("Sam")
    async with running_bot(discord, telegram, DISCORD_TOKEN="wrong-token") as bot:
        telegram.start(sam)
        assert "I am the bot of" in (await telegram.next_message(sam, timeout=20)).text
        assert await bot.stop() == 0
    assert "wrong-token" not in bot.log
    assert "discord:" in bot.log


async def test_when_no_platform_can_run_it_ends_with_1(discord: FakeDiscord, telegram: FakeTelegram) -> None:
    tokens = {"DISCORD_TOKEN": "wrong-token", "TELEGRAM_TOKEN": "1:wrong-token"}
    async with running_bot(discord, telegram, **tokens) as bot:
        assert await bot.ended() == 1
    assert "Traceback" not in bot.log
    assert "wrong-token" not in bot.log


async def test_commands_are_synced_once(discord: FakeDiscord) -> None:
    async with running_bot(discord) as bot:
        await discord.gateway.ready()
        await discord.until(lambda: discord.commands or None, "commands")
        assert await bot.stop() == 0
    names = {command["name"] for command in discord.commands[None]}
    assert names >= {"ask", "topics", "urgent", "privacy", "help", "Answer from the FAQ"}
    before = len([request for request in discord.requests if request.method == "PUT"])
    async with running_bot(discord) as bot:
        await discord.gateway.ready(2)
        await asyncio.sleep(0)
        assert await bot.stop() == 0
    assert len([request for request in discord.requests if request.method == "PUT"]) == before
