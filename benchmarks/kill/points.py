"""The points at which a bot can be killed: before and after each write to the ledger and each send."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.core.people import Person, Place, Platform
from bot.core.ports import Clock, Receipt
from bot.core.reply import Reply
from bot.delivery.due import Due
from bot.delivery.ledger import Delivery, Ledger
from bot.delivery.outbox import Outbox
from bot.delivery.sending import Platforms
from bot.delivery.transport import State, Transport
from bot.storage.deliveries import StoredDeliveries
from bot.storage.stores import Stores

PassBy = Callable[[str], None]

POINTS = tuple(
    f"{when} {what}"
    for what in ("claim", "begin", "send", "record", "recover", "give back")
    for when in ("before", "after")
)


class PointedLedger(StoredDeliveries):
    """The real ledger; what passes a point is told."""

    def __init__(self, stores: Stores, pass_by: PassBy) -> None:
        super().__init__(stores.database, stores.keyring)
        self._pass_by = pass_by

    async def claim(self, platform: Platform, owner: str, room: int, now: datetime) -> tuple[Delivery, ...]:
        self._pass_by("before claim")
        found = await super().claim(platform, owner, room, now)
        if found:
            self._pass_by("after claim")
        return found

    async def swap(self, before: Delivery, then: Transport, now: datetime) -> bool:
        what = _what(before.transport, then)
        self._pass_by(f"before {what}")
        done = await super().swap(before, then, now)
        self._pass_by(f"after {what}")
        return done


class PointedOutbox(Outbox):
    """The real outbox; what passes a point is told."""

    def __init__(self, ledger: Ledger, on: Iterable[Platform], clock: Clock, pass_by: PassBy) -> None:
        super().__init__(ledger, on, clock)
        self._pass_by = pass_by

    async def put(self, *dues: Due) -> int:
        if dues:
            self._pass_by("before put")
        done = await super().put(*dues)
        if dues:
            self._pass_by("after put")
        return done

    async def cancel(self, purpose: str, subject: str) -> int:
        self._pass_by("before cancel")
        done = await super().cancel(purpose, subject)
        self._pass_by("after cancel")
        return done


class PointedPlatforms:
    """The real platforms; what passes a point is told."""

    def __init__(self, platforms: Platforms, pass_by: PassBy) -> None:
        self._platforms = platforms
        self._pass_by = pass_by

    def is_ready(self, platform: Platform) -> bool:
        return self._platforms.is_ready(platform)

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        self._pass_by("before send")
        receipt = await self._platforms.send(to, reply, nonce)
        self._pass_by("after send")
        return receipt


def _what(before: Transport, then: Transport) -> str:
    if then.state is State.SENDING:
        return "begin"
    if before.state is State.SENDING:
        return "record" if then.epoch == before.epoch else "recover"
    return "give back"
