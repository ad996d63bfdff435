"""Presses: on any copy, twice, late, from somebody else, after deletion, by a link, on an old version's button."""

from __future__ import annotations

from datetime import time

import pytest

from bot.core.people import Person, Platform
from bot.core.reply import Audience, Reply, Showing
from bot.core.richtext import plain
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import Status
from tests.features.reminders.living import DAY, HOUR, MINUTE, Life, at, doses
from tests.features.town import buttons

OTHER = Person(Platform.TELEGRAM, "799000000009")
SATURDAY = "Saturday 21 November 2026"


def text(reply: Reply) -> str:
    return plain(reply.blocks)


async def reminded(life: Life, *times: time, nudges: int = 0) -> Occurrence:
    """Let the first reminder come; give its occurrence."""
    plan = await life.starts(doses(*times, nudges=nudges))
    await life.until(at(21, 8, 4))
    return next(one for one in await life.occurrences(plan) if one.at == at(21, 8))


async def now(life: Life, occurrence: Occurrence) -> Occurrence:
    found = await life.stores.occurrences.occurrence(occurrence.id)
    assert found is not None
    return found


async def test_taken_shows_the_state_in_place_with_undo(life: Life) -> None:
    occurrence = await reminded(life)
    reply = await life.press("Taken")
    assert text(reply) == f"Your 08:00 reminder of {SATURDAY}: marked as taken at 08:04."
    assert (reply.showing, reply.audience) == (Showing.IN_PLACE, Audience.ASKER)
    assert list(buttons(reply)) == ["Undo", "More"]
    assert (await now(life, occurrence)).answer is Answer.TAKEN


async def test_skip_and_undo(life: Life) -> None:
    occurrence = await reminded(life)
    reply = await life.press("Skip")
    assert text(reply).endswith("marked as skipped.")
    reply = await life.press("Undo", reply)
    assert text(reply).endswith("not marked yet.")
    assert (await now(life, occurrence)).answer is Answer.NONE


async def test_a_second_press_on_any_copy_changes_nothing_and_shows_the_state(life: Life) -> None:
    occurrence = await reminded(life, nudges=1)
    await life.until(at(21, 8, 31))
    reminder, nudge = (message.reply for message in life.came)
    await life.press("Taken", nudge)
    life.clock.move(MINUTE)
    for message in (reminder, nudge):
        for label in ("Taken", "Skip", "Snooze 10"):
            reply = await life.press(label, message)
            assert "marked as taken at 08:31" in text(reply)
    assert (await now(life, occurrence)).epoch == 1


async def test_undo_ends_after_a_day(life: Life) -> None:
    await reminded(life)
    answered = await life.press("Taken")
    life.clock.move(DAY + MINUTE)
    reply = await life.press("Undo", answered)
    assert text(reply).startswith("An answer can be taken back for 24 hours.")
    assert "marked as taken" in text(reply)


async def test_undo_twice_changes_nothing(life: Life) -> None:
    await reminded(life)
    answered = await life.press("Taken")
    await life.press("Undo", answered)
    assert text(await life.press("Undo", answered)).startswith("There is nothing to take back.")


async def test_late_answers_count_for_a_week(life: Life) -> None:
    occurrence = await reminded(life)
    reminder = life.came[0].reply
    await life.until(at(22, 7))
    assert (await now(life, occurrence)).answer is Answer.MISSED
    reply = await life.press("Taken", reminder)
    assert text(reply).endswith("marked as taken on Sunday 22 November 2026 at 07:00.")
    await life.press("Undo", reply)
    assert (await now(life, occurrence)).answer is Answer.MISSED
    life.clock.now = at(29, 7)
    assert text(await life.press("Taken", reminder)).startswith("That was too long ago")


