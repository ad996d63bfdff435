"""How much of what a message says has ever been asked, of one entry or of any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from bot.features.faq.words import Tokens

_NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Covered:
    """Shares (0 to 1) of the words of a text, rare words weighing more: asked of the entry, asked of any entry."""

    entry: float
    any: float


class Coverage:
    """For each entry the words it is asked with. Filler words say nothing and are left out."""

    def __init__(self, stems: Sequence[Tokens], owners: Sequence[int], entries: int, filler: frozenset[str]) -> None:
        """`stems` are the words of each phrasing, `owners` its entry (-1 for none), `filler` stems that say little."""
        self._filler = filler
        self._asked: tuple[Counter[str], ...] = tuple(Counter() for _ in range(entries))
        for text, owner in zip(stems, owners, strict=True):
            if owner >= 0:
                self._asked[owner].update(set(text))
        self._spread: Counter[str] = Counter()
        for words in self._asked:
            self._spread.update(words)
        self._size = sum(owner >= 0 for owner in owners)

    def of(self, stems: Tokens, entry: int) -> Covered:
        """Give the shares of a text for the entry that is taken to be its best."""
        return self._shares(stems, self._asked[entry], _NOTHING)

    def without_phrasing(self, stems: Tokens, entry: int, owner: int) -> Covered:
        """Give the shares for a phrasing of the entry `owner` (-1 for none) as if it were not there."""
        gone = dict.fromkeys(stems, 1) if owner >= 0 else _NOTHING
        return self._shares(stems, self._asked[entry], gone, own=entry == owner)

    def without_entry(self, stems: Tokens, entry: int, owner: int) -> Covered:
        """Give the shares for a phrasing of the entry `owner` (-1 for none) as if all of that entry were not there."""
        return self._shares(stems, self._asked[entry], self._asked[owner] if owner >= 0 else _NOTHING)

    def _shares(
        self, stems: Tokens, asked: Mapping[str, int], gone: Mapping[str, int], *, own: bool = False
    ) -> Covered:
        """Weigh the words that `asked` has, and those that any entry has, beyond what is `gone`.

        What is gone is missing in `asked` only if it is its `own`.
        """
        here = anywhere = total = 0.0
        for stem in dict.fromkeys(stems):
            if stem in self._filler:
                continue
            away = gone.get(stem, 0)
            spread = self._spread.get(stem, 0) - away
            weight = log((self._size + 1) / (spread + 1)) + 1
            total += weight
            anywhere += weight * (spread > 0)
            here += weight * (asked.get(stem, 0) > away * own)
        return Covered(here / total, anywhere / total) if total else Covered(0.0, 0.0)
