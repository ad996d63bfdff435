"""Ten days of a few people, each message foreseen to the second. The long form: python -m benchmarks.reminders."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.reminders.month.living import live
from bot.app import read_files
from bot.storage.stores import Stores
from tests.conftest import PROJECT

# With these people there is something of every kind.
SEED = 100


async def test_every_message_of_ten_days_is_foreseen_and_every_number_explained(stores: Stores) -> None:
    every = timedelta(minutes=25)
    lived = await live(read_files(PROJECT), stores, people=26, days=10, seed=SEED, every=every)
    lines = {line.what.strip(): line for line in lived.account.lines()}
    assert lived.account.differences == []
    assert [str(line) for line in lines.values() if line.differ] == []
    none = {what for what, line in lines.items() if not line.foreseen and not what.startswith("never: ")}
    assert none == {
        "not sent because of an outage, and the plan rests since",
        "still to be sent at the end",
        "came: anything else",
    }
    assert lived.lives == 7
