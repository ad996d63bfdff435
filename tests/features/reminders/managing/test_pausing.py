from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.features.reminders.consents import Purpose
from bot.features.reminders.plans import Status
from tests.features.reminders.managing.conftest import ANNA, Managed
from tests.features.town import buttons
from tests.reading import words
from tests.scenes import NOW

TITLE = "1. Doses: every day, 08:00 and 20:00"


@pytest.mark.parametrize(
    ("label", "until"),
    [("Until tomorrow", date(2026, 11, 21)), ("For a week", date(2026, 11, 27)), ("Until I say so", None)],
)
async def test_pausing_by_a_button(town: Managed, label: str, until: date | None) -> None:
    plan = await town.plan()
    reply = await town.follow(TITLE, "Pause", label)
    kept = await town.kept(plan)
    assert (kept.status, kept.paused_until) == (Status.PAUSED, until)
    assert words(reply).startswith("Paused.")
    assert "Go on" in buttons(reply)


async def test_tomorrow_is_that_of_the_plans_own_clock(town: Managed) -> None:
    plan = await town.plan(zone="Asia/Tokyo")
    town.clock.move(timedelta(hours=5))
    await town.press(f"reminders:pause-for:{plan.id}:tomorrow")
    assert (await town.kept(plan)).paused_until == date(2026, 11, 22), "in Tokyo it is Saturday already"


async def test_pausing_until_a_day_that_is_typed(town: Managed) -> None:
    plan = await town.plan()
    await town.follow(TITLE, "Pause", "Until a day")
    assert "paused until Wednesday 3 March 2027" in words(await town.says(ANNA, "3 march"))
    assert (await town.kept(plan)).paused_until == date(2027, 3, 3)


async def test_a_day_that_is_not_sure_is_asked_about(town: Managed) -> None:
    plan = await town.plan()
    await town.follow(TITLE, "Pause", "Until a day")
    reply = await town.says(ANNA, "12/01")
    assert "You wrote “12/01”. Which day do you mean?" in words(reply)
    assert (await town.kept(plan)).status is Status.ACTIVE
    await town.press(buttons(reply)["Tuesday 12 January 2027"])
    assert (await town.kept(plan)).paused_until == date(2027, 1, 12)


@pytest.mark.parametrize("typed", ["soon", "8am", "every day", "3 march at 8am", "mondays", "?"])
async def test_what_is_no_day_changes_nothing(town: Managed, typed: str) -> None:
    plan = await town.plan()
    await town.follow(TITLE, "Pause", "Until a day")
    reply = await town.says(ANNA, typed)
    assert f"“{typed}”" in words(reply)
    assert "Write it again" in buttons(reply)
    assert await town.kept(plan) == plan


@pytest.mark.parametrize("typed", ["today", "2026-11-19", "2028-01-01"])
async def test_a_day_that_is_not_ahead_changes_nothing(town: Managed, typed: str) -> None:
    plan = await town.plan()
    await town.follow(TITLE, "Pause", "Until a day")
    await town.says(ANNA, typed)
    assert await town.kept(plan) == plan


@pytest.mark.parametrize("made_up", ["2026-11-20", "2030-01-01", "never", "2026-13-01"])
async def test_a_button_that_was_made_up_only_asks(town: Managed, made_up: str) -> None:
    plan = await town.plan()
    assert "How long shall it pause?" in await town.press(f"reminders:pause-for:{plan.id}:{made_up}")
    assert await town.kept(plan) == plan


async def test_pausing_twice_and_going_on_twice(town: Managed) -> None:
    plan = await town.plan()
    await town.press(f"reminders:pause-for:{plan.id}:always")
    assert "nothing to pause" in await town.press(f"reminders:pause-for:{plan.id}:always")
    assert "It goes on." in await town.press(f"reminders:resume:{plan.id}")
    assert "nothing to do" in await town.press(f"reminders:resume:{plan.id}")
    assert (await town.kept(plan)).status is Status.ACTIVE


async def test_without_consent_it_stays_paused(town: Managed) -> None:
    plan = await town.plan(status=Status.PAUSED)
    await town.stores.people.withdraw(plan.person_id, Purpose.DOSES, NOW)
    assert "You took back your consent" in await town.press(f"reminders:resume:{plan.id}")
    assert await town.kept(plan) == plan
