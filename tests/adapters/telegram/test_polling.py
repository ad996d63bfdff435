"""The bot notices when it cannot hear any more, and one bad update does not make it deaf."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from telegram.error import Conflict, NetworkError, TelegramError

from bot.adapters.telegram.polling import Hearing, QuietRequest, readable
from bot.core.errors import TryAgainLater
from tests.adapters.telegram.building import raw_message


def answer(*updates: object) -> bytes:
    return json.dumps({"ok": True, "result": list(updates)}).encode()


GOOD = {"update_id": 1, "message": raw_message("hi")}
BAD = {"update_id": 2, "message": {"message_id": 5, "text": "secret"}}


def test_good_updates_are_left_as_they_are() -> None:
    assert readable(answer(GOOD)) == answer(GOOD)


def test_update_that_cannot_be_read_is_emptied(caplog: pytest.LogCaptureFixture) -> None:
    assert json.loads(readable(answer(GOOD, BAD)))["result"] == [GOOD, {"update_id": 2}]
    assert "passed over" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("payload", [b"", b"<html>", b"[]", b"null", b'{"ok":true}', b'{"result":[1]}', b"\xff"])
def test_what_is_no_answer_is_left_to_the_library(payload: bytes) -> None:
    assert readable(payload) == payload


def test_answer_that_is_no_json_is_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TelegramError, match=r"^Invalid server response$"):
        QuietRequest.parse_json_payload(b'{"text": "secret')
    assert "secret" not in caplog.text


async def test_silence_is_deafness() -> None:
    with pytest.raises(TryAgainLater):
        await Hearing(0.01).until_deaf()


@pytest.mark.parametrize("status", [401, 404])
async def test_refusal_is_deafness(status: int) -> None:
    hearing = Hearing(60)
    hearing.answered(status)
    async with asyncio.timeout(1):
        with pytest.raises(TryAgainLater):
            await hearing.until_deaf()


@pytest.mark.parametrize(("status", "deaf"), [(200, False), (502, True), (409, True)])
async def test_only_good_answers_keep_it_hearing(status: int, deaf: bool) -> None:
    now = [0.0]
    hearing = Hearing(10, lambda: now[0])
    now[0] = 9
    hearing.answered(status)
    now[0] = 18
    listening = asyncio.create_task(hearing.until_deaf())
    await asyncio.sleep(0)
    assert listening.done() is deaf
    listening.cancel()
    with pytest.raises(TryAgainLater if deaf else asyncio.CancelledError):
        await listening


def test_second_copy_is_told_once_in_plain_words(caplog: pytest.LogCaptureFixture) -> None:
    hearing = Hearing(60)
    with caplog.at_level(logging.INFO):
        for error in (Conflict("Conflict: terminated"), NetworkError("secret"), Conflict("again")):
            hearing.failed(error)
    assert caplog.text.count("another copy of this bot") == 1
    assert "secret" not in caplog.text
