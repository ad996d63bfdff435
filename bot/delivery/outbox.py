"""Where features hand over what is to be sent later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.people import Platform
from bot.core.ports import Clock
from bot.delivery.due import Due
from bot.delivery.ledger import Ledger
from bot.delivery.waking import Alarm


class Outbox:
    """Keeps what is due and wakes the workers, as it may be due sooner than what they wait for.

    `alarms` are those of the workers, one for each platform that it is delivered `on`.
    """

    def __init__(self, ledger: Ledger, on: Iterable[Platform], clock: Clock) -> None:
        self.alarms: Mapping[Platform, Alarm] = {platform: Alarm() for platform in on}
        self._ledger = ledger
        self._clock = clock

    async def put(self, *dues: Due) -> int:
        """Keep what is due; what has a key that is known already is left out. Gives how many were new.

        Within a transaction of storage it is a part of that. Raises NotSaved if it could not be kept.
        """
        count = await self._ledger.put(dues, self._clock())
        for alarm in self.alarms.values():
            alarm.ring()
        return count

    async def cancel(self, purpose: str, subject: str) -> int:
        """Cancel what is queued about a subject; give how many. What is on its way already arrives."""
        return await self._ledger.cancel(purpose, subject, self._clock())

    async def disown(self, purpose: str, subject: str) -> None:
        """Let what was put about a subject be about nothing any more, as it happened while a clock was wrong."""
        await self._ledger.disown(purpose, subject)
