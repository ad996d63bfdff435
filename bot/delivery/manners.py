"""What each platform bears, and what it does for whoever sends to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.people import Platform


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second, and so many at once after a rest."""

    per_second: float
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Manners:
    """How a platform wants to be treated.

    `keyed`: it knows a message by its key for two minutes, so that the same one cannot appear twice. The rates are
    for deliveries alone: both platforms allow more, and what is left is for replies, which do not wait for these.
    """

    keyed: bool
    overall: Rate = Rate(25.0, 3)
    per_chat: Rate = Rate(1.0)
    per_group: Rate = Rate(1.0)


MANNERS: Mapping[Platform, Manners] = {
    # A private chat that was not written to since the start takes two requests, of the 50 a second for everything.
    Platform.DISCORD: Manners(keyed=True, overall=Rate(20.0, 2)),
    Platform.TELEGRAM: Manners(keyed=False, per_group=Rate(18 / 60)),
    Platform.CONSOLE: Manners(keyed=True),
}
