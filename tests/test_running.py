"""What runs beside the platforms, and how it reaches them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.core.errors import PermanentFailure, TryAgainLater
from bot.core.people import Place, PlaceKind, Platform
from bot.core.reply import Reply
from bot.running import Adapters, organisers, run
from bot.settings import Settings, load_settings
from bot.texts.catalogue import Texts

ROOT = Path(__file__).parent.parent
HERE = Place(Platform.DISCORD, "111", PlaceKind.GROUP)
NOTICE = Reply(outcome="notice")


class Failing:
    """An adapter that ends at once, as the operator must act."""

    name = "discord"

    def __init__(self) -> None:
        self.told: list[tuple[Place, Reply]] = []

    async def run(self) -> None:
        raise PermanentFailure("discord.bad_token")

    async def tell(self, place: Place, reply: Reply) -> None:
        self.told.append((place, reply))


async def test_the_newest_adapter_of_a_platform_is_spoken_through() -> None:
    adapters = Adapters({Platform.DISCORD: Failing})
    with pytest.raises(TryAgainLater):
        await adapters.tell(HERE, NOTICE)
    first, second = adapters.build(Platform.DISCORD), adapters.build(Platform.DISCORD)
    await adapters.tell(HERE, NOTICE)
    assert isinstance(first, Failing)
    assert isinstance(second, Failing)
    assert (first.told, second.told) == ([], [(HERE, NOTICE)])


async def test_what_ends_beside_the_platforms_ends_alone(texts: Texts, caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> None:
        raise RuntimeError("canary")

    ended: list[str] = []

    async def going_on() -> None:
        ended.append("began")

    assert await run(Adapters({Platform.DISCORD: Failing}), texts, (broken, going_on)) == 1
    assert ended == ["began"]
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert sorted(errors) == sorted(
        ["something beside the platforms ended", f"discord: {texts.line('discord.bad_token')}"]
    )


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
