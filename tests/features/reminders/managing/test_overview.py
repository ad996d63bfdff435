from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.actions import Action
from bot.core.reply import Audience, Showing
from bot.core.richtext import plain
from bot.features.reminders.managing.desk import SHOW, Asker
from bot.features.reminders.managing.wording import page
from bot.features.reminders.occurrences import taken
from bot.features.reminders.plans import DosePlan, Kind, Plan, Status
from bot.features.reminders.schedule import EveryDay, EveryDays, Schedule, Step
from bot.texts.catalogue import Texts
from tests.features.reminders.any_plans import plans
from tests.features.reminders.managing.conftest import ANNA, ANNA_ELSEWHERE, DATE, TEST, ZOE, Managed
from tests.features.town import buttons
from tests.reading import codes, words
from tests.scenes import NOW


async def test_the_list(town: Managed) -> None:
    await town.plan()
    await town.plan(kind=Kind.BLOOD_TEST, content=TEST)
    await town.plan(kind=Kind.APPOINTMENT, content=DATE, status=Status.UNPROVEN)
    await town.plan(status=Status.PAUSED)
    await town.plan(status=Status.PAUSED, paused_until=date(2026, 12, 3))
    await town.plan(status=Status.ENDED)
    reply = await town.says(ANNA, "/reminders")
    assert words(reply) == (
        "Your reminders:\n\n"
        "- 1. Doses: every day, 08:00 and 20:00; next: Friday 20 November 2026, 20:00\n"
        "- 2. Blood tests: every 2 weeks; next: Monday 23 November 2026, 18:00\n"
        "- 3. Appointment: Tuesday 1 December 2026, 14:30; not active, as my test message has not reached you\n"
        "- 4. Doses: every day, 08:00 and 20:00; paused\n"
        "- 5. Doses: every day, 08:00 and 20:00; paused until Thursday 3 December 2026\n"
        "- 6. Doses: every day, 08:00 and 20:00; over"
    )
    assert (reply.audience, reply.private_at) == (Audience.ASKER, SHOW)


async def test_whoever_has_nothing_is_offered_to_begin(town: Managed) -> None:
    reply = await town.says(ZOE, "my reminders")
    assert words(reply).startswith("You have no reminders.")
    assert codes(reply) == ["remind:begin"]
    assert await town.stores.people.find(ZOE) is None, "looking keeps nothing"


async def test_all_of_twenty_plans_can_be_reached_on_each_platform(town: Managed) -> None:
    for _ in range(20):
        await town.plan()
    reply = await town.says(ANNA, "/reminders")
    assert len([code for code in codes(reply) if code.startswith("reminders:plan:")]) == 20
    assert len(reply.rows) <= 5


async def test_in_a_group_it_is_for_the_asker_alone(town: Managed) -> None:
    await town.plan()
    reply = await town.says(ANNA, "/reminders", in_group=True)
    assert (reply.audience, reply.private_at) == (Audience.ASKER, SHOW)


async def test_another_clock_is_named(town: Managed) -> None:
    plan = await town.plan(zone="Asia/Tokyo")
    assert "next: Saturday 21 November 2026, 08:00 (Tokyo time)" in await town.press("reminders:show")
    assert "By the clock of: Tokyo time" in await town.press(f"reminders:plan:{plan.id}")


async def test_what_was_marked_early_is_not_next(town: Managed) -> None:
    plan = await town.plan()
    town.clock.move(timedelta(hours=4))
    coming = await town.reminding.coming(plan)
    assert coming is not None
    await town.reminding.mark(coming, taken)
    assert "next: Saturday 21 November 2026, 08:00" in await town.press("reminders:show")


async def test_own_words_are_shown_only_where_they_may_be_kept(town: Managed) -> None:
    plan = await town.plan(label="morning box")
    assert "1. Doses (morning box): every day" in await town.press("reminders:show")
    await town.stores.links.offer(plan.person_id, "ABCD", NOW + timedelta(minutes=5))
    await town.stores.links.redeem("ABCD", ANNA_ELSEWHERE, NOW)
    for code in ("reminders:show", f"reminders:plan:{plan.id}"):
        assert "morning box" not in await town.press(code, ANNA_ELSEWHERE)


async def test_a_plan_has_a_page_in_place_of_the_list(town: Managed) -> None:
    await town.plan()
    reply = await town.follow("1. Doses: every day, 08:00 and 20:00")
    assert list(buttons(reply)) == ["Change", "Pause", "Delete", "Calendar file", "All reminders"]
    assert reply.showing is Showing.IN_PLACE


