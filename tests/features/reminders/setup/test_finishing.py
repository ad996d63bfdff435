"""How the dialogue ends: the plan is kept once, proven or not, or changed; and what goes wrong on the way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.core.actions import Action
from bot.core.errors import NotSaved
from bot.core.people import Person, Platform
from bot.features.reminders.plans import MOST_PLANS, BloodTestPlan, DatePlan, DosePlan, Plan, Status
from bot.features.reminders.reminding import Proof
from bot.features.reminders.schedule import EveryDay, EveryDays, Schedule, Step
from bot.features.reminders.setup.showing import FEATURE
from tests.features.reminders.setup.chatting import DISCORD, TELEGRAM, Chat, World
from tests.features.reminders.setup.test_ways import APPOINTMENT, BLOOD_TESTS, DOSES, begun, give


async def ready(chat: Chat) -> None:
    """Answer everything, up to the preview of an appointment."""
    await begun(chat, APPOINTMENT)


class TestProof:
    async def test_arrived(self, chat: Chat) -> None:
        await ready(chat)
        await chat.press("Set it up")
        assert "It arrived, so your reminders begin." in chat.words
        assert (await chat.plan()).status is Status.ACTIVE
        assert await chat.world.stores.drafts.find(chat.person, FEATURE) is None

    @pytest.mark.parametrize(
        ("person", "how"), [(TELEGRAM, "press Start"), (DISCORD, "direct messages")], ids=["telegram", "discord"]
    )
    async def test_closed(self, world: World, person: Person, how: str) -> None:
        chat = Chat(world, person)
        world.chats.proof = Proof.CLOSED
        await begun(chat, APPOINTMENT[:-1] if person is DISCORD else APPOINTMENT)
        await chat.press("Set it up")
        assert "it does not run yet" in chat.words
        assert "could not reach our private chat" in chat.words
        assert how in chat.words
        assert (await chat.plan()).status is Status.UNPROVEN
        await chat.press("Send it again")
        assert "it does not run yet" in chat.words
        world.chats.proof = Proof.ARRIVED
        again = chat.code("Send it again")
        await chat.press_code(again)
        assert "It arrived" in chat.words
        assert (await chat.plan()).status is Status.ACTIVE
        assert len(world.chats.sent) == 3
        await chat.press_code(again)
        assert "It arrived" in chat.words
        assert len(world.chats.sent) == 3, "nothing is left to prove"

    async def test_unsure(self, chat: Chat, world: World) -> None:
        world.chats.proof = Proof.UNSURE
        await ready(chat)
        await chat.press("Set it up")
        assert "I could not tell whether" in chat.words
        assert chat.labels == ["Send it again"]

    async def test_failed(self, chat: Chat, world: World) -> None:
        world.chats.proof = Proof.FAILED
        await ready(chat)
        await chat.press("Set it up")
        assert "my test message was not sent" in chat.words
        assert "press Start" not in chat.words, "the private chat is not what has to be mended"
        assert chat.labels == ["Send it again"]
        assert (await chat.plan()).status is Status.UNPROVEN

    async def test_of_another_person(self, chat: Chat, world: World) -> None:
        world.chats.proof = Proof.CLOSED
        await ready(chat)
        await chat.press("Set it up")
        other = Chat(world, Person(Platform.TELEGRAM, "700000002"))
        await other.press_code(chat.code("Send it again"))
        assert "no longer works" in other.words
        assert len(world.chats.sent) == 1
        await other.press_code(Action(FEATURE, "prove").code)
        assert "no longer works" in other.words


class TestOnce:
    async def test_confirmed_twice_in_a_row(self, chat: Chat) -> None:
        await ready(chat)
        code = chat.code("Set it up")
        await chat.press_code(code)
        await chat.press_code(code)
        assert "It arrived" in chat.words
        assert "This set-up is over." in chat.note
        await chat.plan()

    async def test_confirmed_twice_at_once(self, chat: Chat, world: World) -> None:
        await ready(chat)
        code = chat.code("Set it up")
        replies = await asyncio.gather(chat.press_code(code), chat.press_code(code))
        assert sum(reply is None or reply.outcome == "remind over" for reply in replies) == 1
        assert "It arrived" in chat.words
        await chat.plan()
        assert len(world.chats.sent) == 1

    async def test_stopped_between_the_plan_and_the_end_of_its_draft(self, chat: Chat, world: World) -> None:
        await ready(chat)
        draft = await world.stores.drafts.find(chat.person, FEATURE)
        assert draft is not None
        code = chat.code("Set it up")
        await chat.press_code(code)
        await world.stores.drafts.put(chat.person, FEATURE, draft)
        chat.restart()
        await chat.press_code(code)
        assert "It arrived" in chat.words
        await chat.plan()

    async def test_what_is_not_saved_can_be_confirmed_again(
        self, chat: Chat, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await ready(chat)
        code, words = chat.code("Set it up"), chat.words

        async def full(plan: Plan, next_at: object) -> None:
            raise NotSaved("full")

        with monkeypatch.context() as patch:
            patch.setattr(type(world.stores.plans), "add", lambda self, plan, next_at: full(plan, next_at))
            await chat.press_code(code)
        assert "I couldn't save that" in chat.words
        assert await chat.plans() == ()
        await chat.command()
        assert words in chat.words
        await chat.press("Set it up")
        await chat.plan()


class TestRoom:
    async def test_at_the_start_and_at_the_end(self, chat: Chat, world: World) -> None:
        await ready(chat)
        await chat.press("Set it up")
        plan = await chat.plan()
        await chat.command()
        await chat.press("An appointment", "Yes", "Tomorrow", "Without a time", "on the day itself", "Done", "20:00")
        await chat.press("No words")
        for number in range(MOST_PLANS - 1):
            await world.stores.plans.add(replace(plan, id=f"{number:032x}"), None)
        await chat.press("Set it up")
        assert "You have 20 reminders already" in chat.words
        await chat.command("cancel")
        await chat.command()
        assert "You have 20 reminders already" in chat.words
        assert len(await chat.plans()) == MOST_PLANS


async def opened(chat: Chat) -> Plan:
    """Set up a plan by the dialogue, and open it to be changed."""
    await chat.press("Set it up")
    plan = await chat.plan()
    chat.shown = await chat.setup.open_change(plan, chat.origin())
    return plan


class TestChange:
    async def test_unchanged(self, chat: Chat) -> None:
        await begun(chat, DOSES)
        plan = await opened(chat)
        assert "What do you want to change?" in chat.words
        await chat.press("Show all of it", "Save the change")
        after = await chat.plan()
        assert "Changed." in chat.words
        assert after == plan.changed()
        assert len(chat.world.chats.sent) == 1, "the chat was proven before"

    async def test_times(self, chat: Chat) -> None:
        await begun(chat, DOSES[:2])
        await chat.press("Every day", "08:00")
        await chat.type("zurich")
        await chat.press("Yes", "Today", "Without an end", "No, just the time", "No words", "Once")
        before = await opened(chat)
        assert chat.labels[:7] == ["Days", "Times", "First day", "Last day", "Cue", "Asking again", "Own words"]
        await chat.press("Times", "Back")
        assert "every day at 08:00" in chat.words
        await chat.press("Change something", "Times")
        await chat.type("7 am and 7 pm")
        await chat.press("Change something", "Days", "Every few days", "2")
        await chat.press("Change something", "Last day")
        await chat.type("24 december")
        await chat.press("Change something", "First day")
        await chat.type("26 december")
        assert "Until which day?" in chat.words, "it would have ended before it begins"
        await chat.type("1 november 2026")
        assert "Please enter a day from Saturday 26 December 2026" in chat.words
        await chat.press("Without an end", "Save the change")
        after = await chat.plan()
        step = Step(date(2026, 12, 26), EveryDays(2), (time(7), time(19)))
        assert after == before.changed(content=DosePlan(Schedule((step,)), "", 1))

    async def test_from_one_rhythm_to_dated_steps_and_back(self, chat: Chat) -> None:
        await begun(chat, DOSES[:2])
        await chat.press("Every day", "08:00")
        await chat.type("zurich")
        await chat.press("Yes", "Today", "Without an end", "No, just the time", "No words", "Once")
        await chat.press("Change something", "Days", "It changes on certain dates", "Every few days", "3")
        await chat.press("No words", "Add another step")
        await chat.type("1 december")
        await chat.press("Every day", "20:00", "No words", "That was all")
        assert "from Tuesday 1 December 2026: every day at 20:00" in chat.words
        await opened(chat)
        assert chat.labels[0] == "All steps"
        await chat.press("All steps", "Every day", "20:00", "Tomorrow", "No words", "Save the change")
        content = (await chat.plan()).content
        step = Step(date(2026, 11, 21), EveryDay(), (time(20),))
        assert content == DosePlan(Schedule((step,)), "", 1)

    async def test_blood_tests(self, chat: Chat) -> None:
        await begun(chat, BLOOD_TESTS)
        before = await opened(chat)
        assert isinstance(before.content, BloodTestPlan)
        await chat.press("Time to do it", "Only on its day", "Change something", "Last test", "Yesterday")
        await chat.press("Change something", "Pattern", chat.world.presets.presets[1].name)
        await chat.press("Yes, my team said so", "every 4 weeks, 2 tests", "1", "Save the change")
        after = await chat.plan()
        preset = chat.world.presets.presets[1]
        assert after.content == BloodTestPlan(
            preset.phases, date(2026, 11, 19), 1, 1, 0, None, before.content.notice, preset.id
        )

    async def test_a_booking_stays(self, chat: Chat, world: World) -> None:
        await begun(chat, BLOOD_TESTS)
        before = await opened(chat)
        assert isinstance(before.content, BloodTestPlan)
        await chat.press("When I write", "19:00", "Save the change")
        assert (await chat.plan()).content == replace(before.content, notice=time(19))

    async def test_zone_of_the_plan_alone(self, chat: Chat) -> None:
        await ready(chat)
        before = await opened(chat)
        await chat.press("Time zone")
        await chat.type("london uk")
        await chat.press("Yes", "Save the change")
        after = await chat.plan()
        assert after == before.changed(zone="Europe/London")
        profile = await chat.world.stores.people.profile(after.person_id)
        assert profile.zone == "Europe/Zurich", "where the person is now was not asked"

    async def test_changed_elsewhere_meanwhile(self, chat: Chat, world: World) -> None:
        await ready(chat)
        plan = await opened(chat)
        await chat.press("When I write", "20:00")
        await chat.setup.finishing.reminding.change(plan, plan.changed(label="other"))
        await chat.press("Save the change")
        assert "changed or removed in the meantime" in chat.words
        assert (await chat.plan()).label == "other"
        assert await world.stores.drafts.find(chat.person, FEATURE) is None

    async def test_removed_meanwhile(self, chat: Chat, world: World) -> None:
        await ready(chat)
        plan = await opened(chat)
        await world.stores.plans.remove(plan.id)
        await chat.press("Show all of it", "Save the change")
        assert "changed or removed in the meantime" in chat.words
        assert await chat.plans() == ()

    async def test_cancelled(self, chat: Chat) -> None:
        await ready(chat)
        plan = await opened(chat)
        await chat.press("When I write", "20:00", "Cancel")
        assert "Your reminder stays as it was." in chat.words
        assert await chat.plan() == plan

    async def test_of_another_person(self, chat: Chat, world: World) -> None:
        await ready(chat)
        await chat.press("Set it up")
        other = Chat(world, Person(Platform.TELEGRAM, "700000002"))
        with pytest.raises(Exception, match="not_your_button"):
            await other.setup.open_change(await chat.plan(), other.origin())

    async def test_where_consent_was_withdrawn_it_is_asked_for_first(self, chat: Chat, world: World) -> None:
        await ready(chat)
        await chat.press("Set it up")
        plan = await chat.plan()
        await world.stores.people.withdraw(plan.person_id, "dates", world.now)
        chat.shown = await chat.setup.open_change(plan, chat.origin())
        await chat.press("I agree, for appointments and refills")
        assert "Save the change" in chat.labels

    async def test_words_of_another_platform_stay(self, world: World) -> None:
        windows = Chat(world, DISCORD)
        await begun(windows, APPOINTMENT[:-1])
        await windows.press("Set it up")
        plan = await windows.plan()
        await windows.setup.finishing.reminding.change(plan, plan.changed(label="clinic"))
        windows.shown = await windows.setup.open_change(await windows.plan(), windows.origin())
        assert "Own words" not in windows.labels
        await windows.press("When I write", "20:00", "Save the change")
        after = await windows.plan()
        assert after.label == "clinic"
        assert isinstance(after.content, DatePlan)
        assert after.content.notice == time(20)


async def test_the_zone_is_kept_for_the_next_plan(chat: Chat, world: World) -> None:
    await ready(chat)
    await chat.press("Set it up")
    world.now += timedelta(days=200)
    await begun(chat, ("An appointment",))
    assert "Is it 20:53 for you now?" in chat.words, "summer time"
    await give(chat, "Yes")
    assert "On which day is it?" in chat.words
