"""What delivery needs kept. Storage keeps it; the rules stand in `transport`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.core.people import Person, Place, Platform
from bot.delivery.due import Due, Recipient
from bot.delivery.transport import State, Transport


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row: what is due, and how it stands."""

    id: str
    due: Due
    transport: Transport

    def now(self, transport: Transport) -> Delivery:
        """The same delivery, standing otherwise."""
        return replace(self, transport=transport)


@dataclass(frozen=True, slots=True)
class Queue:
    """How the ledger stands: how many in each state, and since when the oldest due one waits; per platform."""

    states: Mapping[tuple[Platform, State], int] = field(default_factory=dict)
    oldest: Mapping[Platform, datetime] = field(default_factory=dict)


class Ledger(Protocol):
    """Keeps deliveries. Each method is one transaction, and raises NotSaved if the database cannot do it now."""

    async def put(self, dues: Sequence[Due], now: datetime) -> int:
        """Keep what is due; what has a key that is known already is left out. Gives how many were new."""

    async def claim(self, platform: Platform, owner: str, room: int, now: datetime) -> tuple[Delivery, ...]:
        """Take hold of at most `room` that are due, shared among priorities, those first that go first.

        No two callers get the same one, in however many processes.
        """

    async def swap(self, before: Delivery, then: Transport, now: datetime) -> bool:
        """Let a delivery stand otherwise; False if its state or epoch is no longer as it was `before`."""

    async def prove(self, delivery: Delivery, then: Transport, now: datetime) -> bool:
        """Record that a send came through after its lease was lost; False if another send has begun since."""

    async def abandoned(self, most: int, now: datetime) -> tuple[Delivery, ...]:
        """Give some that were being sent by a worker that died."""

    async def overdue(self, most: int, now: datetime) -> tuple[Delivery, ...]:
        """Give some that are queued and whose time is over."""

    async def next_at(self, platform: Platform, now: datetime) -> datetime | None:
        """Give the next moment after now at which something is due; None if there is none."""

    async def cancel(self, purpose: str, subject: str, now: datetime) -> int:
        """Cancel what is queued about a subject; give how many."""

    async def disown(self, purpose: str, subject: str) -> None:
        """Let all deliveries about a subject be about nothing; they stay, and their keys stay taken."""

    async def state(self, purpose: str, subject: str) -> State | None:
        """Tell how the newest delivery about a subject stands; None if there is none."""

    async def message_ref(self, purpose: str, subject: str) -> str | None:
        """Name the message of the newest delivery about a subject that was sent, as `edit` of adapters takes it.

        None if none was sent, or if its place moved since, where the message cannot be changed any more.
        """

    async def unheld(self, now: datetime) -> int:
        """Let go of pauses that a clock far ahead has written; give how many."""

    async def queue(self, now: datetime) -> Queue:
        """Count."""


class Recipients(Protocol):
    """Knows where to write to. Raises NotSaved if the database cannot do it now."""

    async def reach(self, to: Recipient, platform: Platform) -> Person | Place | None:
        """Give the account or place; None if there is none, or it is known to be out of reach."""

    async def lost(self, to: Recipient, platform: Platform, now: datetime) -> None:
        """Remember that it cannot be written to. Nothing is deleted."""
