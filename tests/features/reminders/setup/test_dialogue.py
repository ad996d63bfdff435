"""Whole dialogues, from /remind to a plan that reminds."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.core.people import Platform
from bot.features.reminders.consents import VERSION, Purpose, holding
from bot.features.reminders.keeping import KEPT_DAYS, UNKEPT_DAYS
from bot.features.reminders.plans import BloodTestPlan, DatePlan, DosePlan, Kind, Status
from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.schedule import (
    Days,
    EveryDay,
    EveryDays,
    OnMonthDay,
    OnOff,
    OnWeekdays,
    Schedule,
    Step,
)
from tests.features.reminders.setup.chatting import Chat, World

TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)
MORNING, EVENING = time(8), time(20)


async def begun(chat: Chat, *agreed: str) -> None:
    await chat.command()
    await chat.press(*agreed)


async def in_zurich(chat: Chat) -> None:
    await chat.type("zurich")
    await chat.press("Yes")


async def doses(chat: Chat) -> None:
    """Answer all that comes behind the first day of a plan of doses, as briefly as can be."""
    await chat.press("Without an end", "No, just the time")
    if "No words" in chat.labels:
        await chat.press("No words")
    await chat.press("Once", "Set it up")


async def test_doses_with_buttons_alone(windows: Chat) -> None:
    """On Discord, with one word typed: the city."""
    await begun(windows, "I agree, for doses", "No history", "Every day", "08:00 and 20:00")
    await in_zurich(windows)
    await windows.press("Today")
    await doses(windows)
    plan = await windows.plan()
    schedule = Schedule((Step(TODAY, EveryDay(), (MORNING, EVENING)),))
    assert plan.content == DosePlan(schedule, "", 1)
    assert (plan.kind, plan.zone, plan.platform, plan.label) == (Kind.DOSE, "Europe/Zurich", Platform.DISCORD, "")
    assert plan.status is Status.ACTIVE
    assert "test message" in windows.words
    assert len(windows.world.chats.sent) == 1


async def test_doses_typed_in_one_go_are_said_back(chat: Chat) -> None:
    await begun(chat, "I agree, for doses", "Yes, keep a history")
    await chat.type("mon, wed and fri 21:00")
    assert "I understood: every Monday, Wednesday and Friday at 9:00 in the evening (21:00)." in chat.words
    await in_zurich(chat)
    await chat.type("24 november 2026")
    await chat.type("31.12.2026")
    await chat.press("after breakfast")
    await chat.type("  the\tlittle  box ")
    await chat.press("Twice", "Show them")
    assert "- from Tuesday 24 November 2026: Monday, Wednesday and Friday at 21:00" in chat.words
    assert "- Wednesday 25 November 2026, 21:00" in chat.words
    await chat.press("Set it up")
    plan = await chat.plan()
    step = Step(date(2026, 11, 24), OnWeekdays(frozenset({0, 2, 4})), (time(21),))
    assert plan.content == DosePlan(Schedule((step,), date(2026, 12, 31)), "after-breakfast", 2)
    assert plan.label == "the little box"
    profile = await chat.world.stores.people.profile(plan.person_id)
    assert (profile.zone, profile.discreet) == ("Europe/Zurich", False)


@pytest.mark.parametrize(
    ("presses", "days"),
    [
        (["Days of the week", "Tuesday", "Monday", "Friday", "Monday", "Done"], OnWeekdays(frozenset({1, 4}))),
        (["Days of the week", "Monday to Friday"], OnWeekdays(frozenset(range(5)))),
        (["Every few days", "3"], EveryDays(3)),
        (["Some days on, some off", "21", "7"], OnOff(21, 7)),
        (["Once a month", "The last day"], OnMonthDay(31)),
    ],
)
async def test_days_by_buttons(windows: Chat, presses: list[str], days: Days) -> None:
    await begun(windows, "I agree, for doses", "No history", *presses, "20:00")
    await in_zurich(windows)
    await windows.press("Tomorrow")
    await doses(windows)
    assert (await windows.plan()).content == DosePlan(Schedule((Step(TOMORROW, days, (EVENING,)),)), "", 1)


@pytest.mark.parametrize(
    ("pressed", "typed", "days"),
    [
        ("Every few days", ["every 90 days"], EveryDays(90)),
        ("Some days on, some off", ["5", "2 days"], OnOff(5, 2)),
        ("Once a month", ["the 12"], OnMonthDay(12)),
        ("Days of the week", ["tue and fri"], OnWeekdays(frozenset({1, 4}))),
    ],
)
async def test_days_typed(chat: Chat, pressed: str, typed: list[str], days: Days) -> None:
    await begun(chat, "I agree, for doses", "No history", pressed)
    for text in typed:
        await chat.type(text)
    await chat.press("08:00")
    await in_zurich(chat)
    await chat.press("Today")
    await doses(chat)
    assert (await chat.plan()).content == DosePlan(Schedule((Step(TODAY, days, (MORNING,)),)), "", 1)


async def test_dated_steps(chat: Chat) -> None:
    await begun(chat, "I agree, for doses", "No history", "It changes on certain dates")
    await in_zurich(chat)
    await chat.press("Tomorrow", "Every day", "08:00")
    await chat.type("the white one")
    await chat.press("Add another step")
    await chat.type("tomorrow")
    assert "Please enter a day from Sunday 22 November 2026" in chat.words
    await chat.type("1 december")
    await chat.type("every other day 20:00")
    await chat.press("No words", "That was all")
    await chat.type("30 november")
    assert "Please enter a day from Tuesday 1 December 2026" in chat.words
    await chat.press("Without an end", "No, just the time", "No", "Keep them hidden")
    assert "- from Saturday 21 November 2026: every day at 08:00 (the white one)" in chat.words
    await chat.press("Set it up")
    first = Step(TOMORROW, EveryDay(), (MORNING,), "the white one")
    second = Step(date(2026, 12, 1), EveryDays(2), (EVENING,))
    assert (await chat.plan()).content == DosePlan(Schedule((first, second)), "", 0)


async def test_blood_tests_by_a_pattern(windows: Chat) -> None:
    await begun(windows, "I agree, for blood tests")
    assert "Use only what your own team told you." in windows.words
    assert "Have a transplant?" in windows.words
    preset = windows.world.presets.presets[0]
    await windows.press(preset.name)
    for shown in (preset.name, preset.gaps, *(phase.note for phase in preset.phases)):
        assert shown in windows.words
    for source in preset.sources:
        assert f"{source.title} ({source.url})" in windows.words
    await windows.press("No, choose another", preset.name, "Yes, my team said so", "every month, 3 tests", "1")
    await in_zurich(windows)
    await windows.press("Yesterday", "7 days after its day", "19:00")
    assert "- next one due on Saturday 19 December 2026" in windows.words
    assert "- Friday 18 December 2026, 19:00" in windows.words
    await windows.press("Set it up")
    plan = await windows.plan()
    assert plan.kind is Kind.BLOOD_TEST
    assert plan.content == BloodTestPlan(preset.phases, date(2026, 11, 19), 1, 1, 7, notice=time(19), preset=preset.id)


async def test_blood_tests_by_the_teams_own_plan(chat: Chat) -> None:
    await begun(chat, "I agree, for blood tests", "My team's plan")
    await chat.type("every 6 weeks")
    await chat.type("3 tests")
    await chat.type("month")
    await chat.press("It does not change", "every 6 weeks, 3 tests", "0")
    await in_zurich(chat)
    await chat.press("None yet")
    await chat.type("12/01")
    assert "You typed: “12/01”." in chat.words
    await chat.press("Tuesday 1 December 2026")
    await chat.type("5")
    await chat.type("at 6")
    assert "You typed: “at 6”." in chat.words
    await chat.press("18:00", "No words", "Set it up")
    plan = await chat.plan()
    phases = (Phase(Interval(6, Unit.WEEK), 3), Phase(Interval(1, Unit.MONTH), None))
    first = date(2026, 12, 1)
    assert plan.content == BloodTestPlan(phases, first, 0, 0, 5, booked=first, notice=time(18))
    assert isinstance(plan.content, BloodTestPlan)
    assert plan.content.due == first


async def test_an_appointment(chat: Chat) -> None:
    await begun(chat, "I agree, for appointments and refills")
    assert chat.labels == ["An appointment", "Picking up a refill", "Back", "Cancel"]
    await chat.press("An appointment")
    await in_zurich(chat)
    await chat.type("24 nov 2:30 pm")
    await chat.press("on the day itself", "3 days before", "the day before", "Done")
    await chat.type("7:15 am")
    await chat.press("No words")
    assert "- I write: 3 days before, the day before and on the day itself, at 07:15" in chat.words
    await chat.press("Set it up")
    plan = await chat.plan()
    assert plan.kind is Kind.APPOINTMENT
    assert plan.content == DatePlan(date(2026, 11, 24), (0, 1, 3), time(7, 15), time(14, 30))


async def test_a_refill(windows: Chat) -> None:
    await begun(windows, "I agree, for appointments and refills", "Picking up a refill")
    await in_zurich(windows)
    await windows.press("In a week", "the day before", "Done", "18:00", "Set it up")
    plan = await windows.plan()
    assert plan.kind is Kind.REFILL
    assert plan.content == DatePlan(date(2026, 11, 27), (1,), time(18))


async def test_nothing_about_health_is_asked_for_in_own_words_where_none_may_be_kept(windows: Chat) -> None:
    await begun(windows, "I agree, for appointments and refills", "An appointment")
    await in_zurich(windows)
    await windows.press("Tomorrow", "Without a time", "the day before", "Done", "20:00")
    assert "own words" not in "\n".join(windows.transcript)


class TestConsent:
    async def test_each_purpose_by_itself(self, chat: Chat, world: World) -> None:
        await begun(chat, "I agree, for doses")
        person_id = await world.stores.people.find(chat.person)
        assert person_id is not None
        [consent] = await world.stores.people.consents(person_id)
        assert (consent.purpose, consent.version, consent.given_at) == (Purpose.DOSES, VERSION, world.now)
        await chat.command("cancel")
        assert "What you agreed to before stays noted" in chat.words
        await begun(chat, "Blood tests")
        assert "For blood tests I keep" in chat.words
        assert "For doses I keep" not in chat.words
        await chat.press("I agree, for blood tests")
        assert holding(await world.stores.people.consents(person_id)) == {Purpose.DOSES, Purpose.BLOOD_TESTS}

    async def test_the_whole_is_said_before(self, chat: Chat) -> None:
        await chat.command()
        for said in ("Do not let me be your only alarm", "encrypted", "/forget", "take back", "I keep nothing"):
            assert said in chat.words

    async def test_no(self, chat: Chat, world: World) -> None:
        await begun(chat, "No, thank you")
        assert "I set nothing up, and keep nothing for it" in chat.words
        assert await world.stores.people.find(chat.person) is None

    @pytest.mark.parametrize(("answer", "days"), [("Yes, keep a history", KEPT_DAYS), ("No history", UNKEPT_DAYS)])
    async def test_history(self, chat: Chat, world: World, answer: str, days: int) -> None:
        await begun(chat, "I agree, for doses", answer)
        person_id = await world.stores.people.find(chat.person)
        assert person_id is not None
        assert await world.stores.occurrences.kept_for(person_id) == days
        held = holding(await world.stores.people.consents(person_id))
        assert (Purpose.HISTORY in held) == (days == KEPT_DAYS)

    async def test_history_can_be_answered_anew(self, chat: Chat, world: World) -> None:
        await begun(chat, "I agree, for doses", "No history", "Back", "Yes, keep a history")
        person_id = await world.stores.people.find(chat.person)
        assert person_id is not None
        assert await world.stores.occurrences.kept_for(person_id) == KEPT_DAYS

    async def test_a_consent_that_was_withdrawn_meanwhile_is_asked_for_again(self, chat: Chat, world: World) -> None:
        await begun(chat, "I agree, for doses", "No history", "Every day")
        person_id = await world.stores.people.find(chat.person)
        assert person_id is not None
        await world.stores.people.withdraw(person_id, Purpose.DOSES, world.now)
        await chat.press("08:00")
        assert "For doses I keep" in chat.words
        await chat.press("I agree, for doses")
        assert "At which times of day?" in chat.words


class TestZone:
    async def test_the_known_one_is_confirmed(self, chat: Chat) -> None:
        await begun(chat, "I agree, for doses", "No history", "Every day", "08:00")
        await chat.type("manchester uk")
        assert "Is it 18:53 for you now?" in chat.words
        await chat.press("No, another place")
        await in_zurich(chat)
        await chat.press("Today")
        await doses(chat)
        await begun(chat, "Doses", "Every day", "20:00")
        assert "Is it 19:53 for you now?" in chat.words
        assert "Zurich time" in chat.words
        await chat.press("No, another place")
        assert "In which city or country are you?" in chat.words

    async def test_by_the_clock(self, chat: Chat) -> None:
        await begun(chat, "I agree, for doses", "No history", "Every day", "08:00")
        await chat.type("it is 7:53 pm here")
        assert "Which one is nearest to you?" in chat.words
        assert len(chat.labels) > 4
        await chat.press(0)
        assert "Is it 19:53 for you now?" in chat.words

    async def test_nothing_is_guessed(self, chat: Chat) -> None:
        await begun(chat, "I agree, for doses", "No history", "Every day", "08:00")
        await chat.type("qqqqxxzz 17")
        assert "You typed: “qqqqxxzz 17”." in chat.words
        assert "I don't know a place like that." in chat.words
        assert chat.labels == ["Type it", "Back", "Cancel"]
        await chat.type("australia")
        assert len(chat.labels) > 4, "several zones"
