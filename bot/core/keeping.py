"""What is kept about people and places, and through what it is kept. Ids of rows mean nothing outside the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.core.people import Person, Place, Platform


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person set for themselves. `zone`: IANA name; `quiet`: from and to as "22:00", in that zone."""

    language: str | None = field(default=None, repr=False)
    zone: str | None = field(default=None, repr=False)
    discreet: bool = field(default=True, repr=False)
    quiet: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's consent to one purpose, in the version of the text that they read."""

    purpose: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One of a person's accounts; `blocked_at` since when it takes no messages."""

    person: Person
    blocked_at: datetime | None = None


class People(Protocol):
    """The people about whom something is kept. What changes something raises NotSaved, all else NotRead.

    Where nothing can be kept, what a person sets or consents to raises UserError, which says so.
    """

    async def find(self, person: Person) -> str | None:
        """Give a person's id, if anything is kept about them."""

    async def ensure(self, person: Person, at: datetime) -> str:
        """Give a person's id; a new one if nothing is kept about them yet."""

    async def profile(self, person_id: str) -> Profile:
        """Give what a person set."""

    async def set_profile(self, person_id: str, profile: Profile) -> None:
        """Keep what a person set."""

    async def consents(self, person_id: str) -> tuple[Consent, ...]:
        """Give all consents, also those that were withdrawn, in the order in which they were given."""

    async def consent(self, person_id: str, purpose: str, version: str, at: datetime) -> None:
        """Keep a consent; it takes the place of an earlier one to this purpose, which counts as withdrawn."""

    async def withdraw(self, person_id: str, purpose: str, at: datetime) -> bool:
        """Withdraw the consent to a purpose; False if there is none."""

    async def account(self, person_id: str, platform: Platform) -> Account | None:
        """Give a person's account on a platform."""

    async def block(self, person_id: str, platform: Platform, at: datetime) -> None:
        """Keep that this account takes no messages. What is planned for the person stays."""

    async def reached(self, person: Person, at: datetime, *, alone: bool = True) -> datetime | None:
        """Keep that a person wrote; give since when their account took no messages, once, if they can be told now.

        `alone`: what is said now is for them alone, so that they can be told. From then on they are written to again.
        """

    async def remove(self, person_id: str) -> None:
        """Erase a person, their key and all that is theirs."""

    async def remove_if_empty(self, person_id: str) -> None:
        """Erase a person of whom nothing but their account is left."""


class LinkResult(StrEnum):
    """What came of a code with which a person wants to be one on two platforms."""

    LINKED = "linked"
    UNKNOWN = "unknown"  # no such code, or it is over or was used
    SAME = "same"  # the account belongs to this person already
    BOTH = "both"  # both have an account on the same platform


class Links(Protocol):
    """Makes the accounts of one human one person. Codes are kept as marks alone. Raises NotRead or NotSaved."""

    async def offer(self, person_id: str, code: str, until: datetime) -> None:
        """Keep a one-time code of a person; an earlier one is gone."""

    async def offered(self, code: str, now: datetime) -> str | None:
        """Give the id of the person with this code, unless it is over or was used. The code stays."""

    async def redeem(self, code: str, who: Person, now: datetime) -> LinkResult:
        """Let an account, and all that is kept about it, belong to the person of the code, and use the code up.

        What the person of the code had set stays; what they had not is taken over. All of it, or nothing. Forms that
        the account is just filling in are given up.
        """

    async def unlink(self, person_id: str, platform: Platform, now: datetime) -> bool:
        """Let an account leave; from then on it is somebody of whom nothing is kept.

        What went to that platform goes to one that is left. False if there is no such account, or it is the only one.
        """


class Places(Protocol):
    """Channels and groups (each with its topic) that something is kept about."""

    async def ensure(self, place: Place) -> str:
        """Give a place's id; a new one if it is not known yet."""

    async def place(self, place_id: str) -> Place | None:
        """Give the place with this id, unless it was lost."""

    async def settings(self, place: Place) -> dict[str, bool | str]:
        """Give what is set for a place."""

    async def set(self, place: Place, name: str, value: bool | str) -> None:  # noqa: FBT001 (it is what is set)
        """Set something for a place."""

    async def lost(self, place_id: str, at: datetime) -> None:
        """Keep that nothing can be said in a place any more."""

    async def moved(self, old: Place, new: Place) -> None:
        """Follow a place that got another id; what was planned for the old one goes to the new one."""
