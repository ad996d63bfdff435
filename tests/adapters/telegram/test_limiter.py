"""Who waits for whom when Telegram allows no more calls."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from bot.adapters.telegram.limiter import Lane, Limiter

GROUP = {"chat_id": -100}


class Calls:
    """Calls that are put off so many times, and then made."""

    def __init__(self, put_off: int = 0) -> None:
        self.made = 0
        self._put_off = put_off

    async def __call__(self) -> bool:
        if self._put_off:
            self._put_off -= 1
            raise RetryAfter(timedelta(milliseconds=1))
        self.made += 1
        return True


async def call(limiter: Limiter, calls: Calls, lane: Lane | None = None) -> None:
    await limiter.process_request(calls, (), {}, "sendMessage", GROUP, lane)


async def test_urgent_call_goes_past_those_that_wait_for_their_group() -> None:
    limiter, calls = Limiter(), Calls()
    waiting = asyncio.gather(*(call(limiter, calls) for _ in range(21)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert calls.made == 20
    await call(limiter, calls, Lane.URGENT)
    assert calls.made == 21
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize("lane", [None, Lane.URGENT])
async def test_call_that_is_put_off_is_made_later(lane: Lane | None) -> None:
    calls = Calls(put_off=1)
    await call(Limiter(), calls, lane)
    assert calls.made == 1


async def test_call_is_not_made_again_and_again() -> None:
    with pytest.raises(RetryAfter):
        await call(Limiter(), Calls(put_off=2))


async def test_call_aside_is_given_up_at_once() -> None:
    calls = Calls(put_off=1)
    with pytest.raises(RetryAfter):
        await call(Limiter(), calls, Lane.ASIDE)
    assert calls.made == 0


async def test_what_nobody_waits_for_gives_its_place_to_answers() -> None:
    limiter, calls = Limiter(), Calls()
    waiting = asyncio.gather(*(call(limiter, calls) for _ in range(20)))
    await waiting
    with pytest.raises(RetryAfter):
        await call(limiter, calls, Lane.PACED)
    assert calls.made == 20
    await limiter.process_request(calls, (), {}, "sendMessage", {"chat_id": 7}, Lane.PACED)
    assert calls.made == 21


async def test_what_nobody_waits_for_is_not_repeated() -> None:
    calls = Calls(put_off=1)
    with pytest.raises(RetryAfter):
        await call(Limiter(), calls, Lane.PACED)
    assert calls.made == 0


async def test_it_counts_for_those_that_come_after_it() -> None:
    limiter, calls = Limiter(), Calls()
    for _ in range(20):
        await call(limiter, calls, Lane.PACED)
    with pytest.raises(RetryAfter):
        await call(limiter, calls, Lane.PACED)


async def test_what_newer_words_replace_leaves_room_for_answers() -> None:
    limiter, calls = Limiter(), Calls()
    for _ in range(8):
        await call(limiter, calls)
        await call(limiter, calls, Lane.SPARE)
    with pytest.raises(RetryAfter) as later:
        await call(limiter, calls, Lane.SPARE)
    assert timedelta(seconds=55) < later.value._retry_after <= timedelta(seconds=60)
    await call(limiter, calls)
    await limiter.process_request(calls, (), {}, "editMessageText", {"chat_id": -200}, Lane.SPARE)
    assert calls.made == 18


async def test_what_newer_words_replace_is_not_repeated() -> None:
    with pytest.raises(RetryAfter):
        await call(Limiter(), Calls(put_off=1), Lane.SPARE)


async def test_in_a_private_chat_there_is_always_room() -> None:
    limiter, calls = Limiter(), Calls()
    for _ in range(25):
        await limiter.process_request(calls, (), {}, "editMessageText", {"chat_id": 7}, Lane.SPARE)
    assert calls.made == 25
