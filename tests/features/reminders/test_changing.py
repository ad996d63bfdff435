"""Plans that are changed, paused, moved and removed: what is queued follows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time

from bot.core.people import Person, Platform
from bot.delivery.transport import State
from bot.features.reminders.occurrences import taken
from bot.features.reminders.plans import Status
from tests.features.reminders.living import HOUR, MINUTE, Life, at, doses

ON_DISCORD = Person(Platform.DISCORD, "799000000002")


async def test_a_changed_time_holds_from_now_on(life: Life) -> None:
    plan = await life.starts()
    await life.until(at(21, 7, 45))
    assert await life.reminding.change(plan, plan.changed(content=doses(time(9))))
    await life.until(at(22, 12))
    assert [line[:8] for line in life.lines] == ["21 09:00", "22 09:00"]


async def test_a_change_of_the_label_alone_loses_nothing(life: Life) -> None:
    plan = await life.starts(doses(nudges=1))
    await life.until(at(21, 7, 45))
    life.away = True
    await life.until(at(21, 8, 10))
    assert await life.reminding.change(plan, plan.changed(label="mine"))
    life.away = False
    await life.until(at(21, 9))
    assert [line[:8] for line in life.lines] == ["21 08:10", "21 08:40"]


async def test_a_time_that_the_plan_has_no_more_is_not_sent_late(life: Life) -> None:
    plan = await life.starts()
    await life.until(at(21, 7, 45))
    life.away = True
    await life.until(at(21, 8, 10))
    assert await life.reminding.change(plan, plan.changed(content=doses(time(12))))
    life.away = False
    await life.until(at(21, 13))
    assert [line[:8] for line in life.lines] == ["21 12:00"]


async def test_a_change_of_what_has_changed_meanwhile_is_refused(life: Life) -> None:
    plan = await life.starts()
    assert await life.reminding.change(plan, plan.changed(content=doses(time(9))))
    assert not await life.reminding.change(plan, plan.changed(content=doses(time(10))))
    await life.until(at(21, 12))
    assert [line[:8] for line in life.lines] == ["21 09:00"]


async def test_a_planner_that_read_an_older_version_plans_nothing(life: Life) -> None:
    plan = await life.starts()
    life.clock.now = at(21, 7, 45)
    [stale] = await life.stores.plans.due(at(21, 9), 9)
    await life.reminding.change(plan, plan.changed(content=doses(time(9))))
    assert await life.agenda.plan(stale.plan, stale.next_at - MINUTE, at(21, 9), life.clock.now) == ()
    await life.until(at(21, 12))
    assert [line[:8] for line in life.lines] == ["21 09:00"]


async def test_paused_for_good_nothing_comes_and_resuming_begins_with_the_next(life: Life) -> None:
    plan = await life.starts(doses(time(8), time(20), nudges=2))
    await life.until(at(21, 8, 5))
    assert await life.reminding.pause(plan, None)
    await life.until(at(22, 12))
    assert [line[:8] for line in life.lines] == ["21 08:00"]
    assert await life.reminding.resume(await life.plan(plan))
    assert not await life.reminding.resume(plan)
    await life.until(at(22, 21))
    assert [line[:8] for line in life.lines] == ["21 08:00", "22 20:00", "22 20:30", "22 21:00"]


async def test_a_pause_ends_at_its_day(life: Life) -> None:
    plan = await life.starts(doses(time(0, 10)))
    assert await life.reminding.pause(plan, date(2026, 11, 23))
    await life.until(at(23, 12))
    assert [line[:8] for line in life.lines] == ["23 00:10"]
    assert (await life.plan(plan)).status is Status.ACTIVE


async def test_a_pause_that_ended_while_the_bot_was_down_misses_what_was_due_since(life: Life) -> None:
    plan = await life.starts()
    await life.reminding.pause(plan, date(2026, 11, 23))
    await life.sleeps_until(at(25, 7))
    await life.round()
    assert life.lines == ["25 07:00 I couldn't send you 2 reminders. I am sorry. They were due:"]


async def test_a_plan_paused_until_a_day_can_be_paused_for_good(life: Life) -> None:
    plan = await life.starts()
    await life.reminding.pause(plan, date(2026, 11, 23))
    assert await life.reminding.pause(plan, None)
    assert not await life.reminding.pause(plan, None)
    assert (await life.plan(plan)).paused_until is None


async def test_stop_all_pauses_every_plan_that_reminds(life: Life) -> None:
    plans = [await life.starts(), await life.starts(doses(time(9)))]
    await life.reminding.pause(plans[0], date(2026, 11, 23))
    assert await life.reminding.stop_all(plans[0].person_id) == 2
    assert await life.reminding.stop_all(plans[0].person_id) == 0
    await life.until(at(25), HOUR)
    assert life.came == []


async def test_removed_nothing_is_left_and_nothing_comes(life: Life) -> None:
    plan = await life.starts(doses(nudges=2))
    await life.until(at(21, 8, 5))
    assert await life.reminding.remove(plan)
    assert not await life.reminding.remove(plan)
    await life.until(at(22, 12))
    assert len(life.came) == 1
    assert await life.occurrences(plan) == ()


async def test_moved_to_another_platform_what_is_just_due_goes_along(life: Life) -> None:
    plan = await life.starts()
    await life.until(at(21, 7, 45))
    life.away = True
    await life.until(at(21, 8, 10))
    assert await life.reminding.change(plan, plan.changed(platform=Platform.DISCORD))
    [occurrence] = await life.occurrences(plan)
    assert await life.stores.deliveries.state("reminder", occurrence.id) is State.QUEUED
    held = await life.stores.deliveries.claim(Platform.DISCORD, "test", 9, life.clock.now)
    assert [delivery.due.subject for delivery in held] == [occurrence.id]
    assert await life.stores.deliveries.claim(Platform.TELEGRAM, "test", 9, life.clock.now) == ()


async def test_an_ended_plan_with_new_days_begins_again(life: Life) -> None:
    plan = await life.starts()
    assert await life.reminding.change(plan, ended := plan.goes(Status.ENDED))
    await life.until(at(22, 7), HOUR)
    assert life.came == []
    assert await life.reminding.change(ended, ended.changed(content=doses(time(9))))
    assert (await life.plan(plan)).status is Status.ACTIVE
    await life.until(at(22, 10))
    assert [line[:8] for line in life.lines] == ["22 09:00"]


async def test_a_press_that_lost_a_race_is_taken_anew(life: Life) -> None:
    plan = await life.starts()
    await life.until(at(21, 8, 5))
    [stale] = await life.occurrences(plan)
    assert await life.stores.occurrences.change(stale, replace(stale, epoch=stale.epoch + 1))
    marked = await life.reminding.mark(stale, taken)
    [now] = await life.occurrences(plan)
    assert marked == now
    assert now.epoch == 2


async def test_two_presses_at_once_count_once(life: Life) -> None:
    plan = await life.starts()
    await life.until(at(21, 8, 5))
    [occurrence] = await life.occurrences(plan)
    await asyncio.gather(*(life.reminding.mark(occurrence, taken) for _ in range(5)))
    [now] = await life.occurrences(plan)
    assert now.epoch == 1


async def test_a_plan_goes_on_when_its_day_begins_so_that_its_first_dose_can_be_marked_early(life: Life) -> None:
    plan = await life.starts(doses(time(5)))
    assert await life.reminding.pause(plan, date(2026, 11, 24))
    await life.until(at(24, 0, 5))
    plan = await life.plan(plan)
    assert plan.status is Status.ACTIVE
    coming = await life.reminding.coming(plan)
    assert coming is not None
    assert coming.at == at(24, 5)
    await life.until(at(24, 6))
    assert life.lines == ["24 05:00 Your 05:00 reminder."]
