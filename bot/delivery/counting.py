"""What delivery has done since the start, in numbers: nothing of a person is in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.people import Platform


class Event(StrEnum):
    """What is counted, per platform."""

    SENT = "sent"
    UNKNOWN = "unknown"
    REPEATED = "repeated"
    PUT_OFF = "put_off"
    EXPIRED = "expired"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"
    RECOVERED = "recovered"


@dataclass(slots=True)
class Counts:
    """Events per platform, and when each worker last came round."""

    events: Counter[tuple[Platform, Event]] = field(default_factory=Counter)
    rounds: dict[str, datetime] = field(default_factory=dict)

    def add(self, platform: Platform, event: Event) -> None:
        """Count one."""
        self.events[platform, event] += 1

    def came_round(self, worker: str, now: datetime) -> None:
        """Take note that a worker is alive."""
        self.rounds[worker] = now
