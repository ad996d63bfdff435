"""What would be answered to each phrasing if it were not written down: how well the phrasings bear each other out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.features.faq.matching.lines import Lines
from bot.features.faq.matching.ranker import Rehearsal, learn
from bot.features.faq.matching.results import Lessons
from bot.features.faq.matching.studied import Studied


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


def rehearse(lessons: Lessons) -> tuple[Guess, ...]:
    """Leave each phrasing out in turn, in the order of the entries. Takes some seconds."""
    if len(lessons.entries) < 2:
        return tuple(Guess(entry.id, "", -1.0) for entry in lessons.entries for _ in entry.phrasings)
    lines = Lines.of(lessons)
    studied = Studied.of(lessons, lines)
    written = np.flatnonzero(~np.array(lines.heard))
    _, rehearsal = learn(studied.index, lines.owners, len(lessons.entries), written, studied.likeness)
    return _guesses(rehearsal, [entry.id for entry in lessons.entries])


def _guesses(rehearsal: Rehearsal, ids: Sequence[str]) -> tuple[Guess, ...]:
    owners = rehearsal.owners
    rows = np.arange(len(owners))
    scores = rehearsal.without_phrasing.copy()
    right = scores[rows, owners]
    scores[rows, owners] = -np.inf
    best = np.argmax(scores, axis=1)
    lead = scores[rows, best] - right
    return tuple(Guess(ids[owner], ids[other], float(by)) for owner, other, by in zip(owners, best, lead, strict=True))
