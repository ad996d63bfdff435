"""What is held about one person, and the port that finds and erases it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.core.people import Person

Value = str | int | bool | None
Record = Mapping[str, Value]
"""One thing that is held, readable: names of its parts with their values; moments as ISO 8601 in UTC."""


class Kind(StrEnum):
    """What can be held about a person."""

    ACCOUNT = "account"
    SETTINGS = "settings"
    CONSENTS = "consents"
    FORMS = "forms"
    REMINDERS = "reminders"
    ANSWERS = "answers"
    CARERS = "carers"
    CARING = "caring"
    MEETUPS = "meetups"
    QUESTIONS = "questions"
    CALENDAR = "calendar"
    ORGANISED = "organised"
    DRAFTS = "drafts"
    CODES = "codes"
    MESSAGES = "messages"
    RATINGS = "ratings"


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held about one person now; kinds without a record are left out."""

    records: Mapping[Kind, tuple[Record, ...]] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        """Whether anything is held."""
        return any(self.records.values())


class Holdings(Protocol):
    """Finds and erases what is held about a person. `lasting`: it survives a restart, else it is in memory alone."""

    @property
    def lasting(self) -> bool:
        """Whether what is held is written to a disk or a server."""

    async def held(self, person: Person) -> Held:
        """Give all that is held about this person now."""

    async def erase(self, person: Person) -> None:
        """Erase all that is held about this person, with the key that could read it. Raises NotSaved if it is not."""
