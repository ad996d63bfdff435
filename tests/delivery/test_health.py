"""Numbers about deliveries, and a word when something hangs."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from bot.core.people import Platform
from bot.delivery.counting import Counts, Event
from bot.delivery.health import LATE, STILL, Health
from tests.delivery.conftest import Office

MINUTE = timedelta(minutes=1)


class Told:
    """Keeps what the organisers were told."""

    def __init__(self) -> None:
        self.late: list[tuple[Platform, timedelta]] = []

    async def __call__(self, platform: Platform, age: timedelta) -> None:
        self.late.append((platform, age))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def counts() -> Counts:
    return Counts()


@pytest.fixture
def health(office: Office, counts: Counts, told: Told) -> Health:
    return Health(office.stores.deliveries, counts, told, office.clock)


async def test_everything_is_told_in_numbers(office: Office, health: Health, counts: Counts) -> None:
    await office.stores.deliveries.put([office.due(await office.person())], office.clock.now)
    counts.came_round("telegram", office.clock.now)
    counts.add(Platform.TELEGRAM, Event.SENT)
    office.clock.move(MINUTE)
    await health.look()
    lines = health.metrics().splitlines()
    assert 'bot_loop_age_seconds{worker="telegram"} 60.0' in lines
    assert 'bot_oldest_due_seconds{platform="telegram"} 60.0' in lines
    assert 'bot_deliveries{platform="telegram",state="queued"} 1' in lines
    assert 'bot_deliveries_sent_total{platform="telegram"} 1' in lines
    assert 'bot_deliveries_repeated_total{platform="telegram"} 0' in lines
    assert lines.count("# TYPE bot_deliveries_unknown_total counter") == 1
    assert health.metrics().endswith("\n")


async def test_what_hangs_is_told_once_until_it_moves_again(
    office: Office, health: Health, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = office.stores.deliveries
    await ledger.put([office.due(await office.person())], office.clock.now)
    await health.look()
    assert health.is_well
    office.clock.move(LATE + MINUTE)
    await health.look()
    await health.look()
    assert told.late == [(Platform.TELEGRAM, LATE + MINUTE)]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert not health.is_well
    assert await ledger.cancel("test", "one", office.clock.now) == 1
    await health.look()
    assert health.is_well
    await ledger.put([office.due(await office.person(), "two")], office.clock.now)
    office.clock.move(LATE + MINUTE)
    await health.look()
    assert len(told.late) == 2


async def test_a_worker_that_stands_still_is_not_well(office: Office, health: Health, counts: Counts) -> None:
    counts.came_round("telegram", office.clock.now)
    assert health.is_well
    office.clock.move(STILL)
    assert not health.is_well
