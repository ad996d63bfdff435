"""Master keys as text, and the one for trying out."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.masterkey import development_key, development_key_file, new_master_key
from bot.storage.sealing import Keyring


def test_a_new_key_can_be_used_and_is_never_the_same() -> None:
    keys = {new_master_key() for _ in range(20)}
    assert len(keys) == 20
    assert len({Keyring.read(key).current.name for key in keys}) == 20


def test_it_is_made_once_for_this_account_alone(tmp_path: Path) -> None:
    file = tmp_path / "settings" / "bot" / "development.key"
    key, is_new = development_key(file)
    assert is_new
    assert development_key(file) == (key, False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["development.key"]


def test_two_chats_that_start_at_once_share_it(tmp_path: Path) -> None:
    file = tmp_path / "development.key"
    with ThreadPoolExecutor(8) as pool:
        keys = {key for key, _ in pool.map(lambda _: development_key(file), range(40))}
    assert len(keys) == 1


def test_where_it_cannot_be_written_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):  # noqa: PT011 (which one differs between systems)
        development_key(tmp_path / "file" / "development.key")


def test_it_lies_with_the_settings_of_this_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert development_key_file() == tmp_path / "support-group-bot" / "development.key"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert development_key_file() == tmp_path / ".config" / "support-group-bot" / "development.key"
