"""What features hand over: what kind of message is due, to whom, from when and until when. Never its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from bot.core.people import Platform


class Priority(IntEnum):
    """Who goes first when not everything can go at once. Replies are no deliveries: they go before all of these."""

    MINUTES = 1  # minutes matter, as with a dose
    TODAY = 2  # hours matter, as with a blood test
    NEWS = 3  # whatever may wait


@dataclass(frozen=True, slots=True)
class ToPerson:
    """To the private chat of a person, by the id under which storage keeps them."""

    id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ToPlace:
    """To a group, channel or topic, by the id under which storage keeps it."""

    id: str = field(repr=False)


Recipient = ToPerson | ToPlace


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be sent later.

    `purpose` names the composer that words it, `subject` what it is about (an id of the feature's own, at most 80
    characters, no person's text). It goes out between `at` and `until`, both aware. `key` keeps it from being put
    twice: at most 120 characters.
    """

    purpose: str
    subject: str = field(repr=False)
    to: Recipient
    platform: Platform
    at: datetime
    until: datetime
    key: str = field(repr=False)
    priority: Priority = Priority.NEWS

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("a delivery needs moments with a zone")
        if self.until <= self.at:
            raise ValueError("a delivery ends before it is due")
