"""A copy of a whole database: from each kind, to each kind, and while it is being written."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.core.errors import NotSaved, UserError
from bot.core.people import Person, Platform
from bot.delivery.due import Due, ToPerson
from bot.storage.address import Address, Kind
from bot.storage.copying import check_backup, copy_all, is_empty, keys_used, put_back, to_one_file
from bot.storage.engine import Database, open_database
from bot.storage.schema import consent, delivery, metadata
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, build_stores
from tests.scenes import NOW
from tests.storage.personal_data import keep_everything


def unseen(done: int, total: int) -> None:
    """Look at no progress."""


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    async with database.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in await connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


@pytest.fixture
async def backup(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(Address(Kind.SQLITE, tmp_path / "backup.db")) as opened:
        yield opened


async def test_there_and_back(stores: Stores, backup: Database) -> None:
    who = await keep_everything(stores, NOW)
    before, held = await content(stores.database), await stores.holdings.held(who)
    rows = await copy_all(stores.database, backup, unseen)
    assert await content(backup) == before
    assert rows == sum(len(found) for found in before.values())
    await keep_everything(stores, NOW, "799000000009")
    await stores.holdings.erase(who)
    await copy_all(backup, stores.database, unseen)
    assert await content(stores.database) == before
    assert await stores.holdings.held(who) == held


async def test_progress_is_told(stores: Stores, backup: Database) -> None:
    await keep_everything(stores, NOW)
    told: list[tuple[int, int]] = []
    rows = await copy_all(stores.database, backup, lambda done, total: told.append((done, total)))
    assert told[-1] == (rows, rows)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


async def test_what_is_written_meanwhile_is_in_it_as_a_whole_or_not_at_all(stores: Stores, backup: Database) -> None:
    """Each transaction gives two consents: however many are under way, a copy holds an even number."""
    who = Person(Platform.TELEGRAM, "799000000001")
    person_id = await stores.people.ensure(who, NOW)
    stop = asyncio.Event()

    async def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            async with stores.database.writing():
                await stores.people.consent(person_id, f"first-{number}", "1", NOW)
                await stores.people.consent(person_id, f"second-{number}", "1", NOW)
            await asyncio.sleep(0)

    writing = asyncio.create_task(write())
    counts = []
    for _ in range(6):
        await copy_all(stores.database, backup, unseen)
        async with backup.reading() as connection:
            counts.append((await connection.execute(select(func.count()).select_from(consent))).scalar_one())
    stop.set()
    await writing
    assert [count % 2 for count in counts] == [0] * 6
    assert counts[-1] > counts[0], "it was written all the while"


async def test_nothing_is_lost_when_it_fails_half_way(stores: Stores, backup: Database) -> None:
    await keep_everything(stores, NOW)
    before = await content(stores.database)

    def stumble(done: int, total: int) -> None:
        if done > 3:
            raise NotSaved("the disk is full")

    await copy_all(stores.database, backup, unseen)
    await keep_everything(stores, NOW, "799000000009")
    after = await content(stores.database)
    assert after != before
    with pytest.raises(NotSaved):
        await put_back(backup, stores.database, NOW, stumble)
    assert await content(stores.database) == after


async def test_what_may_have_gone_out_since_says_that_it_is_a_repeat(stores: Stores, backup: Database) -> None:
    person_id = await stores.people.ensure(Person(Platform.TELEGRAM, "799000000001"), NOW)
    ledger = stores.deliveries
    dues = [
        Due("p", name, ToPerson(person_id), Platform.TELEGRAM, NOW + after, NOW + after + timedelta(days=1), name)
        for name, after in (("due", timedelta(hours=-1)), ("later", timedelta(hours=3)), ("over", timedelta(hours=-2)))
    ]
    await ledger.put(dues, NOW)
    async with stores.database.writing() as connection:
        await connection.execute(update(delivery).where(delivery.c.subject == "over").values(state="sent"))
    await copy_all(stores.database, backup, unseen)
    await put_back(backup, stores.database, NOW, unseen)
    async with stores.database.reading() as connection:
        rows = await connection.execute(select(delivery.c.subject, delivery.c.ever_unknown))
        assert {row.subject: row.ever_unknown for row in rows} == {"due": True, "later": False, "over": False}
    async with backup.reading() as connection:
        marked = select(func.count()).select_from(delivery).where(delivery.c.ever_unknown)
        assert (await connection.execute(marked)).scalar_one() == 0, "the backup itself says what was"


async def test_what_is_planned_only_then_says_so_too(stores: Stores, backup: Database) -> None:
    """A dose may have been announced after the backup was made: what was lost had planned it."""
    to, ledger = ToPerson(await stores.people.ensure(Person(Platform.TELEGRAM, "799000000001"), NOW)), stores.deliveries
    await copy_all(stores.database, backup, unseen)
    for _ in range(2):
        await put_back(backup, stores.database, NOW, unseen)
    dues = {
        name: Due("p", name, to, Platform.TELEGRAM, NOW + after, NOW + timedelta(hours=2), name)
        for name, after in (("before", timedelta(minutes=-10)), ("after", timedelta(minutes=10)))
    }
    await ledger.put(list(dues.values()), NOW + timedelta(minutes=20))
    standing = {name: await ledger.standing(name) for name in dues}
    assert {name: found and found.ever_unknown for name, found in standing.items()} == {"before": True, "after": False}


async def test_keys_and_emptiness(stores: Stores) -> None:
    assert await is_empty(stores.database)
    assert await keys_used(stores.database) == frozenset()
    await keep_everything(stores, NOW)
    assert not await is_empty(stores.database)
    assert await keys_used(stores.database) == {stores.keyring.current.name}


class TestFile:
    async def test_is_one_file_that_is_known_as_a_backup(self, tmp_path: Path) -> None:
        file = tmp_path / "backup.db"
        async with open_database(Address(Kind.SQLITE, file)) as database:
            await keep_everything(build_stores(database, Keyring.throw_away(), keeps=True), NOW)
        to_one_file(file)
        assert names_in(tmp_path) == ["backup.db"]
        file.chmod(0o400)
        check_backup(file)
        assert names_in(tmp_path) == ["backup.db"], "looking leaves nothing behind"

    @pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
    def test_others_are_refused(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "other"
        file.write_bytes(content)
        with pytest.raises(UserError, match=r"backup\.no_backup"):
            check_backup(file)

    def test_a_database_of_another_program_is_refused(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
            connection.execute("CREATE TABLE notes (text)")
        with pytest.raises(UserError, match=r"backup\.no_backup"):
            check_backup(tmp_path / "other.db")

    async def test_a_damaged_one_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "backup.db"
        async with open_database(Address(Kind.SQLITE, file)):
            pass
        to_one_file(file)
        whole = file.read_bytes()
        file.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
        with pytest.raises(UserError, match=r"backup\.no_backup"):
            check_backup(file)

    def test_one_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match=r"backup\.no_backup"):
            check_backup(tmp_path / "gone.db")
