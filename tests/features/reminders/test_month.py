"""Ten days of forty people, each message foreseen to the second. The long form: benchmarks.reminders."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from benchmarks.reminders.month.living import live
from bot.app import read_files
from tests.conftest import PROJECT


async def test_every_message_of_ten_days_is_foreseen_and_every_number_explained(tmp_path: Path) -> None:
    lived = await live(read_files(PROJECT), tmp_path / "month.db", people=40, days=10, every=timedelta(minutes=20))
    lines = {line.what.strip(): line for line in lived.account.lines()}
    assert lived.account.differences == []
    assert [str(line) for line in lines.values() if line.differ] == []
    # Of each kind there is something to foresee.
    seldom = {"doses still to be sent at the end", "came: anything else"}
    nothing = {what for what, line in lines.items() if not line.foreseen and not what.startswith("never: ")}
    assert nothing <= seldom
    assert lived.lives == 7
