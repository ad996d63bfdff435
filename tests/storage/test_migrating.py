"""How the tables come to be: from nothing, from each earlier version, by two at once, and not by an older program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Date, bindparam, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import UserError
from bot.core.keeping import Profile
from bot.features.reminders.keeping import UNKEPT_DAYS
from bot.storage.address import MEMORY, Address, Kind
from bot.storage.engine import create_engine, open_database
from bot.storage.migrating import FOLDER, migrate, version
from bot.storage.schema import REVISIONS, metadata
from bot.storage.sealing import DataKey, Keyring
from bot.storage.stores import open_stores
from tests.scenes import MEMBER
from tests.storage.meetups.meeting import kept_answer, kept_date
from tests.storage.reminding import kept_plan
from tests.wire.postgres import PostgresServer


@pytest.fixture(params=["file", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Address]:
    """A database without any tables."""
    if request.param == "file":
        yield Address(Kind.SQLITE, tmp_path / "bot.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    async with server.new_database() as address:
        yield address


async def version_of(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        return await connection.run_sync(version)


def differences(connection: Connection) -> list[object]:
    """What the tables that are there and those of the schema differ in."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_from_nothing(empty: Address) -> None:
    engine = create_engine(empty)
    try:
        assert await version_of(engine) is None
        await migrate(engine, empty.kind)
        assert await version_of(engine) == REVISIONS[-1]
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


async def test_in_memory_they_are_the_same() -> None:
    async with open_database(MEMORY) as database, database.reading() as connection:
        assert await connection.run_sync(differences) == []
        indexes = await connection.run_sync(lambda there: inspect(there).get_multi_indexes())
    wanted = {(table.name, index.name) for table in metadata.sorted_tables for index in table.indexes}
    assert {(table, index["name"]) for (_, table), found in indexes.items() for index in found} >= wanted


@pytest.mark.parametrize("earlier", REVISIONS)
async def test_from_each_earlier_version(empty: Address, earlier: str) -> None:
    engine = create_engine(empty)
    try:
        await migrate(engine, empty.kind, earlier)
        assert await version_of(engine) == earlier
        await migrate(engine, empty.kind)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


async def test_what_the_first_version_kept_is_kept(empty: Address) -> None:
    """People of the first version, put in as it did, with all that was sealed then."""
    keyring, person_id = Keyring.throw_away(), "0" * 32
    key = DataKey.fresh()
    wrapped = keyring.current.wrap(key, "person", person_id)
    sealed = key.seal_json({"zone": "Europe/Zurich"}, "person", "profile", person_id)
    address = key.seal_json({"id": MEMBER.id}, "account", "address", "1" * 32)
    mark, name = keyring.current.mark("account", MEMBER.platform, MEMBER.id), keyring.current.name
    engine = create_engine(empty)
    try:
        await migrate(engine, empty.kind, "0001")
        async with engine.begin() as connection:
            people = "INSERT INTO person (id, wrapped_key, key_version, profile, created_at, seen_on) VALUES"
            values = {"id": person_id, "wrapped": wrapped, "name": name, "profile": sealed, "day": date(2026, 11, 20)}
            put = text(f"{people} (:id, :wrapped, :name, :profile, 5, :day)").bindparams(bindparam("day", type_=Date))
            await connection.execute(put, values)
            accounts = "INSERT INTO account (id, person_id, platform, mark, address) VALUES"
            values = {"id": "1" * 32, "person": person_id, "mark": mark, "address": address}
            await connection.execute(text(f"{accounts} (:id, :person, 'telegram', :mark, :address)"), values)
            await connection.execute(
                text("INSERT INTO consent VALUES (:id, :person, 'history', '1', 5, NULL)"),
                {"id": "2" * 32, "person": person_id},
            )
    finally:
        await engine.dispose()
    async with open_stores(empty, keyring) as stores:
        assert await stores.people.find(MEMBER) == person_id
        assert await stores.people.profile(person_id) == Profile(zone="Europe/Zurich")
        assert [one.purpose for one in await stores.people.consents(person_id)] == ["history"]
        assert await stores.occurrences.kept_for(person_id) == UNKEPT_DAYS
        plan = await kept_plan(stores, MEMBER)
        assert await stores.plans.of(person_id) == (plan,)
        on = await kept_date(stores)
        coming = await kept_answer(stores, on, MEMBER)
        assert coming.person_id == person_id
        assert await stores.meetups.attendance.attendees(on.id) == (coming,)


async def test_two_at_once(empty: Address) -> None:
    async def open_it() -> None:
        async with open_database(empty):
            pass

    await asyncio.gather(*(open_it() for _ in range(4)))
    async with open_database(empty) as database, database.reading() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).all() == [(REVISIONS[-1],)]


async def test_a_newer_one_is_refused_and_left_alone(empty: Address) -> None:
    async with open_database(empty) as database, database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError) as told:
        async with open_database(empty):
            pass
    assert told.value.key == "storage.newer_schema"


async def test_a_step_that_fails_changes_nothing(empty: Address) -> None:
    engine = create_engine(empty)
    try:
        async with engine.begin() as connection:
            # The last table of the first step is there already, and is not as it should be.
            await connection.execute(text("CREATE TABLE form (x INTEGER)"))
        with pytest.raises(Exception, match="already exists"):
            await migrate(engine, empty.kind)
        async with engine.connect() as connection:
            assert set(await connection.run_sync(lambda sync: inspect(sync).get_table_names())) == {"form"}
    finally:
        await engine.dispose()


async def test_cascades_are_off_for_the_steps_alone(tmp_path: Path) -> None:
    engine = create_engine(Address(Kind.SQLITE, tmp_path / "bot.db"))
    try:
        await migrate(engine, Kind.SQLITE)
        async with engine.connect() as connection:
            assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1
    finally:
        await engine.dispose()


def test_the_list_of_versions_is_that_of_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(reversed([step.revision for step in steps])) == REVISIONS
    assert [step.down_revision for step in steps] == [*reversed(REVISIONS[:-1]), None]
