"""Takes one delivery from hold to record: worded, begun, sent, recorded."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.core.errors import StorageError
from bot.core.people import Platform
from bot.core.ports import Clock
from bot.core.reply import Reply
from bot.core.richtext import Blocks
from bot.delivery.composing import Composers, Earlier, Moment
from bot.delivery.counting import Counts, Event
from bot.delivery.ledger import Delivery, Ledger, Recipients
from bot.delivery.manners import Manners
from bot.delivery.rates import Target
from bot.delivery.sending import Platforms, Result, send
from bot.delivery.transport import (
    Attempt,
    Blocked,
    Perhaps,
    Sent,
    State,
    SurelyNot,
    Transport,
    after,
    attempt,
    barred,
    begun,
    cancelled,
    closed,
    released,
)

log = logging.getLogger(__name__)

# What cannot be worded now, because of a mistake or of a database that is away.
WORD_AGAIN = timedelta(minutes=1)

# A machine that was suspended, or a database that was slow, may have held up a begin until others took it for dead.
BEGIN_WITHIN = timedelta(seconds=10)

# Between two attempts to record what came of a send.
RECORD_AGAIN = 1.0
LONGEST_RECORD_AGAIN = 15.0


def new_nonce() -> str:
    """Make a key for a message: 16 characters, so that the number of a page fits behind it (Discord takes 25)."""
    return secrets.token_hex(8)


class Courier:
    """Delivers on one platform. It never raises for what happens to a delivery."""

    def __init__(
        self,
        ledger: Ledger,
        recipients: Recipients,
        platforms: Platforms,
        composers: Composers,
        *,
        manners: Manners,
        again: Blocks,
        counts: Counts,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ledger = ledger
        self._recipients = recipients
        self._platforms = platforms
        self._composers = composers
        self._keyed = manners.keyed
        self._again = again
        self._counts = counts
        self._clock = clock
        self._sleep = sleep

    async def bar(self, delivery: Delivery) -> None:
        """End one whose recipient is known to be out of reach."""
        await self._end(delivery, barred(delivery.transport))

    async def give_back(self, delivery: Delivery, pause: timedelta = timedelta(0)) -> None:
        """Let go of one that cannot be sent now; without a pause it keeps its place in the queue."""
        not_before = self._clock() + pause if pause else delivery.transport.not_before
        await self._try_swap(delivery, released(delivery.transport, not_before))

    async def deliver(self, delivery: Delivery, to: Target) -> Result | None:
        """Deliver one that is held; give what came of the send, or None if there was none."""
        how = attempt(delivery.transport, self._clock(), keyed=self._keyed)
        if how is None:
            await self._end(delivery, closed(delivery.transport, self._clock()))
            return None
        try:
            reply = await self._worded(delivery, how)
        except Exception:
            log.exception("%s: could not be worded", delivery.due.purpose)
            await self.give_back(delivery, WORD_AGAIN)
            return None
        if reply is None:
            await self._end(delivery, cancelled(delivery.transport))
            return None
        began = self._clock()
        sending = delivery.now(begun(delivery.transport, how, began, new_nonce))
        if not await self._begin(delivery, sending):
            return None
        if abs(self._clock() - began) > BEGIN_WITHIN:
            result = Result(SurelyNot("held up"))
        else:
            result = await send(self._platforms, to, reply, sending.transport.nonce)
        await self._record(sending, how, result)
        return result

    async def _worded(self, delivery: Delivery, how: Attempt) -> Reply | None:
        now = self._clock()
        perhaps = Earlier.BESIDE if how.fresh else Earlier.INSTEAD
        earlier = perhaps if delivery.transport.ever_unknown else Earlier.NOTHING
        moment = Moment(now, max(timedelta(0), now - delivery.due.at), how.repeat, earlier)
        reply = await self._composers[delivery.due.purpose](delivery.due, moment)
        # Marked here, so that no composer can forget it.
        return replace(reply, blocks=self._again + reply.blocks) if reply is not None and how.repeat else reply

    async def _begin(self, held: Delivery, sending: Delivery) -> bool:
        """Write down that it is being sent. False if it may not be sent: another holds it, or that was not stored."""
        try:
            return await self._ledger.swap(held, sending.transport, self._clock())
        except StorageError as error:
            log.warning("%s: not sent, as that could not be stored (%s)", held.due.platform, error)
            # It may have been stored after all. Then it would look as if it had perhaps been sent.
            await self._try_swap(sending, released(held.transport, held.transport.not_before))
            return False

    async def _record(self, sending: Delivery, how: Attempt, result: Result) -> None:
        """Write down what came of a send, however long the database is away."""
        now = self._clock()
        then = after(sending.transport, how, result.outcome, now, keyed=self._keyed)
        self._count(sending, how, result)
        if isinstance(result.outcome, Blocked):
            await self._insist(lambda: self._recipients.lost(sending.due.to, sending.due.platform, now))
        await self._insist(lambda: self._written(sending, then))

    async def _written(self, sending: Delivery, then: Transport) -> None:
        if await self._ledger.swap(sending, then, self._clock()):
            return
        if then.state is State.SENT and await self._ledger.prove(sending, then, self._clock()):
            return
        log.info("%s: another copy of the bot has taken over a delivery", sending.due.platform)

    async def _insist(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write; again and again while the database cannot."""
        pause = RECORD_AGAIN
        while True:
            try:
                await write()
            except StorageError as error:
                log.warning("what came of a send could not be stored yet (%s)", error)
            else:
                return
            await self._sleep(pause)
            pause = min(LONGEST_RECORD_AGAIN, 2 * pause)

    async def _end(self, delivery: Delivery, then: Transport) -> None:
        if await self._try_swap(delivery, then):
            count_end(self._counts, delivery.due.platform, then)

    async def _try_swap(self, delivery: Delivery, then: Transport) -> bool:
        """Swap; where that cannot be stored the lease runs out, and it is seen to then."""
        try:
            return await self._ledger.swap(delivery, then, self._clock())
        except StorageError as error:
            log.warning("%s: could not be stored (%s)", delivery.due.platform, error)
            return False

    def _count(self, sending: Delivery, how: Attempt, result: Result) -> None:
        platform = sending.due.platform
        kinds = {Sent: Event.SENT, Perhaps: Event.UNKNOWN, SurelyNot: Event.PUT_OFF, Blocked: Event.BLOCKED}
        self._counts.add(platform, kinds[type(result.outcome)])
        if how.repeat:
            self._counts.add(platform, Event.REPEATED)


_ENDS = {State.EXPIRED: Event.EXPIRED, State.BLOCKED: Event.BLOCKED, State.CANCELLED: Event.CANCELLED}


def count_end(counts: Counts, platform: Platform, then: Transport) -> None:
    """Count one that ended without a send; what ends as unknown was counted when it became so."""
    if then.state in _ENDS:
        counts.add(platform, _ENDS[then.state])
