"""The loop that delivers on one platform: claims what is due, keeps within the rates, sleeps until there is more."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.errors import StorageError
from bot.core.people import Platform
from bot.core.ports import Clock
from bot.delivery.circuit import Circuit
from bot.delivery.counting import Counts
from bot.delivery.courier import Courier
from bot.delivery.ledger import Delivery, Ledger, Recipients
from bot.delivery.manners import Manners
from bot.delivery.rates import Rates, Target, chat_of
from bot.delivery.sending import Platforms, Result
from bot.delivery.transport import Blocked, Sent, SurelyNot, is_held
from bot.delivery.waking import LONGEST_SLEEP, Alarm, until

log = logging.getLogger(__name__)

# So many are held and not yet on their way; they must be sent before the hold on them runs out.
MOST_HELD = 50
MOST_UNDER_WAY = 100

# A chat that has to wait longer than this gives its place to others.
SHORT_WAIT = 2.0

# Seconds until a platform or a database that is away is looked at again.
LOOK_AGAIN = 1.0
READ_AGAIN = timedelta(minutes=1)
FINISH_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class _Held:
    delivery: Delivery
    to: Target

    @property
    def chat(self) -> Hashable:
        return chat_of(self.to)


class Worker:
    """Delivers on one platform until cancelled; then it finishes what is on its way and gives back the rest."""

    def __init__(
        self,
        platform: Platform,
        ledger: Ledger,
        recipients: Recipients,
        platforms: Platforms,
        courier: Courier,
        *,
        owner: str,
        manners: Manners,
        counts: Counts,
        clock: Clock,
        alarm: Alarm,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._platform = platform
        self._ledger = ledger
        self._recipients = recipients
        self._platforms = platforms
        self._courier = courier
        self._owner = owner
        self._counts = counts
        self._clock = clock
        self._steady = steady
        self._alarm = alarm
        self._rates = Rates(manners)
        self._circuit = Circuit()
        # What is claimed stays in one of these until it is on its way or given back, so that an end forgets none.
        self._unread: deque[Delivery] = deque()
        self._held: deque[_Held] = deque()
        self._returning: deque[tuple[Delivery, timedelta]] = deque()
        self._under_way: dict[asyncio.Task[Any], Hashable] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                await self._alarm.sleep(await self._turn_safely())
        finally:
            await self._finish()

    async def _turn_safely(self) -> float:
        """Do what there is to do; give the seconds until there is more."""
        try:
            return await self._turn()
        except StorageError as error:
            log.warning("%s: deliveries wait for the database (%s)", self._platform, error)
        except Exception:
            log.exception("%s: deliveries", self._platform)
        return LOOK_AGAIN

    async def _turn(self) -> float:
        self._counts.came_round(self._platform, self._clock())
        closed_for = self._circuit.wait(self._steady())
        if closed_for > 0 or not self._platforms.is_ready(self._platform):
            await self._give_all_back()
            return min(LONGEST_SLEEP, max(LOOK_AGAIN, closed_for))
        claimed = await self._claim()
        pause = self._dispatch()
        await self._give_back()
        if pause is not None:
            return pause
        if claimed:
            return 0.0
        now = self._clock()
        return until(await self._ledger.next_at(self._platform, now), now)

    async def _claim(self) -> bool:
        """Take hold of more when little is left; tell whether there was something."""
        room = min(MOST_HELD, MOST_UNDER_WAY - len(self._under_way)) - len(self._held)
        if self._circuit.is_probing:
            room = 1 - len(self._held) - len(self._under_way)
        if room <= 0 or len(self._held) > MOST_HELD // 2:
            return False
        self._unread.extend(await self._ledger.claim(self._platform, self._owner, room, self._clock()))
        found = bool(self._unread)
        while self._unread:
            await self._hold(self._unread[0])
            self._unread.popleft()
        return found

    async def _hold(self, delivery: Delivery) -> None:
        """Find out where it goes. One that cannot be read keeps no other one from being sent."""
        try:
            to = await self._recipients.reach(delivery.due.to, self._platform)
        except StorageError as error:
            log.warning("%s: a recipient could not be read (%s)", self._platform, error)
            self._returning.append((delivery, READ_AGAIN))
        else:
            if to is None:
                await self._courier.bar(delivery)
            else:
                self._held.append(_Held(delivery, to))

    def _dispatch(self) -> float | None:
        """Send as many as may go now; give the seconds until the next may, None if none is left."""
        passed: dict[Hashable, _Held] = {}
        behind: Counter[Hashable] = Counter()
        pause = 0.0
        while self._held and not pause:
            now = self._steady()
            pause = self._rates.wait(now) or self._full()
            if not pause:
                self._place(self._held.popleft(), now, passed, behind)
        self._held.extendleft(reversed(passed.values()))
        if not pause and passed:
            pause = min(max(0.01, self._wait_for(held, self._steady())) for held in passed.values())
        return pause or None

    def _place(self, held: _Held, now: float, passed: dict[Hashable, _Held], behind: Counter[Hashable]) -> None:
        """Send one, or keep it for a moment, or give it back: no chat may fill the place of others."""
        wait = self._wait_for(held, now)
        if not is_held(held.delivery.transport, self._clock()):
            self._alarm.ring()  # it was kept too long: unless somebody else has it by now, it is claimed anew
            return
        if wait == 0.0:
            self._start(held, now)
            return
        if wait <= SHORT_WAIT and held.chat not in passed:
            passed[held.chat] = held
        else:
            # One second apart, so that they come back in their order.
            self._returning.append((held.delivery, timedelta(seconds=wait + behind[held.chat])))
        behind[held.chat] += 1

    def _full(self) -> float:
        """Give the longest wait while as many are under way as may be; each that ends rings the alarm."""
        is_full = len(self._under_way) >= (1 if self._circuit.is_probing else MOST_UNDER_WAY)
        return LONGEST_SLEEP if is_full else 0.0

    def _wait_for(self, held: _Held, now: float) -> float:
        """Give the seconds until a chat may be sent to; one message at a time, so that they stay in order."""
        busy = SHORT_WAIT if held.chat in self._under_way.values() else 0.0
        return max(busy, self._rates.wait_for(held.to, now), self._circuit.wait_for(held.chat, now))

    def _start(self, held: _Held, now: float) -> None:
        self._rates.take(held.to, now)
        task = asyncio.create_task(self._deliver(held), name=f"{self._platform}: a delivery")
        self._under_way[task] = held.chat
        task.add_done_callback(self._ended)

    async def _deliver(self, held: _Held) -> None:
        result = await self._courier.deliver(held.delivery, held.to)
        if result is not None:
            self._learn(held, result)

    def _learn(self, held: _Held, result: Result) -> None:
        """Take from what came of a send how the platform is."""
        now = self._steady()
        if result.refused:
            if self._circuit.refused(now):
                log.error("%s: deliveries stop, as the token is refused", self._platform)
        elif isinstance(result.outcome, Sent | Blocked):
            self._circuit.came_through()
        elif isinstance(result.outcome, SurelyNot) and result.outcome.after:
            self._circuit.put_off(held.chat, result.outcome.after, now)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        del self._under_way[task]
        self._alarm.ring()
        if not task.cancelled() and task.exception() is not None:
            log.error("%s: a delivery ended by an error", self._platform, exc_info=task.exception())

    async def _give_all_back(self) -> None:
        self._returning.extend((delivery, timedelta(0)) for delivery in self._unread)
        self._returning.extend((held.delivery, timedelta(0)) for held in self._held)
        self._unread.clear()
        self._held.clear()
        await self._give_back()

    async def _give_back(self) -> None:
        while self._returning:
            await self._courier.give_back(*self._returning[0])
            self._returning.popleft()

    async def _finish(self) -> None:
        """Finish what is on its way, as far as there is time, and give back what is held."""
        await self._give_all_back()
        if self._under_way:
            _, late = await asyncio.wait(tuple(self._under_way), timeout=FINISH_WITHIN)
            for task in late:
                task.cancel()
            if late:
                log.warning("%s: %d deliveries were not finished in time", self._platform, len(late))
                await asyncio.wait(late, timeout=LOOK_AGAIN)
