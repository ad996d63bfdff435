"""Who takes part and where: persons, places and roles, without names."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Platform(StrEnum):
    """Where a person writes from."""

    DISCORD = "discord"
    TELEGRAM = "telegram"
    CONSOLE = "console"


class Role(IntEnum):
    """What a person may do; each includes the ones before it."""

    MEMBER = 1
    ORGANISER = 2
    OPERATOR = 3


class PlaceKind(StrEnum):
    """Whether others can read along."""

    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Person:
    """One account on one platform."""

    platform: Platform
    id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A private chat, or a channel or group with the topic or thread within it."""

    platform: Platform
    id: str = field(repr=False)
    kind: PlaceKind = PlaceKind.PRIVATE
    topic: str | None = field(default=None, repr=False)

    @property
    def is_group(self) -> bool:
        """Whether others can read along here."""
        return self.kind is PlaceKind.GROUP
