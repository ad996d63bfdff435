"""What the core needs from outside, and what adapters need from the core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.incoming import Incoming
from bot.core.people import Place, Role
from bot.core.reply import Reply

Clock = Callable[[], datetime]
"""Gives the present moment, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One suggestion while a person types: what is shown, and what is sent when it is picked."""

    label: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ArgumentSpec:
    """One text argument of a command; `completes` when suggestions are offered while typing."""

    name: str
    summary: str
    required: bool = False
    completes: bool = False


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """What an adapter needs to know of a command to offer it in the platform's own way.

    `private`: what it answers is for the asker alone. `listed`: it stands in menus and in the help.
    """

    name: str
    summary: str
    arguments: tuple[ArgumentSpec, ...] = ()
    least_role: Role = Role.MEMBER
    private: bool = False
    listed: bool = True


class Responder(Protocol):
    """The whole bot, as an adapter sees it."""

    @property
    def commands(self) -> tuple[CommandSpec, ...]:
        """All commands, in the order in which they are shown."""

    async def respond(self, incoming: Incoming) -> Reply | None:
        """Answer, or give None for silence. Never raises for anything that a person sent."""

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        """Suggest at most 25 questions for what was typed so far; labels have at most 100 characters."""

    def listens_in(self, place: Place) -> bool:
        """Tell whether ordinary talk in this place may be answered."""


class Notices(Protocol):
    """Says what nobody asked for."""

    async def tell(self, place: Place, reply: Reply) -> None:
        """Say something in a place.

        Raises TryAgainLater if nothing was delivered and it may be tried anew, as while there is no connection;
        OutcomeUnknown if it may have been delivered; Unreachable or another PlatformError if it cannot be.
        """


class Adapter(Notices, Protocol):
    """One chat platform."""

    name: str

    async def run(self) -> None:
        """Serve until cancelled, and leave nothing open.

        Raises PermanentFailure if the operator must act, anything else if it may be tried anew.
        """
