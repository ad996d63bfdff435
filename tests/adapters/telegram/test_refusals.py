"""Telegram's errors as the bot's own."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.adapters.telegram import refusals
from bot.core.errors import (
    Gone,
    NotAllowed,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable),
        (BadRequest("Chat not found"), Unreachable),
        (BadRequest("Not enough rights to send text messages to the chat"), Unreachable),
        (BadRequest("Topic_closed"), Unreachable),
        (BadRequest("Message thread not found"), Unreachable),
        (BadRequest("Button_data_invalid"), PlatformError),
        (RetryAfter(timedelta(seconds=7)), TryAgainLater),
        (InvalidToken("secret"), TryAgainLater),
        (TimedOut(), OutcomeUnknown),
        (NetworkError("Bad Gateway"), OutcomeUnknown),
        (ChatMigrated(-100), PlatformError),
    ],
)
def test_each_error_has_its_meaning(error: TelegramError, kind: type[PlatformError]) -> None:
    meant = refusals.mapped(error)
    assert type(meant) is kind
    assert str(meant) == type(error).__name__


def test_pause_that_was_asked_for_is_kept() -> None:
    meant = refusals.mapped(RetryAfter(timedelta(seconds=7)))
    assert isinstance(meant, TryAgainLater)
    assert meant.after == 7


def test_refusals_are_told_apart() -> None:
    assert refusals.is_unreadable(BadRequest("Can't parse entities: unexpected end tag at byte offset 3"))
    assert refusals.is_unchanged(BadRequest("Message is not modified: specified new message content"))
    assert refusals.is_not_editable(BadRequest("Message to edit not found"))
    assert refusals.is_not_editable(BadRequest("Message can't be edited"))
    assert refusals.is_bad_address(BadRequest("Url_invalid"))
    assert not refusals.is_unchanged(BadRequest("Message to edit not found"))


@pytest.mark.parametrize("cause", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")])
@pytest.mark.parametrize("error", [NetworkError("x"), TimedOut()])
def test_what_never_left_was_surely_not_sent(error: TelegramError, cause: Exception) -> None:
    error.__cause__ = cause
    assert isinstance(refusals.mapped(error), TryAgainLater)


@pytest.mark.parametrize("cause", [httpx.ReadError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x"), None])
def test_what_left_may_have_arrived(cause: Exception | None) -> None:
    error = NetworkError("x")
    error.__cause__ = cause
    assert isinstance(refusals.mapped(error), OutcomeUnknown)


def test_a_refused_token_concerns_all_that_is_sent_unasked() -> None:
    assert isinstance(refusals.mapped_delivery(InvalidToken("secret")), PermanentFailure)
    assert isinstance(refusals.mapped_delivery(Forbidden("x")), Unreachable)


@pytest.mark.parametrize(
    ("error", "changing", "pinning"),
    [
        (BadRequest("Message to edit not found"), Gone, Gone),
        (BadRequest("Message can't be edited"), Gone, Gone),
        (BadRequest("Message_id_invalid"), Gone, Gone),
        (ChatMigrated(-100), Gone, Gone),
        (BadRequest("Message to pin not found"), PlatformError, Gone),
        (BadRequest("Not enough rights to manage pinned messages in the chat"), Unreachable, NotAllowed),
        (BadRequest("Chat_admin_required"), PlatformError, NotAllowed),
        (BadRequest("Need administrator rights in the channel chat"), Unreachable, NotAllowed),
        (BadRequest("Topic_closed"), Unreachable, Unreachable),
        (Forbidden("Forbidden: bot was kicked from the group chat"), Unreachable, Unreachable),
        (InvalidToken("secret"), PermanentFailure, PermanentFailure),
        (RetryAfter(timedelta(seconds=7)), TryAgainLater, TryAgainLater),
        (TimedOut(), OutcomeUnknown, OutcomeUnknown),
    ],
)
def test_refusals_of_changes(error: TelegramError, changing: type[PlatformError], pinning: type[PlatformError]) -> None:
    assert [type(told(error)) for told in (refusals.mapped_change, refusals.mapped_pin)] == [changing, pinning]
