"""Ordinary days: what comes when, and what an answer changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.core.keeping import Profile
from bot.core.reply import Button
from bot.delivery.transport import Attempt, begun
from bot.features.reminders.occurrences import Answer, Occurrence, taken, undone
from bot.features.reminders.plans import Status
from bot.features.reminders.reminding import Proof
from bot.features.reminders.schedule import OnWeekdays
from tests.features.reminders.living import DAY, MINUTE, ZONE, Life, at, doses
from tests.features.town import buttons


async def test_a_plan_starts_by_a_message_that_arrives_and_reminds_on_time(life: Life) -> None:
    plan = await life.starts()
    assert plan.status is Status.ACTIVE
    await life.until(at(23, 12))
    assert life.lines == [
        "21 08:00 Your 08:00 reminder.",
        "22 08:00 Your 08:00 reminder.",
        "23 08:00 Your 08:00 reminder.",
    ]


@pytest.mark.parametrize("proof", [Proof.CLOSED, Proof.FAILED, Proof.UNSURE])
async def test_a_plan_whose_test_message_did_not_arrive_is_kept_and_stays_silent(life: Life, proof: Proof) -> None:
    life.proofs = [proof]
    plan = await life.starts()
    await life.until(at(22, 9))
    assert (plan.status, life.came) == (Status.UNPROVEN, [])
    assert await life.reminding.prove(plan, life.person) is Proof.ARRIVED
    await life.until(at(23, 9))
    assert life.lines == ["23 08:00 Your 08:00 reminder."]


async def test_the_button_under_the_test_message_proves_that_it_was_read(life: Life) -> None:
    life.proofs = [Proof.UNSURE]
    plan = await life.starts()
    reply = await life.press("I can read this", life.proving[0])
    assert reply.blocks == life.texts.rich("reminder.arrived")
    assert (await life.plan(plan)).status is Status.ACTIVE
    again = await life.press("I can read this", life.proving[0])
    assert again.blocks == life.texts.rich("reminder.arrived_before")


async def test_a_reminder_a_minute_ahead_is_planned_at_once(life: Life) -> None:
    life.clock.now = at(21, 7, 59)
    await life.starts()
    await life.until(at(21, 8))
    assert life.lines == ["21 08:00 Your 08:00 reminder."]


async def test_nudges_come_while_there_is_no_answer_and_then_carers_may_be_told(life: Life) -> None:
    plan = await life.starts(doses(nudges=2))
    await life.until(at(21, 12))
    assert life.lines == [
        "21 08:00 Your 08:00 reminder.",
        "21 08:30 Your 08:00 reminder is still open. You have not marked it yet.",
        "21 09:00 Your 08:00 reminder is still open. You have not marked it yet.",
    ]
    [occurrence] = await life.occurrences(plan)
    assert life.carers_told == [(occurrence.id, at(21, 9))]


async def test_without_nudges_the_reminder_is_the_last_message(life: Life) -> None:
    plan = await life.starts()
    await life.until(at(21, 8, 5))
    [occurrence] = await life.occurrences(plan)
    assert life.carers_told == [(occurrence.id, at(21, 8))]


async def test_an_answer_ends_the_nudges(life: Life) -> None:
    await life.starts(doses(nudges=2))
    await life.until(at(21, 8, 40))
    reply = await life.press("Taken", life.came[0].reply)
    assert "marked as taken at 08:40" in str(life.town.heard[-1])
    assert list(buttons(reply)) == ["Undo", "More"]
    await life.until(at(21, 20))
    assert (len(life.came), life.carers_told) == (2, [])


async def test_no_nudge_comes_in_quiet_hours(life: Life) -> None:
    await life.settles(quiet=("22:00", "07:00"))
    await life.starts(doses(time(21, 45), nudges=2))
    await life.until(at(21, 12))
    assert life.lines == ["20 21:45 Your 21:45 reminder."]
    assert [told for _, told in life.carers_told] == [at(20, 22, 45)]


async def test_a_snooze_brings_it_again_and_the_nudges_go_on_from_there(life: Life) -> None:
    await life.starts(doses(nudges=1))
    await life.until(at(21, 8, 10))
    await life.press("Snooze 10")
    await life.until(at(21, 12))
    assert life.lines[1:] == [
        "21 08:20 Your 08:00 reminder, once more, as you asked.",
        "21 08:50 Your 08:00 reminder is still open. You have not marked it yet.",
    ]


async def test_however_often_it_is_snoozed_there_are_no_more_nudges_than_the_plan_has(life: Life) -> None:
    await life.starts(doses(nudges=1))
    await life.until(at(21, 8, 35))
    await life.press("60 min", life.came[0].reply)
    await life.until(at(21, 9, 40))
    await life.press("60 min")
    await life.until(at(21, 15))
    assert [line[3:8] for line in life.lines if "still open" in line] == ["08:30"]
    assert [line[3:8] for line in life.lines if "once more" in line] == ["09:35", "10:40"]
    assert [told for _, told in life.carers_told] == [at(21, 8, 30), at(21, 9, 35), at(21, 10, 40)]


async def test_no_snooze_goes_past_the_next_dose(life: Life) -> None:
    await life.starts(doses(time(8), time(8, 25)))
    await life.until(at(21, 8, 5))
    assert list(buttons(life.came[0].reply)) == ["Taken", "Skip", "Snooze 10", "More"]
    life.clock.move(12 * MINUTE)
    reply = await life.press("Snooze 10")
    assert "08:27" not in life.town.heard[-1]
    assert reply.blocks[0] == life.texts.rich("reminder.past_the_next")[0]


async def test_taken_early_cancels_the_coming_one(life: Life) -> None:
    plan = await life.starts(doses(time(8), time(20)))
    await life.until(at(21, 18))
    coming = await life.reminding.coming(plan)
    assert coming is not None
    assert coming.at == at(21, 20)
    await life.reminding.mark(coming, taken)
    await life.until(at(22, 9))
    assert [line[:8] for line in life.lines] == ["21 08:00", "22 08:00"]


async def test_undo_of_what_was_taken_early_brings_the_reminder_back(life: Life) -> None:
    plan = await life.starts(doses(nudges=1))
    await life.until(at(21, 7, 45))
    coming = await life.reminding.coming(plan)
    assert coming is not None
    marked = await life.reminding.mark(coming, taken)
    life.clock.move(MINUTE)
    await life.reminding.mark(marked, undone)
    await life.until(at(21, 12))
    assert [line[:8] for line in life.lines] == ["21 08:00", "21 08:30"]


async def test_undo_after_the_reminder_lets_nudges_follow_anew(life: Life) -> None:
    await life.starts(doses(nudges=1))
    await life.until(at(21, 8, 10))
    answered = await life.press("Taken")
    life.clock.move(MINUTE)
    reply = await life.press("Undo", answered)
    assert list(buttons(reply))[:2] == ["Taken", "Skip"]
    await life.until(at(21, 12))
    assert [line[:8] for line in life.lines] == ["21 08:00", "21 08:41"]


async def test_without_an_answer_it_is_missed_when_the_next_one_is_due(life: Life) -> None:
    plan = await life.starts(doses(time(8), time(20)))
    await life.until(at(21, 20, 1))
    morning, evening = await life.occurrences(plan)
    assert (morning.answer, evening.answer) == (Answer.MISSED, Answer.NONE)


async def test_after_three_days_without_an_answer_it_is_asked_once_whether_to_go_on(life: Life) -> None:
    plan = await life.starts(doses(time(8), time(9)))
    await life.until(at(26, 7))
    asked = [message for message in life.came if "Shall I go on" in message.text]
    assert [str(one)[:8] for one in asked] == ["23 21:00"]
    assert "08:00 and 09:00" in asked[0].text
    assert list(buttons(asked[0].reply)) == ["Go on", "Pause", "Delete"]
    assert (await life.press("Go on", asked[0].reply)).blocks == life.texts.rich("reminder.kept_on")
    assert (await life.plan(plan)).status is Status.ACTIVE


async def test_it_is_asked_again_only_after_an_answer_or_two_weeks(life: Life) -> None:
    await life.starts()
    await life.until(at(28, 12))
    assert sum("Shall I go on" in message.text for message in life.came) == 1
    reminder = next(message for message in reversed(life.came) if "reminder." in message.text)
    await life.press("Taken", reminder.reply)
    await life.until(at(2, 12, month=12))
    asked = [str(message)[:8] for message in life.came if "Shall I go on" in message.text]
    assert len(asked) == 2


async def test_the_question_is_not_asked_in_quiet_hours(life: Life) -> None:
    await life.settles(quiet=("19:00", "09:00"))
    await life.starts()
    await life.until(at(25))
    asked = [str(message)[:8] for message in life.came if "Shall I go on" in message.text]
    assert asked == ["24 09:00"]


async def test_own_words_are_shown_only_where_the_person_wants_it(life: Life) -> None:
    person_id = await life.settles()
    await life.starts(doses(cue="after-breakfast"), label="the small white one")
    await life.until(at(21, 9))
    assert life.came[0].text == "Your 08:00 reminder."
    await life.stores.people.set_profile(person_id, Profile(zone=ZONE, discreet=False))
    await life.until(at(22, 9))
    cue = life.texts.line("remind.cue_after_breakfast")
    assert life.came[1].text == f"Your 08:00 reminder.\n\nthe small white one, {cue}"


async def test_own_words_are_not_shown_where_the_platform_may_not_keep_any(life: Life) -> None:
    await life.settles(discreet=False)
    await life.starts(label="the small white one")
    composing = replace(life.composing, labels_allowed=lambda platform: False)
    life.town.composers |= composing.composers()
    await life.until(at(21, 9))
    assert life.came[0].text == "Your 08:00 reminder."


async def test_nothing_comes_on_a_platform_that_has_no_reminders(life: Life) -> None:
    plan = await life.starts()
    life.town.composers |= replace(life.composing, offered=lambda platform: False).composers()
    await life.until(at(22, 7))
    assert life.came == []
    assert (await life.plan(plan)).status is Status.ACTIVE


async def test_nothing_comes_where_consent_was_withdrawn(life: Life) -> None:
    await life.starts()
    person_id = await life.town.id_of(life.person)
    await life.stores.people.withdraw(person_id, "doses", life.clock.now)
    await life.until(at(23))
    assert life.came == []


async def test_it_ends_after_its_last_day(life: Life) -> None:
    await life.starts(doses(last=date(2026, 11, 22)))
    await life.until(at(25))
    assert [line[:8] for line in life.lines] == ["21 08:00", "22 08:00"]


async def test_days_that_are_not_in_the_plan_stay_silent(life: Life) -> None:
    await life.starts(doses(days=OnWeekdays(frozenset({0, 2}))))
    await life.until(at(28))
    assert [line[:8] for line in life.lines] == ["23 08:00", "25 08:00"]


async def test_a_time_that_the_clock_leaps_over_comes_so_much_later(life: Life) -> None:
    """In London on 28 March 2027 there is no 01:30."""
    life.clock.now = datetime(2027, 3, 26, 12, tzinfo=UTC)
    plan = await life.starts(doses(time(1, 30)))
    await life.until(life.clock.now + 3 * DAY)
    found = await life.occurrences(plan)
    assert [f"{one.local:%d %H:%M} {one.at:%d %H:%M}" for one in found] == [
        "27 01:30 27 01:30",
        "28 01:30 28 01:30",
        "29 01:30 29 00:30",
    ]
    assert sum("01:30 reminder." in message.text for message in life.came) == 3


async def test_an_hour_that_comes_twice_reminds_once(life: Life) -> None:
    life.clock.now = datetime(2027, 10, 30, 12, tzinfo=UTC)
    plan = await life.starts(doses(time(1, 30)))
    await life.until(life.clock.now + 2 * DAY)
    found = await life.occurrences(plan)
    assert [f"{one.local:%d %H:%M} {one.at:%d %H:%M}" for one in found] == ["31 01:30 31 00:30", "01 01:30 01 01:30"]
    assert len(life.came) == 2


async def test_a_button_of_a_link_names_no_more_than_the_occurrence(life: Life) -> None:
    await life.starts()
    await life.until(at(21, 9))
    row = life.came[0].reply.rows[0]
    assert all(isinstance(one, Button) and len(one.action.code) <= 64 for one in row)


async def test_taking_back_an_answer_puts_no_second_reminder_beside_one_that_perhaps_came(life: Life) -> None:
    plan = await life.starts()
    await life.until(at(21, 7, 59))
    life.clock.now = at(21, 8)
    ledger = life.stores.deliveries
    [held] = await ledger.claim(plan.platform, "a bot that dies", 1, life.clock.now)
    sending = begun(held.transport, Attempt(repeat=False, fresh=True), life.clock.now, lambda: "nonce")
    assert await ledger.swap(held, sending, life.clock.now)
    [occurrence] = await life.occurrences(plan)
    marked = await life.reminding.mark(occurrence, taken)
    assert isinstance(marked, Occurrence)
    life.clock.now = at(21, 8, 1)
    await life.tending.step()
    await life.reminding.mark(marked, undone)
    await life.until(at(21, 12))
    assert life.lines == ["21 08:11 Again."]
