from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.reply import Audience
from bot.features.reminders.consents import Purpose
from bot.features.reminders.plans import Plan, Status
from tests.features.reminders.managing.conftest import ANNA, FORGET, ZOE, Managed
from tests.features.town import buttons
from tests.reading import words
from tests.scenes import NOW

UNTIL = date(2026, 12, 3)


async def states(town: Managed, *plans: Plan) -> list[tuple[Status, date | None]]:
    return [((await town.kept(plan)).status, (await town.kept(plan)).paused_until) for plan in plans]


@pytest.mark.parametrize("said", ["stop", "Stop.", "stop everything", "stop reminders", "Pause my reminders", "/stop"])
async def test_stop_asks_one_question(town: Managed, said: str) -> None:
    plan = await town.plan()
    reply = await town.says(ANNA, said)
    assert buttons(reply) == {
        "Stop all reminders": "reminders:stop-all",
        "Delete all my data": FORGET.code,
        "Nothing, keep all": "reminders:stop-keep",
    }
    assert reply.audience is Audience.ASKER
    assert await town.kept(plan) == plan
    assert "stays as it is" in await town.press("reminders:stop-keep")


@pytest.mark.parametrize("status", [Status.PAUSED, Status.UNPROVEN, Status.ENDED])
async def test_without_reminders_stop_means_something_else(town: Managed, status: Status) -> None:
    assert words(await town.says(ZOE, "stop")) == "Shall I delete everything?"
    await town.plan(status=status)
    assert words(await town.says(ANNA, "stop")) == "Shall I delete everything?"
    for said in ("stop all reminders", "stop reminders"):
        assert "nothing to stop" in words(await town.says(ANNA, said))


@pytest.mark.parametrize("said", ["stop all reminders", "Stop all my reminders!"])
async def test_stop_all_reminders_stops_at_once_and_can_be_undone(town: Managed, said: str) -> None:
    running, rests = await town.plan(), await town.plan(status=Status.PAUSED, paused_until=UNTIL)
    paused, unproven = await town.plan(status=Status.PAUSED), await town.plan(status=Status.UNPROVEN)
    every = (running, rests, paused, unproven)
    before = await states(town, *every)
    reply = await town.says(ANNA, said)
    stopped = (Status.PAUSED, None)
    assert await states(town, *every) == [stopped, stopped, stopped, (Status.UNPROVEN, None)]
    await town.press(buttons(reply)["Undo"])
    assert await states(town, *every) == before, "each as it was, also those that paused before"


async def test_undo_works_once_within_a_day(town: Managed) -> None:
    plan = await town.plan()
    await town.says(ANNA, "stop all reminders")
    await town.press("reminders:undo-stop")
    await town.press(f"reminders:pause-for:{plan.id}:always")
    assert "nothing to undo" in await town.press("reminders:undo-stop")
    assert await states(town, plan) == [(Status.PAUSED, None)]
    await town.press(f"reminders:resume:{plan.id}")
    await town.says(ANNA, "stop all reminders")
    town.clock.move(timedelta(hours=25))
    assert "nothing to undo" in await town.press("reminders:undo-stop")


async def test_undo_leaves_what_was_changed_or_lost_its_consent_since(town: Managed) -> None:
    changed, lost = await town.plan(), await town.plan()
    await town.says(ANNA, "stop all reminders")
    await town.press(f"reminders:pause-for:{changed.id}:2026-12-03")
    await town.stores.people.withdraw(lost.person_id, Purpose.DOSES, NOW)
    await town.press("reminders:undo-stop")
    assert await states(town, changed, lost) == [(Status.PAUSED, UNTIL), (Status.PAUSED, None)]


async def test_nobody_stops_or_undoes_for_another(town: Managed) -> None:
    plan = await town.plan()
    await town.press("reminders:stop-all", ZOE)
    assert await town.kept(plan) == plan
    await town.says(ANNA, "stop all reminders")
    await town.press("reminders:undo-stop", ZOE)
    assert await states(town, plan) == [(Status.PAUSED, None)]


async def test_stop_works_while_a_form_is_open(town: Managed) -> None:
    await town.plan()
    await town.follow("Settings", "Time zone", "Another place")
    assert "What shall I stop?" in words(await town.says(ANNA, "stop"))


async def test_the_question_can_be_asked_by_a_button(town: Managed) -> None:
    await town.plan()
    assert "What shall I stop?" in await town.press("reminders:stop")
    assert "You have no reminders" in await town.press("reminders:stop", ZOE)
