"""A carer who can be written to no more: whoever counts on them is told, in the same transaction that keeps it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import MaybeSaved, NotSaved, StorageError
from bot.core.people import Person, Place, Platform
from bot.delivery.due import Recipient, ToPerson
from bot.delivery.ledger import Recipients
from bot.features.reminders.carers.agreements import Agreements

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LosingCarers:
    """The port `Recipients` of deliveries, which also tells those who count on a carer that is lost."""

    recipients: Recipients
    agreements: Agreements

    async def reach(self, to: Recipient, platform: Platform) -> Person | Place | None:
        """Give the account or place, as the port says."""
        return await self.recipients.reach(to, platform)

    async def lost(self, to: Recipient, platform: Platform, now: datetime) -> None:
        """Keep that it cannot be written to, as the port says. Raises NotSaved or MaybeSaved."""
        try:
            async with self.agreements.together():
                await self.recipients.lost(to, platform, now)
                if isinstance(to, ToPerson):
                    await self.agreements.carer_lost(to.id, now)
        except (NotSaved, MaybeSaved):
            raise
        except StorageError as error:
            # What is kept about the others cannot be read, and will not be the next time.
            log.warning("nobody could be told of a lost carer (%s)", type(error).__name__)
            await self.recipients.lost(to, platform, now)
