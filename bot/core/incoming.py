"""What reaches the bot: text said, command called, button pressed, form sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.people import Person, Place, Role


@dataclass(frozen=True, slots=True)
class Origin:
    """Who, where, with which role and language, and when (aware, UTC).

    `addressed`: the bot was spoken to (command, mention, reply to it, private chat). `seen_by_others`: others in
    this place can see what the person sent, so an answer in the open tells nothing new about them.
    `shows_forms`: a form can be opened in answer to this very thing; else it is asked step by step.
    """

    person: Person
    place: Place
    at: datetime
    role: Role = Role.MEMBER
    language: str | None = None
    addressed: bool = True
    seen_by_others: bool = False
    shows_forms: bool = False

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
