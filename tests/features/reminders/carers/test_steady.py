"""Since when presses have been coming through."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.core.people import Platform
from bot.features.reminders.carers.steady import EVERY, Steady
from tests.fakes.clock import StoppedClock
from tests.scenes import NOW

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD


def looking(clock: StoppedClock, ready: set[Platform]) -> Steady:
    return Steady((TELEGRAM, DISCORD), lambda platform: platform in ready, clock)


def look(steady: Steady, clock: StoppedClock, times: int = 1) -> None:
    for _ in range(times):
        clock.move(EVERY)
        steady.look()


def test_connected_all_the_while(clock: StoppedClock) -> None:
    steady = looking(clock, {TELEGRAM})
    assert steady.since(TELEGRAM) is None, "nobody has looked yet"
    steady.look()
    look(steady, clock, 100)
    assert steady.since(TELEGRAM) == NOW
    assert steady.since(DISCORD) is None


def test_a_break(clock: StoppedClock) -> None:
    ready = {TELEGRAM, DISCORD}
    steady = looking(clock, ready)
    steady.look()
    ready.remove(DISCORD)
    assert steady.since(DISCORD) is None, "at once"
    look(steady, clock)
    ready.add(DISCORD)
    look(steady, clock)
    assert steady.since(DISCORD) == NOW + 2 * EVERY
    assert steady.since(TELEGRAM) == NOW


def test_the_machine_slept(clock: StoppedClock) -> None:
    steady = looking(clock, {TELEGRAM})
    steady.look()
    clock.move(timedelta(minutes=20))
    assert steady.since(TELEGRAM) is None
    steady.look()
    assert steady.since(TELEGRAM) == NOW + timedelta(minutes=20)


def test_the_clock_was_set_back(clock: StoppedClock) -> None:
    steady = looking(clock, {TELEGRAM})
    steady.look()
    clock.move(-timedelta(hours=1))
    assert steady.since(TELEGRAM) is None
    steady.look()
    assert steady.since(TELEGRAM) == NOW - timedelta(hours=1)


async def test_it_looks_again_and_again(clock: StoppedClock) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.move(timedelta(seconds=seconds))
        if len(slept) == 3:
            raise asyncio.CancelledError

    steady = Steady((TELEGRAM,), lambda platform: True, clock, sleep)
    await asyncio.gather(asyncio.create_task(steady.run()), return_exceptions=True)
    assert slept == [EVERY.total_seconds()] * 3
    assert steady.since(TELEGRAM) == NOW