async def test_all_about_a_plan_with_steps(town: Managed) -> None:
    first, second = (
        Step(date(2026, 11, 1), EveryDay(), (time(8),), "box one"),
        Step(date(2026, 12, 1), EveryDays(2), (time(9),)),
    )
    doses = DosePlan(Schedule((first, second), date(2026, 12, 31)), "after-breakfast", 2)
    plan = await town.plan(content=doses)
    assert await town.press(f"reminders:plan:{plan.id}") == (
        "1. Doses: every day, 08:00\n\n"
        "- next: Saturday 21 November 2026, 08:00\n"
        "- From Sunday 1 November 2026 (box one): every day, 08:00\n"
        "- From Tuesday 1 December 2026: every 2 days, 09:00\n"
        "- Last day: Thursday 31 December 2026\n"
        "- Cue: after breakfast\n"
        "- Without an answer I ask again up to 2 times.\n"
        "- Comes on: Telegram"
    )


async def test_all_about_blood_tests(town: Managed) -> None:
    plan = await town.plan(kind=Kind.BLOOD_TEST, content=TEST)
    told = await town.press(f"reminders:plan:{plan.id}")
    assert "- Next one due: Tuesday 24 November 2026\n- Last one done: Tuesday 10 November 2026\n" in told
    booked = await town.plan(kind=Kind.BLOOD_TEST, content=replace(TEST, booked=date(2026, 11, 26)))
    assert "- Booked: Thursday 26 November 2026\n" in await town.press(f"reminders:plan:{booked.id}")


@pytest.mark.parametrize(
    ("status", "labels"),
    [
        (Status.UNPROVEN, {"Send the test message again"}),
        (Status.PAUSED, {"Go on"}),
        (Status.ACTIVE, {"Pause"}),
        (Status.ENDED, set()),
    ],
)
async def test_a_page_offers_what_can_be_done(town: Managed, status: Status, labels: set[str]) -> None:
    plan = await town.plan(status=status)
    offered = buttons(await town.shown(f"reminders:plan:{plan.id}"))
    assert offered.keys() & {"Pause", "Go on", "Send the test message again"} == labels


@settings(deadline=None)
@given(plans(), st.booleans())
def test_any_plan_can_be_told(texts: Texts, plan: Plan, labels: bool) -> None:
    asker = Asker(texts, NOW, "Europe/London", labels)
    told = plain(page(1, plan, plan.next_slot(NOW), asker))
    assert told
    if not labels and len(plan.label) > 12:
        assert plan.label not in told


VERBS = (
    "plan", "change", "pause", "pause-for", "pause-day", "resume", "delete", "remove", "try", "file", "where", "move",
    "early", "mark", "undo-mark",
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
async def test_nobody_can_do_anything_with_what_is_not_theirs(town: Managed, verb: str) -> None:
    """Not a stranger, nor somebody with reminders of their own, nor with an id that nobody has; told the same."""
    plan = await town.plan()
    extra = {"remove": ":1", "pause-for": ":always", "move": ":telegram", "early": ":202611202000"}.get(verb, "")
    told = [await town.press(f"reminders:{verb}:{plan.id}{extra}", ZOE)]
    await town.plan(ZOE)
    told += [
        await town.press(f"reminders:{verb}:{plan.id}{extra}", ZOE),
        await town.press(f"reminders:{verb}:{'0' * 32}{extra}", ANNA),
        await town.press(f"reminders:{verb}", ANNA),
    ]
    gone = "This reminder is not there any more. Write /reminders to see those that you have."
    marked = "This can't be marked now."
    assert all(one == gone or (verb in ("mark", "undo-mark") and one.startswith(marked)) for one in told)
    assert await town.kept(plan) == plan
    assert (town.changing, town.proved) == ([], [])


@pytest.mark.parametrize(
    "code",
    [
        "pause-for:{id}:always",
        "change:{id}",
        "resume:{id}",
        "remove:{id}:1",
        "try:{id}",
        "early:{id}:202611202000",
        "stop-all",
    ],
)
async def test_a_link_alone_changes_nothing(town: Managed, code: str) -> None:
    """Anybody can send a link that opens the private chat with a button pressed."""
    plan = await town.plan()
    town.clock.move(timedelta(hours=4))
    reply = await town.shown(f"reminders:{code.format(id=plan.id)}", fresh=True)
    assert await town.kept(plan) == plan
    assert (town.proved, town.changing) == ([], [])
    assert reply.showing is Showing.NEW


async def test_every_reply_is_for_the_asker_alone(town: Managed) -> None:
    """Whatever is pressed in a group, nothing is shown to others there."""
    plan = await town.plan()
    for feature, verb in town.router._routes.presses:
        code = Action(feature, verb, (plan.id,)).code
        reply = await town.presses(ANNA, code, hidden=True)
        assert reply is not None
        assert reply.audience is Audience.ASKER, verb
        plan = await town.stores.plans.plan(plan.id) or await town.plan()
