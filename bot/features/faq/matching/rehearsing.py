"""What would be answered to each phrasing if it were not written down: how well the phrasings bear each other out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.features.faq.matching.index import Index
from bot.features.faq.matching.ranker import Ranker, Rehearsal
from bot.features.faq.matching.reading import Reader
from bot.features.faq.matching.results import Phrasings
from bot.features.faq.matching.views import Views
from bot.features.faq.words import Words


@dataclass(frozen=True, slots=True)
class Guess:
    """What the ranker says of a phrasing of `entry` that it has not seen.

    `instead` is the best of the other entries, and `lead` how far it is before the right one (below 0: behind it).
    """

    entry: str
    instead: str
    lead: float

    @property
    def is_right(self) -> bool:
        """Whether the right entry still comes first."""
        return self.lead < 0


def rehearse(entries: Sequence[Phrasings], words: Words) -> tuple[Guess, ...]:
    """Leave each phrasing out in turn, in the order of the entries. Takes up to a second or two."""
    if len(entries) < 2:
        return tuple(Guess(entry.id, "", -1.0) for entry in entries for _ in entry.phrasings)
    owned = [(number, text) for number, entry in enumerate(entries) for text in entry.phrasings]
    reader, views = Reader((text for _, text in owned), words), Views(words)
    texts = (*(text for _, text in owned), *words.silent)
    owners = (*(number for number, _ in owned), *(-1 for _ in words.silent))
    index = Index(views.of(reader.tokens(text)) for text in texts)
    _, rehearsal = Ranker.learn(index, owners, len(entries))
    return _guesses(rehearsal, [entry.id for entry in entries], len(owned))


def _guesses(rehearsal: Rehearsal, ids: Sequence[str], count: int) -> tuple[Guess, ...]:
    owners = rehearsal.owners[:count]
    rows = np.arange(count)
    scores = rehearsal.without_phrasing[:count].copy()
    right = scores[rows, owners]
    scores[rows, owners] = -np.inf
    best = np.argmax(scores, axis=1)
    lead = scores[rows, best] - right
    return tuple(Guess(ids[owner], ids[other], float(by)) for owner, other, by in zip(owners, best, lead, strict=True))
