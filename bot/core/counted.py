"""Features as they are counted and weighed: rare ones weigh more."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.features import Features, Sums

Vector = NDArray[np.floating[Any]]
Matrix = NDArray[np.floating[Any]]
Columns = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Counted:
    """The distinct features of a text (rising), and how much the count of each weighs.

    Saying a word again makes a text a little more about it, not twice as much.
    """

    sums: Sums = field(repr=False)
    counts: Vector = field(repr=False)


@dataclass(frozen=True, slots=True)
class Texts:
    """The same of many texts: each feature as often as there are texts with it, which `rows` names by their numbers.

    Both rise, the features first.
    """

    rows: Columns = field(repr=False)
    sums: Sums = field(repr=False)
    counts: Vector = field(repr=False)
    size: int

    @classmethod
    def of(cls, features: Features, size: int) -> Texts:
        """Count the features of so many texts."""
        both = (features.sums.astype(np.uint64) << np.uint64(32)) | features.texts.astype(np.uint64)
        both.sort()
        firsts = firsts_of(both)
        found = both[firsts]
        rows, sums = found.astype(np.uint32).astype(np.int32), (found >> np.uint64(32)).astype(np.uint32)
        return cls(rows, sums, 1.0 + np.log(_lengths(firsts, len(both))), size)

    @property
    def firsts(self) -> Columns:
        """Give the places at which another feature begins."""
        return firsts_of(self.sums)

    @property
    def alone(self) -> Counted:
        """What was counted of a single text."""
        return Counted(self.sums, self.counts)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare each feature is among the indexed texts. `known` is sorted; `strange` is the weight of all others."""

    known: Sums = field(repr=False)
    weights: Vector = field(repr=False)
    strange: float

    @classmethod
    def among(cls, texts: Texts) -> Rarity:
        """Count in how many of the texts each feature stands."""
        firsts = texts.firsts
        spread = _lengths(firsts, len(texts.sums))
        return cls(texts.sums[firsts], np.log((texts.size + 1) / (spread + 1)) + 1, log(texts.size + 1) + 1)

    def columns(self, sums: Sums) -> tuple[Columns, NDArray[np.bool_]]:
        """Find the place of each feature in `known`, and tell which ones are known."""
        return found_in(self.known, sums)

    def unit(self, text: Counted) -> tuple[Columns, Vector]:
        """Weigh the features of a text so that all together have length 1; give places and weights of the known ones.

        Features that no indexed text has still count in the length: a text with many strange words is like nothing.
        """
        columns, known = self.columns(text.sums)
        weights = text.counts * self._weighed(columns, known)
        length = sqrt(float(weights @ weights)) or 1.0
        return columns[known], weights[known] / length

    def units(self, texts: Texts) -> tuple[Columns, Vector, Columns]:
        """Do so for many texts: places and weights of their known features, and the number of the text of each."""
        firsts = texts.firsts  # many are in several texts, and looking up is slow
        spread = _lengths(firsts, len(texts.sums))
        columns, known = self.columns(texts.sums[firsts])
        weights = texts.counts * np.repeat(self._weighed(columns, known), spread)
        lengths = np.sqrt(np.bincount(texts.rows, weights * weights, minlength=texts.size))
        places = np.flatnonzero(np.repeat(known, spread))
        rows = texts.rows[places]
        return np.repeat(columns, spread)[places], weights[places] / lengths[rows], rows

    def of(self, sums: Sums) -> Vector:
        """Give the weight of each feature."""
        return self._weighed(*self.columns(sums))

    def _weighed(self, columns: Columns, known: NDArray[np.bool_]) -> Vector:
        weights = np.full(len(columns), self.strange)
        weights[known] = self.weights[columns[known]]
        return weights


def by_text(rows: Columns, size: int) -> Columns:
    """Give the order in which items stand text by text, those of each text as they stood; `rows` are their texts."""
    return np.argsort(rows.astype(np.min_scalar_type(size)), kind="stable")  # small numbers are sorted much faster


def highest(values: Vector, count: int) -> Columns:
    """Give the places of the highest values, the highest first and of equals the earlier; faster than to sort all."""
    least = np.partition(values, -count)[-count] if count < len(values) else -np.inf
    places: Columns = np.flatnonzero(values >= least)
    return places[np.argsort(-values[places], kind="stable")][:count]


def found_in(known: Sums, sums: Sums) -> tuple[Columns, NDArray[np.bool_]]:
    """Find the place of each sum in a sorted array, and tell which ones are there."""
    columns = np.searchsorted(known, sums)
    there = columns < len(known)
    there[there] = known[columns[there]] == sums[there]
    return columns, there


def firsts_of(rising: NDArray[Any]) -> Columns:
    """Give the places at which another value begins."""
    begins = np.ones(len(rising), np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=begins[1:])
    return begins.nonzero()[0]


def _lengths(firsts: Columns, end: int) -> Columns:
    """Give how far it is from each place to the next one, and from the last one to the end."""
    lengths = np.empty_like(firsts)
    np.subtract(firsts[1:], firsts[:-1], out=lengths[:-1])
    lengths[-1:] = end - firsts[-1:]
    return lengths
