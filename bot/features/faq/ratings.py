"""Helpful or not: counted per entry, without identity."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.core.people import Person


class Ratings(Protocol):
    """Counts each person once per entry, and keeps nothing by which a reader of the data could tell who that is."""

    async def rate(self, who: Person, entry: str, day: date, *, helpful: bool) -> bool:
        """Count a rating; gives False if this person has rated this entry before. Raises NotSaved."""

    async def of(self, entry: str) -> tuple[int, int]:
        """Give how many found the entry helpful, and how many did not. Raises NotRead."""
