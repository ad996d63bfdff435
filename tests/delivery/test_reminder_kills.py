"""Real plans and presses while the bot is killed. The long form: python -m benchmarks.reminders kills."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reminders.kills.chats import Arrived
from benchmarks.reminders.kills.hunting import hunt
from benchmarks.reminders.kills.verdict import Ended, Pressing, Verdict, judge
from bot.core.people import Platform
from bot.delivery.transport import State
from bot.features.reminders.occurrences import Answer
from tests.wire.postgres import PostgresServer

TAKEN, NONE, MISSED = Answer.TAKEN, Answer.NONE, Answer.MISSED


@pytest.mark.timeout(300)
async def test_reminders_of_a_bot_that_is_killed_on_a_file(tmp_path: Path) -> None:
    done = await hunt(Platform.TELEGRAM, f"sqlite:///{tmp_path / 'bot.db'}", kills=2, seed=5)
    assert done.verdict.is_clean, done
    assert done.verdict.occurrences > 0


@pytest.mark.timeout(300)
async def test_reminders_of_a_bot_that_is_killed_on_a_server(postgres: PostgresServer) -> None:
    async with postgres.new_database() as address:
        done = await hunt(Platform.DISCORD, address.dsn, kills=2, seed=6)
    assert done.verdict.is_clean, done
    assert done.verdict.occurrences > 0


def came(name: str = "a", kind: str = "reminder", at: float = 1.0, *, is_marked: bool = False) -> Arrived:
    return Arrived(0, at, name, kind, is_marked)


def test_the_verdict_is_a_strict_one() -> None:
    sent = {"a": Ended(NONE, State.SENT, told=False)}
    assert judge(sent, [came()], {}, 0) == Verdict(1)
    assert judge(sent, [came(), came(is_marked=True)], {}, 0) == Verdict(1, repeated=1)
    assert judge(sent, [came(), came()], {}, 0).doubled == 1
    assert judge(sent, [came(is_marked=True)] * 2, {}, 0).twice == 1
    assert judge(sent, [], {}, 0).lost == 1
    assert judge(sent, [came()], {}, 1).missing == 1
    assert judge({"a": Ended(MISSED, None, told=True)}, [], {}, 0) == Verdict(1, told=1)
    assert judge({"a": Ended(MISSED, State.UNKNOWN, told=False)}, [], {}, 0) == Verdict(1, given_up=1)
    assert judge({"a": Ended(MISSED, State.EXPIRED, told=False)}, [came()], {}, 0).untrue == 1


def test_presses_that_were_confirmed_must_stand() -> None:
    taken = Pressing({TAKEN}, [(2.0, float("inf"))], 1, 1)
    unsure = Pressing({TAKEN, NONE}, [], 1, 0)
    for answer, pressing, forgotten in (
        (TAKEN, taken, 0),
        (NONE, taken, 1),
        (MISSED, taken, 1),
        (TAKEN, unsure, 0),
        (MISSED, unsure, 0),
        (Answer.SKIPPED, unsure, 1),
    ):
        assert judge({"a": Ended(answer, State.SENT, told=False)}, [came()], {"a": pressing}, 0).forgotten == forgotten


def test_a_nudge_after_a_confirmed_press_is_found() -> None:
    sent, pressing = {"a": Ended(TAKEN, State.SENT, told=False)}, {"a": Pressing({TAKEN}, [(2.0, 60.0)], 1, 1)}
    for at, nudged in ((1.9, 0), (2.5, 0), (30.0, 1), (61.0, 0)):
        assert judge(sent, [came(), came(kind="nudge", at=at)], pressing, 0).nudged == nudged
