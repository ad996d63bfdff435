"""An inverted index that gives the likeness of a text to every phrasing at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log, sqrt
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.features.faq.matching.views import WEIGHTS, Features

Vector = NDArray[np.floating[Any]]
Matrix = NDArray[np.floating[Any]]
Columns = NDArray[np.integer[Any]]
Sums = NDArray[np.uint32]
Viewed = Sequence[Features]
Unit = tuple[Columns, Vector]
"""The columns of the known features of a text, and their weights."""

# So many indexed texts are compared with the others at once: fewer take longer, more take memory.
_TOGETHER = 16


class Index:
    """Texts as unit vectors: rare features weigh more, and each view has its fixed share of the length.

    Features that no indexed text has still count in the length of a query, so that a text with many strange
    words is like nothing.
    """

    __slots__ = ("_postings", "_size")

    def __init__(self, texts: Iterable[Viewed]) -> None:
        """Index the texts, each given as its features per view; they are taken one by one and not kept."""
        self._size = 0
        self._postings = tuple(_Postings() for _ in WEIGHTS)
        for text in texts:
            self._size += 1
            for postings, features in zip(self._postings, text, strict=True):
                postings.add(features)
        for postings in self._postings:
            postings.close()

    def likeness(self, text: Viewed) -> Vector:
        """Give the cosine likeness (0 to 1) of a text to each indexed text, shape (texts,)."""
        total = np.zeros(self._size)
        for weight, postings, features in zip(WEIGHTS, self._postings, text, strict=True):
            total += weight * postings.likeness(*postings.unit(features))
        return total

    def likeness_within(self) -> Matrix:
        """Give the likeness of each indexed text to itself and to those before it: a lower triangle, (texts, texts)."""
        total = np.zeros((self._size, self._size), dtype=np.float32)
        for weight, postings in zip(WEIGHTS, self._postings, strict=True):
            for first, likeness in postings.likeness_within():
                total[first : first + len(likeness)] += weight * likeness
        return total

    def arrays(self) -> Iterator[NDArray[Any]]:
        """Give all that the likeness rests on."""
        for postings in self._postings:
            yield from postings.arrays()


class _Postings:
    """One view: for each feature (a column) the texts that have it (rows), and with what weight.

    The rows and weights of all columns stand behind each other in two arrays; those of column c from `_starts[c]`
    to `_starts[c + 1]`. Features are known by their checksums: lists and words would take ten times the memory.
    """

    __slots__ = ("_added", "_known", "_rarity", "_rows", "_size", "_starts", "_strange", "_values")

    def __init__(self) -> None:
        self._size = 0
        self._added: list[tuple[Sums, Vector]] = []

    def add(self, features: Features) -> None:
        """Take in the next text."""
        self._added.append(_counted(features))
        self._size += 1

    def close(self) -> None:
        """Weigh all texts, now that it is known how rare each feature is."""
        sums = np.concatenate([_counted({})[0], *(sums for sums, _ in self._added)])
        counts = np.concatenate([_counted({})[1], *(counts for _, counts in self._added)])
        rows = np.repeat(np.arange(self._size, dtype=np.int32), [len(sums) for sums, _ in self._added])
        self._added = []
        self._known, columns, spread = np.unique(sums, return_inverse=True, return_counts=True)
        self._strange = log(self._size + 1) + 1
        self._rarity = np.log((self._size + 1) / (spread + 1)) + 1
        weights = counts * self._rarity[columns]
        lengths = np.sqrt(np.bincount(rows, weights * weights, minlength=self._size))
        order = np.argsort(columns, kind="stable")
        self._rows = rows[order]
        self._values = (weights / lengths[rows])[order].astype(np.float32)
        self._starts = np.concatenate([[0], np.cumsum(spread)])

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Give the features, and the texts that have them with their weights."""
        return self._known, self._starts, self._rows, self._values

    def likeness(self, columns: Columns, values: Vector) -> Vector:
        """Give the cosine likeness to each indexed text of one with these weights, shape (texts,)."""
        starts = self._starts[columns]
        lengths = self._starts[columns + 1] - starts
        places = _ranges(starts, lengths)
        weights = self._values[places] * np.repeat(values, lengths)
        return np.bincount(self._rows[places], weights, minlength=self._size).astype(np.float64)

    def likeness_within(self) -> Iterator[tuple[int, Matrix]]:
        """Give the likeness of the indexed texts to themselves and to those before them, several texts at once.

        Each block comes with the number of its first text, and has the shape (texts in the block, texts).
        """
        columns = np.repeat(np.arange(len(self._known)), np.diff(self._starts))
        by_text = np.argsort(self._rows, kind="stable")
        firsts = range(0, self._size, _TOGETHER)
        ends = np.searchsorted(self._rows[by_text], [*firsts, self._size])
        for first, (start, end) in zip(firsts, pairwise(ends), strict=True):
            own, count = by_text[start:end], min(_TOGETHER, self._size - first)
            starts = self._starts[columns[own]]
            lengths = own + 1 - starts  # within a column the texts stand in their order
            places = _ranges(starts, lengths)
            weights = self._values[places] * np.repeat(self._values[own], lengths)
            into = np.repeat((self._rows[own] - first) * self._size, lengths) + self._rows[places]
            sums = np.bincount(into, weights, minlength=count * self._size).astype(np.float64)
            yield first, sums.reshape(count, self._size)

    def unit(self, features: Features) -> Unit:
        """Weigh the known features so that all features together have length 1."""
        sums, counts = _counted(features)
        columns = np.searchsorted(self._known, sums)
        known = np.zeros(len(sums), dtype=bool)
        inside = columns < len(self._known)
        known[inside] = self._known[columns[inside]] == sums[inside]
        weights = counts[known] * self._rarity[columns[known]]
        strange = counts[~known] * self._strange
        length = sqrt(float(weights @ weights + strange @ strange))
        return columns[known], weights / (length or 1.0)


def _ranges(starts: Columns, lengths: Columns) -> Columns:
    """Give the places from each start on, as many as its length, behind each other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + lengths, lengths)


def _counted(features: Features) -> tuple[Sums, Vector]:
    """Give the checksum of each feature and how much its count weighs.

    Saying a word again makes a text a little more about it, not twice as much.
    """
    sums = np.fromiter(map(crc32, map(str.encode, features)), np.uint32, len(features))
    return sums, 1.0 + np.log(np.fromiter(features.values(), np.float64, len(features)))
