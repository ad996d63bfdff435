"""What words a delivery, at the moment at which it is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.core.reply import Reply
from bot.delivery.due import Due


class Earlier(Enum):
    """What an earlier attempt may have left there."""

    NOTHING = auto()
    BESIDE = auto()  # another message, which nobody can change
    INSTEAD = auto()  # this message as it was worded then: the platform knows it by its key, and takes it only once


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is worded.

    `lateness` is how long it has been due. `repeat`: the same may have come before; the message will say so above the
    composer's words.
    """

    now: datetime
    lateness: timedelta
    repeat: bool
    earlier: Earlier = Earlier.NOTHING


Composer = Callable[[Due, Moment], Awaitable[Reply | None]]
"""Looks again and words it; None if nobody needs it any more. Gives one message, as several could arrive in part."""

Composers = Mapping[str, Composer]
"""By purpose. Who offers deliveries registers what words them, when the bot is wired."""
