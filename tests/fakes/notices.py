"""A platform that takes what nobody asked for, or fails as it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.people import Place
from bot.core.reply import Reply


@dataclass
class ScriptedNotices:
    """Keeps what was told, by place. `failures` are raised first, one for each attempt."""

    told: list[tuple[Place, Reply]] = field(default_factory=list)
    failures: dict[Place, list[Exception]] = field(default_factory=dict)

    async def tell(self, place: Place, reply: Reply) -> None:
        failures = self.failures.get(place)
        if failures:
            raise failures.pop(0)
        self.told.append((place, reply))
