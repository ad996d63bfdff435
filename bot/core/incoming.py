"""What reaches the bot: text said, command called, button pressed, form sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.people import Person, Place, Role

LONGEST_NAME = 64

# Control characters, marks that turn the direction of writing, and halves of characters.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Origin:
    """Who, where, with which role and language, and when (aware, UTC).

    `addressed`: the bot was spoken to (command, mention, reply to it, private chat). `seen_by_others`: others in
    this place can see what the person sent, so an answer in the open tells nothing new about them.
    `shows_forms`: a form can be opened in answer to this very thing; else it is asked step by step. `name` is what the
    platform calls the person, as `shown_name` gives it; it is kept only where a feature tells them so, and shown to
    organisers alone.
    """

    person: Person
    place: Place
    at: datetime
    role: Role = Role.MEMBER
    language: str | None = None
    addressed: bool = True
    seen_by_others: bool = False
    shows_forms: bool = False
    name: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the time of an incoming thing needs a zone")


@dataclass(frozen=True, slots=True)
class Said:
    """Text in a chat. `replies_to`: the codes of the buttons under the message of the bot that it replies to."""

    origin: Origin
    text: str = field(repr=False)
    replies_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Called:
    """A command with its arguments by name."""

    origin: Origin
    command: str
    arguments: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button. `fresh`: it came by a deep link, so there is no message to edit."""

    origin: Origin
    code: str
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was sent, with the answers by field name."""

    origin: Origin
    code: str
    answers: Mapping[str, str] = field(repr=False)


Incoming = Said | Called | Pressed | Submitted


def shown_name(given: str) -> str:
    """Give a person's name in one line of at most 64 characters, with nothing in it that a screen would obey."""
    return " ".join(_HARMFUL.sub(" ", given).split())[:LONGEST_NAME].rstrip()
