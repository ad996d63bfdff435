"""One view of the indexed texts as an inverted index: for each feature, the texts that have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.counted import Columns, Counted, Matrix, Rarity, Texts, Vector

# So many indexed texts are compared with the others at once: fewer take longer, more take memory.
_TOGETHER = 64
# What stands in more than this share of the texts is compared as a full matrix, in which most of the work lies then.
_OFTEN = 1 / 18


class Postings:
    """For each feature (a column) the texts that have it (rows), and with what weight.

    The rows and weights of all columns stand behind each other in two arrays; those of column c from `_starts[c]`
    to `_starts[c + 1]`. Texts are unit vectors.
    """

    __slots__ = ("_rarity", "_rows", "_size", "_starts", "_values")

    def __init__(self, rarity: Rarity, rows: Columns, values: Vector, starts: Columns, size: int) -> None:
        self._rarity = rarity
        self._rows = rows
        self._values = values
        self._starts = starts
        self._size = size

    @classmethod
    def of(cls, texts: Texts) -> Postings:
        """Index these texts."""
        rarity = Rarity.among(texts)
        columns, _ = rarity.columns(texts.sums)
        weights = texts.counts * rarity.weights[columns]
        lengths = np.sqrt(np.bincount(texts.rows, weights * weights, minlength=texts.size))
        order = np.argsort(columns, kind="stable")
        values = (weights / lengths[texts.rows])[order].astype(np.float32)
        return cls(rarity, texts.rows[order], values, _starts(columns, len(rarity.known)), texts.size)

    def __len__(self) -> int:
        """Count the indexed texts."""
        return self._size

    @property
    def rarity(self) -> Rarity:
        """How rare each feature is among the indexed texts."""
        return self._rarity

    @property
    def spread(self) -> Columns:
        """In how many of the indexed texts each feature stands."""
        return np.diff(self._starts)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that there is, to be kept in a file."""
        return {
            "known": self._rarity.known,
            "rarity": np.append(self._rarity.weights, self._rarity.strange),
            "rows": self._rows,
            "values": self._values,
            "starts": self._starts,
            "size": np.array(self._size),
        }

    @classmethod
    def from_arrays(cls, found: Mapping[str, NDArray[Any]]) -> Postings:
        """Take what `arrays` gave. Raises KeyError or ValueError if it is something else."""
        rarity = Rarity(found["known"], found["rarity"][:-1], float(found["rarity"][-1]))
        rows, values, starts, size = found["rows"], found["values"], found["starts"], int(found["size"])
        fits = len(rows) == len(values) == starts[-1] and len(starts) == len(rarity.known) + 1 == len(found["rarity"])
        if not fits or (len(rows) and rows.max() >= size) or not np.isfinite(values).all():
            raise ValueError("the arrays do not fit each other")
        return cls(rarity, rows, values, starts, size)

    def weights(self, solved: Matrix) -> Matrix:
        """Turn weights of the indexed texts, shape (texts, columns), into those of features, (features, columns)."""
        starts = self._starts[:-1]
        return np.column_stack([np.add.reduceat(self._values * column[self._rows], starts) for column in solved.T])

    def among(self, rows: Columns) -> Postings:
        """Give the same for these texts alone, in this order; each weighs what it weighed among all."""
        places = np.full(self._size, -1, dtype=np.int32)
        places[rows] = np.arange(len(rows), dtype=np.int32)
        kept = np.flatnonzero(places[self._rows] >= 0)
        columns, own = self._columns()[kept], places[self._rows[kept]]
        order = np.argsort(columns * len(rows) + own)
        starts = _starts(columns, len(self._rarity.known))
        return Postings(self._rarity, own[order], self._values[kept[order]], starts, len(rows))

    def likeness(self, text: Counted) -> Vector:
        """Give the cosine likeness of a text to each indexed text, shape (texts,)."""
        columns, weights = self._rarity.unit(text)
        starts = self._starts[columns]
        lengths = self._starts[columns + 1] - starts
        places = _ranges(starts, lengths)
        shares = self._values[places] * np.repeat(weights, lengths)
        return np.bincount(self._rows[places], shares, minlength=self._size).astype(np.float32)

    def likeness_within(self, share: float = 1.0) -> Iterator[tuple[int, Matrix]]:
        """Give the likeness of the indexed texts to themselves and to those before them, several texts at once.

        Each block comes with the number of its first text, and has the shape (texts in the block, texts up to its end).
        All of it is multiplied with `share`.
        """
        often = self.spread > _OFTEN * self._size
        full = self._full(often)
        rare = self._pairs(np.flatnonzero(~often[self._columns()]), share)
        for first in range(0, self._size, _TOGETHER):
            block = full[first : first + _TOGETHER]
            end = first + len(block)
            likeness = (np.float32(share) * block) @ full[:end].T
            likeness += next(rare).reshape(len(block), end)
            yield first, likeness

    def _columns(self) -> Columns:
        """Give the column of each row and value."""
        return np.repeat(np.arange(len(self._rarity.known)), np.diff(self._starts))

    def _full(self, wanted: NDArray[np.bool_]) -> Matrix:
        """Give these columns with all their zeros, shape (texts, columns)."""
        places = np.cumsum(wanted) - 1
        columns = self._columns()
        kept = np.flatnonzero(wanted[columns])
        full = np.zeros((self._size, int(wanted.sum())), dtype=np.float32)
        full[self._rows[kept], places[columns[kept]]] = self._values[kept]
        return full

    def _pairs(self, kept: Columns, share: float) -> Iterator[Vector]:
        """Add up, for blocks of texts, what these rows and values have in common with those of the same column."""
        columns = self._columns()[kept]
        rows, values = self._rows[kept], self._values[kept]
        starts = np.searchsorted(columns, columns)
        by_text = np.argsort(rows, kind="stable")
        firsts = range(0, self._size, _TOGETHER)
        ends = np.searchsorted(rows[by_text], [*firsts, self._size])
        for first, (start, stop) in zip(firsts, pairwise(ends), strict=True):
            own, end = by_text[start:stop], min(first + _TOGETHER, self._size)
            lengths = own + 1 - starts[own]  # within a column the texts stand in their order
            places = _ranges(starts[own], lengths)
            weights = values[places] * np.repeat(share * values[own], lengths)
            into = np.repeat((rows[own] - first) * end, lengths) + rows[places]
            yield np.bincount(into, weights, minlength=(end - first) * end).astype(np.float32)


def _starts(columns: Columns, count: int) -> Columns:
    """Give where each column starts once its items stand behind each other, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=count))]).astype(np.int64)


def _ranges(starts: Columns, lengths: Columns) -> Columns:
    """Give the places from each start on, as many as its length, behind each other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + lengths, lengths)
