"""Many answers at once, on both platforms. The long forms: python -m benchmarks.meetups rush, and seats."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.meetups.rush import rush
from benchmarks.meetups.seats import contest
from tests.wire.postgres import PostgresServer


@pytest.mark.timeout(180)
async def test_all_cards_are_right_after_a_rush_and_no_platform_puts_the_bot_off(tmp_path: Path) -> None:
    done = await rush(tmp_path, people=50, seconds=4.0)
    assert len(done.times) == done.taps
    assert (done.wrong, done.unlike, done.amiss, done.put_off) == (0, 0, 0, 0), done
    assert 0 < sum(done.edits.values()) < done.taps, "no change of a card for each answer"


async def test_two_who_want_the_last_seat_on_a_file(tmp_path: Path) -> None:
    assert (await contest(f"sqlite:///{tmp_path / 'bot.db'}", times=5)).is_clean


async def test_two_who_want_the_last_seat_on_a_server(postgres: PostgresServer) -> None:
    async with postgres.new_database() as address:
        assert (await contest(address.dsn, times=5)).is_clean
