"""Where deliveries go, and whom they did not reach."""

from __future__ import annotations

from datetime import datetime

from bot.core.people import Person, Place, Platform
from bot.delivery.due import Recipient, ToPerson
from bot.storage.people import StoredPeople
from bot.storage.places import StoredPlaces


class StoredRecipients:
    """The port `Recipients` of deliveries on a database."""

    def __init__(self, people: StoredPeople, places: StoredPlaces) -> None:
        self._people = people
        self._places = places

    async def reach(self, to: Recipient, platform: Platform) -> Person | Place | None:
        """Give the account or place, as the port says."""
        if not isinstance(to, ToPerson):
            return await self._places.place(to.id)
        account = await self._people.account(to.id, platform)
        return account.person if account is not None and account.blocked_at is None else None

    async def lost(self, to: Recipient, platform: Platform, now: datetime) -> None:
        """Keep that it cannot be written to, as the port says."""
        if isinstance(to, ToPerson):
            await self._people.block(to.id, platform, now)
        else:
            await self._places.lost(to.id, now)
