"""What is held about people, as a test says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.people import Person
from bot.features.privacy.held import Held


@dataclass
class GivenHoldings:
    """Holds what it is given, until it is erased."""

    given: dict[Person, Held] = field(default_factory=dict)
    lasting: bool = True

    async def held(self, person: Person) -> Held:
        return self.given.get(person, Held())

    async def erase(self, person: Person) -> None:
        self.given.pop(person, None)
