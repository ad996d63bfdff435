"""What a carer is told, when, and when not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core.errors import OutcomeUnknown
from bot.core.keeping import Profile
from bot.core.people import Platform
from bot.core.richtext import plain
from bot.delivery.due import Due, ToPerson
from bot.features.reminders.carers.notices import AFTER, WITHIN
from bot.features.reminders.consents import Purpose
from bot.features.reminders.dues import CARER_NOTICE, reminder
from bot.features.reminders.occurrences import Answer, skipped, snoozed, taken
from bot.features.reminders.plans import DatePlan, Kind, Status
from tests.features.reminders.carers.conftest import ANNA, BERT, CLEO, Carers
from tests.features.town import buttons
from tests.storage.reminding import kept_occurrence

MINUTE = timedelta(minutes=1)
NOTICE = "A reminder was not marked by 12:30. I know no more than that."


async def test_not_marked(town: Carers) -> None:
    await town.linked()
    await town.reminded(await town.plan())
    assert await town.told(AFTER - MINUTE) == []
    assert await town.told(MINUTE) == [(BERT, NOTICE)]
    assert await town.told(timedelta(days=1)) == []


async def test_nothing_but_the_time_is_told(town: Carers) -> None:
    await town.linked()
    await town.reminded(await town.plan(label="my azathioprine"))
    [(_, words)] = await town.told()
    for betraying in ("dose", "take", "took", "medicine", "azathioprine", "anna", "test", "should"):
        assert betraying not in words.lower()


async def test_the_notice_ends_itself(town: Carers) -> None:
    await town.linked()
    await town.reminded(await town.plan())
    [(_, notice)] = await town.wait(minutes=30)
    asked = await town.presses(BERT, buttons(notice)["Stop these notices"])
    ended = await town.presses(BERT, buttons(asked)["Yes, end it"])
    assert ended is not None
    assert "Ended" in plain(ended.blocks)
    await town.reminded(await town.plan())
    assert await town.told() == []


@pytest.mark.parametrize("answer", [taken, skipped])
async def test_marked_in_time(town: Carers, answer: object) -> None:
    assert callable(answer)
    await town.linked()
    occurrence = await town.reminded(await town.plan())
    town.clock.move(AFTER - MINUTE)
    assert await town.stores.occurrences.change(occurrence, answer(occurrence, town.clock.now))
    assert await town.told(MINUTE) == []


async def test_marked_later_nothing_more_is_told(town: Carers) -> None:
    await town.linked()
    occurrence = await town.reminded(await town.plan())
    await town.told()
    pressed = taken(occurrence, town.clock.now)
    assert not isinstance(pressed, str)
    await town.stores.occurrences.change(occurrence, pressed)
    assert await town.wait(days=1) == []


async def test_snoozed(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    occurrence = await town.reminded(plan)
    town.clock.move(10 * MINUTE)
    later = snoozed(occurrence, town.clock.now, 30 * MINUTE)
    assert not isinstance(later, str)
    await town.stores.occurrences.change(occurrence, later)
    town.clock.move(30 * MINUTE)
    await town.notices.after_last(plan, later, town.clock.now)
    assert await town.told(AFTER - MINUTE) == [], "the first notice is not needed any more"
    assert await town.told(MINUTE) == [(BERT, "A reminder was not marked by 13:10. I know no more than that.")]


async def test_a_short_snooze_does_not_bring_the_first_notice(town: Carers) -> None:
    await town.linked()
    occurrence = await town.reminded(await town.plan())
    town.clock.move(5 * MINUTE)
    later = snoozed(occurrence, town.clock.now, 10 * MINUTE)
    assert not isinstance(later, str)
    await town.stores.occurrences.change(occurrence, later)
    assert await town.told(25 * MINUTE) == []


async def test_who_was_told_is_not_told_again_after_a_snooze(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    occurrence = await town.reminded(plan)
    assert len(await town.told()) == 1
    later = snoozed(occurrence, town.clock.now, 10 * MINUTE)
    assert not isinstance(later, str)
    await town.stores.occurrences.change(occurrence, later)
    town.clock.move(10 * MINUTE)
    await town.notices.after_last(plan, later, town.clock.now)
    assert await town.told() == []


async def test_told_twice_that_it_was_the_last_one(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    occurrence = await town.reminded(plan)
    town.clock.move(MINUTE)
    for _ in range(2):
        await town.notices.after_last(plan, occurrence, town.clock.now)
        town.clock.move(timedelta(microseconds=1))
    assert await town.told(AFTER - MINUTE) == []
    assert len(await town.told(MINUTE)) == 1
    assert await town.told(WITHIN) == []


async def test_a_reminder_that_got_through_late(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    occurrence = await kept_occurrence(town.stores, plan, town.clock.now)
    await town.notices.after_last(plan, occurrence, town.clock.now)
    assert await town.told(40 * MINUTE) == [], "it has not come yet"
    await town.outbox.put(reminder(plan, occurrence))
    await town.deliver()
    await town.notices.after_last(plan, occurrence, town.clock.now)
    assert await town.told() == [(BERT, "A reminder was not marked by 13:10. I know no more than that.")]


async def test_all_carers_are_told_and_nobody_else(town: Carers) -> None:
    await town.linked(ANNA, BERT)
    await town.linked(ANNA, CLEO)
    await town.invite(ANNA)
    await town.linked(CLEO, ANNA)  # who cares for Cleo, and is told nothing of herself
    await town.reminded(await town.plan())
    assert {to for to, _ in await town.told()} == {BERT, CLEO}


async def test_a_carer_has_reminders_of_their_own(town: Carers) -> None:
    await town.linked(ANNA, BERT)
    await town.linked(BERT, CLEO)
    plan = await town.plan(BERT)
    assert plan.platform is Platform.DISCORD
    await town.reminded(plan)
    assert [to for to, _ in await town.told()] == [CLEO]
    await town.reminded(await town.plan(ANNA))
    assert [to for to, _ in await town.told()] == [BERT]


async def test_who_cares_for_several_is_told_for_whom(town: Carers) -> None:
    await town.linked(CLEO, BERT)
    await town.linked(ANNA, BERT)
    await town.reminded(await town.plan())
    [(_, words)] = await town.told()
    assert words.startswith("Person 2: a reminder was not marked")


@pytest.mark.parametrize("by", [ANNA, BERT])
async def test_ended_meanwhile(town: Carers, by: object) -> None:
    await town.linked()
    await town.reminded(await town.plan())
    [link] = await town.stores.carers.links(await town.id_of(ANNA))
    await town.presses(ANNA if by is ANNA else BERT, f"carers:over:{link.id}")
    assert await town.told() == []


@pytest.mark.parametrize(("who", "purpose"), [(ANNA, Purpose.CARERS), (BERT, Purpose.CARING)])
async def test_a_consent_was_withdrawn(town: Carers, who: object, purpose: Purpose) -> None:
    await town.linked()
    await town.reminded(await town.plan())
    person = ANNA if who is ANNA else BERT
    assert await town.stores.people.withdraw(await town.id_of(person), purpose, town.clock.now)
    assert await town.told() == []


async def test_a_plan_that_reminds_no_more(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    await town.reminded(plan)
    await town.stores.plans.change(plan, plan.changed(status=Status.PAUSED), None)
    assert await town.told() == []
    other = await town.plan()
    await town.reminded(other)
    await town.stores.plans.remove(other.id)
    assert await town.told() == []


async def test_only_doses_are_told_of(town: Carers) -> None:
    await town.linked()
    plan = await town.plan(kind=Kind.APPOINTMENT, content=DatePlan(date(2026, 11, 21)))
    await town.reminded(plan)
    assert await town.told() == []


async def test_a_reminder_that_did_not_surely_come(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    occurrence = await kept_occurrence(town.stores, plan, town.clock.now)
    await town.notices.after_last(plan, occurrence, town.clock.now)
    assert await town.told() == [], "it never went out"
    town.platforms.failures.append(OutcomeUnknown("no answer"))
    later = await kept_occurrence(town.stores, plan, town.clock.now)
    await town.outbox.put(replace(reminder(plan, later), until=town.clock.now + MINUTE))
    await town.deliver()
    await town.notices.after_last(plan, later, town.clock.now)
    assert await town.told() == [], "nobody knows whether it came"


async def test_a_person_who_is_out_of_reach(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    await town.stores.people.block(await town.id_of(ANNA), Platform.TELEGRAM, town.clock.now)
    await town.reminded(plan)
    assert await town.told() == []


async def test_missed_meanwhile(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    occurrence = await town.reminded(plan)
    await town.stores.occurrences.change(occurrence, replace(occurrence, answer=Answer.MISSED, epoch=1))
    assert await town.told() == []


class TestOutages:
    async def test_down_while_the_answer_could_have_come(self, town: Carers) -> None:
        await town.linked()
        await town.reminded(await town.plan())
        town.up_since = town.clock.now + 20 * MINUTE  # the bot was started again
        assert await town.told(AFTER) == []
        assert await town.told(19 * MINUTE) == []
        assert [to for to, _ in await town.told(MINUTE)] == [BERT], "half an hour later"

    async def test_the_answer_comes_after_the_outage(self, town: Carers) -> None:
        await town.linked()
        occurrence = await town.reminded(await town.plan())
        town.up_since = town.clock.now + 20 * MINUTE
        assert await town.told(AFTER) == []
        pressed = taken(occurrence, town.clock.now)
        assert not isinstance(pressed, str)
        await town.stores.occurrences.change(occurrence, pressed)
        assert await town.told(AFTER) == []

    async def test_not_connected(self, town: Carers) -> None:
        await town.linked()
        await town.reminded(await town.plan())
        town.up_since = None
        assert await town.told(AFTER) == []
        assert await town.told(AFTER) == []
        town.up_since = town.clock.now
        assert await town.told(timedelta(hours=1)) == []

    async def test_held_up_for_long(self, town: Carers) -> None:
        await town.linked()
        await town.reminded(await town.plan())
        assert await town.told(AFTER + 31 * MINUTE) == [], "it came half an hour late, and waits for another one"
        assert await town.told(AFTER) == []

    async def test_held_up_for_a_while(self, town: Carers) -> None:
        await town.linked()
        await town.reminded(await town.plan())
        assert await town.told(AFTER + 6 * MINUTE) == []
        assert len(await town.told(AFTER)) == 1

    async def test_much_too_late(self, town: Carers) -> None:
        await town.linked()
        await town.reminded(await town.plan())
        assert await town.told(AFTER + WITHIN) == []

    async def test_a_notice_that_perhaps_came_is_repeated_marked(self, town: Carers) -> None:
        await town.linked()
        plan = await town.plan()
        await town.linked(ANNA, CLEO)
        [link] = [one for one in await town.stores.carers.links(await town.id_of(BERT)) if one.carer_id]
        await town.stores.carers.end(link.id)
        await town.reminded(plan)
        town.platforms.failures.append(OutcomeUnknown("no answer"))
        await town.told()
        [(to, words)] = await town.told(10 * MINUTE)
        assert (to, words.startswith("Again.")) == (CLEO, True)


class TestQuietHours:
    async def quiet(self, town: Carers, start: str, end: str, zone: str | None = "Europe/London") -> None:
        await town.stores.people.set_profile(await town.id_of(BERT), Profile(zone=zone, quiet=(start, end)))

    async def test_they_end_within_the_hour(self, town: Carers) -> None:
        await town.linked()
        await self.quiet(town, "22:00", "13:00")
        await town.reminded(await town.plan())
        assert await town.told(AFTER) == []
        assert await town.told(AFTER - MINUTE) == []
        assert await town.told(MINUTE) == [(BERT, "A reminder was not marked by 13:00. I know no more than that.")]

    async def test_they_end_later(self, town: Carers) -> None:
        await town.linked()
        await self.quiet(town, "12:00", "14:00")
        await town.reminded(await town.plan())
        assert await town.told(AFTER) == []
        assert await town.told(timedelta(hours=1)) == []

    async def test_they_are_over(self, town: Carers) -> None:
        await town.linked()
        await self.quiet(town, "22:00", "07:00", None)
        await town.reminded(await town.plan())
        assert len(await town.told()) == 1


async def test_the_time_is_the_carers(town: Carers) -> None:
    await town.linked()
    await town.stores.people.set_profile(await town.id_of(BERT), Profile(zone="Asia/Tokyo"))
    await town.reminded(await town.plan())
    [(_, words)] = await town.told()
    assert "by 21:30" in words


async def test_nobody_is_told_of_themselves(town: Carers) -> None:
    await town.linked()
    plan = await town.plan()
    occurrence = await town.reminded(plan)
    due = notice(town.clock.now + AFTER, occurrence.id, plan.person_id)
    await town.outbox.put(due)
    assert [to for to, _ in await town.told()] == [BERT]


async def test_a_notice_about_nothing(town: Carers) -> None:
    await town.linked()
    await town.outbox.put(notice(town.clock.now + AFTER, "gone", await town.id_of(BERT)))
    assert await town.told() == []


def notice(at: datetime, subject: str, to: str) -> Due:
    return Due(CARER_NOTICE, subject, ToPerson(to), Platform.DISCORD, at, at + WITHIN, f"test:{subject}:{to}")
