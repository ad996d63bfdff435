"""The loop itself: it goes on whatever fails, and one mistake keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.core.errors import NotRead
from bot.core.people import Person, Platform
from bot.features.reminders.agenda import HORIZON
from bot.features.reminders.planning import EVERY
from tests.features.reminders.living import MINUTE, Life, at, doses


class Failing:
    """A store that fails in one place, so often."""

    def __init__(self, real: object, name: str, error: Exception, times: int) -> None:
        self._real, self._name, self._error, self._left = real, name, error, times

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (a store's method)
        if name == self._name and self._left:
            self._left -= 1
            raise self._error
        return getattr(self._real, name)


def test_a_round_comes_well_within_the_horizon() -> None:
    assert HORIZON.total_seconds() > 10 * EVERY


async def test_it_goes_on_after_the_database_was_away_and_after_a_mistake(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    await life.starts()
    failing = Failing(life.agenda.plans, "zone_rules", NotRead("away"), 1)
    broken = Failing(failing, "due", RuntimeError("a mistake"), 1)
    agenda = replace(life.agenda, plans=broken)  # type: ignore[arg-type]
    rounds: list[float] = []

    async def sleep(seconds: float) -> None:
        rounds.append(seconds)
        life.clock.now = at(21, 7, 45)
        if len(rounds) == 3:
            raise asyncio.CancelledError

    planner = replace(life.planner, agenda=agenda, zone_rules=replace(life.zone_rules, agenda=agenda), sleep=sleep)
    with pytest.raises(asyncio.CancelledError):
        await planner.run()
    assert rounds == [EVERY] * 3
    assert [record.message for record in caplog.records if record.name.endswith("planning")] == [
        "reminders could not be planned now (NotRead)",
        "reminders could not be planned",
    ]
    assert len(await life.stores.plans.zone_rules()) > 500
    await life.until(at(21, 9))
    assert [line[:8] for line in life.lines] == ["21 08:00"]


async def test_one_mistake_keeps_no_other_plan_waiting(life: Life) -> None:
    await life.starts()
    await life.starts(doses(time(8, 10)))
    life.clock.now = at(21, 7, 50)
    failing = Failing(life.agenda.plans, "plan_occurrences", RuntimeError("a mistake"), 1)
    agenda = replace(life.agenda, plans=failing)  # type: ignore[arg-type]
    await replace(life.planner, agenda=agenda).once()
    due = await life.stores.deliveries.next_at(Platform.TELEGRAM, life.clock.now)
    assert due == at(21, 8, 10)
    await life.until(at(21, 9))
    assert [line[:8] for line in life.lines] == ["21 08:00", "21 08:10"]


async def test_one_mistake_keeps_no_other_person_from_being_told(life: Life) -> None:
    await life.starts()
    life.person = Person(Platform.TELEGRAM, "799000000005")
    await life.starts(doses(time(8, 10)))
    await life.sleeps_until(at(21, 15))
    failing = Failing(life.agenda.occurrences, "of_person", RuntimeError("a mistake"), 1)
    agenda = replace(life.agenda, occurrences=failing)  # type: ignore[arg-type]
    await replace(life.planner, settling=replace(life.settling, agenda=agenda)).once()
    await life.round()
    assert sorted(message.text[-5:] for message in life.came) == ["08:00", "08:10"]


async def test_many_people_are_each_told_once(life: Life) -> None:
    for number in range(60):
        life.person = Person(Platform.TELEGRAM, f"7990000001{number:02}")
        await life.starts(doses(time(8), time(12)))
    await life.sleeps_until(at(21, 15))
    await life.round()
    await life.until(at(21, 17))
    assert len(life.came) == 60
    assert all("2 reminders" in message.text for message in life.came)
    assert life.clock.now - at(21, 17) < MINUTE
