from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.core.people import Platform
from bot.features.reminders.plans import DosePlan, Kind, Plan, Status
from bot.features.reminders.reminding import Proof
from bot.features.reminders.schedule import EveryDay, OnOff, Schedule, Step
from tests.features.reminders.managing.conftest import ANNA, ANNA_ELSEWHERE, DATE, Managed
from tests.features.town import buttons
from tests.reading import words
from tests.scenes import NOW

TITLE = "1. Doses: every day, 08:00 and 20:00"


async def linked(town: Managed, plan: Plan) -> None:
    await town.stores.links.offer(plan.person_id, "ABCD", NOW + timedelta(minutes=5))
    await town.stores.links.redeem("ABCD", ANNA_ELSEWHERE, NOW)


async def test_change_opens_the_dialogue(town: Managed) -> None:
    plan = await town.plan()
    await town.follow(TITLE, "Change")
    assert town.changing == [plan]


async def test_deleting_asks_once(town: Managed) -> None:
    plan = await town.plan()
    assert "can't be undone" in words(await town.follow(TITLE, "Delete"))
    assert await town.kept(plan) == plan
    await town.follow(TITLE, "Delete", "No, keep it")
    assert await town.kept(plan) == plan
    assert words(await town.follow(TITLE, "Delete", "Yes, delete it")).startswith("Deleted,")
    assert await town.stores.plans.plan(plan.id) is None


async def test_what_was_changed_since_is_not_deleted_by_an_old_button(town: Managed) -> None:
    plan = await town.plan()
    code = buttons(await town.follow(TITLE, "Delete"))["Yes, delete it"]
    await town.press(f"reminders:pause-for:{plan.id}:always")
    assert "Delete this reminder" in await town.press(code)
    assert (await town.kept(plan)).status is Status.PAUSED


@pytest.mark.parametrize(
    ("proof", "told", "status"),
    [
        (Proof.ARRIVED, "My test message arrived.", Status.ACTIVE),
        (Proof.CLOSED, "could not be delivered", Status.UNPROVEN),
        (Proof.UNSURE, "I could not tell", Status.UNPROVEN),
        (Proof.FAILED, "was not sent", Status.UNPROVEN),
    ],
)
async def test_trying_the_test_message_again(town: Managed, proof: Proof, told: str, status: Status) -> None:
    plan = await town.plan(status=Status.UNPROVEN)
    town.proof = proof
    shown = words(await town.follow(TITLE, "Send the test message again"))
    assert told in shown
    assert ("Open the chat on telegram." in shown) is (proof in (Proof.CLOSED, Proof.UNSURE))
    assert ((await town.kept(plan)).status, town.proved) == (status, [ANNA])


async def test_a_copy_for_the_calendar(town: Managed) -> None:
    await town.plan(label="morning box")
    reply = await town.follow("1. Doses (morning box): every day, 08:00 and 20:00", "Calendar file")
    [file] = reply.attachments
    assert (file.name, file.media_type) == ("reminders.ics", "text/calendar")
    assert "does not follow later changes" in words(reply)
    assert file.content.count(b"SUMMARY:Reminder\r\n") == 2
    assert b"morning box" not in file.content


async def test_a_calendar_names_own_words_if_the_person_wants_them_shown(town: Managed) -> None:
    plan = await town.plan(label="morning box")
    profile = await town.stores.people.profile(plan.person_id)
    await town.stores.people.set_profile(plan.person_id, replace(profile, discreet=False))
    [file] = (await town.shown(f"reminders:file:{plan.id}")).attachments
    assert file.content.count(b"SUMMARY:morning box\r\n") == 2
    await linked(town, plan)
    [file] = (await town.shown(f"reminders:file:{plan.id}", ANNA_ELSEWHERE)).attachments
    assert b"morning box" not in file.content, "where none may be kept"


async def test_a_copy_that_ends_says_so(town: Managed) -> None:
    plan = await town.plan(content=DosePlan(Schedule((Step(date(2026, 11, 1), OnOff(60, 7), (time(8),)),))))
    assert "This copy reaches until Sunday 21 November 2027." in await town.press(f"reminders:file:{plan.id}")


async def test_what_is_paused_for_good_has_no_copy(town: Managed) -> None:
    plan = await town.plan(status=Status.PAUSED)
    reply = await town.shown(f"reminders:file:{plan.id}")
    assert reply.attachments == ()
    assert "nothing ahead to copy" in words(reply)


async def test_where_it_comes_is_a_choice_for_linked_accounts_alone(town: Managed) -> None:
    plan = await town.plan()
    assert "Where it comes" not in buttons(await town.follow(TITLE))
    await linked(town, plan)
    reply = await town.follow(TITLE, "Where it comes")
    assert list(buttons(reply)) == ["Discord", "Back"]
    assert "It comes on Discord from now on." in await town.press(buttons(reply)["Discord"])
    assert (await town.kept(plan)).platform is Platform.DISCORD
    assert town.proved == [ANNA_ELSEWHERE], "only where a test message has arrived"


