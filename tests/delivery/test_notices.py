"""Notices reach every place of the organisers once, as soon as that is possible."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.core.errors import OutcomeUnknown, TryAgainLater, Unreachable
from bot.core.people import Place, PlaceKind, Platform
from bot.core.reply import Reply
from bot.delivery.notices import MOST_WAITING, PAUSE, OrganisersNotices
from tests.fakes.notices import ScriptedNotices

HERE = Place(Platform.DISCORD, "111222333", PlaceKind.GROUP)
THERE = Place(Platform.TELEGRAM, "-444555666", PlaceKind.GROUP)
ONE, TWO = Reply(outcome="one"), Reply(outcome="two")


@pytest.fixture
def through() -> ScriptedNotices:
    return ScriptedNotices()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def notices(through: ScriptedNotices, pauses: list[float]) -> OrganisersNotices:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    return OrganisersNotices((HERE, THERE), through, sleep)


@asynccontextmanager
async def running(notices: OrganisersNotices) -> AsyncIterator[None]:
    """Run until all that waits has been told."""
    task = asyncio.create_task(notices.run())
    for _ in range(20):
        await asyncio.sleep(0)
    yield
    task.cancel()
    await asyncio.wait({task})


async def test_each_place_is_told_everything_in_order(notices: OrganisersNotices, through: ScriptedNotices) -> None:
    notices.put(ONE)
    notices.put(TWO)
    async with running(notices):
        assert [reply for place, reply in through.told if place == HERE] == [ONE, TWO]
        assert [reply for place, reply in through.told if place == THERE] == [ONE, TWO]


async def test_what_cannot_be_told_now_is_told_later(
    notices: OrganisersNotices, through: ScriptedNotices, pauses: list[float]
) -> None:
    through.failures[HERE] = [TryAgainLater("not connected"), TryAgainLater("slow", 60.0)]
    notices.put(ONE)
    async with running(notices):
        assert pauses == [PAUSE, 60.0]
        assert sorted(place.platform for place, _ in through.told) == ["discord", "telegram"]


@pytest.mark.parametrize("failure", [Unreachable("gone"), OutcomeUnknown("lost"), RuntimeError("canary")])
async def test_what_fails_is_logged_and_the_next_is_told(
    notices: OrganisersNotices, through: ScriptedNotices, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    through.failures[HERE] = [failure]
    notices.put(ONE)
    notices.put(TWO)
    async with running(notices):
        assert [reply for place, reply in through.told if place == HERE] == [TWO]
        assert [reply for place, reply in through.told if place == THERE] == [ONE, TWO]
    [record] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "discord" in record.getMessage()
    assert not [secret for secret in ("111222333", "canary") if secret in record.getMessage()]


async def test_after_a_long_time_only_the_latest_are_told(notices: OrganisersNotices, through: ScriptedNotices) -> None:
    for number in range(MOST_WAITING + 5):
        notices.put(Reply(outcome=str(number)))
    async with running(notices):
        told = [reply.outcome for place, reply in through.told if place == HERE]
        assert told == [str(number) for number in range(5, MOST_WAITING + 5)]


async def test_without_a_place_there_is_nothing_to_do(through: ScriptedNotices) -> None:
    notices = OrganisersNotices((), through)
    notices.put(ONE)
    await notices.run()
    assert through.told == []
