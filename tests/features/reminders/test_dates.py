"""Tests that come again, and single dates: what is asked when, and what an answer plans next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from bot.core.reply import Reply
from bot.core.richtext import plain
from bot.features.reminders.occurrences import Answer
from bot.features.reminders.plans import BloodTestPlan, DatePlan, Kind, Plan, Status
from bot.features.reminders.presets import Interval, Phase, Unit
from tests.features.reminders.living import DAY, HOUR, Life, at
from tests.features.town import buttons

WEEKLY = Phase(Interval(1, Unit.WEEK), 2)
LATER = Phase(Interval(12, Unit.WEEK), None)


def blood_test(**changes: object) -> BloodTestPlan:
    """Weekly twice, then every 12 weeks; the last one was done on 17 November, so the next is due on the 24th."""
    return replace(BloodTestPlan((WEEKLY, LATER), date(2026, 11, 17)), **changes)  # type: ignore[arg-type]


def text(reply: Reply) -> str:
    return plain(reply.blocks)


async def content(life: Life, plan: Plan) -> BloodTestPlan:
    found = (await life.plan(plan)).content
    assert isinstance(found, BloodTestPlan)
    return found


@pytest.fixture
async def announced(life: Life) -> Plan:
    """A plan whose notice came on the evening before."""
    plan = await life.starts(blood_test(), Kind.BLOOD_TEST)
    await life.until(at(23, 18, 5))
    assert [message.text for message in life.came] == ["Your planned date is tomorrow, Tuesday 24 November 2026."]
    assert list(buttons(life.came[0].reply)) == ["Booked", "Done", "Not yet"]
    return plan


async def test_without_an_answer_it_is_asked_after_and_then_left(life: Life, announced: Plan) -> None:
    await life.until(at(20, month=12), DAY)
    assert [str(message) for message in life.came[1:]] == [
        f"{day} 18:00 Your planned date was Tuesday 24 November 2026. Is it done?" for day in ("27", "04", "11")
    ]
    assert all(one.answer is not Answer.NONE for one in (await life.occurrences(announced))[:-1])


async def test_done_asks_for_the_day_and_plans_the_next(life: Life, announced: Plan) -> None:
    life.clock.now = at(24, 15)
    asked = await life.press("Done")
    assert list(buttons(asked)) == ["Today", "Yesterday", "Another day"]
    reply = await life.press("Today", asked)
    assert text(reply) == (
        "Noted: done on Tuesday 24 November 2026.\n\nYour next planned date is Tuesday 1 December 2026.\n\n"
        "I'll write to you on Monday 30 November 2026."
    )
    found = await content(life, announced)
    assert (found.last_done, found.done) == (date(2026, 11, 24), 1)
    await life.until(at(30, 19))
    assert life.lines[1:] == ["30 18:00 Your planned date is tomorrow, Tuesday 1 December 2026."]


async def test_done_pressed_twice_counts_once(life: Life, announced: Plan) -> None:
    life.clock.now = at(24, 15)
    asked = await life.press("Done")
    await life.press("Today", asked)
    for reply in (await life.press("Today", asked), await life.press("Yesterday", asked), await life.press("Done")):
        assert text(reply).startswith("Your plan was changed since I asked, so this press changes nothing.")
        assert list(buttons(reply)) == ["Booked", "Done", "Not yet"]
    assert (await content(life, announced)).done == 1


@pytest.mark.parametrize("typed", ["22 November", "2026-11-22", "22.11.2026", "Nov 22"])
async def test_the_day_can_be_typed(life: Life, announced: Plan, typed: str) -> None:
    await life.press("Done")
    reply = await life.types(typed)
    assert text(reply).startswith("Noted: done on Sunday 22 November 2026.")
    assert (await content(life, announced)).last_done == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("25 November", "“25 November” has not come yet"),
        ("17 November", "“17 November” is not after the last one"),
        ("some day", "I can't tell which day “some day” is"),
        ("friday", "“friday” has not come yet"),
        ("in 2 days", "“in 2 days” has not come yet"),
        ("2 days ago", "I can't tell which day"),
    ],
)
async def test_a_day_that_cannot_be_changes_nothing(life: Life, announced: Plan, typed: str, told: str) -> None:
    await life.press("Done")
    reply = await life.types(typed)
    assert text(reply).startswith(told)
    assert (await content(life, announced)) == blood_test()
    asked = await life.press("Write it again", reply)
    assert "The day on which it was done" in text(asked)


async def test_a_day_that_can_mean_two_is_asked(life: Life) -> None:
    plan = await life.starts(blood_test(last_done=date(2026, 9, 1), booked=date(2026, 11, 24)), Kind.BLOOD_TEST)
    await life.until(at(23, 18, 5))
    await life.press("Done")
    reply = await life.types("10/11")
    assert list(buttons(reply)) == ["Sunday 11 October 2026", "Tuesday 10 November 2026"]
    await life.press("Tuesday 10 November 2026", reply)
    assert (await content(life, plan)).last_done == date(2026, 11, 10)


async def test_booked_moves_the_notice_to_the_day_before(life: Life, announced: Plan) -> None:
    asked = await life.press("Booked")
    assert list(buttons(asked)) == ["Write the day"]
    reply = await life.types("26 November")
    assert text(reply) == (
        "Noted: booked for Thursday 26 November 2026.\n\nI'll write to you on Wednesday 25 November 2026."
    )
    await life.until(at(30))
    assert life.lines[1:] == [
        "25 18:00 Your planned date is tomorrow, Thursday 26 November 2026.",
        "29 18:00 Your planned date was Thursday 26 November 2026. Is it done?",
    ]
    assert (await content(life, announced)).booked == date(2026, 11, 26)


async def test_it_cannot_be_booked_for_a_day_that_is_over(life: Life, announced: Plan) -> None:
    await life.press("Booked")
    assert "is over, so it can't be booked" in text(await life.types("20 November 2026"))
    assert (await content(life, announced)).booked is None


async def test_a_booking_that_may_be_meant_otherwise_is_asked(life: Life, announced: Plan) -> None:
    await life.press("Booked")
    reply = await life.types("20 November")
    assert list(buttons(reply)) == ["Saturday 20 November 2027"]
    assert (await content(life, announced)).booked is None


async def test_not_yet_says_when_it_is_asked_after(life: Life, announced: Plan) -> None:
    reply = await life.press("Not yet")
    assert text(reply) == "All right. I'll ask again on Friday 27 November 2026."
    assert list(buttons(reply)) == ["Booked", "Done"]
    seen = next(one for one in await life.occurrences(announced) if one.at == at(23, 18))
    assert seen.answer is Answer.SEEN


async def test_the_next_phase_begins_by_a_tap_alone(life: Life) -> None:
    plan = await life.starts(blood_test(done=1), Kind.BLOOD_TEST)
    await life.until(at(24, 12))
    reply = await life.press("Today", await life.press("Done"))
    assert "The 2 dates of this part of your plan are done." in text(reply)
    assert (await content(life, plan)).phase == 0
    moved = await life.press("Go on to the next part", reply)
    assert "Your next planned date is Tuesday 16 February 2027." in text(moved)
    again = await life.press("Go on to the next part", reply)
    assert text(again).startswith("Your plan was changed since I asked")
    assert (await content(life, plan)).phase == 1


async def test_without_the_tap_the_phase_goes_on(life: Life) -> None:
    plan = await life.starts(blood_test(done=1), Kind.BLOOD_TEST)
    await life.until(at(24, 12))
    await life.press("Today", await life.press("Done"))
    assert (await content(life, plan)).due == date(2026, 12, 1)


async def test_a_link_alone_changes_nothing(life: Life, announced: Plan) -> None:
    asked = await life.press("Done")
    for reply in (await life.press("Yesterday", asked, fresh=True), await life.press("Not yet", fresh=True)):
        assert text(reply) == "Your next planned date is Tuesday 24 November 2026."
    assert (await content(life, announced)) == blood_test()


async def test_late_it_counts_from_the_day_that_it_is_now(life: Life) -> None:
    await life.starts(blood_test(), Kind.BLOOD_TEST)
    await life.sleeps_until(at(24, 9))
    await life.round()
    assert [message.text for message in life.came] == ["Your planned date is today, Tuesday 24 November 2026."]


async def test_too_late_for_the_notice_the_summary_says_when_it_is(life: Life) -> None:
    await life.starts(blood_test(), Kind.BLOOD_TEST)
    await life.sleeps_until(at(24, 19))
    await life.round()
    [summary] = life.came
    assert "Your planned date is today, Tuesday 24 November 2026." in summary.text
    assert list(buttons(summary.reply)) == ["Booked", "Done", "Not yet"]


async def test_an_appointment_is_announced_and_seen(life: Life) -> None:
    plan = await life.starts(DatePlan(date(2026, 11, 24), (3, 1, 0), time(7), time(14, 30)), Kind.APPOINTMENT)
    await life.until(at(23, 8))
    assert [message.text for message in life.came] == [
        "Your planned date is in 3 days, on Tuesday 24 November 2026 at 14:30.",
        "Your planned date is tomorrow, Tuesday 24 November 2026 at 14:30.",
    ]
    reply = await life.press("OK")
    assert text(reply).startswith("Good.")
    assert (await life.plan(plan)).status is Status.ACTIVE
    await life.until(at(24, 8))
    assert life.came[-1].text == "Your planned date is today, Tuesday 24 November 2026 at 14:30."


async def test_a_date_that_is_done_is_spoken_of_no_more(life: Life) -> None:
    plan = await life.starts(DatePlan(date(2026, 11, 24), (3, 1)), Kind.REFILL)
    await life.until(at(21, 19))
    reply = await life.press("Done")
    assert text(reply) == "Good, noted. I won't write about this date again."
    assert (await life.plan(plan)).status is Status.ENDED
    await life.press("Done")
    await life.until(at(25), HOUR)
    assert len(life.came) == 1
    assert (await life.plan(plan)).status is Status.ENDED


async def test_buttons_of_one_kind_do_nothing_to_another(life: Life, announced: Plan) -> None:
    [occurrence, *_] = await life.occurrences(announced)
    for verb in ("taken", "skip", "over", "ok"):
        reply = await life.town.presses(life.person, f"rem:{verb}:{occurrence.id}")
        assert reply is not None
        assert text(reply) == plain(life.texts.rich("error.old_button"))


async def test_a_day_later_the_planned_date_is_never_called_tomorrow(life: Life, announced: Plan) -> None:
    life.clock.move(DAY)
    assert "tomorrow" not in text(await life.press("Not yet"))
