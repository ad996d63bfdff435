"""Which places are told what organisers should know."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.beside import organisers
from bot.core.people import Place, PlaceKind, Platform
from bot.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
HERE = Place(Platform.DISCORD, "111", PlaceKind.GROUP)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "config"
    folder.mkdir()
    text = (ROOT / "config" / "community.yaml").read_text(encoding="utf-8")
    text = text.replace('# channel: "123456789012345678"', 'channel: "111"').replace('# chat: "-100', 'chat: "-100')
    (folder / "community.yaml").write_text(text, encoding="utf-8")
    (folder / "bot.yaml").write_text("log_level: info\n", encoding="utf-8")
    return load_settings(tmp_path)


def test_organisers_are_told_on_the_platforms_that_run(settings: Settings) -> None:
    there = Place(Platform.TELEGRAM, "-1001234567890", PlaceKind.GROUP)
    assert organisers(settings, tuple(Platform)) == (HERE, there)
    assert organisers(settings, (Platform.TELEGRAM,)) == (there,)
    assert organisers(load_settings(ROOT), tuple(Platform)) == ()
