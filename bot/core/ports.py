"""What the core needs from outside, and what adapters need from the core."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.actions import Action
from bot.core.incoming import Incoming
from bot.core.people import Person, Place, Role
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


Moved = Callable[[Place, Place], Awaitable[None]]
"""Is told that a place got another id: the old one, the new one."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform gave for a message it took; `message_ref` names the message there."""

    message_ref: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event that a platform lists by itself: from when to when (aware, UTC), and where."""

    name: str = field(repr=False)
    starts_at: datetime
    ends_at: datetime
    where: str = field(repr=False)
    text: str = field(repr=False)


class Adapter(Protocol):
    """One chat platform."""

    name: str

    @property
    def is_connected(self) -> bool:
        """Whether sending makes sense now."""

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Send one message once, to the private chat of a person or to a place, and wait for the platform's word.

        `nonce` has at most 16 characters. Where the platform can, it lets nothing with the same one appear twice for
        two minutes. Nothing is sent again here unless it cannot double.

        Raises TryAgainLater if surely nothing was delivered, OutcomeUnknown if something may have been, Unreachable if
        nobody can be written to there, PermanentFailure if the token is refused, and another PlatformError for any
        other refusal, after which surely nothing was delivered.
        """

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show a reply instead of a message that the bot sent to a place. Doing it twice does no harm.

        Raises Gone if the message is there no more, and all that `send` raises.
        """

    async def pin(self, to: Place, message_ref: str) -> None:
        """Pin a message without a sound. Raises NotAllowed, Gone, and all that `send` raises."""

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Unpin a message; one that is not pinned is no error. Raises NotAllowed, Gone, and all that `send` raises."""

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """List an event where a place is, or change the one with this name; give its name.

        Without a name, an event of the bot's own that is the same in name and start is taken for it: the answer to the
        first attempt may have been lost. Raises NotAllowed, also where the platform has no events, or too many; Gone if
        the named one was cancelled or deleted, or is over, or if one that has begun is to be listed for the first time;
        and all that `send` raises.
        """

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Cancel an event; one that is gone is no error. Raises NotAllowed, and all that `send` raises."""

    def address(self, action: Action) -> str | None:
        """Give the https address that opens the private chat with an action; None if there is none (now)."""

    async def run(self) -> None:
        """Serve until cancelled, and leave nothing open.

        Raises PermanentFailure if the operator must act, anything else if it may be tried anew.
        """