async def test_somebody_else_learns_nothing_and_changes_nothing(life: Life) -> None:
    occurrence = await reminded(life)
    for label, code in buttons(life.came[0].reply).items():
        reply = await life.town.presses(OTHER, code)
        assert reply is not None, label
        assert (text(reply), reply.audience) == (plain(life.texts.rich("error.not_your_button")), Audience.ASKER)
    assert await now(life, occurrence) == occurrence


async def test_after_deletion_it_says_so_in_place(life: Life) -> None:
    await reminded(life)
    [plan] = await life.stores.plans.of(await life.town.id_of(life.person))
    await life.reminding.remove(plan)
    reply = await life.press("Taken")
    assert (text(reply), reply.showing, reply.rows) == (plain(life.texts.rich("reminder.gone")), Showing.IN_PLACE, ())


async def test_a_link_alone_changes_nothing(life: Life) -> None:
    occurrence = await reminded(life)
    for label in ("Taken", "Skip", "Snooze 10"):
        reply = await life.press(label, fresh=True)
        assert text(reply).startswith("The link alone changes nothing.")
        assert label in buttons(reply)
    assert await now(life, occurrence) == occurrence


@pytest.mark.parametrize(
    "code", ["rem:taken", "rem:snooze:{id}:5", "rem:took:{id}:x", "rem:eaten:{id}", "rem:taken:none"]
)
async def test_codes_of_another_version_are_answered(life: Life, code: str) -> None:
    occurrence = await reminded(life)
    reply = await life.town.presses(life.person, code.format(id=occurrence.id))
    assert reply is not None
    assert text(reply) in (plain(life.texts.rich("error.old_button")), plain(life.texts.rich("reminder.gone")))
    assert await now(life, occurrence) == occurrence


async def test_more_offers_what_else_there_is(life: Life) -> None:
    await reminded(life)
    reply = await life.press("More")
    wanted = ["Taken at …", "History", "Pause", "What if it is late?", "Stop all reminders", "Back"]
    assert list(buttons(reply)) == wanted
    assert list(buttons(await life.press("Back", reply)))[:2] == ["Taken", "Skip"]


@pytest.mark.parametrize(
    ("typed", "minute"), [("08:01", (8, 1)), ("7:45am", (7, 45)), ("quarter to eight in the morning", (7, 45))]
)
async def test_took_it_at_sets_the_time(life: Life, typed: str, minute: tuple[int, int]) -> None:
    occurrence = await reminded(life)
    asked = await life.press("Taken at …", await life.press("More"))
    assert "08:10 or 7:45pm" in text(asked)
    reply = await life.types(typed)
    assert text(reply).endswith(f"marked as taken at {minute[0]:02}:{minute[1]:02}.")
    assert (await now(life, occurrence)).taken_at == at(21, *minute)


async def test_a_time_that_can_mean_two_is_asked(life: Life) -> None:
    occurrence = await reminded(life)
    life.clock.now = at(21, 21)
    await life.press("Taken at …", await life.press("More"))
    reply = await life.types("at 8")
    assert list(buttons(reply)) == [f"{SATURDAY}, 08:00", f"{SATURDAY}, 20:00"]
    await life.press(f"{SATURDAY}, 20:00", reply)
    assert (await now(life, occurrence)).taken_at == at(21, 20)


async def test_a_time_that_only_one_reading_makes_possible_is_taken(life: Life) -> None:
    occurrence = await reminded(life)
    await life.press("Taken at …", await life.press("More"))
    await life.types("at 8")
    assert (await now(life, occurrence)).taken_at == at(21, 8)


@pytest.mark.parametrize(
    "typed", ["later", "09:30", "every day at 8", "08:00 and 08:02", "tomorrow 8am", "1:30am", "-"]
)
async def test_what_is_no_time_that_has_been_changes_nothing_and_is_not_lost(life: Life, typed: str) -> None:
    occurrence = await reminded(life)
    await life.press("Taken at …", await life.press("More"))
    reply = await life.types(typed)
    assert f"“{typed}” is no time that I can mark here" in text(reply)
    assert next(iter(buttons(reply))) == "Write it again"
    assert await now(life, occurrence) == occurrence


