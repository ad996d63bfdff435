"""Notices reach every place of the organisers once, in their order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.core.errors import NotSaved
from bot.core.people import Place, PlaceKind, Platform
from bot.core.reply import Reply
from bot.delivery.composing import Moment
from bot.delivery.due import Due
from bot.delivery.notices import FRESH_FOR, PAUSE, Notice, OrganisersNotices
from bot.delivery.outbox import Outbox
from bot.delivery.transport import State
from tests.delivery.conftest import Office

HERE = Place(Platform.TELEGRAM, "-1", PlaceKind.GROUP)
THERE = Place(Platform.TELEGRAM, "-2", PlaceKind.GROUP)
ONE, TWO = Notice("test", "one", "1"), Notice("test", "two", "2")


@pytest.fixture
def pauses() -> list[float]:
    return []


@asynccontextmanager
async def telling(office: Office, outbox: Outbox, pauses: list[float]) -> AsyncIterator[OrganisersNotices]:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    notices = OrganisersNotices((HERE, THERE), office.stores.places, outbox, office.clock, sleep)
    task = asyncio.create_task(notices.run())
    try:
        yield notices
    finally:
        task.cancel()
        await asyncio.wait({task})


async def all_said(office: Office, count: int) -> list[tuple[str, str]]:
    async with asyncio.timeout(5):
        while len(office.platforms.calls) < count:
            await asyncio.sleep(0.005)
    return [(call.to.id, call.reply.outcome) for call in office.platforms.calls]


async def test_each_place_is_told_everything_once(office: Office, pauses: list[float]) -> None:
    async with office.open() as delivering, telling(office, delivering.outbox, pauses) as notices:
        for notice in (ONE, TWO, ONE):
            notices.put(notice)
        said = await all_said(office, 4)
    assert sorted(said) == [("-1", "one"), ("-1", "two"), ("-2", "one"), ("-2", "two")]
    assert [name for place, name in said if place == "-1"] == ["one", "two"]


async def test_a_notice_that_cannot_be_kept_now_is_kept_later(
    office: Office, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office.open() as delivering, telling(office, delivering.outbox, pauses) as notices:
        put, fails = delivering.outbox.put, iter([True, False])

        async def failing(*dues: Due) -> int:
            if next(fails):
                raise NotSaved("away")
            return await put(*dues)

        monkeypatch.setattr(delivering.outbox, "put", failing)
        notices.put(ONE)
        assert len(await all_said(office, 2)) == 2
    assert pauses == [PAUSE]


async def test_old_news_are_not_told(office: Office, pauses: list[float]) -> None:
    async def word(due: Due, moment: Moment) -> Reply:
        return Reply(outcome=due.subject)

    office.platforms.connected = False
    async with office.open() as delivering, telling(office, delivering.outbox, pauses) as notices:
        notices.put(ONE)
        place = await office.stores.places.ensure(HERE)
        async with asyncio.timeout(5):
            while await office.stores.deliveries.standing(f"test:{place}:1") is None:
                await asyncio.sleep(0.005)
        office.clock.move(FRESH_FOR)
        office.platforms.connected = True
        await delivering.outbox.put()
        await office.until(lambda transport: transport.state is State.EXPIRED, f"test:{place}:1")
    assert office.platforms.calls == []
