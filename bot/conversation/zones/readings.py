"""The ways in which a typed text may name a city, and perhaps the country or region it lies in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.conversation.zones.english import LEADING, TRAILING
from bot.conversation.zones.folding import folded
from bot.conversation.zones.gazetteer import Gazetteer, Place

# Longer texts are no names of places.
_MOST_WORDS = 12
# Shorter ones are the beginning of too many names, and no name when words are left out behind them.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The name of a city, and the places it may lie in; none means anywhere."""

    name: str = field(repr=False)
    within: tuple[Place, ...] = ()

    @property
    def says_enough(self) -> bool:
        """Whether the name is long enough to be the beginning of a longer one."""
        return len(self.name) >= _SHORTEST


def forms(typed: str) -> list[tuple[str, ...]]:
    """Give the words of a text as they are, then without what people write around a name; none if it is no name."""
    words = tuple(folded(typed).split())
    if not 1 <= len(words) <= _MOST_WORDS:
        return []
    shorter = _without_trailing(words)
    return list(dict.fromkeys((words, shorter, _without_leading(words), _without_leading(shorter))))


def wholes(ways: Iterable[Sequence[str]]) -> list[Reading]:
    """Read each form as the name of a city alone."""
    return [Reading(" ".join(words)) for words in ways]


def splits(ways: Iterable[Sequence[str]], lists: Gazetteer) -> list[Reading]:
    """Read each form as a city with its country or region behind it, rightly written ones first."""
    parts = [
        (" ".join(_without_joining(words[:at])), " ".join(words[at:]))
        for words in ways
        for at in range(len(words) - 1, 0, -1)
    ]
    written = (Reading(name, within) for name, place in parts if (within := lists.places(place)))
    mistyped = (Reading(name, within) for name, place in parts if (within := lists.places_like(place)))
    return [*written, *mistyped]


def beginnings(words: Sequence[str]) -> Iterator[Reading]:
    """Leave out words at the end, for "guildford surrey", whose county is not in the lists; longer ones first."""
    readings = (Reading(" ".join(words[:at])) for at in range(len(words) - 1, 0, -1))
    return (reading for reading in readings if reading.says_enough)


def endings(words: Sequence[str]) -> list[Reading]:
    """Read what stands behind the last "near", "in" and the like, for "a village in the north near leeds"."""
    last = max((at for at, word in enumerate(words) if word in LEADING), default=len(words))
    return wholes([words[last + 1 :]]) if last + 1 < len(words) else []


def _without_joining(words: Sequence[str]) -> tuple[str, ...]:
    """Leave out the "in" of "newcastle in england", but never everything."""
    end = next((at for at in range(len(words), 0, -1) if words[at - 1] not in LEADING), len(words))
    return tuple(words[:end])


def _without_leading(words: Sequence[str]) -> tuple[str, ...]:
    """Leave out "i live in" and the like, but never everything."""
    start = next((at for at, word in enumerate(words) if word not in LEADING), 0)
    return tuple(words[start:])


def _without_trailing(words: Sequence[str]) -> tuple[str, ...]:
    """Leave out "standard time" and the like, but never everything."""
    end = next((at for at in range(len(words), 0, -1) if words[at - 1] not in TRAILING), len(words))
    return tuple(words[:end])
