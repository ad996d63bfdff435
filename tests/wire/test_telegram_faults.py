"""Polling, and all that can go wrong between a bot and Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from telegram import Bot
from telegram.error import (
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.wire.telegram_faults import Fault, bad_gateway, dropped, flooded, unanswered
from tests.wire.telegram_harness import TinyBot, clean_telegram, connected, running
from tests.wire.telegram_server import Call, FakeTelegram
from tests.wire.telegram_world import Person

SHORT = 0.15


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with clean_telegram() as server:
        yield server


@pytest.fixture
async def tiny(telegram: FakeTelegram) -> AsyncIterator[TinyBot]:
    async with running(telegram) as bot:
        yield bot


@pytest.fixture
async def api(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with connected(telegram) as bot:
        yield bot


@pytest.fixture
def ann(telegram: FakeTelegram) -> Person:
    return telegram.add_user("Ann", "ann_example")


def polls(server: FakeTelegram) -> list[Call]:
    return server.calls_of("getUpdates")


async def test_only_kinds_subscribed_to_arrive(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    await api.get_updates(allowed_updates=["callback_query"])
    telegram.start(ann)
    await api.get_updates(allowed_updates=["message"])
    telegram.say(ann, ann, "heard")
    assert [each.message.text for each in await api.get_updates() if each.message] == ["heard"]
    assert (await api.get_webhook_info()).pending_update_count == 1


async def test_an_offset_confirms(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    for text in ("one", "two", "three"):
        telegram.say(ann, ann, text)
    first, second, third = await api.get_updates()
    assert (await api.get_updates(limit=1))[0].update_id == first.update_id
    assert [each.update_id for each in await api.get_updates(offset=second.update_id)] == [
        second.update_id,
        third.update_id,
    ]
    assert [each.update_id for each in await api.get_updates(offset=-1)] == [third.update_id]
    assert await api.get_updates(offset=third.update_id + 1) == ()
    assert telegram.state.updates.pending == []


@pytest.mark.usefixtures("tiny")
async def test_what_no_poll_confirmed_comes_again(telegram: FakeTelegram, ann: Person) -> None:
    await telegram.next_call("getUpdates")
    telegram.faults.add(dropped("getUpdates", performed=True))
    telegram.say(ann, ann, "hello")
    assert (await telegram.next_message(ann)).text == "hello"


async def test_a_second_poll_ends_the_first(telegram: FakeTelegram, tiny: TinyBot) -> None:
    await telegram.next_call("getUpdates")
    async with ClientSession() as session:
        url = f"{telegram.api_url}/bot{telegram.token}/getUpdates"
        other = asyncio.create_task(session.get(url, params={"timeout": "10"}))
        await telegram.until(lambda: tiny.errors)
        assert isinstance(tiny.errors[0], Conflict)
        assert "terminated by other getUpdates request" in str(polls(telegram)[0].refusal)
        async with await other as response:
            assert response.status == 409


async def test_an_active_webhook_excludes_polling(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    telegram.account.webhook_url = "https://example.org/hook"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await api.get_updates()
    telegram.say(ann, ann, "Hello")
    await api.delete_webhook(drop_pending_updates=True)
    assert await api.get_updates() == ()
    assert (await api.get_webhook_info()).url == ""


FAULTS: list[tuple[Fault, type[TelegramError]]] = [
    (flooded("sendMessage", 3), RetryAfter),
    (bad_gateway("sendMessage"), NetworkError),
    (Fault("*", 500, "Internal Server Error"), NetworkError),
    (dropped("sendMessage"), NetworkError),
    (unanswered("sendMessage", performed=False), TimedOut),
    (Fault("sendMessage", 404, "Not Found"), InvalidToken),
    (Fault("sendMessage", 403, "Forbidden: user is deactivated"), Forbidden),
    (Fault("sendMessage", 400, "Bad Request", {"migrate_to_chat_id": -1002}), ChatMigrated),
]


@pytest.mark.parametrize(("fault", "error"), FAULTS)
async def test_faults_strike_once_and_before_the_call(
    telegram: FakeTelegram, api: Bot, ann: Person, fault: Fault, error: type[TelegramError]
) -> None:
    telegram.start(ann)
    telegram.faults.add(Fault(**{each: getattr(fault, each) for each in Fault.__slots__}))
    with pytest.raises(error) as raised:
        await api.send_message(ann.id, "Hello", read_timeout=SHORT)
    if isinstance(raised.value, RetryAfter):
        assert raised.value.retry_after == timedelta(seconds=3)
    assert telegram.messages == []
    await api.send_message(ann.id, "Hello")
    assert len(telegram.messages) == 1


@pytest.mark.parametrize("fault", [dropped, unanswered])
async def test_a_lost_answer_hides_a_success(
    telegram: FakeTelegram, api: Bot, ann: Person, fault: Callable[..., Fault]
) -> None:
    telegram.start(ann)
    telegram.faults.add(fault("sendMessage", performed=True))
    with pytest.raises(NetworkError):
        await api.send_message(ann.id, "Hello", read_timeout=SHORT)
    assert [each.text for each in telegram.messages] == ["Hello"]


async def test_a_late_answer_is_an_answer(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    telegram.start(ann)
    telegram.faults.add(Fault("sendMessage", delay=0.02))
    assert (await api.send_message(ann.id, "Hello")).text == "Hello"


async def test_a_fault_for_one_chat(telegram: FakeTelegram, api: Bot, ann: Person) -> None:
    bea = telegram.add_user("Bea")
    telegram.start(ann)
    telegram.start(bea)
    telegram.faults.add(Fault("sendMessage", 500, "Oh", when=lambda params: params["chat_id"] == str(bea.id)))
    await api.send_message(ann.id, "Hello")
    with pytest.raises(NetworkError):
        await api.send_message(bea.id, "Hello")
    telegram.faults.clear()


async def test_polling_survives_an_outage(telegram: FakeTelegram, tiny: TinyBot, ann: Person) -> None:
    telegram.start(ann)
    await telegram.next_message(ann)
    with telegram.outage():
        await telegram.until(lambda: tiny.errors)
        telegram.say(ann, ann, "still there?")
    assert (await telegram.next_message(ann)).text == "still there?"


async def test_one_401_makes_polling_end_in_silence(telegram: FakeTelegram, tiny: TinyBot) -> None:
    await telegram.next_call("getUpdates")
    telegram.unauthorised_once()
    await telegram.until(lambda: polls(telegram)[-1].refusal)
    assert tiny.application.updater is not None
    assert tiny.application.updater.running
    assert str(polls(telegram)[-1].refusal) == "Unauthorized"


async def test_a_wrong_token_is_refused(telegram: FakeTelegram) -> None:
    with pytest.raises(InvalidToken):
        await connected(telegram, "7000000001:wrong").__aenter__()
    assert telegram.calls == []
