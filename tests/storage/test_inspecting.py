from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import NotRead, UserError
from bot.storage.address import MEMORY, Address, Kind
from bot.storage.engine import open_database
from bot.storage.inspecting import is_in_use, look_at
from bot.storage.schema import REVISIONS
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from tests.scenes import NOW
from tests.storage.personal_data import keep_everything
from tests.wire.postgres import PostgresServer


async def test_what_is_seen(address: Address, keyring: Keyring) -> None:
    if address == MEMORY:
        assert not (await look_at(address, NOW)).is_newest
        return
    async with open_database(address) as database:
        before = await look_at(address, NOW)
        assert (before.version, before.people, before.keys, before.oldest_due) == (REVISIONS[-1], 0, frozenset(), None)
        await keep_everything(build_stores(database, keyring, keeps=True), NOW)
    look = await look_at(address, NOW + timedelta(days=1))
    assert (look.people, look.keys, look.oldest_due) == (1, {keyring.current.name}, NOW + timedelta(days=1))


async def test_looking_changes_nothing(tmp_path: Path, postgres: PostgresServer) -> None:
    async with postgres.new_database() as empty:
        for address in (Address(Kind.SQLITE, tmp_path / "bot.db"), empty):
            for _ in range(2):
                look = await look_at(address, NOW)
                assert (look.version, look.is_newest) == (None, False)


async def test_what_cannot_be_seen(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    async with open_database(Address(Kind.SQLITE, file)):
        pass
    _damage(file)
    with pytest.raises((UserError, NotRead), match="damaged"):
        await look_at(Address(Kind.SQLITE, file), NOW)
    with pytest.raises(NotRead):
        await look_at(Address(Kind.POSTGRESQL, dsn="postgresql://bot@127.0.0.1:1/none"), NOW)


async def test_whether_it_is_in_use(tmp_path: Path, postgres: PostgresServer) -> None:
    async with postgres.new_database() as empty:
        for address in (Address(Kind.SQLITE, tmp_path / "bot.db"), empty):
            assert not await is_in_use(address)
            async with open_database(address) as database:
                async with database.reading():
                    pass
                assert await is_in_use(address), "somebody has it open, though idle"
            assert not await is_in_use(address)


def _damage(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:8192] + b"\x99" * 8192 + content[16384:])
