"""An inverted index that gives the likeness of a text to every phrasing at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from bot.features.faq.matching.views import WEIGHTS, Features

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Viewed = Sequence[Features]
Unit = dict[str, float]


class Index:
    """Texts as unit vectors: rare features weigh more, and each view has its fixed share of the length.

    Features that no indexed text has still count in the length of a query, so that a text with many strange
    words is like nothing.
    """

    __slots__ = ("_postings", "_size")

    def __init__(self, texts: Sequence[Viewed]) -> None:
        """Index the texts, each given as its features per view."""
        self._size = len(texts)
        self._postings = tuple(_Postings([text[view] for text in texts]) for view in range(len(WEIGHTS)))

    def likeness(self, text: Viewed) -> Vector:
        """Give the cosine likeness (0 to 1) of a text to each indexed text, shape (texts,)."""
        total = np.zeros(self._size)
        for weight, postings, features in zip(WEIGHTS, self._postings, text, strict=True):
            total += weight * postings.likeness(postings.unit(features))
        return total

    def likeness_within(self) -> Matrix:
        """Give the likeness of all indexed texts to each other, shape (texts, texts)."""
        total = np.zeros((self._size, self._size))
        for weight, postings in zip(WEIGHTS, self._postings, strict=True):
            for row, unit in enumerate(postings.units()):
                total[row] += weight * postings.likeness(unit)
        return total


class _Postings:
    """One view: for each feature the texts that have it, and with what weight."""

    __slots__ = ("_rarity", "_rows", "_size", "_strange", "_values")

    def __init__(self, texts: Sequence[Features]) -> None:
        self._size = len(texts)
        self._strange = log(self._size + 1) + 1
        spread = Counter(feature for text in texts for feature in text)
        self._rarity = {feature: log((self._size + 1) / (count + 1)) + 1 for feature, count in spread.items()}
        rows: dict[str, list[int]] = {feature: [] for feature in spread}
        values: dict[str, list[float]] = {feature: [] for feature in spread}
        for row, text in enumerate(texts):
            for feature, weight in self.unit(text).items():
                rows[feature].append(row)
                values[feature].append(weight)
        self._rows = {feature: np.array(found, dtype=np.int32) for feature, found in rows.items()}
        self._values = {feature: np.array(found) for feature, found in values.items()}

    def units(self) -> list[Unit]:
        """Give back the indexed texts in their order."""
        units: list[Unit] = [{} for _ in range(self._size)]
        for feature, rows in self._rows.items():
            for row, weight in zip(rows.tolist(), self._values[feature].tolist(), strict=True):
                units[row][feature] = weight
        return units

    def likeness(self, unit: Unit) -> Vector:
        """Give the cosine likeness to each indexed text, shape (texts,)."""
        if not unit:
            return np.zeros(self._size)
        rows = np.concatenate([self._rows[feature] for feature in unit])
        values = np.concatenate([self._values[feature] * weight for feature, weight in unit.items()])
        return np.asarray(np.bincount(rows, values, minlength=self._size), dtype=np.float64)

    def unit(self, features: Features) -> Unit:
        """Weigh the known features so that all features together have length 1."""
        known: Unit = {}
        squares = 0.0
        for feature, count in features.items():
            rarity = self._rarity.get(feature)
            weight = (rarity or self._strange) * _damped(count)
            squares += weight * weight
            if rarity is not None:
                known[feature] = weight
        length = sqrt(squares)
        return {feature: weight / length for feature, weight in known.items()}


def _damped(count: int) -> float:
    """Saying a word again makes a text a little more about it, not twice as much."""
    return 1.0 if count == 1 else 1.0 + log(count)
