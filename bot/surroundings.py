"""What the bot works with beside its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.core.actions import Action
from bot.core.people import Place, Platform
from bot.core.ports import Clock, PublicEvent
from bot.core.reply import Reply
from bot.delivery.outbox import Outbox
from bot.delivery.sending import Platforms

if TYPE_CHECKING:
    from bot.storage.stores import Stores  # a large library, which not every command needs


class Reach(Platforms, Protocol):
    """The platforms, as features use them: the port of adapters, for all of them at once."""

    def address(self, platform: Platform, action: Action) -> str | None:
        """Give the address that opens the private chat with an action, if there is one now."""

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show a reply instead of a message, as the port of adapters says."""

    async def pin(self, to: Place, message_ref: str) -> None:
        """Pin a message, as the port of adapters says."""

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Unpin a message, as the port of adapters says."""

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """List or change an event, as the port of adapters says."""

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Cancel an event, as the port of adapters says."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What it keeps, where it puts what is due, whom it speaks through, and what time it is."""

    stores: Stores
    outbox: Outbox
    platforms: Reach
    clock: Clock
