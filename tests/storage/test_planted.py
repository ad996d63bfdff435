"""Planted words are found in no file of the database, in no journal, no backup, no error and no log."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot import log as quiet_log
from bot.conversation.drafts import Draft
from bot.core.errors import StorageError
from bot.core.keeping import Profile
from bot.core.people import Person, Platform
from bot.storage.address import Address, Kind
from bot.storage.copying import copy_all
from bot.storage.engine import Database, open_database
from bot.storage.schema import person
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from tests.scenes import NOW
from tests.storage.personal_data import ACCOUNT, CODES, SHOWN, WORDS, keep_everything, keep_meetup, keep_reminders
from tests.wire.postgres import PostgresServer


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers, root.level
    quiet_log.set_up("info", stream)
    yield stream
    root.handlers, _ = before, root.setLevel(level)
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True


def forms_of(word: str) -> tuple[bytes, ...]:
    """Give a word as it might stand in a file."""
    plain = word.encode()
    return plain, word.encode("utf-16-le"), plain.hex().encode(), base64.b64encode(plain).rstrip(b"=")[:-1]


def planted_in(content: bytes) -> list[str]:
    return [word for word in WORDS + CODES if any(form in content for form in forms_of(word))]


def content_of(folder: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_planted_word_would_be_found() -> None:
    for word in WORDS + CODES:
        assert planted_in(f"x{word}x".encode()) == [word]
        assert planted_in(base64.b64encode(word.encode())) == [word]


async def test_nothing_is_readable_in_files_and_backups(tmp_path: Path) -> None:
    address = Address(Kind.SQLITE, tmp_path / "data" / "bot.db")
    async with open_stores(address, Keyring.throw_away()) as stores:
        await keep_everything(stores, NOW)
        running = content_of(tmp_path)
        async with open_database(Address(Kind.SQLITE, tmp_path / "backup.db")) as backup:
            await copy_all(stores.database, backup, lambda done, total: None)
    stopped = content_of(tmp_path)
    for content in (running, stopped):
        assert all(word.encode() in content for word in SHOWN), "the files that were looked at hold the rows"
        assert planted_in(content) == []


async def test_what_was_erased_is_overwritten(tmp_path: Path) -> None:
    address = Address(Kind.SQLITE, tmp_path / "bot.db")
    async with open_stores(address, Keyring.throw_away()) as stores:
        who = await keep_everything(stores, NOW)
        async with stores.database.reading() as connection:
            row = (await connection.execute(select(person))).one()
        assert row.wrapped_key in content_of(tmp_path)
        await stores.holdings.erase(who)
        left = content_of(tmp_path)
        for trace in (row.wrapped_key, row.profile, row.id.encode()):
            assert trace not in left


async def test_nothing_is_readable_in_any_database(stores: Stores) -> None:
    await keep_everything(stores, NOW)
    async with stores.database.reading() as connection:
        rows = [
            repr(tuple(row))
            for table in person.metadata.sorted_tables
            for row in await connection.execute(select(table))
        ]
    content = "\n".join(rows).encode()
    assert b"planted-purpose" in content
    assert planted_in(content) == []


async def test_errors_and_logs_say_nothing(stores: Stores, logged: io.StringIO) -> None:
    """Whatever breaks while something is stored: no text of an error holds what was to be stored."""
    who = await keep_everything(stores, NOW)
    person_id = await stores.people.find(who)
    assert person_id is not None
    on = await keep_meetup(stores, who, NOW)
    async with without_tables(stores.database):
        told = [
            await broken(stores.people.set_profile(person_id, Profile("plantedlanguage", "Planted/Zone"))),
            await broken(stores.people.ensure(Person(Platform.TELEGRAM, ACCOUNT), NOW)),
            await broken(stores.people.consent(person_id, "planted-purpose", "1", NOW)),
            await broken(stores.holdings.held(who)),
            await broken(keep_reminders(stores, person_id, NOW)),
            await broken(stores.drafts.put(who, "remind", Draft({"chosen": "planted choice"}, NOW))),
            await broken(stores.links.redeem(CODES[1], who, NOW)),
            await broken(keep_meetup(stores, who, NOW)),
            await broken(stores.meetups.meetups.meetup(on.meetup_id)),
            await broken(stores.meetups.attendance.attendees(on.id)),
            await broken(stores.meetups.posts.of_date(on.id)),
            await broken(stores.meetups.feeds.whose(CODES[2])),
        ]
    for words in (*told, logged.getvalue()):
        assert planted_in(words.encode()) == []


@asynccontextmanager
async def without_tables(database: Database) -> AsyncIterator[None]:
    """Let everything fail that wants one of these tables."""

    async def rename(before: str, then: str) -> None:
        async with database.writing() as connection:
            for name in (
                "person",
                "account",
                "consent",
                "form",
                "delivery",
                "plan",
                "occurrence",
                "draft",
                "link_code",
                "meetup",
                "meetup_post",
                "feed",
            ):
                await connection.execute(text(f"ALTER TABLE {name}{before} RENAME TO {name}{then}"))

    await rename("", "_away")
    yield
    await rename("_away", "")


async def broken(work: Awaitable[object]) -> str:
    """Let something fail; give all that the error and its log tell."""
    try:
        await work
    except Exception as error:
        logging.getLogger("bot.test").exception("it failed")
        causes: list[str] = []
        found: BaseException | None = error
        while found is not None:
            causes += [str(found), repr(found)]
            found = found.__cause__ or found.__context__
        return "\n".join(causes)
    raise AssertionError("it did not fail")


async def test_damaged_values_are_told_without_them(stores: Stores) -> None:
    who = await keep_everything(stores, NOW)
    async with stores.database.writing() as connection:
        await connection.execute(person.update().values(profile=b"damaged"))
    with pytest.raises(StorageError) as told:
        await stores.holdings.held(who)
    assert planted_in(str(told.value).encode()) == []


async def test_nothing_is_readable_in_the_files_of_a_server(postgres: PostgresServer) -> None:
    async with postgres.new_database() as address:
        async with open_stores(address, Keyring.throw_away()) as stores:
            await keep_everything(stores, NOW)
        await postgres.ask("CHECKPOINT")
        content = b"\n".join(postgres.contents())
    assert all(word.encode() in content for word in SHOWN)
    assert planted_in(content) == []
