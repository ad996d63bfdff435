"""One view of the indexed texts as an inverted index: for each feature, the texts that have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.core.abreast import abreast
from bot.core.counted import Columns, Counted, Matrix, Rarity, Texts, Vector, by_text

# So many indexed texts are compared with the others at once, by what is frequent and by what is rare.
_TOGETHER, _FEW = 192, 16
# So many items of columns are added up at once: what is needed beside them then stays near the processor.
_AT_ONCE = 30_000
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
        starts = np.append(texts.firsts, len(texts.sums))
        weights = texts.counts * np.repeat(rarity.weights, np.diff(starts))
        lengths = np.sqrt(np.bincount(texts.rows, weights * weights, minlength=texts.size))
        return cls(rarity, texts.rows, (weights / lengths[texts.rows]).astype(np.float32), starts, texts.size)

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
        starts, ends = self._starts[columns], self._starts[columns + 1]
        lengths = ends - starts
        # Slices behind each other are found faster than each of their items by its place.
        items = list(map(slice, starts.tolist(), ends.tolist()))
        total = np.zeros(self._size)
        for some in _portions(lengths):
            values = np.concatenate([self._values[column] for column in items[some]])
            rows = np.concatenate([self._rows[column] for column in items[some]])
            total += np.bincount(rows, values * np.repeat(weights[some], lengths[some]), minlength=self._size)
        return total.astype(np.float32)

    def full(self) -> Matrix:
        """Give the columns of what is frequent with all their zeros, shape (texts, columns)."""
        often = self.spread > _OFTEN * self._size
        places = np.cumsum(often) - 1
        columns = self._columns()
        kept = np.flatnonzero(often[columns])
        full = np.zeros((self._size, int(often.sum())), dtype=np.float32)
        full[self._rows[kept], places[columns[kept]]] = self._values[kept]
        return full

    def rest(self) -> Rest:
        """Give what is rare."""
        spread = self.spread
        rare = np.flatnonzero(np.repeat(spread <= _OFTEN * self._size, spread))
        starts = np.searchsorted(rare, self._starts[:-1])[self._columns()[rare]]
        return Rest(self._rows[rare], self._values[rare], starts)

    def _columns(self) -> Columns:
        """Give the column of each row and value."""
        return np.repeat(np.arange(len(self._rarity.known)), np.diff(self._starts))


@dataclass(frozen=True, slots=True)
class Rest:
    """What is too rare for a full matrix, column by column: the text and weight of each item.

    `starts` tells for each item at which one its column begins; within a column the texts stand in their order.
    """

    rows: Columns = field(repr=False)
    values: Vector = field(repr=False)
    starts: Columns = field(repr=False)

    @classmethod
    def together(cls, rests: Sequence[Rest], shares: Sequence[float]) -> Rest:
        """Put several behind each other, each with its share of the products of two weights."""
        offsets = np.cumsum([0, *(len(rest.rows) for rest in rests)])
        return cls(
            np.concatenate([rest.rows for rest in rests]),
            np.concatenate([np.float32(share**0.5) * rest.values for rest, share in zip(rests, shares, strict=True)]),
            np.concatenate([rest.starts + offset for rest, offset in zip(rests, offsets, strict=False)]),
        )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The same, to be gone through text by text: each item of a text makes a pair with all up to it in its column.

    `items` has the row and the value of each item, column by column. `texts` (rising), `values`, `starts` and `lengths`
    tell for each item in the order of the texts whose it is, what it weighs, where its column starts, and how many
    pairs it makes.
    """

    items: NDArray[np.void] = field(repr=False)
    texts: Columns = field(repr=False)
    values: Vector = field(repr=False)
    starts: Columns = field(repr=False)
    lengths: Columns = field(repr=False)

    @classmethod
    def of(cls, rest: Rest, size: int) -> _Pairs:
        """Put the items of so many texts in the order of the texts."""
        # Both together, as there are tens of millions of pairs, and most of the time goes into finding their items.
        items = np.empty(len(rest.rows), dtype=[("row", np.int32), ("value", np.float32)])
        items["row"], items["value"] = rest.rows, rest.values
        order = by_text(rest.rows, size)
        starts = rest.starts[order]
        return cls(items, rest.rows[order].astype(np.int64), rest.values[order], starts, order + 1 - starts)

    def products(self, first: int, end: int) -> Matrix:
        """Give what these texts have in common with themselves and with those before them, shape (end - first, end)."""
        own = slice(*np.searchsorted(self.texts, (first, end)))
        lengths = self.lengths[own]
        others = self.items.take(_ranges(self.starts[own], lengths))
        products = others["value"] * np.repeat(self.values[own], lengths)
        into = np.repeat((self.texts[own] - first) * end, lengths)
        into += others["row"]
        found = np.bincount(into, products, minlength=(end - first) * end)
        return np.asarray(found.reshape(end - first, end), np.float64)


class View(Protocol):
    """One of the views by which texts are compared: what they have in common is a product of matrices, and a rest."""

    def __len__(self) -> int: ...

    def full(self) -> Matrix:
        """Give what is multiplied with itself, shape (texts, columns)."""

    def rest(self) -> Rest:
        """Give the rest."""


def likeness_within(views: Sequence[View], shares: Sequence[float]) -> Matrix:
    """Give the likeness of each text to itself and to those before it, each view with its share.

    It is a lower triangle, shape (texts, texts); what stands above it means nothing.
    """
    size = len(views[0])
    full = np.concatenate([np.float32(share**0.5) * view.full() for view, share in zip(views, shares, strict=True)], 1)
    pairs = _Pairs.of(Rest.together([view.rest() for view in views], shares), size)
    total = np.zeros((size, size), dtype=np.float32)
    with abreast() as do:
        # Later texts have more before them: they come first, so that no thread is left with most of the work.
        do(lambda first, end: _compare(full, pairs, total, size - end, size - first), 0, size)
    return total


def _compare(full: Matrix, pairs: _Pairs, total: Matrix, first: int, end: int) -> None:
    """Put the likeness of these texts to themselves and to all before them in its place."""
    for start in range(first, end, _TOGETHER):
        stop = min(start + _TOGETHER, end)
        np.matmul(full[start:stop], full[:stop].T, out=total[start:stop, :stop])
        for few in range(start, stop, _FEW):
            until = min(few + _FEW, stop)
            total[few:until, :until] += pairs.products(few, until)


def _starts(columns: Columns, count: int) -> Columns:
    """Give where each column starts once its items stand behind each other, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=count))]).astype(np.int64)


def _portions(lengths: Columns) -> Iterator[slice]:
    """Part columns of these lengths so that about `_AT_ONCE` items come together."""
    ends = np.cumsum(lengths)
    cuts = np.searchsorted(ends, np.arange(_AT_ONCE, ends[-1], _AT_ONCE)).tolist() if len(ends) else []
    for start, stop in pairwise((0, *cuts, len(lengths))):
        if start < stop:
            yield slice(start, stop)


def _ranges(starts: Columns, lengths: Columns) -> Columns:
    """Give the places from each start on, as many as its length, behind each other."""
    places = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    places += np.arange(len(places))
    return places
