"""Discord's refusals in the bot's own words."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.adapters.discord.errors import (
    change_error,
    is_passing,
    note,
    permanent_failure,
    permission_error,
    platform_error,
)
from bot.core.errors import (
    Gone,
    NotAllowed,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    reason: str = "reason"


def refusal(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    """What discord.py raises for an answer with this status and code."""
    body: Any = {"code": code, "message": "a secret message"}
    return kind(cast("Any", _Response(status)), body)


CASES: list[tuple[Exception, type[PlatformError], bool]] = [
    (refusal(discord.Forbidden, 403, 50007), Unreachable, False),
    (refusal(discord.Forbidden, 403, 50278), Unreachable, False),
    (refusal(discord.NotFound, 404, 10062), Unreachable, False),
    (refusal(discord.HTTPException, 400, 40060), Unreachable, False),
    (refusal(discord.HTTPException, 400, 50035), PlatformError, False),
    (refusal(discord.DiscordServerError, 503, 0), OutcomeUnknown, True),
    (refusal(discord.HTTPException, 500, 0), OutcomeUnknown, True),
    (discord.RateLimited(90.0), TryAgainLater, False),
    (aiohttp.ServerDisconnectedError(), OutcomeUnknown, True),
    (ConnectionResetError(), OutcomeUnknown, True),
    (TimeoutError(), OutcomeUnknown, True),
]


@pytest.mark.parametrize(("error", "known", "passing"), CASES)
def test_errors_of_the_platform(error: Exception, known: type[PlatformError], passing: bool) -> None:
    told = platform_error(error)
    assert type(told) is known
    assert "secret" not in str(told)
    assert is_passing(error) is passing
    assert permanent_failure(error) is None


@pytest.mark.parametrize(
    ("status", "code", "changing", "asking"),
    [
        (404, 10008, Gone, Gone),
        (404, 10070, Gone, Gone),
        (403, 50005, Gone, Gone),
        (400, 180000, Gone, Gone),
        (404, 10003, Unreachable, Unreachable),
        (403, 50001, Unreachable, Unreachable),
        (400, 50083, Unreachable, Unreachable),
        (400, 160005, Unreachable, Unreachable),
        (403, 50013, Unreachable, NotAllowed),
        (403, 60003, Unreachable, NotAllowed),
        (400, 30003, PlatformError, NotAllowed),
        (400, 30038, PlatformError, NotAllowed),
        (401, 0, PermanentFailure, PermanentFailure),
        (429, 0, TryAgainLater, TryAgainLater),
        (500, 0, OutcomeUnknown, OutcomeUnknown),
    ],
)
def test_refusals_of_changes(
    status: int, code: int, changing: type[PlatformError], asking: type[PlatformError]
) -> None:
    kinds = {401: discord.HTTPException, 403: discord.Forbidden, 404: discord.NotFound}
    error = refusal(kinds.get(status, discord.HTTPException), status, code)
    assert [type(told(error)) for told in (change_error, permission_error)] == [changing, asking]
    assert "secret" not in f"{change_error(error)} {permission_error(error)}"


def test_pause_that_was_asked_for() -> None:
    told = platform_error(discord.RateLimited(90.0))
    assert isinstance(told, TryAgainLater)
    assert told.after == 90.0


def test_our_own_mistakes_are_none_of_the_platform() -> None:
    assert platform_error(KeyError("x")) is None
    assert not is_passing(KeyError("x"))


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (refusal(discord.Forbidden, 403, 50007), logging.INFO),
        (TimeoutError(), logging.WARNING),
        (KeyError("x"), logging.ERROR),
    ],
)
def test_log(error: Exception, level: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    note(error, "a press")
    (record,) = caplog.records
    assert record.levelno == level
    assert record.getMessage().startswith("a press: ")
    assert "secret" not in record.getMessage()
