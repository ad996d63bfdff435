"""A fake Telegram for each test, which must have found nothing wrong at its end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.wire.specs import find_specs
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_spec import TelegramSpec


@pytest.fixture(scope="session")
def telegram_spec() -> TelegramSpec | None:
    """The published description of the Bot API, where it is at hand."""
    folder = find_specs()
    return TelegramSpec(folder / "telegram-bot-api.json") if folder else None


@pytest.fixture
async def server(telegram_spec: TelegramSpec | None) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(spec=telegram_spec) as fake:
        yield fake
        fake.assert_clean()
