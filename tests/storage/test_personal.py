"""All that is kept about a person is shown to them and erased, in whatever table it is."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import timedelta

from sqlalchemy import Column, LargeBinary, Table, func, select

from bot.core.keeping import LinkResult, Profile
from bot.core.people import Person, Platform
from bot.features.privacy.files import as_csv, as_json
from bot.features.privacy.held import Kind
from bot.storage.engine import Database
from bot.storage.personal import PERSONAL
from bot.storage.schema import metadata, person
from bot.storage.stores import Stores
from tests.scenes import NOW
from tests.storage.meetups.meeting import kept_answer
from tests.storage.personal_data import ACCOUNT, SHOWN, STAYS, WORDS, keep_everything, keep_meetup

STRANGER = "799000000001"


async def counts(database: Database) -> dict[str, int]:
    async with database.reading() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
        }


def leads_to_a_person(column: Column[object]) -> bool:
    """Tell whether a column points to people, by its key or by its name."""
    named = "person" in column.name or "account" in column.name or column.name in {"platform_id", "user_id", "who"}
    return named or any(key.column.table is person for key in column.foreign_keys)


def holds_people(table: Table) -> bool:
    return table is person or any(leads_to_a_person(column) for column in table.c)


def test_every_table_with_a_person_is_shown_and_erased() -> None:
    assert {table.name for table in metadata.sorted_tables if holds_people(table)} == {
        one.table.name for one in PERSONAL
    }
    leading = {
        key.parent for table in metadata.sorted_tables for key in table.foreign_keys if key.column is person.c.id
    }
    assert {one.table.c[one.owner] for one in PERSONAL} == leading | {person.c.id}


def test_every_mark_that_is_kept_is_known() -> None:
    """A mark may lead to a person without a column that says so: whoever adds one must think of both."""
    marked = {table.name for table in metadata.sorted_tables for column in table.c if "mark" in column.name}
    assert marked == {"account", "place", "form", "rating_mark", "carer_link", "link_code", "feed"}


def test_every_column_is_shown_unsealed_or_hidden_on_purpose() -> None:
    for one in PERSONAL:
        names = {column.name for column in one.table.c}
        assert one.hidden | one.sealed.keys() <= names
        assert not one.hidden & one.sealed.keys()
        binary = {column.name for column in one.table.c if isinstance(column.type, LargeBinary)}
        assert binary - one.hidden == set(one.sealed)


async def test_all_is_shown(stores: Stores) -> None:
    who = await keep_everything(stores, NOW)
    held = await stores.holdings.held(who)
    assert {kind: len(records) for kind, records in held.records.items()} == {
        Kind.ACCOUNT: 1,
        Kind.SETTINGS: 1,
        Kind.CONSENTS: 1,
        Kind.FORMS: 1,
        Kind.REMINDERS: 1,
        Kind.ANSWERS: 2,
        Kind.CARERS: 1,
        Kind.MEETUPS: 1,
        Kind.QUESTIONS: 1,
        Kind.CALENDAR: 1,
        Kind.ORGANISED: 1,
        Kind.DRAFTS: 1,
        Kind.CODES: 1,
        Kind.MESSAGES: 2,
        Kind.RATINGS: 1,
    }
    for text in (as_json(held, NOW).decode(), as_csv(held).decode("utf-8-sig")):
        assert not [word for word in WORDS + SHOWN if word not in text]
    assert json.loads(as_json(held, NOW))["held"]["ratings"] == [{"entry": "planted-entry"}]
    [settings] = held.records[Kind.SETTINGS]
    assert {f"profile.{field.name}" for field in fields(Profile)} <= {
        name.removesuffix(".1").removesuffix(".2") for name in settings
    }


async def test_reminders_are_readable(stores: Stores) -> None:
    who = await keep_everything(stores, NOW)
    held = await stores.holdings.held(who)
    [plan] = held.records[Kind.REMINDERS]
    assert plan["content.kind"] == "dose"
    assert plan["content.steps.1.times.2"] == "09:00"
    assert plan["next_at"] == "2026-11-21T12:00:00+00:00"
    answered, waits = sorted(held.records[Kind.ANSWERS], key=lambda record: str(record["local"]))
    assert answered["state.answer"] == "taken"
    assert answered["state.taken_at"] == "2026-10-31T05:05:05+00:00"
    assert (waits["local"], waits["is_open"], waits["state"]) == ("2026-10-31T09:00", True, None)


async def test_meetups_are_readable(stores: Stores) -> None:
    who = await keep_everything(stores, NOW)
    records = (await stores.holdings.held(who)).records
    tomorrow, now = "2026-11-21T12:00:00+00:00", "2026-11-20T12:00:00+00:00"
    answer = {"answer": "going", "number": 1, "at": now, "platform": "telegram", "guests": 0, "waits": False}
    assert records[Kind.MEETUPS] == ({**answer, "remind": "never", "name": "planted name", "starts_at": tomorrow},)
    assert records[Kind.QUESTIONS] == ({"text": "planted question", "created_at": now, "starts_at": tomorrow},)
    [organised] = records[Kind.ORGANISED]
    assert (organised["content.title"], organised["content.zone"]) == ("planted title", "Europe/London")
    assert organised["status"] == "planned"


async def test_what_was_announced_to_a_group_stays_without_a_name(stores: Stores) -> None:
    """Answers of others too; the card counts anew."""
    who, other = await keep_everything(stores, NOW), Person(Platform.TELEGRAM, STRANGER)
    on = await keep_meetup(stores, who, NOW)
    coming = await kept_answer(stores, on, other)
    await stores.holdings.erase(who)
    assert await stores.meetups.attendance.attendees(on.id) == (coming,)
    assert await stores.meetups.words.questions(on.id) == ()
    [card] = await stores.meetups.posts.of_date(on.id)
    assert (card.wanted, card.shown, card.ref) == (2, 1, "planted-ref-78")
    meetup = await stores.meetups.meetups.meetup(on.meetup_id)
    assert meetup is not None
    assert (meetup.organiser_id, meetup.content.title) == (None, "planted title")
    assert Kind.ORGANISED not in (await stores.holdings.held(other)).records


async def test_both_sides_of_carers_are_shown_what_is_theirs(stores: Stores) -> None:
    """Neither is shown who the other one is, or where they write."""
    carer, cared_for = Person(Platform.DISCORD, ACCOUNT), Person(Platform.TELEGRAM, STRANGER)
    ids = [await stores.people.ensure(who, NOW) for who in (carer, cared_for)]
    link = await stores.carers.invite(ids[1], "code", NOW, NOW + timedelta(days=2))
    assert await stores.carers.accept(link.id, ids[0], Platform.DISCORD, NOW) is not None
    [caring] = (await stores.holdings.held(carer)).records[Kind.CARING]
    [carers] = (await stores.holdings.held(cared_for)).records[Kind.CARERS]
    since = {"state": "accepted", "created_at": NOW.isoformat(), "expires_at": None}
    assert carers == since
    assert caring == {**since, "platform": "discord", "number": 1}
    await stores.holdings.erase(carer)
    assert Kind.CARERS not in (await stores.holdings.held(cared_for)).records


async def test_ratings_of_all_linked_accounts_are_shown_and_erased(stores: Stores) -> None:
    one, other = Person(Platform.DISCORD, ACCOUNT), Person(Platform.TELEGRAM, STRANGER)
    await stores.links.offer(await stores.people.ensure(one, NOW), "code", NOW + timedelta(minutes=10))
    assert await stores.links.redeem("code", other, NOW) is LinkResult.LINKED
    await stores.ratings.rate(one, "first", NOW.date(), helpful=True)
    await stores.ratings.rate(other, "second", NOW.date(), helpful=True)
    for who in (one, other):
        ratings = (await stores.holdings.held(who)).records[Kind.RATINGS]
        assert ratings == ({"entry": "first"}, {"entry": "second"})
    await stores.holdings.erase(other)
    assert not await stores.holdings.held(one)
    assert not await stores.holdings.held(other)


async def test_all_is_erased(stores: Stores) -> None:
    who = await keep_everything(stores, NOW)
    await stores.holdings.erase(who)
    assert not await stores.holdings.held(who)
    left = {name: count for name, count in (await counts(stores.database)).items() if count}
    assert left.keys() <= {"meta", "rating", "alembic_version"} | STAYS


async def test_others_keep_what_is_theirs(stores: Stores) -> None:
    who = await keep_everything(stores, NOW)
    other = await keep_everything(stores, NOW, STRANGER)
    before = await stores.holdings.held(other)
    text = as_json(before, NOW).decode()
    assert ACCOUNT not in text
    await stores.holdings.erase(who)
    assert await stores.holdings.held(other) == before
    await stores.holdings.erase(who)
    assert await stores.holdings.held(other) == before


async def test_the_same_number_on_another_platform_is_somebody_else(stores: Stores) -> None:
    await keep_everything(stores, NOW)
    assert not await stores.holdings.held(Person(Platform.DISCORD, ACCOUNT))


async def test_counts_of_ratings_stay(stores: Stores) -> None:
    who = await keep_everything(stores, NOW)
    await stores.holdings.erase(who)
    assert await stores.ratings.of("planted-entry") == (1, 0)
    assert await stores.ratings.rate(who, "planted-entry", NOW.date(), helpful=True), (
        "nothing tells that they have before"
    )


async def test_a_rating_alone_is_shown_and_erased(stores: Stores) -> None:
    who = Person(Platform.DISCORD, ACCOUNT)
    await stores.ratings.rate(who, "an-entry", NOW.date(), helpful=False)
    assert (await stores.holdings.held(who)).records == {Kind.RATINGS: ({"entry": "an-entry"},)}
    await stores.holdings.erase(who)
    assert not await stores.holdings.held(who)


async def test_nothing_is_held_of_somebody_unknown(stores: Stores) -> None:
    assert not await stores.holdings.held(Person(Platform.DISCORD, "1"))
    await stores.holdings.erase(Person(Platform.DISCORD, "1"))