async def test_the_time_of_an_answer_can_be_corrected(life: Life) -> None:
    occurrence = await reminded(life)
    answered = await life.press("Taken")
    await life.press("Taken at …", await life.press("More", answered))
    assert text(await life.types("07:50")).endswith("marked as taken at 07:50.")
    assert (await now(life, occurrence)).taken_at == at(21, 7, 50)


async def test_what_a_summary_told_of_can_be_marked(life: Life) -> None:
    plan = await life.starts(doses(time(8), time(9)))
    await life.sleeps_until(at(21, 19))
    await life.round()
    asked = await life.press("Mark what you did")
    assert list(buttons(asked)) == [
        f"{SATURDAY}, 09:00: not marked yet",
        f"{SATURDAY}, 08:00: not marked in time",
    ]
    shown = await life.press(f"{SATURDAY}, 08:00: not marked in time", asked)
    assert list(buttons(shown)) == ["Taken", "Taken at …", "Skip", "More"]
    await life.press("Taken", shown)
    first, _ = await life.occurrences(plan)
    assert first.answer is Answer.TAKEN
    assert len(buttons(await life.press("Mark what you did"))) == 1


async def test_the_list_of_a_summary_is_for_its_person_alone(life: Life) -> None:
    await life.starts()
    await life.sleeps_until(at(21, 19))
    await life.round()
    reply = await life.town.presses(OTHER, buttons(life.came[0].reply)["Mark what you did"])
    assert reply is not None
    assert text(reply) == plain(life.texts.rich("error.not_your_button"))
    life.clock.move(8 * DAY)
    assert text(await life.press("Mark what you did")) == plain(life.texts.rich("reminder.mark_nothing"))


async def test_a_plan_is_paused_for_a_while_and_goes_on_by_itself(life: Life) -> None:
    await reminded(life)
    asked = await life.press("Pause", await life.press("More"))
    assert list(buttons(asked)) == ["Until tomorrow", "For a week", "Until I say so"]
    reply = await life.press("For a week", asked)
    assert text(reply) == "Paused. It goes on by itself on Saturday 28 November 2026."
    await life.until(at(29))
    assert [line[:8] for line in life.lines] == ["21 08:00", "28 08:00"]
    [plan] = await life.stores.plans.of(await life.town.id_of(life.person))
    assert plan.status is Status.ACTIVE


async def test_a_plan_is_paused_for_good_and_switched_on_again(life: Life) -> None:
    await reminded(life)
    reply = await life.press("Until I say so", await life.press("Pause", await life.press("More")))
    await life.until(at(24))
    assert len(life.came) == 1
    on = await life.press("Switch it on again", reply)
    assert text(on) == "It is on again. The next one comes on Tuesday 24 November 2026, 08:00."
    assert text(await life.press("Switch it on again", reply)).startswith("This reminder is not paused")
    await life.until(at(24, 9))
    assert [line[:8] for line in life.lines] == ["21 08:00", "24 08:00"]


async def test_delete_asks_first(life: Life) -> None:
    await life.starts()
    await life.until(at(24, 7), HOUR)
    question = next(message.reply for message in life.came if "Shall I go on" in message.text)
    asked = await life.press("Delete", question)
    assert list(buttons(asked)) == ["Yes, delete it", "No, keep it"]
    for_link = await life.press("Yes, delete it", asked, fresh=True)
    assert list(buttons(for_link)) == ["Yes, delete it", "No, keep it"]
    assert text(await life.press("Yes, delete it", asked)) == "Deleted. It reminds you no more."
    assert text(await life.press("Yes, delete it", asked)) == plain(life.texts.rich("reminder.gone"))
    await life.until(at(26))
    assert not [line for line in life.lines if line.startswith(("24", "25"))]
