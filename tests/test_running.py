"""What runs beside the platforms, and how it reaches them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal

import pytest

from bot.core.errors import PermanentFailure, TryAgainLater
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.ports import Receipt
from bot.core.reply import Reply
from bot.running import Adapters, run
from bot.texts.catalogue import Texts

HERE = Place(Platform.DISCORD, "111", PlaceKind.GROUP)
NOTICE = Reply(outcome="notice")


class Failing:
    """An adapter that ends at once, as the operator must act."""

    name = "discord"

    def __init__(self) -> None:
        self.told: list[tuple[Person | Place, Reply]] = []

    async def run(self) -> None:
        raise PermanentFailure("discord.bad_token")

    @property
    def is_connected(self) -> bool:
        return True

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        self.told.append((to, reply))
        return Receipt("1")


async def test_the_newest_adapter_of_a_platform_is_spoken_through() -> None:
    adapters = Adapters({Platform.DISCORD: Failing})
    assert not adapters.is_ready(Platform.DISCORD)
    with pytest.raises(TryAgainLater):
        await adapters.send(HERE, NOTICE, "1")
    first, second = adapters.build(Platform.DISCORD), adapters.build(Platform.DISCORD)
    assert adapters.is_ready(Platform.DISCORD)
    await adapters.send(HERE, NOTICE, "1")
    assert isinstance(first, Failing)
    assert isinstance(second, Failing)
    assert (first.told, second.told) == ([], [(HERE, NOTICE)])


async def test_what_ends_beside_the_platforms_ends_alone(texts: Texts, caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> None:
        raise RuntimeError("canary")

    ended: list[str] = []

    async def going_on() -> None:
        ended.append("began")

    assert await run(Adapters({Platform.DISCORD: Failing}), texts, (broken, going_on)) == 1
    assert ended == ["began"]
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert sorted(errors) == sorted(
        ["something beside the platforms ended", f"discord: {texts.line('discord.bad_token')}"]
    )


async def test_what_runs_beside_the_platforms_ends_before_them(texts: Texts) -> None:
    order: list[str] = []

    class Serving(Failing):
        async def run(self) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                order.append("platform")

    async def sending() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            order.append("beside")

    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
    assert await run(Adapters({Platform.DISCORD: Serving}), texts, (sending,)) == 0
    assert order == ["beside", "platform"]
