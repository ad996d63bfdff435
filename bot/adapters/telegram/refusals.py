"""What Telegram's refusals mean. Pure.

Its texts are no fixed part of its interface, and the library changes their capitals: they are compared without case,
and only where no class of error tells the same.
"""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.core.errors import (
    Gone,
    NotAllowed,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)

_UNREACHABLE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message",
    "message_id_invalid",
)
_NOT_PINNABLE = ("message to pin not found", "message_id_invalid")
_NO_RIGHT_TO_PIN = (
    "not enough rights to manage pinned messages",
    "not enough rights to pin",
    "chat_admin_required",
    "need administrator rights",
)


def mapped(error: TelegramError) -> PlatformError:
    """Give the bot's own error for one of Telegram's; its text names the kind alone."""
    kind = type(error).__name__
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and _says(error, *_UNREACHABLE)):
        return Unreachable(kind)
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return TryAgainLater(kind, after.total_seconds() if isinstance(after, timedelta) else float(after))
    if isinstance(error, InvalidToken):
        return TryAgainLater(kind)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return TryAgainLater(kind) if isinstance(error.__cause__, _NEVER_LEFT) else OutcomeUnknown(kind)
    return PlatformError(kind)


def mapped_delivery(error: TelegramError) -> PlatformError:
    """Give the same for what is sent unasked, where a refused token concerns all that is still to be sent."""
    return PermanentFailure("telegram.bad_token") if isinstance(error, InvalidToken) else mapped(error)


def mapped_change(error: TelegramError) -> PlatformError:
    """Give the same for a change of a message; a group with a new id has left its messages behind."""
    if isinstance(error, ChatMigrated) or (isinstance(error, BadRequest) and is_not_editable(error)):
        return Gone(type(error).__name__)
    return mapped_delivery(error)


def mapped_pin(error: TelegramError) -> PlatformError:
    """Give the same for pinning a message."""
    if isinstance(error, BadRequest) and _says(error, *_NO_RIGHT_TO_PIN):
        return NotAllowed("may not pin")
    if isinstance(error, BadRequest) and _says(error, *_NOT_PINNABLE):
        return Gone("nothing to pin")
    return mapped_change(error)


def is_unreadable(error: BadRequest) -> bool:
    """Tell whether Telegram could not read the formatting."""
    return _says(error, "can't parse entities")


def is_unchanged(error: TelegramError) -> bool:
    """Tell whether an edit would have changed nothing."""
    return isinstance(error, BadRequest) and _says(error, "message is not modified")


def is_unpinned(error: TelegramError) -> bool:
    """Tell whether the message to unpin is not pinned."""
    return isinstance(error, BadRequest) and _says(error, "message to unpin not found")


def is_not_editable(error: BadRequest) -> bool:
    """Tell whether the message to edit is gone, too old or of another kind."""
    return _says(error, *_NOT_EDITABLE)


def is_bad_address(error: BadRequest) -> bool:
    """Tell whether Telegram would not open an address."""
    return _says(error, "url_invalid")


def _says(error: TelegramError, *words: str) -> bool:
    text = error.message.lower()
    return any(each in text for each in words)
