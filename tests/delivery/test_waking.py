"""Sleeps end in time, whatever clocks do."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.delivery.waking import LONGEST_SLEEP, Alarm, until
from tests.scenes import NOW


def test_sleeps_are_never_long_and_never_negative() -> None:
    assert until(None, NOW) == LONGEST_SLEEP
    assert until(NOW + timedelta(hours=1), NOW) == LONGEST_SLEEP
    assert until(NOW - timedelta(hours=1), NOW) == 0
    assert until(NOW + timedelta(seconds=3), NOW) == 3


async def test_an_alarm_ends_a_sleep() -> None:
    alarm = Alarm()
    sleeper = asyncio.create_task(alarm.sleep(60))
    await asyncio.sleep(0)
    alarm.ring()
    await asyncio.wait_for(sleeper, 1)


async def test_an_alarm_before_the_sleep_counts_once() -> None:
    alarm = Alarm()
    alarm.ring()
    await asyncio.wait_for(alarm.sleep(60), 1)
    sleeper = asyncio.create_task(alarm.sleep(60))
    await asyncio.sleep(0.01)
    assert not sleeper.done()
    sleeper.cancel()
    await asyncio.wait({sleeper})
