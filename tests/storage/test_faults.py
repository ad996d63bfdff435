"""Under load, whatever happens to the database: what was confirmed is there, and nothing else was promised."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.core.errors import MaybeSaved, NotSaved, UserError
from bot.core.people import Person, Platform
from bot.storage.address import Address, Kind
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, build_stores
from tests.scenes import NOW
from tests.wire.postgres import PostgresServer

WRITERS = 8


@dataclass
class Load:
    """People who keep agreeing to things, and note what they were told about it."""

    stores: Stores
    confirmed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    uncertain: set[str] = field(default_factory=set)
    stopped: bool = False

    async def run(self) -> None:
        await asyncio.gather(*(self._writer(number) for number in range(WRITERS)))

    async def _writer(self, number: int) -> None:
        person_id = await self.stores.people.ensure(Person(Platform.TELEGRAM, str(number)), NOW)
        count = 0
        while not self.stopped:
            count += 1
            name = f"{number}-{count}"
            try:
                await self.stores.people.consent(person_id, name, "1", NOW)
                self.confirmed.add(name)
            except NotSaved:
                self.refused.add(name)
                await asyncio.sleep(0.02)
            except MaybeSaved:
                self.uncertain.add(name)

    async def kept(self) -> set[str]:
        found: set[str] = set()
        for number in range(WRITERS):
            person_id = await self.stores.people.find(Person(Platform.TELEGRAM, str(number)))
            assert person_id is not None
            found |= {one.purpose for one in await self.stores.people.consents(person_id)}
        return found

    async def more_than(self, count: int) -> None:
        before = len(self.confirmed)
        async with asyncio.timeout(20):
            while len(self.confirmed) < before + count:
                await asyncio.sleep(0.01)


async def test_a_server_is_restarted_again_and_again_under_load() -> None:
    server = PostgresServer()
    server.start()
    try:
        async with open_database(Address(Kind.POSTGRESQL, dsn=server.url())) as database:
            load = Load(build_stores(database, Keyring.throw_away(), keeps=True))
            running = asyncio.create_task(load.run())
            for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT, signal.SIGQUIT):
                await load.more_than(50)
                await asyncio.to_thread(server.stop, how)
                await asyncio.sleep(0.1)
                await asyncio.to_thread(server.start)
            await load.more_than(50)
            load.stopped = True
            await running
            kept = await load.kept()
    finally:
        server.remove()
    assert load.confirmed <= kept, "all that was confirmed is there"
    assert kept <= load.confirmed | load.uncertain, "nothing is there that was refused"
    assert load.refused


_FULL = """
import asyncio, resource, sys
from pathlib import Path
from bot.core.errors import NotSaved
from bot.storage.address import Address, Kind
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from bot.core.people import Person, Platform
from tests.scenes import NOW

async def main(file):
    async with open_database(Address(Kind.SQLITE, file)) as database:
        stores = build_stores(database, Keyring.throw_away(), keeps=True)
        person_id = await stores.people.ensure(Person(Platform.TELEGRAM, "1"), NOW)
        room = max(one.stat().st_size for one in file.parent.iterdir()) + 400_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        refused = number = 0
        while refused < 5:
            number += 1
            try:
                await stores.people.consent(person_id, f"c{number}", "1", NOW)
                print(f"c{number}", flush=True)
            except NotSaved:
                refused += 1
        assert len(await stores.people.consents(person_id)) == number - refused
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await stores.people.consent(person_id, "last", "1", NOW)
        print("last", flush=True)

asyncio.run(main(Path(sys.argv[1])))
"""


async def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    """A process whose files may not grow any more; afterwards they may again."""
    file = tmp_path / "data" / "bot.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _FULL, str(file), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    with closing(sqlite3.connect(file)) as connection:
        kept = {purpose for (purpose,) in connection.execute("SELECT purpose FROM consent")}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert kept == set(out.decode().split())
    assert len(kept) > 10


async def test_a_disk_that_becomes_read_only(tmp_path: Path) -> None:
    who = Person(Platform.TELEGRAM, "1")
    async with open_database(Address(Kind.SQLITE, tmp_path / "bot.db")) as database:
        stores = build_stores(database, Keyring.throw_away(), keeps=True)
        person_id = await stores.people.ensure(who, NOW)

        def read_only(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("PRAGMA query_only=ON")

        event.listen(database._engine.sync_engine, "checkout", read_only)
        with pytest.raises(NotSaved, match="read-only"):
            await stores.people.consent(person_id, "a", "1", NOW)
        assert await stores.people.find(who) == person_id, "reading goes on"
        assert await stores.people.consents(person_id) == ()


@pytest.mark.parametrize(
    "damaged", [lambda whole: whole[:4096].ljust(len(whole), b"\x99"), lambda whole: whole[: len(whole) // 2]]
)
async def test_a_file_that_was_damaged(tmp_path: Path, damaged: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "bot.db"
    async with open_database(Address(Kind.SQLITE, file)) as database:
        await build_stores(database, Keyring.throw_away(), keeps=True).people.ensure(
            Person(Platform.TELEGRAM, "1"), NOW
        )
    content = damaged(_content(file))
    _write(file, content)
    with pytest.raises(UserError, match=r"storage\.damaged"):
        async with open_database(Address(Kind.SQLITE, file)):
            pass
    assert _content(file) == content, "it is left as it is, for whoever can mend it"


def _content(file: Path) -> bytes:
    return file.read_bytes()


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
