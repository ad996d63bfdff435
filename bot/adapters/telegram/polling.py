"""How updates come in, and how it is noticed that none can come in any more.

The library stops to poll without a word after one refusal, and an update that it cannot read makes it ask for the same
one for ever. Neither may leave the bot running but deaf.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import Conflict, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.core.errors import TryAgainLater

if TYPE_CHECKING:
    # The library keeps this name to itself, but its own methods are declared with it.
    from telegram._utils.types import ODVInput

log = logging.getLogger(__name__)

_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND})
_UNSET = BaseRequest.DEFAULT_NONE


class Hearing:
    """Knows when Telegram last gave a good answer to a request for updates."""

    def __init__(self, deaf_after: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._deaf_after = deaf_after
        self._monotonic = monotonic
        self._heard_at = monotonic()
        self._refused = asyncio.Event()
        self._told_of_conflict = False

    def answered(self, status: int) -> None:
        """Take note of an answer by its HTTP status."""
        if status == HTTPStatus.OK:
            self._heard_at = self._monotonic()
        elif status in _REFUSED:
            self._refused.set()

    def failed(self, error: TelegramError) -> None:
        """Take note of a request that failed; the library goes on by itself."""
        if not isinstance(error, Conflict):
            log.info("polling: %s", type(error).__name__)
        elif not self._told_of_conflict:
            self._told_of_conflict = True
            log.warning("another copy of this bot runs with the same token, so each misses messages; stop one of them")

    async def until_deaf(self) -> None:
        """Wait as long as updates can come in; then raise TryAgainLater."""
        while (left := self._heard_at + self._deaf_after - self._monotonic()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._refused.wait(), left)
                raise TryAgainLater("Telegram refused to give updates")
        raise TryAgainLater("Telegram gave no answer for too long")


class QuietRequest(HTTPXRequest):
    """Calls whose answers never get into an error or a log: they repeat what people wrote."""

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Decode an answer. Raises TelegramError if it is no JSON."""
        with suppress(ValueError):
            return dict(json.loads(payload.decode(errors="replace")))
        raise TelegramError("Invalid server response")


class PollingRequest(QuietRequest):
    """Requests for updates."""

    __slots__ = ("_hearing",)

    def __init__(self, hearing: Hearing, read: float, write: float, connect: float, pool: float) -> None:
        # One connection holds the poll; the others are for the last request before the end, while it is being closed.
        super().__init__(4, read, write, connect, pool)
        self._hearing = hearing

    async def do_request(  # noqa: PLR0917 (the library calls it so)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = _UNSET,
        write_timeout: ODVInput[float] = _UNSET,
        connect_timeout: ODVInput[float] = _UNSET,
        pool_timeout: ODVInput[float] = _UNSET,
    ) -> tuple[int, bytes]:
        """Ask once; give the HTTP status and the answer."""
        status, payload = await super().do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        self._hearing.answered(status)
        return status, readable(payload) if status == HTTPStatus.OK else payload


def readable(payload: bytes) -> bytes:
    """Empty the updates that the library cannot read, so that they are passed over instead of asked for again."""
    try:
        answer = json.loads(payload)
        updates = [_or_empty(update) for update in answer["result"]]
    except (ValueError, KeyError, TypeError):
        return payload
    if updates == answer["result"]:
        return payload
    log.warning("an update could not be read and was passed over")
    return json.dumps(answer | {"result": updates}).encode()


def _or_empty(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(dict(update), None)
    except Exception:  # noqa: BLE001 (whatever is wrong with it, the library would fail on it in the same way)
        return {"update_id": update["update_id"]}
    return update
