"""Questions that go on from an answer: "and with alcohol?", "what about the flu one", "how often, then?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.core.counted import Vector
from bot.features.faq.matching.reading import Part
from bot.features.faq.words import Words

# Longer messages stand for themselves.
_LONGEST = 14
# What the words count behind the question that was answered, beside what they count alone; and what it counts
# for an entry to be related to the answered one, to stand in its section, or to be that very one. Measured.
_TOGETHER, _RELATED, _SECTION, _SAME = 0.5, 0.15, 0.05, -0.1
# The best entry is answered at once if it leads by so much, and offered if it has so much at all.
SURE, LIKELY = 0.15, 0.2
# A message is no such question if it is by so much more like ordinary talk than like any question, or if of its words
# a smaller share than this was ever asked about ("and how do I repair a bicycle?"). What a question is by itself so
# plainly like is asked for whatever else it is like ("what about the sun"). Measured.
TALK, KNOWN, PLAIN = 0.25, 0.5, 0.35


@dataclass(frozen=True, slots=True)
class Topic:
    """The answer that a message goes on from: the question of its entry, and the entries near it by their ids."""

    entry: str
    question: str = field(repr=False)
    related: frozenset[str] = field(default=frozenset(), repr=False)
    section: frozenset[str] = field(default=frozenset(), repr=False)

    def scores(self, ids: Sequence[str], alone: Vector, behind: Vector) -> Vector:
        """Score the entries from what the words count alone, and what they count behind the question answered."""
        near = [
            _RELATED * (id_ in self.related) + _SECTION * (id_ in self.section) + _SAME * (id_ == self.entry)
            for id_ in ids
        ]
        return np.asarray(alone + _TOGETHER * behind + np.array(near))


def goes_on(whole: Part, words: Words) -> bool:
    """Tell whether a message may go on from an answer: it is short, and asks or begins like such a question."""
    if len(whole.tokens) > _LONGEST:
        return False
    return whole.asks or words.following.at(whole.tokens, 0) is not None
