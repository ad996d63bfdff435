"""Meet-ups on both platforms while the bot is killed. The long form: python -m benchmarks.meetups kills."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.kill.tally import AGAIN
from benchmarks.meetups.kills.hunting import hunt
from benchmarks.meetups.kills.verdict import (
    Card,
    News,
    Pressing,
    Verdict,
    judge_answers,
    judge_cards,
    judge_news,
)
from bot.core.people import Platform
from bot.features.meetups.answers import Wish
from bot.features.meetups.attending import Answer, Attendee
from tests.wire.postgres import PostgresServer

GOING = Answer.GOING


@pytest.mark.timeout(300)
async def test_meetups_of_a_bot_that_is_killed_on_a_file(tmp_path: Path) -> None:
    done = await hunt(f"sqlite:///{tmp_path / 'bot.db'}", kills=2, seed=5)
    assert done.verdict.is_clean, done
    assert done.verdict.cards > 0


@pytest.mark.timeout(300)
async def test_meetups_of_a_bot_that_is_killed_on_a_server(postgres: PostgresServer) -> None:
    async with postgres.new_database() as address:
        done = await hunt(address.dsn, kills=2, seed=6)
    assert done.verdict.is_clean, done
    assert done.verdict.cards > 0


def card(*texts: str, is_lost: bool = False, is_told: bool = False, is_right: bool = True) -> Verdict:
    return judge_cards([Card(texts, is_lost, is_told, is_right)])


def test_the_verdict_on_cards_is_a_strict_one() -> None:
    assert card("tea") == Verdict(1)
    assert card("tea", f"{AGAIN} tea") == Verdict(1, repeated=1)
    assert card("tea", "tea").doubled == 1
    assert card(f"{AGAIN} tea", f"{AGAIN} tea").twice == 1
    assert card(is_right=False).missing == 1
    assert card(is_lost=True, is_right=False).missing == 1
    assert card(is_lost=True, is_told=True, is_right=False) == Verdict(1, given_up=1)
    assert card("tea", is_right=False).stale == 1


def test_the_verdict_on_notices_is_a_strict_one() -> None:
    assert judge_news([News(1, 1, ("seat",))]) == Verdict(notices=1)
    assert judge_news([News(1, 1, ("seat", f"{AGAIN} seat"))]).is_clean
    assert judge_news([News(1, 1, ("seat", "seat"))]).again == 1
    assert judge_news([News(2, 2, ("seat",))]).unsent == 1


def person(name: str, number: int, *, waits: bool = False, answer: Answer = GOING, guests: int = 0) -> Attendee:
    return Attendee(name, answer, number, datetime(2026, 11, 21, tzinfo=UTC), Platform.DISCORD, guests, waits)


def came(began: float) -> Pressing:
    """Say that somebody pressed Going at this time, and was told so at once."""
    pressing = Pressing()
    before = set(pressing.possible)
    pressing.pressed(Wish.GOING, began)
    pressing.heard(before, Wish.GOING, began + 0.1, waits=False)
    return pressing


def test_answers_that_were_confirmed_must_stand() -> None:
    assert judge_answers((person("a", 1),), 1, {"a": came(1)}, ()).is_clean
    assert judge_answers((), 1, {"a": came(1)}, ()).forgotten == 1
    assert judge_answers((person("a", 1, guests=1),), 2, {"a": came(1)}, ()).forgotten == 1
    unsure = came(1)
    unsure.pressed(Wish.CANNOT, 2)
    for answer, forgotten in ((GOING, 0), (Answer.CANNOT, 0), (Answer.MAYBE, 1)):
        assert judge_answers((person("a", 1, answer=answer),), 1, {"a": unsure}, ()).forgotten == forgotten


def test_the_waiting_list_must_be_in_order() -> None:
    first, second = came(1), came(2)
    both = {"a": first, "b": second}
    assert judge_answers((person("a", 1), person("b", 2, waits=True)), 1, both, ()).disorder == 0
    assert judge_answers((person("b", 1), person("a", 2, waits=True)), 1, both, ()).disorder == 1
    assert judge_answers((person("a", 1, waits=True), person("b", 2)), 1, both, ()).disorder == 1
    assert judge_answers((person("a", 1), person("b", 2)), 1, both, ()).disorder == 1, "one seat too many"
    assert judge_answers((person("a", 1), person("b", 2, waits=True)), 2, both, ()).disorder == 1, "a free seat"
    assert judge_answers((person("a", 1), person("b", 1)), 2, both, ()).disorder == 1, "one number for two"


def test_who_moves_up_is_told() -> None:
    waited = came(1)
    waited.waits = True
    assert judge_answers((person("a", 1),), 1, {"a": waited}, ()).unsent == 1
    assert judge_answers((person("a", 1),), 1, {"a": waited}, {"a"}).is_clean
