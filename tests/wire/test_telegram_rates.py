"""The fake Telegram puts off what comes faster than Telegram bears."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from tests.wire.telegram_harness import clean_telegram, connected
from tests.wire.telegram_rates import Rates
from tests.wire.telegram_updates import ApiError


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def rates() -> Rates:
    rates = Rates()
    rates.enforced = True
    return rates


def taken(rates: Rates, chats: list[str], now: float) -> int:
    count = 0
    for chat in chats:
        with suppress(ApiError):
            rates.check(chat, now)
            count += 1
    return count


def test_thirty_a_second_in_all(rates: Rates) -> None:
    many = [str(number) for number in range(50)]
    assert taken(rates, many, 0.0) == 30
    assert taken(rates, many, 0.9) == 0
    assert taken(rates, many, 1.0) == 30
    assert rates.put_off == 20 + 50 + 20


def test_twenty_a_minute_in_a_group(rates: Rates) -> None:
    assert sum(taken(rates, ["-1"], now / 2) for now in range(100)) == 20
    assert taken(rates, ["-1"], 60.0) == 1


def test_a_private_chat_bears_a_short_burst(rates: Rates) -> None:
    assert taken(rates, ["7"] * 5, 0.0) == 3
    assert taken(rates, ["7"], 3.0) == 1


async def test_a_bot_is_put_off() -> None:
    async with clean_telegram() as server:
        server.rates.enforced = True
        sam = server.add_user("Sam")
        server.start(sam)
        async with connected(server) as bot:
            for _ in range(3):
                await bot.send_message(sam.id, "hello")
            with pytest.raises(RetryAfter):
                await bot.send_message(sam.id, "hello")
        assert server.rates.put_off == 1


async def test_edits_count_in_a_group() -> None:
    async with clean_telegram() as server:
        server.rates.enforced = True
        sam = server.add_user("Sam")
        server.start(sam)
        group = server.add_group("Group", [sam])
        async with connected(server) as bot:
            card, note = await bot.send_message(group.id, "0"), await bot.send_message(sam.id, "0")
            for number in range(1, 20):
                await card.edit_text(str(number))
                await note.edit_text(str(number))
            with pytest.raises(RetryAfter) as put_off:
                await card.edit_text("20")
            assert put_off.value._retry_after > timedelta(seconds=55)
            with pytest.raises(RetryAfter):
                await bot.send_message(group.id, "hello")
        assert server.rates.put_off == 2
