"""What becomes of two people who are one: nothing is lost, and nothing needs the key of the one who is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.conversation.drafts import Draft
from bot.core.keeping import Account, Consent, Profile
from bot.core.people import Person
from bot.features.privacy.held import Held, Kind
from bot.storage.schema import delivery, form, person
from bot.storage.stores import Stores
from tests.scenes import NOW
from tests.storage.meetups.meeting import kept_answer, kept_date, shown_post
from tests.storage.personal_data import STAYS, keep_everything, keep_meetup
from tests.storage.reminding import ANNA, BERT, DAY, HOUR, kept_plan
from tests.storage.test_linking import CONSOLE, SOON, TELEGRAM, content, link, people


async def test_all_that_was_kept_is_still_shown(stores: Stores) -> None:
    """But for forms, which are bound to where they run, and codes."""
    who = await keep_everything(stores, NOW)
    before = (await stores.holdings.held(who)).records
    await link(stores, BERT, who)
    after = (await stores.holdings.held(BERT)).records
    gone = {Kind.FORMS, Kind.CODES}
    moved = set(before) - gone - {Kind.ACCOUNT}
    assert {kind: after[kind] for kind in moved} == {kind: before[kind] for kind in moved}
    assert not gone & set(after)
    assert {record["platform"] for record in after[Kind.ACCOUNT]} == {"telegram", "discord"}
    assert await stores.holdings.held(who) == Held(after)
    assert await people(stores) == 1


async def test_all_can_be_erased_from_either_account(stores: Stores) -> None:
    who = await keep_everything(stores, NOW)
    await link(stores, BERT, who)
    await stores.holdings.erase(BERT)
    assert not await stores.holdings.held(who)
    assert {name for name, rows in (await content(stores)).items() if rows} <= {"meta", "rating"} | STAYS


async def test_nothing_is_left_that_only_the_old_key_could_read(stores: Stores) -> None:
    """Each sealed value is read once more with what is there now."""
    who = await keep_everything(stores, NOW)
    into = await link(stores, BERT, who)
    [plan] = await stores.plans.of(into)
    answered, _ = await stores.occurrences.of_plan(plan.id, NOW - DAY, NOW + DAY)
    assert (plan.label, answered.answer) == ("planted label", "taken")
    assert await stores.people.account(into, TELEGRAM) == Account(who)
    assert await stores.drafts.find(BERT, "remind") == Draft({"chosen": ["planted choice"]}, NOW)
    async with stores.database.reading() as connection:
        keys = (await connection.execute(select(delivery.c.dedupe_key))).scalars().all()
        assert (await connection.execute(select(form))).all() == []
    refs = [found.message_ref for key in keys if (found := await stores.deliveries.standing(key))]
    assert "planted-message-77" in refs


async def test_meetups_are_those_of_the_person_of_the_code(stores: Stores) -> None:
    on = await keep_meetup(stores, ANNA, NOW)
    into = await link(stores)
    meetup = await stores.meetups.meetups.meetup(on.meetup_id)
    assert meetup is not None
    assert meetup.organiser_id == into
    [coming] = await stores.meetups.attendance.attendees(on.id)
    assert (coming.person_id, coming.name) == (into, "planted name")
    [question] = await stores.meetups.words.questions(on.id)
    assert (question.person_id, question.text) == (into, "planted question")


@pytest.mark.parametrize("later", [ANNA, BERT])
async def test_of_two_answers_to_a_date_the_later_one_stays(stores: Stores, later: Person) -> None:
    on, other = await kept_date(stores), await kept_date(stores)
    cards = [await shown_post(stores, one) for one in (on, other)]
    answers = {
        who: await kept_answer(stores, on, who, at=NOW if who == later else NOW - HOUR, name=who.platform.value)
        for who in (ANNA, BERT)
    }
    alone = await kept_answer(stores, other, ANNA, name="")
    into = await link(stores)
    assert await stores.meetups.attendance.attendees(on.id) == (replace(answers[later], person_id=into),)
    assert await stores.meetups.attendance.attendees(other.id) == (replace(alone, person_id=into),)
    assert await stores.meetups.posts.stale(9) == (replace(cards[0], wanted=2),), "where one is less, cards say so"


@pytest.mark.parametrize("both", [True, False])
async def test_there_is_one_calendar_address(stores: Stores, both: bool) -> None:
    into, other = await stores.people.ensure(BERT, NOW), await stores.people.ensure(ANNA, NOW)
    await stores.meetups.feeds.open(other, "theirs")
    if both:
        await stores.meetups.feeds.open(into, "mine")
    await link(stores)
    assert await stores.meetups.feeds.whose("mine") == (into if both else None)
    assert await stores.meetups.feeds.whose("theirs") == (None if both else into)


async def test_what_the_person_of_the_code_set_stays(stores: Stores) -> None:
    into, other = await stores.people.ensure(BERT, NOW), await stores.people.ensure(ANNA, NOW)
    await stores.people.set_profile(into, Profile(None, "Europe/Zurich", discreet=False))
    await stores.people.set_profile(other, Profile("de", "Asia/Tehran", discreet=True, quiet=("22:00", "07:00")))
    await stores.occurrences.keep_for(into, 400)
    await stores.occurrences.keep_for(other, 30)
    await link(stores)
    filled = Profile("de", "Europe/Zurich", discreet=True, quiet=("22:00", "07:00"))
    assert await stores.people.profile(into) == filled
    assert await stores.occurrences.kept_for(into) == 400


@pytest.mark.parametrize(("mine", "theirs"), [(True, False), (False, True), (False, False)])
async def test_what_either_hid_stays_hidden(stores: Stores, mine: bool, theirs: bool) -> None:
    for who, discreet in ((BERT, mine), (ANNA, theirs)):
        await stores.people.set_profile(await stores.people.ensure(who, NOW), Profile(discreet=discreet))
    assert (await stores.people.profile(await link(stores))).discreet is (mine or theirs)


async def test_gaps_are_filled(stores: Stores) -> None:
    other = await stores.people.ensure(ANNA, NOW)
    await stores.people.set_profile(other, Profile("de", discreet=False))
    await stores.occurrences.keep_for(other, 90)
    into = await link(stores)
    assert await stores.people.profile(into) == Profile("de", discreet=False)
    assert await stores.occurrences.kept_for(into) == 90


async def test_drafts_of_one_name_are_those_of_the_person_of_the_code(stores: Stores) -> None:
    mine, theirs = Draft({"whose": "mine"}, NOW), Draft({"whose": "theirs"}, NOW)
    await stores.drafts.put(BERT, "remind", mine)
    await stores.drafts.put(ANNA, "remind", theirs)
    await stores.drafts.put(ANNA, "other", theirs)
    await link(stores)
    for who in (ANNA, BERT):
        assert await stores.drafts.find(who, "remind") == mine
        assert await stores.drafts.find(who, "other") == theirs


async def test_of_two_consents_the_newer_one_holds(stores: Stores) -> None:
    into, other = await stores.people.ensure(BERT, NOW), await stores.people.ensure(ANNA, NOW)
    await stores.people.consent(into, "doses", "2", NOW - HOUR)
    await stores.people.consent(other, "doses", "1", NOW - 2 * HOUR)
    await stores.people.consent(other, "history", "1", NOW - HOUR / 2)
    await link(stores)
    assert await stores.people.consents(into) == (
        Consent("doses", "1", NOW - 2 * HOUR, NOW),
        Consent("doses", "2", NOW - HOUR),
        Consent("history", "1", NOW - HOUR / 2),
    )


async def test_carers_of_both_stay_and_nobody_cares_for_themselves(stores: Stores) -> None:
    into, other, third, fourth = [
        await stores.people.ensure(who, NOW) for who in (BERT, ANNA, Person(CONSOLE, "3"), Person(CONSOLE, "4"))
    ]
    pairs = [(into, other), (other, into), (into, third), (other, third), (third, into), (third, other)]
    for number, (cared_for, carer) in enumerate([*pairs, (fourth, other), (other, fourth)]):
        invited = await stores.carers.invite(cared_for, str(number), NOW, SOON)
        assert await stores.carers.accept(invited.id, carer, TELEGRAM, NOW) is not None
    await link(stores)
    links = await stores.carers.links(into)
    assert {(one.person_id, one.carer_id) for one in links} == {
        *((into, third), (third, into), (fourth, into), (into, fourth))
    }
    assert len(links) == 4
    numbers = [one.number for one in links if one.carer_id == into]
    assert len(set(numbers)) == len(numbers)


async def test_a_plan_that_is_just_being_changed_is_not_overwritten(stores: Stores) -> None:
    plan = await kept_plan(stores)
    into = await link(stores)
    assert not await stores.plans.change(plan, plan.changed(label="late"), NOW)
    assert await stores.plans.plan_occurrences(plan, (), None) == ()
    assert await stores.plans.of(into) == (replace(plan, person_id=into),)


async def test_who_is_linked_counts_as_heard_of(stores: Stores) -> None:
    into = await stores.people.ensure(BERT, NOW - 100 * DAY)
    async with stores.database.writing() as connection:
        await connection.execute(person.update().values(warned_at=NOW))
    await link(stores)
    async with stores.database.reading() as connection:
        row = (await connection.execute(select(person).where(person.c.id == into))).one()
    assert (row.seen_on, row.warned_at, row.created_at) == (NOW.date(), None, NOW - 100 * DAY)
