"""Transactions, on each database."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.core.errors import NotSaved, UserError
from bot.storage.address import MEMORY, Address, Kind, read_address
from bot.storage.engine import Database, open_database
from bot.storage.schema import meta
from bot.storage.sqlite import connecting
from tests.wire.postgres import PostgresServer


async def put(database: Database, name: str) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(meta).values(name=name, value="x"))


async def names(database: Database) -> set[str]:
    async with database.reading() as connection:
        return set((await connection.execute(select(meta.c.name))).scalars())


async def test_what_is_written_can_be_read(database: Database) -> None:
    await put(database, "one")
    assert await names(database) == {"one"}


async def test_a_failure_leaves_everything_as_it_was(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(meta).values(name="one", value="x"))
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await fail()
    assert await names(database) == set()
    await put(database, "two")
    assert await names(database) == {"two"}


async def test_a_row_that_is_there_already_is_told_as_such(database: Database) -> None:
    await put(database, "one")
    with pytest.raises(IntegrityError):
        await put(database, "one")
    assert await names(database) == {"one"}


async def test_transactions_within_one_task_are_one(database: Database) -> None:
    async def fail() -> None:
        async with database.writing():
            await put(database, "one")
            assert await names(database) == {"one"}, "what this task wrote, it reads"
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await fail()
    assert await names(database) == set()


async def test_transactions_of_two_databases_within_each_other(database: Database) -> None:
    async with open_database(MEMORY) as other:
        async with database.writing(), other.writing():
            await put(database, "one")
            await put(other, "two")
        assert (await names(database), await names(other)) == ({"one"}, {"two"})


async def test_nothing_is_written_while_reading(database: Database) -> None:
    async with database.reading():
        with pytest.raises(RuntimeError, match="while reading"):
            await put(database, "one")


async def test_a_task_started_within_a_transaction_has_its_own(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(meta).values(name="one", value="x"))
        other = asyncio.create_task(put(database, "two"))
        await asyncio.sleep(0)
    await other
    assert await names(database) == {"one", "two"}


async def test_many_at_once(database: Database) -> None:
    async def count_up() -> None:
        async with database.writing() as connection:
            if database.kind is Kind.POSTGRESQL:
                await connection.execute(text("LOCK TABLE meta IN EXCLUSIVE MODE"))
            count = (await connection.execute(select(func.count()).select_from(meta))).scalar_one()
            await asyncio.sleep(0)
            await connection.execute(insert(meta).values(name=str(count), value="x"))

    await asyncio.gather(*(count_up() for _ in range(50)), *(names(database) for _ in range(50)))
    assert await names(database) == {str(number) for number in range(50)}


async def test_who_is_cancelled_leaves_a_database_that_works(database: Database) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(meta).values(name="slow", value="x"))
            begun.set()
            await asyncio.Event().wait()

    for _ in range(20):
        begun.clear()
        task = asyncio.create_task(slow())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await put(database, "one")
    assert await names(database) == {"one"}


@pytest.mark.parametrize("steps", range(0, 30, 3))
async def test_cancelled_at_any_step(database: Database, steps: int) -> None:
    task = asyncio.create_task(put(database, "one"))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    await put(database, "two")
    assert await names(database) - {"one"} == {"two"}


@pytest.mark.parametrize("again", [None, 0, 1, 3])
async def test_who_is_cancelled_holds_up_nobody(database: Database, again: int | None) -> None:
    async with asyncio.timeout(20):  # a lock that is left, or a thread that is waited for, takes longer
        for steps in range(0, 60, 2):
            for work in (names(database), put(database, f"cancelled {steps}")):
                task = asyncio.create_task(work)
                await _steps(steps)
                task.cancel()
                if again is not None:
                    await _steps(again)
                    task.cancel()
                await asyncio.wait([task])
                await put(database, f"kept {steps} {work.__name__}")


async def test_a_connection_that_nobody_gives_back_keeps_no_process_alive(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    async with open_database(Address(Kind.SQLITE, tmp_path / "bot.db")) as database, database.reading():
        made = set(threading.enumerate()) - before
        assert made
        assert all(thread.daemon for thread in made)


async def _steps(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_reader_sees_one_state(tmp_path: Path, postgres: PostgresServer) -> None:
    async with open_database(Address(Kind.SQLITE, tmp_path / "bot.db")) as database:
        async with database.reading() as connection:
            before = (await connection.execute(select(meta.c.name))).all()
            await asyncio.create_task(put(database, "one"))
            assert (await connection.execute(select(meta.c.name))).all() == before
        assert await names(database) == {"one"}


async def test_a_writer_elsewhere_is_waited_for_and_then_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.sqlite._WAITING", 0.05)
    place = Address(Kind.SQLITE, tmp_path / "bot.db")
    async with open_database(place) as one, open_database(place) as two:
        async with one.writing():
            with pytest.raises(NotSaved, match="locked"):
                await asyncio.create_task(put(two, "two"))
        await put(two, "three")
        assert await names(one) == {"three"}


async def test_who_just_makes_the_same_file_is_waited_for(tmp_path: Path) -> None:
    """A new file keeps no journal ahead yet, and SQLite itself waits for nobody while it goes over to that."""
    file = tmp_path / "bot.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        opening = asyncio.create_task(connecting(file)())
        done, _ = await asyncio.wait({opening}, timeout=0.1)
        assert not done
        other.execute("COMMIT")
        connection = await opening
    await connection.close()


async def test_who_never_ends_making_the_same_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.sqlite._WAITING", 0.05)
    file = tmp_path / "bot.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError) as told:
            async with open_database(Address(Kind.SQLITE, file)):
                pass
    assert told.value.key == "storage.cannot_open"


async def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "bot.db"
    async with open_database(Address(Kind.SQLITE, file)) as database:
        await put(database, "one")
        kept = [file, *file.parent.glob("bot.db-*")]
        assert len(kept) == 3
        assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_settings_of_sqlite(tmp_path: Path) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "secure_delete": 1}
    async with open_database(Address(Kind.SQLITE, tmp_path / "bot.db")) as database, database.reading() as connection:
        found = {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in wanted}
    assert found == wanted


async def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    file.write_bytes(b"no database at all, of some length" * 200)
    before = file.read_bytes()
    with pytest.raises(UserError) as told:
        async with open_database(Address(Kind.SQLITE, file)):
            pass
    assert told.value.key == "storage.damaged"
    assert file.read_bytes() == before


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as told:
        async with open_database(Address(Kind.SQLITE, tmp_path / "file" / "bot.db")):
            pass
    assert told.value.key == "storage.cannot_open"


async def test_a_server_that_is_away_is_told_without_its_password() -> None:
    place = Address(Kind.POSTGRESQL, dsn="postgresql://bot:canary@127.0.0.1:1/bot")
    with pytest.raises(UserError) as told:
        async with open_database(place):
            pass
    assert told.value.key == "storage.no_server"
    assert "canary" not in repr(place) + str(told.value.values)


async def test_both_schemes_of_postgresql_are_taken(postgres: PostgresServer, tmp_path: Path) -> None:
    for scheme in ("postgres", "postgresql"):
        place = read_address(postgres.url(scheme=scheme), tmp_path)
        assert place.kind is Kind.POSTGRESQL
        assert place.dsn == postgres.url()


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("", "data/bot.db"),
        ("sqlite:///other.db", "other.db"),
        ("sqlite:///below/it.db", "below/it.db"),
    ],
)
def test_files_are_below_the_bots_folder(given: str, file: str, tmp_path: Path) -> None:
    assert read_address(given, tmp_path) == Address(Kind.SQLITE, tmp_path / file)


def test_a_file_anywhere(tmp_path: Path) -> None:
    assert read_address(f"sqlite:///{tmp_path}/x.db", Path("/elsewhere")).file == tmp_path / "x.db"


@pytest.mark.parametrize("given", ["mysql://x/y", "sqlite://", "sqlite:///", "data/bot.db", "://", "http://x"])
def test_other_addresses_are_refused(given: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        read_address(given, tmp_path)
    assert told.value.key == "storage.bad_address"


def test_a_disk_that_is_thrown_away_is_refused(tmp_path: Path) -> None:
    for given in ("", "sqlite:///x.db"):
        with pytest.raises(UserError) as told:
            read_address(given, tmp_path, throw_away_disk=True)
        assert told.value.key == "storage.throw_away_disk"
    assert read_address("postgres://h/d", tmp_path, throw_away_disk=True).dsn == "postgresql://h/d"


def test_memory_is_told_apart() -> None:
    assert MEMORY.in_memory
    assert not Address(Kind.SQLITE, Path("x")).in_memory
    assert not Address(Kind.POSTGRESQL, dsn="x").in_memory
