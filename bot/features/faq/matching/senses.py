"""The indexed texts by what their words mean: each text is the sum of the vectors of its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.counted import Columns, Counted, Matrix, Rarity, Texts, Vector, by_text, firsts_of
from bot.core.postings import Rest
from bot.features.faq.vectors import WordVectors


class Senses:
    """Texts as unit vectors of meaning, shape (texts, dimensions); a text without any known word is like nothing."""

    __slots__ = ("_rarity", "_texts", "_vectors")

    def __init__(self, vectors: WordVectors, rarity: Rarity, texts: Matrix) -> None:
        self._vectors = vectors
        self._rarity = rarity
        self._texts = texts

    @classmethod
    def of(cls, vectors: WordVectors, texts: Texts) -> Senses:
        """Index these texts."""
        rarity = Rarity.among(texts)
        totals = np.zeros((texts.size, vectors.dimensions), dtype=np.float32)
        weights = (texts.counts * rarity.of(texts.sums)).astype(np.float32)
        order = by_text(texts.rows, texts.size)
        rows = texts.rows[order]
        firsts = firsts_of(rows)
        weighed = (weights[:, None] * vectors.of(texts.sums))[order]
        totals[rows[firsts]] = np.add.reduceat(weighed, firsts) if len(firsts) else 0.0
        lengths = np.linalg.norm(totals, axis=1, keepdims=True)
        return cls(vectors, rarity, totals / np.where(lengths > 0.0, lengths, 1.0))

    def __len__(self) -> int:
        """Count the indexed texts."""
        return len(self._texts)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that there is but the vectors, to be kept in a file."""
        rarity = np.append(self._rarity.weights, self._rarity.strange)
        return {"known": self._rarity.known, "rarity": rarity, "texts": self._texts}

    @classmethod
    def from_arrays(cls, vectors: WordVectors, found: Mapping[str, NDArray[Any]]) -> Senses:
        """Take what `arrays` gave. Raises KeyError or ValueError if it is something else."""
        known, rarity, texts = found["known"], found["rarity"], found["texts"]
        if len(rarity) != len(known) + 1 or texts.shape[1:] != (vectors.dimensions,) or not np.isfinite(texts).all():
            raise ValueError("the arrays do not fit each other")
        return cls(vectors, Rarity(known, rarity[:-1], float(rarity[-1])), texts)

    def among(self, rows: Columns) -> Senses:
        """Give the same for these texts alone."""
        return Senses(self._vectors, self._rarity, self._texts[rows])

    def likeness(self, text: Counted) -> Vector:
        """Give the cosine likeness (-1 to 1) of a text to each indexed text, shape (texts,)."""
        return np.asarray(self._texts @ _unit(self._vectors, self._rarity, text))

    def full(self) -> Matrix:
        """Give the vectors of all texts: their products are the likeness, and there is no rest."""
        return self._texts

    def rest(self) -> Rest:
        """Give nothing."""
        return Rest(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.int64))


def _unit(vectors: WordVectors, rarity: Rarity, text: Counted) -> Vector:
    """Add up the vectors of the words of a text, rare ones weighing more, to one of length 1."""
    total = (text.counts * rarity.of(text.sums)) @ vectors.of(text.sums)
    return np.asarray(total / (float(np.linalg.norm(total)) or 1.0), dtype=np.float32)