async def test_it_stays_where_it_is_if_nothing_arrives_elsewhere(town: Managed) -> None:
    plan = await town.plan()
    await linked(town, plan)
    town.proof = Proof.CLOSED
    told = await town.press(f"reminders:move:{plan.id}:discord")
    assert "stays where it was" in told
    assert "Open the chat on discord." in told
    assert (await town.kept(plan)).platform is Platform.TELEGRAM


@pytest.mark.parametrize("proof", [Proof.FAILED, Proof.UNSURE])
async def test_it_stays_where_it_is_if_that_is_not_known(town: Managed, proof: Proof) -> None:
    plan = await town.plan()
    await linked(town, plan)
    town.proof = proof
    told = await town.press(f"reminders:move:{plan.id}:discord")
    assert "can't be sure that my messages arrive there" in told
    assert "Open the chat" not in told
    assert (await town.kept(plan)).platform is Platform.TELEGRAM


async def test_a_plan_that_is_not_active_begins_where_it_moves(town: Managed) -> None:
    plan = await town.plan(status=Status.UNPROVEN)
    await linked(town, plan)
    await town.press(f"reminders:move:{plan.id}:discord")
    kept = await town.kept(plan)
    assert (kept.platform, kept.status) == (Platform.DISCORD, Status.ACTIVE)


async def test_own_words_stay_behind_where_none_may_be_kept(town: Managed) -> None:
    steps = (Step(date(2026, 11, 1), EveryDay(), (time(8),), "box one"),)
    plan = await town.plan(label="morning box", content=DosePlan(Schedule(steps)))
    await linked(town, plan)
    assert "Your own words stay behind" in await town.press(f"reminders:move:{plan.id}:discord")
    kept = await town.kept(plan)
    assert isinstance(kept.content, DosePlan)
    assert (kept.label, kept.content.schedule.steps[0].label) == ("", "")


@pytest.mark.parametrize("platform", ["telegram", "discord", "console", "x"])
async def test_it_cannot_move_to_where_the_person_is_not(town: Managed, platform: str) -> None:
    plan = await town.plan()
    await town.press(f"reminders:move:{plan.id}:{platform}")
    assert await town.kept(plan) == plan
    assert town.proved == []


async def test_a_date_leaves_its_own_words_behind_as_well(town: Managed) -> None:
    plan = await town.plan(label="morning box", kind=Kind.REFILL, content=DATE)
    await linked(town, plan)
    await town.press(f"reminders:move:{plan.id}:discord")
    assert (await town.kept(plan)).label == ""


async def test_what_changes_while_it_moves_stays_where_it_is(town: Managed, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await town.plan()
    await linked(town, plan)

    async def refuse(before: Plan, after: Plan) -> bool:
        return False

    monkeypatch.setattr(town.reminding, "change", refuse)
    assert "changed in the meantime" in await town.press(f"reminders:move:{plan.id}:discord")
    assert await town.kept(plan) == plan


async def test_without_an_account_there_nothing_is_sent(town: Managed) -> None:
    plan = await town.plan(status=Status.UNPROVEN, platform=Platform.DISCORD)
    assert "could not be delivered" in await town.press(f"reminders:try:{plan.id}")
    assert town.proved == []


async def test_what_is_deleted_meanwhile_leads_back_to_the_list(town: Managed, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await town.plan()

    async def gone(plan: Plan, until: date | None) -> bool:
        await town.stores.plans.remove(plan.id)
        return False

    monkeypatch.setattr(town.reminding, "pause", gone)
    assert "You have no reminders." in await town.press(f"reminders:pause-for:{plan.id}:always")


async def test_where_reminders_are_switched_off_none_can_come(town: Managed) -> None:
    plan = await town.plan()
    await linked(town, plan)
    town.switched_off = {Platform.DISCORD}
    assert "Where it comes" not in buttons(await town.follow(TITLE))
    await town.press(f"reminders:move:{plan.id}:discord")
    assert (await town.kept(plan), town.proved) == (plan, [])


async def test_a_plan_where_reminders_are_switched_off_says_so_and_can_move(town: Managed) -> None:
    plan = await town.plan(status=Status.UNPROVEN)
    await linked(town, plan)
    town.switched_off = {Platform.TELEGRAM}
    reply = await town.follow(TITLE)
    assert "switched reminders off on Telegram" in words(reply)
    assert "Send the test message again" not in buttons(reply)
    await town.press(f"reminders:try:{plan.id}")
    assert town.proved == []
    await town.press(f"reminders:move:{plan.id}:discord")
    assert (await town.kept(plan)).platform is Platform.DISCORD
