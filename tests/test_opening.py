"""Where what is kept lies, by the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import UserError
from bot.masterkey import new_master_key
from bot.opening import kept, patiently, tried_out
from bot.settings import Secrets
from bot.storage.address import Address, Kind
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.texts.catalogue import Texts
from tests.wire.postgres import PostgresServer

KEY, OLD = new_master_key(), new_master_key()


def test_without_a_key_nothing_outlives_the_process(tmp_path: Path) -> None:
    for secrets in (Secrets(), Secrets(database_url="postgres://host/bot"), Secrets(throw_away_disk=True)):
        address, keyring = kept(secrets, tmp_path)
        assert address.in_memory
        assert keyring.current.name != kept(secrets, tmp_path)[1].current.name


def test_with_a_key_it_lies_in_a_file_or_on_a_server(tmp_path: Path) -> None:
    address, keyring = kept(Secrets(master_key=KEY, old_master_key=OLD), tmp_path)
    assert address.file == tmp_path / "data" / "bot.db"
    assert keyring.names == Keyring.read(KEY, OLD).names
    address, keyring = kept(Secrets(master_key=KEY, database_url="postgres://host/bot"), tmp_path)
    assert address.kind is Kind.POSTGRESQL
    assert len(keyring.names) == 1


def test_a_disk_that_is_thrown_away_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        kept(Secrets(master_key=KEY, throw_away_disk=True), tmp_path)
    assert told.value.key == "storage.throw_away_disk"


def test_a_wrong_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        kept(Secrets(master_key="x"), tmp_path)
    assert told.value.key == "key.malformed"


def test_what_is_tried_out_never_mixes_with_what_is_kept(tmp_path: Path) -> None:
    address, keyring = tried_out(Secrets(), tmp_path, KEY)
    name = f"development-{keyring.current.name}.db"
    assert address.file == tmp_path / "data" / name
    beside, _ = tried_out(Secrets(database_url="sqlite:///elsewhere/bot.db"), tmp_path, KEY)
    assert beside.file == tmp_path / "elsewhere" / name
    on_disk, _ = tried_out(Secrets(database_url="postgres://host/bot"), tmp_path, KEY)
    assert on_disk.file == tmp_path / "data" / name


def test_with_the_bots_own_key_chat_uses_its_own_data(tmp_path: Path) -> None:
    address, keyring = tried_out(Secrets(master_key=OLD), tmp_path, KEY)
    assert address.file == tmp_path / "data" / "bot.db"
    assert keyring.names == Keyring.read(OLD).names


def test_without_any_key_chat_keeps_nothing(tmp_path: Path) -> None:
    address, _ = tried_out(Secrets(), tmp_path, "")
    assert address.in_memory


async def test_a_server_that_is_away_is_waited_for(texts: Texts, caplog: pytest.LogCaptureFixture) -> None:
    answers: list[UserError | str] = [UserError("storage.no_server", why="ConnectionRefusedError")] * 7 + ["open"]
    pauses: list[float] = []

    async def attempt() -> str:
        answer = answers.pop(0)
        if isinstance(answer, UserError):
            raise answer
        return answer

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    assert await patiently(attempt, texts, sleep) == "open"
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert all("ConnectionRefusedError" in record.getMessage() for record in caplog.records)


async def test_what_waiting_does_not_mend_is_told_at_once(texts: Texts) -> None:
    async def attempt() -> None:
        raise UserError("storage.wrong_key")

    with pytest.raises(UserError, match="wrong_key"):
        await patiently(attempt, texts)


async def test_whether_a_server_is_away_or_refuses(postgres: PostgresServer) -> None:
    for dsn, key in (
        ("postgresql://bot@127.0.0.1:1/bot", "storage.no_server"),
        (postgres.url("not_there"), "storage.server_refuses"),
        (postgres.url().replace("bot@", "nobody@"), "storage.server_refuses"),
    ):
        with pytest.raises(UserError) as told:
            async with open_database(Address(Kind.POSTGRESQL, dsn=dsn)):
                pass
        assert told.value.key == key
