from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.backing_up import Backups, backups_of
from bot.core.errors import UserError
from bot.core.people import Person
from bot.storage.address import Address, Kind
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from bot.texts.catalogue import Texts
from tests.process.bot_process import ROOT
from tests.scenes import NOW
from tests.storage.personal_data import keep_everything


@dataclass
class Machine:
    """A place where a bot keeps things, with what its operator is asked and answers."""

    folder: Path
    texts: Texts
    keyring: Keyring
    yes: bool = True
    asked: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "data" / "bot.db"

    @property
    def backups(self) -> Backups:
        return Backups(Address(Kind.SQLITE, self.file), self.keyring, self.texts)

    @asynccontextmanager
    async def stores(self) -> AsyncIterator[Stores]:
        async with open_stores(Address(Kind.SQLITE, self.file), self.keyring) as stores:
            yield stores

    async def keeps(self, account: str) -> Person:
        async with self.stores() as stores:
            return await keep_everything(stores, NOW, account)

    async def knows(self, who: Person) -> bool:
        async with self.stores() as stores:
            return bool(await stores.holdings.held(who))

    async def backup(self, name: str = "backup.db") -> Path:
        file = self.folder / name
        await self.backups.write(file)
        return file

    async def restore(self, file: Path) -> str:
        def answer(question: str) -> bool:
            self.asked.append(question)
            return self.yes

        return await self.backups.bring_back(file, answer, NOW)


@pytest.fixture
def here(tmp_path: Path, texts: Texts) -> Machine:
    (tmp_path / "here").mkdir()
    return Machine(tmp_path / "here", texts, Keyring.throw_away())


@pytest.fixture
def there(tmp_path: Path, texts: Texts, here: Machine) -> Machine:
    (tmp_path / "elsewhere").mkdir()
    return Machine(tmp_path / "elsewhere", texts, here.keyring)


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def test_a_backup_comes_back_on_another_machine(here: Machine, there: Machine) -> None:
    who = await here.keeps("799000000001")
    file = await here.backup()
    assert "rows" in await there.restore(file)
    assert await there.knows(who)
    assert there.asked == [], "there was nothing to be replaced"


async def test_a_backup_is_one_file_for_its_owner_alone(here: Machine) -> None:
    await here.keeps("799000000001")
    file = await here.backup()
    assert names_in(here.folder) == ["backup.db", "data"]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_an_earlier_backup_is_replaced_and_nothing_else_is(here: Machine) -> None:
    await here.keeps("799000000001")
    file = await here.backup()
    before = file.read_bytes()
    who = await here.keeps("799000000002")
    await here.backup()
    assert file.read_bytes() != before
    here.file.unlink()
    await here.restore(file)
    assert await here.knows(who)
    letter = here.folder / "letter"
    letter.write_text("Dear reader")
    with pytest.raises(UserError, match=r"backup\.no_backup"):
        await here.backup("letter")
    assert letter.read_text() == "Dear reader"


async def test_nothing_to_back_up_and_nowhere_to_put_it(here: Machine) -> None:
    with pytest.raises(UserError, match=r"backup\.nothing"):
        await here.backup()
    assert names_in(here.folder) == [], "looking makes no database"
    await here.keeps("799000000001")
    with pytest.raises(UserError, match=r"storage\.cannot_open|backup\.failed"):
        await here.backups.write(here.file / "below-a-file")


async def test_asks_before_it_replaces(here: Machine) -> None:
    who = await here.keeps("799000000001")
    file = await here.backup()
    late = await here.keeps("799000000002")
    here.yes = False
    assert await here.restore(file) == here.texts.line("restore.left")
    assert await here.knows(late)
    here.yes = True
    await here.restore(file)
    assert here.asked == [here.texts.line("restore.sure")] * 2
    assert await here.knows(who)
    assert not await here.knows(late)


async def test_not_while_the_bot_runs(here: Machine) -> None:
    who = await here.keeps("799000000001")
    file = await here.backup()
    async with here.stores():
        with pytest.raises(UserError, match=r"restore\.running"):
            await here.restore(file)
    assert await here.knows(who)


async def test_a_backup_under_another_key_is_refused(here: Machine, there: Machine) -> None:
    await here.keeps("799000000001")
    who = await there.keeps("799000000002")
    there.keyring = Keyring.throw_away()
    with pytest.raises(UserError, match=r"restore\.other_key"):
        await there.restore(await here.backup())
    there.keyring = here.keyring
    assert await there.knows(who)


async def test_a_newer_backup_is_refused(here: Machine) -> None:
    who = await here.keeps("799000000001")
    file = await here.backup()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserError, match=r"restore\.newer"):
        await here.restore(file)
    assert await here.knows(who)


async def test_a_damaged_database_is_set_aside(here: Machine) -> None:
    who = await here.keeps("799000000001")
    file = await here.backup()
    damaged = b"this was a database once" * 1000
    here.file.write_bytes(damaged)
    here.yes = False
    assert await here.restore(file) == here.texts.line("restore.left")
    assert here.file.read_bytes() == damaged
    here.yes = True
    await here.restore(file)
    assert await here.knows(who)
    aside = here.file.with_name("bot.db.damaged")
    assert aside.read_bytes() == damaged
    assert here.asked == [here.texts.line("restore.sure_damaged", file=str(aside))] * 2


async def test_the_backup_itself_is_never_changed(here: Machine, there: Machine) -> None:
    await here.keeps("799000000001")
    file = await here.backup()
    before = file.read_bytes()
    file.chmod(0o400)
    await there.restore(file)
    assert file.read_bytes() == before
    assert names_in(here.folder) == ["backup.db", "data"]


def test_by_the_settings_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    for name in ("DATABASE_URL", "BOT_MASTER_KEY", "BOT_MASTER_KEY_OLD", "DYNO"):
        monkeypatch.delenv(name, raising=False)
    backups = backups_of(tmp_path)
    assert backups.address.file == tmp_path / "data" / "bot.db"
    assert backups.keyring is None
