"""What was answered last: so that "and with alcohol?" is understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.actions import Action
from bot.core.incoming import Origin, Said
from bot.core.people import Person

# In a private chat a question goes on from the last answer for so long.
_LASTS = timedelta(minutes=10)

# These buttons stand under every answer and under nothing else, and name its entry.
_NAMING = frozenset({"helpful", "unhelpful"})


@dataclass(slots=True)
class Topics:
    """The entry answered last to each person in their private chat; in memory, for some minutes."""

    _last: dict[Person, tuple[str, datetime]] = field(default_factory=dict, repr=False)

    def answered(self, origin: Origin, entry: str) -> None:
        """Remember what was answered, if nobody else is there."""
        if origin.place.is_group:
            return
        self._last = {person: last for person, last in self._last.items() if origin.at - last[1] < _LASTS}
        self._last[origin.person] = (entry, origin.at)

    def of(self, said: Said) -> str | None:
        """Give the entry that a message may go on from: the one it replies to, else in private the last one."""
        replied = _named(said.replies_to)
        if replied is not None or said.origin.place.is_group:
            return replied
        entry, at = self._last.get(said.origin.person, (None, said.origin.at))
        return entry if said.origin.at - at < _LASTS else None


def _named(codes: tuple[str, ...]) -> str | None:
    """Find the entry in the codes of the buttons under an answer."""
    for action in map(Action.parse, codes):
        if action is not None and action.feature == "faq" and action.verb in _NAMING and action.arguments:
            return action.arguments[0]
    return None
