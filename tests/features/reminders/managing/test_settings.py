from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.keeping import Profile
from bot.features.reminders.consents import Purpose, holding
from bot.features.reminders.keeping import LEAST_KEPT_DAYS, MOST_KEPT_DAYS, UNKEPT_DAYS
from bot.features.reminders.managing.settings import _read_clock, _read_days
from bot.features.reminders.plans import Plan
from tests.features.reminders.managing.conftest import ANNA, ZOE, Managed
from tests.features.town import buttons
from tests.reading import words
from tests.scenes import NOW


async def profile(town: Managed, plan: Plan) -> Profile:
    return await town.stores.people.profile(plan.person_id)


async def kept_for(town: Managed, plan: Plan) -> int:
    return await town.stores.occurrences.kept_for(plan.person_id)


async def agrees(town: Managed, plan: Plan) -> bool:
    return Purpose.HISTORY in holding(await town.stores.people.consents(plan.person_id))


async def test_all_settings_at_a_glance(town: Managed) -> None:
    await town.plan()
    reply = await town.follow("Settings")
    assert words(reply) == (
        "Settings of your reminders:\n\n"
        "- Time zone: London time, where it is 12:00 now\n"
        "- Quiet hours: none\n"
        "- Discreet: yes. Messages name nothing but the time.\n"
        "- History: none. Answers are deleted after 8 days."
    )
    assert buttons(reply)["Carers"] == "carers:show"
    assert buttons(reply)["Linked accounts"] == "link:show"
    assert len(reply.rows) <= 5


async def test_whoever_has_nothing_has_no_settings(town: Managed) -> None:
    assert "You have no reminders" in await town.press("reminders:settings", ZOE)
    await town.press("reminders:quiet-set:night", ZOE)
    assert await town.stores.people.find(ZOE) is None


async def test_quiet_hours_by_a_button(town: Managed) -> None:
    plan = await town.plan()
    reply = await town.follow("Settings", "Quiet hours", "From 22:00 to 07:00")
    assert "Quiet hours: from 22:00 to 07:00" in words(reply)
    assert (await profile(town, plan)).quiet == ("22:00", "07:00")
    await town.follow("Settings", "Quiet hours", "No quiet hours")
    assert (await profile(town, plan)).quiet is None
    assert (await profile(town, plan)).zone == "Europe/London", "all else stays"


@pytest.mark.parametrize(
    ("start", "end", "quiet"),
    [
        ("10 pm", "7 am", ("22:00", "07:00")),
        ("23:30", "6:15 am", ("23:30", "06:15")),
        ("1pm", "14:00", ("13:00", "14:00")),
    ],
)
async def test_quiet_hours_that_are_typed(town: Managed, start: str, end: str, quiet: tuple[str, str]) -> None:
    plan = await town.plan()
    await town.follow("Settings", "Quiet hours", "Other hours")
    await town.says(ANNA, start)
    await town.says(ANNA, end)
    assert (await profile(town, plan)).quiet == quiet


@pytest.mark.parametrize(
    ("start", "end"),
    [("10", "7"), ("22:00", "22:00"), ("soon", "7 am"), ("every day at 22:00", "7 am"), ("8am and 9am", "10am")],
)
async def test_quiet_hours_that_are_not_sure_are_not_kept(town: Managed, start: str, end: str) -> None:
    plan = await town.plan()
    await town.follow("Settings", "Quiet hours", "Other hours")
    await town.says(ANNA, start)
    reply = await town.says(ANNA, end)
    assert f"“{start}” and “{end}”" in words(reply), "what was typed is not lost"
    assert (await profile(town, plan)).quiet is None


async def test_own_words_are_shown_only_after_one_more_question(town: Managed) -> None:
    plan = await town.plan()
    assert "lock screen" in words(await town.follow("Settings", "Show my own words"))
    assert (await profile(town, plan)).discreet
    assert "Discreet: no." in words(await town.follow("Settings", "Show my own words", "Yes, show them"))
    assert not (await profile(town, plan)).discreet
    await town.follow("Settings", "Be discreet")
    assert (await profile(town, plan)).discreet


async def test_keeping_answers_is_a_consent(town: Managed) -> None:
    plan = await town.plan()
    await town.stores.people.withdraw(plan.person_id, Purpose.HISTORY, NOW)
    assert "means that you agree" in words(await town.follow("Settings", "How long answers are kept"))
    assert not await agrees(town, plan)
    await town.follow("Settings", "How long answers are kept", "90 days")
    assert (await kept_for(town, plan), await agrees(town, plan)) == (90, True)


async def test_a_shorter_time_asks_once_more(town: Managed) -> None:
    plan = await town.plan()
    await town.follow("Settings", "How long answers are kept", "180 days")
    assert "can't be undone" in words(await town.follow("Settings", "How long answers are kept", "30 days"))
    assert await kept_for(town, plan) == 180
    await town.follow("Settings", "How long answers are kept", "30 days", "Yes, delete the older ones")
    assert await kept_for(town, plan) == 30


async def test_no_history_takes_the_consent_back(town: Managed) -> None:
    plan = await town.plan()
    await town.follow("Settings", "How long answers are kept", "90 days")
    await town.follow("Settings", "How long answers are kept", "No history")
    assert await kept_for(town, plan) == 90
    await town.follow("Settings", "How long answers are kept", "No history", "Yes, delete the older ones")
    assert (await kept_for(town, plan), await agrees(town, plan)) == (UNKEPT_DAYS, False)


@pytest.mark.parametrize(("typed", "days"), [("45", 45), ("400 days", 400), (" 30 ", 30)])
async def test_a_number_of_days_that_is_typed(town: Managed, typed: str, days: int) -> None:
    plan = await town.plan()
    await town.follow("Settings", "How long answers are kept", "Another number")
    await town.says(ANNA, typed)
    assert await kept_for(town, plan) == days


@pytest.mark.parametrize("typed", ["29", "401", "0", "3 months", "12 weeks", "-40", "40 50", "vierzig", "٤٠"])
async def test_what_is_no_such_number_is_not_kept(town: Managed, typed: str) -> None:
    plan = await town.plan()
    await town.follow("Settings", "How long answers are kept", "Another number")
    assert f"“{typed}”" in words(await town.says(ANNA, typed))
    assert await kept_for(town, plan) == UNKEPT_DAYS


@pytest.mark.parametrize("made_up", ["29", "9999", "x", "1"])
async def test_a_button_that_was_made_up_only_asks(town: Managed, made_up: str) -> None:
    plan = await town.plan()
    assert "How long may I keep" in await town.press(f"reminders:keep-for:{made_up}")
    assert await kept_for(town, plan) == UNKEPT_DAYS


@settings(deadline=None)
@given(st.text(max_size=60) | st.times().map(lambda at: f"{at:%H:%M}"))
def test_a_clock_that_is_read_is_one_that_was_typed(typed: str) -> None:
    """Whatever is typed, nothing breaks; and what is clear is read as it stands."""
    read = _read_clock(typed, NOW)
    assert read is None or re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", read)
    if re.fullmatch(r"(1[3-9]|2[0-3]):[0-5][0-9]", typed):
        assert read == typed


@settings(deadline=None)
@given(st.text(max_size=5) | st.integers(0, 1000).map(str))
def test_only_days_that_may_be_kept_are_read(typed: str) -> None:
    read = _read_days(typed)
    assert read is None or read == 0 or (LEAST_KEPT_DAYS <= read <= MOST_KEPT_DAYS and str(read) == typed.lstrip("0"))
