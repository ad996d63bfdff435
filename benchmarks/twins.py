"""Near twins: a labelled message that is nearly the same as a text which the bot has learnt proves nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.tokens import words

LEAST = 90
"""From this likeness on, of 100, two texts are near twins."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A message, and the text like it with the place where it stands."""

    text: str
    like: str
    place: str


class Twins:
    """Finds near twins among the texts that were learnt.

    Two texts are near twins if, in lower case and without punctuation, their `ratio` is at least LEAST, or they share
    at least half of the words of the longer one and their `token_set_ratio` is at least LEAST. Without the share of
    words every message that has the word "alcohol" would be a twin of the phrasing "alcohol".
    """

    def __init__(self, learnt: Sequence[tuple[str, str]]) -> None:
        """`learnt` gives each text with the place where it stands."""
        self._learnt = tuple(learnt)
        self._plain = [_plain(text) for text, _ in learnt]
        self._sizes = np.array([len(set(text.split())) for text in self._plain])
        rows: dict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(self._plain):
            for word in set(text.split()):
                rows[word].append(row)
        self._rows = {word: np.array(found) for word, found in rows.items()}

    def among(self, texts: Sequence[str]) -> dict[str, Twin]:
        """Give the near twin of each text that has one."""
        plain = [_plain(text) for text in texts]
        alike = process.cdist(plain, self._plain, scorer=fuzz.ratio, score_cutoff=LEAST, dtype=np.uint8)
        found = {}
        for text, one, ratios in zip(texts, plain, alike, strict=True):
            row = int(np.argmax(ratios))
            place = row if ratios[row] else self._same_words(one)
            if place is not None:
                found[text] = Twin(text, *self._learnt[place])
        return found

    def _same_words(self, text: str) -> int | None:
        own = set(text.split())
        none = np.zeros(0, dtype=np.int64)
        rows = np.concatenate([none, *(self._rows.get(word, none) for word in sorted(own))])
        shared = np.bincount(rows, minlength=len(self._plain))
        near = np.flatnonzero((shared > 0) & (2 * shared >= np.maximum(self._sizes, len(own))))
        likeness = [(fuzz.token_set_ratio(text, self._plain[row]), -int(row)) for row in near]
        best, row = max(likeness, default=(0.0, 0))
        return -row if best >= LEAST else None


def _plain(text: str) -> str:
    return " ".join(words(text))
