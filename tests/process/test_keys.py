"""Keys on the command line: whole processes, one of them killed half-way."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.keeping import Profile
from bot.core.people import Person, Platform
from bot.masterkey import new_master_key
from bot.storage.address import Address, Kind
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores
from tests.process.bot_process import ROOT
from tests.scenes import NOW

PATIENCE = 60
OLD, NEW = new_master_key(), new_master_key()
PEOPLE = [Person(Platform.TELEGRAM, str(number)) for number in range(600)]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", "--folder", str(ROOT), *arguments]


def bot(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        command(*arguments),
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_new_key_goes_to_the_output_alone() -> None:
    made = bot("key", "new")
    assert made.returncode == 0
    assert Keyring.read(made.stdout.strip())
    assert "BOT_MASTER_KEY" in made.stderr
    assert made.stdout.strip() not in made.stderr


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, "There is no key"),
        ({"BOT_MASTER_KEY": NEW}, "BOT_MASTER_KEY_OLD"),
        ({"BOT_MASTER_KEY": "canary", "BOT_MASTER_KEY_OLD": OLD}, "BOT_MASTER_KEY is no key"),
    ],
)
def test_what_is_missing_is_told(keys: dict[str, str], words: str) -> None:
    ended = bot("key", "rotate", **keys)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert "canary" not in ended.stderr + ended.stdout


async def filled(file: Path) -> None:
    async with open_stores(Address(Kind.SQLITE, file), Keyring.read(OLD)) as stores, stores.database.writing():
        for who in PEOPLE:
            await stores.people.set_profile(await stores.people.ensure(who, NOW), Profile(zone=who.id))


async def assert_all_there(file: Path, keyring: Keyring) -> None:
    async with open_stores(Address(Kind.SQLITE, file), keyring) as stores:
        for who in PEOPLE:
            found = await stores.people.find(who)
            assert found is not None
            assert await stores.people.profile(found) == Profile(zone=who.id)


def left(file: Path) -> int:
    """Give how many people the new key does not lock yet."""
    with closing(sqlite3.connect(file, timeout=10)) as database:
        wanted = "SELECT count(*) FROM person WHERE key_version != ?"
        return int(database.execute(wanted, (Keyring.read(NEW).current.name,)).fetchone()[0])


def killed_once_it_began(file: Path, before: int, environment: dict[str, str]) -> bool:
    """Kill a change of keys as soon as somebody is locked anew; False if it was done already."""
    process = subprocess.Popen(command("key", "rotate"), cwd=ROOT, env=os.environ | environment)  # noqa: S603
    while process.poll() is None and left(file) == before:
        pass
    process.send_signal(signal.SIGKILL)
    return process.wait(PATIENCE) == -signal.SIGKILL


async def test_a_change_of_keys_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    await filled(file)
    environment = {"DATABASE_URL": f"sqlite:///{file}", "BOT_MASTER_KEY": NEW, "BOT_MASTER_KEY_OLD": OLD}
    before, kills = len(PEOPLE), 0
    while before:
        kills += killed_once_it_began(file, before, environment)
        assert left(file) < before
        before = left(file)
        await assert_all_there(file, Keyring.read(NEW, OLD))
    assert kills, "it was broken off at least once"
    ended = bot("key", "rotate", **environment)
    assert ended.returncode == 0, ended.stderr
    await assert_all_there(file, Keyring.read(NEW))
    refused = bot("key", "rotate", **environment | {"BOT_MASTER_KEY": OLD, "BOT_MASTER_KEY_OLD": OLD})
    assert refused.returncode == 2
    assert "another key" in refused.stderr


def test_chat_makes_a_key_once_and_says_so(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "settings"), "DATABASE_URL": f"sqlite:///{tmp_path}/data/bot.db"}
    first, second = bot("chat", **environment), bot("chat", **environment)
    key = tmp_path / "settings" / "support-group-bot" / "development.key"
    assert str(key) in first.stderr
    assert key.read_text().strip() not in first.stderr + first.stdout
    assert second.stderr == ""
    assert (first.returncode, second.returncode) == (0, 0)
    assert not (tmp_path / "data" / "bot.db").exists(), "what is tried out never mixes with what is kept"


def test_running_refuses_a_disk_that_is_thrown_away() -> None:
    environment = {"BOT_MASTER_KEY": NEW, "DYNO": "worker.1", "DISCORD_TOKEN": "x"}
    ended = bot("run", **environment)
    assert ended.returncode == 2
    assert "DATABASE_URL" in ended.stderr
    assert "ALLOW_EPHEMERAL_DATABASE=1" in ended.stderr
