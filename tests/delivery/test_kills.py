"""A bot that is killed anywhere loses nothing, and doubles nothing without a mark. The long form: benchmarks.kill."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kill.real import hunt, overlap
from benchmarks.kill.simulated import run
from benchmarks.kill.tally import Seen, Tally, tally
from bot.core.people import Platform
from bot.delivery.transport import State
from bot.storage.stores import passing_stores
from tests.wire.postgres import PostgresServer

PLATFORMS = [Platform.TELEGRAM, Platform.DISCORD]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whatever_goes_wrong_in_simulated_runs(platform: Platform) -> None:
    verdict, kills = Tally(), 0
    async with passing_stores() as stores:
        for seed in range(40):
            killed, one = await run(stores, platform, seed)
            assert one.is_clean, f"seed {seed}"
            verdict, kills = verdict + one, kills + killed
    assert kills > 12
    assert verdict.repeated > 5


@pytest.mark.timeout(300)
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_real_processes_that_are_killed(platform: Platform, tmp_path: Path) -> None:
    done = await hunt(platform, f"sqlite:///{tmp_path / 'bot.db'}", kills=2, seed=7)
    assert done.tally.is_clean
    assert done.tally.deliveries == 16


@pytest.mark.timeout(300)
async def test_two_copies_during_a_deploy(postgres: PostgresServer) -> None:
    async with postgres.new_database() as address:
        done = await overlap(Platform.TELEGRAM, address.dsn, times=2, seed=1)
    assert done.tally == Tally(deliveries=16)


def test_the_verdict_is_a_strict_one() -> None:
    sent, queued = State.SENT, State.QUEUED
    assert tally({"a": sent}, [Seen("a", is_marked=False)]) == Tally(1)
    assert tally({"a": sent}, [Seen("a", is_marked=False), Seen("a", is_marked=True)]) == Tally(1, repeated=1)
    assert tally({"a": sent}, [Seen("a", is_marked=False)] * 2).doubled == 1
    assert tally({"a": sent}, [Seen("a", is_marked=True)] * 2).repeated_more == 1
    assert tally({"a": sent}, []).lost == 1
    assert tally({"a": queued}, []).lost == 1
    assert tally({"a": State.UNKNOWN}, []) == Tally(1, given_up=1)
    assert tally({"a": State.EXPIRED}, [Seen("a", is_marked=False)]).untrue == 1
    assert Seen.read("This is a repeat.\n\nYour reminder abc") == Seen("abc", is_marked=True)
    assert Seen.read("Your reminder abc") == Seen("abc", is_marked=False)
