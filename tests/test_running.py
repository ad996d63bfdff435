"""What runs beside the platforms, and how it reaches them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.core.actions import Action
from bot.core.errors import PermanentFailure, TryAgainLater
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.ports import PublicEvent, Receipt
from bot.core.reply import Reply
from bot.running import Adapters, run
from bot.texts.catalogue import Texts

HERE = Place(Platform.DISCORD, "111", PlaceKind.GROUP)
NOTICE = Reply(outcome="notice")
SOON = datetime(2026, 11, 26, 19, tzinfo=UTC)
TEA = PublicEvent("Tea", SOON, SOON, "The Cafe", "")


class Failing:
    """An adapter that ends at once, as the operator must act."""

    name = "discord"

    def __init__(self) -> None:
        self.told: list[tuple[Person | Place, Reply]] = []
        self.changed: list[tuple[object, ...]] = []

    async def run(self) -> None:
        raise PermanentFailure("discord.bad_token")

    @property
    def is_connected(self) -> bool:
        return True

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        self.told.append((to, reply))
        return Receipt("1")

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        self.changed.append((to, message_ref, reply))

    async def pin(self, to: Place, message_ref: str) -> None:
        self.changed.append((to, message_ref))

    async def unpin(self, to: Place, message_ref: str) -> None:
        self.changed.append((to, message_ref))

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        self.changed.append((to, event, ref))
        return "event"

    async def cancel_event(self, to: Place, ref: str) -> None:
        self.changed.append((to, ref))

    def address(self, action: Action) -> None:
        return None


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


async def test_what_stands_there_is_changed_through_it_too() -> None:
    adapters = Adapters({Platform.DISCORD: Failing})
    attempts: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: adapters.edit(HERE, "1/2", NOTICE),
        lambda: adapters.pin(HERE, "1/2"),
        lambda: adapters.unpin(HERE, "1/2"),
        lambda: adapters.keep_event(HERE, TEA, None),
        lambda: adapters.cancel_event(HERE, "event"),
    )
    for attempt in attempts:
        with pytest.raises(TryAgainLater):
            await attempt()
    newest = adapters.build(Platform.DISCORD)
    assert [await attempt() for attempt in attempts] == [None, None, None, "event", None]
    assert isinstance(newest, Failing)
    assert newest.changed == [(HERE, "1/2", NOTICE), (HERE, "1/2"), (HERE, "1/2"), (HERE, TEA, None), (HERE, "event")]


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
