"""Drafts: what a person is setting up over several steps, kept until it is confirmed or given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.people import Person

LIFETIME = timedelta(hours=24)
"""A draft that nobody goes on with is forgotten after this time."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was chosen so far: values that JSON can hold. `since`: when it was last touched."""

    state: dict[str, Any] = field(repr=False)
    since: datetime


class Drafts(Protocol):
    """Where drafts are kept, at most one of each name per person. They outlive a restart.

    Raises NotRead or NotSaved.
    """

    async def find(self, person: Person, name: str) -> Draft | None:
        """Give a person's draft."""

    async def put(self, person: Person, name: str, draft: Draft) -> None:
        """Keep a draft instead of the one before."""

    async def remove(self, person: Person, name: str) -> bool:
        """Forget a draft; False if there is none."""

    async def remove_older(self, than: datetime) -> None:
        """Forget all drafts that were last touched before then."""
