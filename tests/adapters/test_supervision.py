"""One platform's failures: tried again with growing pauses, ended only by what the operator must mend."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

import pytest

from bot.adapters.supervision import Backoff, supervise
from bot.core.errors import PermanentFailure, TryAgainLater
from bot.core.ports import Adapter

STEADY = Backoff(first=1.0, longest=8.0, healthy_after=60.0, jitter=0.0)
GIVE_UP = PermanentFailure("telegram.bad_token")


@dataclass
class World:
    """Adapters that end as set down, each after some seconds; a clock and a sleep that only note the time."""

    ends: list[tuple[float, Exception | None]]
    now: float = 0.0
    built: int = 0
    pauses: list[float] = field(default_factory=list)

    def build(self) -> Adapter:
        self.built += 1
        return _Ending(self, *self.ends.pop(0))

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        if len(self.pauses) > 100:
            pytest.fail("it goes on for ever")

    async def supervised(self, backoff: Backoff = STEADY) -> PermanentFailure:
        return await supervise("test", self.build, backoff=backoff, sleep=self.sleep, monotonic=lambda: self.now)


@dataclass
class _Ending:
    world: World
    after: float
    error: Exception | None
    name: str = "test"

    async def run(self) -> None:
        self.world.now += self.after
        if self.error is not None:
            raise self.error


def failing(times: int, after: float = 1.0) -> list[tuple[float, Exception | None]]:
    return [(after, ConnectionError("gone"))] * times


async def test_pauses_double_up_to_the_longest() -> None:
    world = World([*failing(6), (0, GIVE_UP)])
    assert await world.supervised() is GIVE_UP
    assert world.pauses == [1, 2, 4, 8, 8, 8]
    assert world.built == 7


async def test_what_only_the_operator_can_mend_ends_it_at_once() -> None:
    world = World([(0, GIVE_UP)])
    assert await world.supervised() is GIVE_UP
    assert world.pauses == []


async def test_after_a_healthy_while_the_pauses_begin_anew() -> None:
    world = World([*failing(3), *failing(1, after=60), *failing(2), (0, GIVE_UP)])
    await world.supervised()
    assert world.pauses == [1, 2, 4, 1, 2, 4]


async def test_an_adapter_that_just_ends_is_started_again() -> None:
    world = World([(1, None), (1, None), (0, GIVE_UP)])
    await world.supervised()
    assert world.pauses == [1, 2]


async def test_an_adapter_that_cannot_be_built_is_tried_again() -> None:
    world = World([(0, GIVE_UP)])
    attempts = iter([RuntimeError("no"), RuntimeError("no"), None])

    def build() -> Adapter:
        error = next(attempts)
        if error is not None:
            raise error
        return world.build()

    assert await supervise("test", build, backoff=STEADY, sleep=world.sleep, monotonic=lambda: 0) is GIVE_UP
    assert world.pauses == [1, 2]


@pytest.mark.parametrize(
    "error", [OSError(), TryAgainLater("x"), ValueError(), TimeoutError(), ExceptionGroup("x", [OSError()])]
)
async def test_every_other_failure_passes(error: Exception) -> None:
    assert await World([(1, error), (0, GIVE_UP)]).supervised() is GIVE_UP


async def test_one_that_ends_leaves_the_other_running() -> None:
    serving = asyncio.Event()

    class Serving:
        name = "serving"

        async def run(self) -> None:
            serving.set()
            await asyncio.Event().wait()

    ended = asyncio.create_task(World([*failing(2), (0, GIVE_UP)]).supervised())
    running = asyncio.create_task(supervise("serving", Serving))
    await serving.wait()
    assert await ended is GIVE_UP
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("where", ["running", "pausing"])
async def test_cancelling_ends_it_and_lets_the_adapter_close(where: str) -> None:
    reached, closed = asyncio.Event(), []

    class Closing:
        name = "closing"

        async def run(self) -> None:
            try:
                if where == "running":
                    reached.set()
                    await asyncio.Event().wait()
                raise OSError
            finally:
                closed.append(True)

    async def pause(seconds: float) -> None:
        reached.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(supervise("closing", Closing, sleep=pause))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert closed == [True]


async def test_the_log_names_the_kind_of_failure_alone(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="bot"):
        await World([(1, ConnectionError("https://x/botCANARY")), (1, None), (0, GIVE_UP)]).supervised()
    assert [record.getMessage() for record in caplog.records] == [
        "test: ConnectionError",
        "test: next attempt in 1 s",
        "test: stopped by itself",
        "test: next attempt in 2 s",
    ]
    assert "CANARY" not in caplog.text


def test_pauses_are_moved_a_little_by_chance() -> None:
    backoff = Backoff(first=10.0, longest=100.0, jitter=0.25)
    pauses = [backoff.pause(1) for _ in range(200)]
    assert all(7.5 <= pause <= 12.5 for pause in pauses)
    assert len(set(pauses)) > 1
    assert all(75 <= backoff.pause(failures) <= 125 for failures in (5, 100, 10_000))
