"""From discord.py's errors to the bot's own, and one line in the log for each."""

from __future__ import annotations

import logging
from typing import TypeGuard

import aiohttp
import discord

from bot.core.errors import (
    Gone,
    NotAllowed,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)

log = logging.getLogger(__name__)

# Codes of Discord's API.
ALREADY_ANSWERED = 40060
ARCHIVED = 50083
_EXPIRED = 10062
_NO_HISTORY = 160002
_AUTHENTICATION_FAILED = 4004

_TOO_MUCH = frozenset({20026, 40003})  # private messages look like spam, or are opened too fast
_OUT_OF_REACH = {
    ALREADY_ANSWERED: "answered by another copy of the bot",
    ARCHIVED: "thread is put away",
    160005: "thread is locked",
    160006: "too many threads are open",
}
# Message or event unknown, message of somebody else, event that is over.
_GONE = frozenset({10008, 10070, 50005, 180000})
# A permission or the second factor is missing, too many pins, too many events.
_NOT_ALLOWED = frozenset({50013, 60003, 30003, 30038})

_UNAUTHORISED = 401
_TOO_MANY = 429
_SERVER_FAULT = 500

# Seconds without further sends after Discord found them too much.
_REST = 60.0

# The connection broke, so the request may or may not have arrived.
_LOST = (aiohttp.ClientError, TimeoutError, OSError)


def is_passing(error: Exception) -> bool:
    """Tell whether one more attempt is worth it, where a second one cannot double anything."""
    if isinstance(error, discord.HTTPException):
        return error.status >= _SERVER_FAULT
    return isinstance(error, _LOST)


def platform_error(error: Exception) -> PlatformError | None:
    """Give the bot's own word for an error of the platform, or None for any other error."""
    if isinstance(error, discord.Forbidden | discord.NotFound):
        return Unreachable("expired" if error.code == _EXPIRED else f"not reachable ({error.code})")
    if isinstance(error, discord.HTTPException) and error.code in _OUT_OF_REACH:
        return Unreachable(_OUT_OF_REACH[error.code])
    if isinstance(error, discord.RateLimited):
        return TryAgainLater("rate limited", error.retry_after)
    if is_passing(error):
        return OutcomeUnknown(f"no answer ({type(error).__name__})")
    if isinstance(error, discord.HTTPException):
        return PlatformError(f"refused ({error.status}, {error.code})")
    return None


def delivery_error(error: Exception) -> PlatformError | None:
    """Give the same for what is sent unasked, where it matters whether it was surely not sent and whose fault it is."""
    if isinstance(error, discord.HTTPException):
        if error.status == _UNAUTHORISED:
            return PermanentFailure("discord.bad_token")
        if error.status == _TOO_MANY or error.code in _TOO_MUCH:
            return TryAgainLater("too much", _REST)
    return platform_error(error)


def change_error(error: Exception) -> PlatformError | None:
    """Give the same for changing what stands there already."""
    return Gone(f"no longer there ({error.code})") if is_gone(error) else delivery_error(error)


def permission_error(error: Exception) -> PlatformError | None:
    """Give the same for what needs a permission beyond writing."""
    if isinstance(error, discord.HTTPException) and error.code in _NOT_ALLOWED:
        return NotAllowed(f"not allowed ({error.code})")
    return change_error(error)


def is_gone(error: Exception) -> TypeGuard[discord.HTTPException]:
    """Tell whether a message or an event is there no more, or cannot be changed any more."""
    return isinstance(error, discord.HTTPException) and error.code in _GONE


def opening_error(error: Exception) -> PlatformError | None:
    """Give the same for opening a private chat, when nothing has been sent yet."""
    known = delivery_error(error)
    return TryAgainLater("private chat not opened") if isinstance(known, OutcomeUnknown) else known


def permanent_failure(error: BaseException) -> PermanentFailure | None:
    """Give the failure that only the operator can mend, or None if a new start may help."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return PermanentFailure("discord.intent_missing")
    refused = isinstance(error, discord.ConnectionClosed) and error.code == _AUTHENTICATION_FAILED
    if refused or isinstance(error, discord.LoginFailure):
        return PermanentFailure("discord.bad_token")
    return None


def needs_history(error: discord.HTTPException) -> bool:
    """Tell whether a reply was refused only because the bot may not read what was written before."""
    return error.code == _NO_HISTORY


def note(error: Exception, what: str) -> None:
    """Log that answering `what` failed; the platform's own faults in words, our mistakes with their place."""
    known = platform_error(error)
    if known is None:
        # The formatter of the log leaves the error's text out.
        log.error("%s: failed", what, exc_info=error)
    elif isinstance(known, Unreachable):
        log.info("%s: %s", what, known)
    else:
        log.warning("%s: %s", what, known)
