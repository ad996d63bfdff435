from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from bot.features.reminders.dues import REMINDER
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import DosePlan, Plan, Status
from bot.features.reminders.schedule import EveryDay, Schedule, Step
from tests.features.reminders.managing.conftest import Managed
from tests.features.town import buttons
from tests.reading import codes, words
from tests.scenes import NOW
from tests.storage.reminding import kept_occurrence

EVENING = datetime.combine(date(2026, 11, 20), time(20))


async def doses(town: Managed, plan: Plan) -> list[Occurrence]:
    day = timedelta(days=1)
    return list(await town.stores.occurrences.of_plan(plan.id, town.clock.now - day, town.clock.now + day))


async def test_nothing_is_near(town: Managed) -> None:
    await town.plan()
    assert "Nothing is due within the next 6 hours" in words(await town.follow("Mark as taken"))


async def test_taken_early_the_coming_one_stays_silent(town: Managed) -> None:
    plan = await town.plan()
    town.clock.move(timedelta(hours=4))
    reply = await town.follow("Mark as taken", "Taken: 20:00")
    assert words(reply).startswith("Marked: your 20:00 reminder as taken at 16:00.")
    [dose] = await doses(town, plan)
    assert (dose.local, dose.answer, dose.taken_at) == (EVENING, Answer.TAKEN, town.clock.now)
    assert await town.wait(hours=5) == [], "no reminder is sent"


async def test_undo_brings_it_back(town: Managed) -> None:
    plan = await town.plan()
    town.clock.move(timedelta(hours=4))
    reply = await town.follow("Mark as taken", "Taken: 20:00")
    town.clock.move(timedelta(seconds=1))
    await town.press(buttons(reply)["Undo: 20:00"])
    [dose] = await doses(town, plan)
    assert dose.answer is Answer.NONE
    state = await town.stores.deliveries.state(REMINDER, dose.id)
    assert state is not None
    assert not state.is_final


async def test_a_second_tap_never_marks_the_next_one(town: Managed) -> None:
    times = tuple(time(hour) for hour in range(8, 20))
    plan = await town.plan(content=DosePlan(Schedule((Step(date(2026, 11, 1), EveryDay(), times),))))
    town.clock.move(timedelta(minutes=30))
    code = buttons(await town.follow("Mark as taken"))["Taken: 13:00"]
    for _ in range(3):
        await town.press(code)
    town.clock.move(timedelta(hours=1))
    await town.press(code)
    assert [dose.local.hour for dose in await doses(town, plan) if dose.answer is Answer.TAKEN] == [13]


async def test_what_waits_for_an_answer_can_be_marked(town: Managed) -> None:
    plan = await town.plan()
    waiting = await kept_occurrence(town.stores, plan, NOW - timedelta(hours=4))
    reply = await town.follow("Mark as taken")
    assert "due at 08:00, waiting for an answer" in words(reply)
    await town.press(buttons(reply)["Taken: 08:00"])
    kept = await town.stores.occurrences.occurrence(waiting.id)
    assert kept is not None
    assert kept.answer is Answer.TAKEN
    assert "Undo: 08:00" in buttons(await town.shown("reminders:today"))
    assert "nothing has changed" in await town.press(f"reminders:mark:{waiting.id}")


async def test_several_plans_are_told_apart(town: Managed) -> None:
    await town.plan()
    await town.plan()
    town.clock.move(timedelta(hours=4))
    reply = await town.follow("Mark as taken")
    assert list(buttons(reply))[:2] == ["Taken: 20:00 (1)", "Taken: 20:00 (2)"]
    assert "1. due at 20:00" in words(reply)


@pytest.mark.parametrize("status", [Status.PAUSED, Status.UNPROVEN, Status.ENDED])
async def test_a_plan_that_is_silent_has_nothing_to_mark(town: Managed, status: Status) -> None:
    plan = await town.plan(status=status)
    town.clock.move(timedelta(hours=4))
    assert "Nothing is due" in await town.press("reminders:today")
    assert "can't be marked now" in await town.press(f"reminders:early:{plan.id}:202611202000")


async def test_too_early_cannot_be_marked(town: Managed) -> None:
    plan = await town.plan()
    assert "can't be marked now" in await town.press(f"reminders:early:{plan.id}:202611202000")
    assert await doses(town, plan) == []


async def test_too_many_still_have_the_way_back(town: Managed) -> None:
    times = tuple(time(8, minute) for minute in range(0, 60, 5))
    for _ in range(3):
        plan = await town.plan(content=DosePlan(Schedule((Step(date(2026, 11, 1), EveryDay(), times),))))
        for number in range(len(times)):
            await kept_occurrence(town.stores, plan, NOW - timedelta(hours=4) + timedelta(minutes=5 * number))
    found = codes(await town.shown("reminders:today"))
    assert (len(found), found[-1]) == (21, "reminders:show")
