"""Kernel ridge regression from phrasings to entries, solved once when the knowledge is loaded.

The nearest phrasing alone is a poor judge: words that every entry shares pull it about. The regression learns
which likenesses tell entries apart. It also says in closed form what it would have answered for each phrasing,
had that phrasing, or its whole entry, not been there; from this the gate learns when to stay silent.

The work grows with the third power of the phrasings. A large knowledge base is therefore learnt in groups of
entries: each group tells its own entries apart, and the scores of all groups are compared. This costs a point of
quality, and keeps load time, memory and answers within bounds for ten thousand entries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.core.cholesky import divided, invert, take_root
from bot.core.counted import Columns, Matrix, Vector, firsts_of
from bot.features.faq.matching.index import Index

Owners = NDArray[np.int64]

# How strongly single phrasings are smoothed over; measured, and flat between 0.1 and 0.6.
_SMOOTHING = 0.3
# The share of the squared likeness: being very like one phrasing counts more than a little like many.
_SQUARED = 2.0
# So many rows of likeness become those of a kernel at once: a copy of all would be large.
_AT_ONCE = 192
# What would be said without an entry is worked out for a third of the entries, as long as so many phrasings are left.
_ONE_IN, _LEFT_OUT = 3, 400
# Up to so many phrasings are learnt in one group; more of them in groups of about the second size.
_ONE_GROUP, _GROUP = 8000, 1500


@dataclass(frozen=True, slots=True)
class Group:
    """The entries from `first` to before `end`, and the phrasings (rows of the index) from which they are learnt."""

    first: int
    end: int
    rows: Columns = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the ranker would have said of some phrasings, shape (phrasings, entries) each.

    `rows` are the numbers of the phrasings, `owners` their entries (-1 for none). `without_phrasing`: had this
    phrasing not been there. `talk`: how much like ordinary talk, shape (phrasings,). `without_entry`: had the whole
    entry not been there, for those phrasings that `left` tells by their places; the entry itself then scores minus
    infinity.
    """

    rows: Columns = field(repr=False)
    owners: Owners = field(repr=False)
    without_phrasing: Matrix = field(repr=False)
    talk: Vector = field(repr=False)
    left: Columns = field(repr=False)
    without_entry: Matrix = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Scores every entry for a text, and ordinary talk, which no entry answers.

    `weights` has for each group the shape (phrasings, entries + 1) of the group; the last column is that of talk.
    """

    groups: tuple[Group, ...] = field(repr=False)
    weights: tuple[Matrix, ...] = field(repr=False)

    def scores(self, likeness: Matrix) -> tuple[Matrix, Vector]:
        """Score every entry, and talk, for texts with this likeness to each phrasing; about 0 to 1.

        Takes shape (texts, phrasings), gives shapes (texts, entries) and (texts,).
        """
        pairs = zip(self.groups, self.weights, strict=True)
        return _together(len(likeness), [_kernel(likeness[:, one.rows]) @ weights for one, weights in pairs])


def group(owners: Sequence[int], entries: int) -> tuple[Group, ...]:
    """Part the entries into groups, each with its phrasings and with those that no entry has.

    `owners` gives the entry (as a number) of each phrasing, -1 for none. Neighbours stay together.
    """
    owned = np.asarray(owners, dtype=np.int64)
    sizes = np.bincount(owned[owned >= 0], minlength=entries)
    most = len(owned) + 1 if len(owned) <= _ONE_GROUP else _GROUP
    starts = firsts_of((np.cumsum(sizes) - sizes) // most)
    return tuple(
        Group(int(first), int(end), np.flatnonzero((owned < 0) | ((owned >= first) & (owned < end))))
        for first, end in pairwise((*starts, entries))
    )


def learn(
    index: Index, owners: Sequence[int], entries: int, sample: Columns, likeness_of: Callable[[int], Vector]
) -> tuple[Ranker, Rehearsal]:
    """Solve the regression; also tell what it would have said without each phrasing of the sample (rows, rising).

    `likeness_of` gives the likeness of a row to all rows; it is asked only if there are several groups.
    """
    owned = np.asarray(owners, dtype=np.int64)
    groups, absent = group(owners, entries), _absent(owned[sample])
    likeness = _likeness(sample, len(owned), likeness_of) if len(groups) > 1 else None
    looked_at = np.isin(owned, absent)
    looked_at[sample] = True
    left = np.flatnonzero(np.isin(owned[sample], absent))
    weights, columns = [], []
    for one in groups:
        solved = _solve(one, index, owned, looked_at[one.rows])
        weights.append(solved.weights)
        columns.append(_rehearse(solved, sample, left, absent, likeness))
    without_phrasing, talk = _together(len(sample), [phrasing for phrasing, _ in columns])
    without_entry, _ = _together(len(left), [entry for _, entry in columns])
    rehearsal = Rehearsal(sample, owned[sample], without_phrasing, talk, left, without_entry)
    return Ranker(groups, tuple(weights)), rehearsal


def _absent(owners: Owners) -> Owners:
    """Choose entries, evenly drawn from the owners of the sample, that are left out as a whole."""
    owners = owners[owners >= 0]
    return np.unique(owners)[:: max(1, min(_ONE_IN, len(owners) // _LEFT_OUT))]


def _likeness(sample: Columns, size: int, likeness_of: Callable[[int], Vector]) -> Matrix:
    """Give the likeness of each row of the sample to all rows; filled in place, since a list of them would be large."""
    likeness = np.empty((len(sample), size), dtype=np.float32)
    for place, row in enumerate(sample):
        likeness[place] = likeness_of(row)
    return likeness


@dataclass(frozen=True, slots=True)
class _Solved:
    """One group: 1 for the entry (or talk) of each phrasing, and its weights, shape (phrasings, entries + 1) each.

    `inverse` is an inverse root of the kernel for the phrasings at `places`, which are looked at once more: the
    product with itself, `inverse.T @ inverse`, is that part of the inverse kernel.
    """

    group: Group
    targets: Matrix = field(repr=False)
    weights: Matrix = field(repr=False)
    places: Columns = field(repr=False)
    inverse: Matrix = field(repr=False)


def _solve(one: Group, index: Index, owned: Owners, looked_at: NDArray[np.bool_]) -> _Solved:
    """Solve one group. What is looked at once more comes last: of the inverse only that corner is needed then."""
    order = np.argsort(looked_at, kind="stable")
    targets = (owned[one.rows, None] == [*range(one.first, one.end), -1]).astype(np.float32)
    root = _smoothed(index.among(one.rows[order]))
    corners = take_root(root)
    weights = np.empty_like(targets)
    weights[order] = divided(root, corners, targets[order])
    first = len(order) - int(looked_at.sum())
    inverse = root[first:, first:]
    invert(inverse)
    return _Solved(one, targets, weights, order[first:], inverse)


def _smoothed(index: Index) -> Matrix:
    """Give the kernel of all phrasings, of which the lower triangle is enough for what is done with it."""
    # Single precision is ample here: the smoothing keeps the kernel far from singular.
    kernel = index.likeness_within()
    for first in range(0, len(kernel), _AT_ONCE):
        block = kernel[first : first + _AT_ONCE, : first + _AT_ONCE]
        block[:] = _kernel(block)
    kernel[np.diag_indices_from(kernel)] += _SMOOTHING
    return kernel


def _rehearse(
    solved: _Solved, sample: Columns, left: Columns, absent: Owners, likeness: Matrix | None
) -> tuple[Matrix, Matrix]:
    """Give the columns of one group in a rehearsal: without the phrasing, and without its entry.

    The left-out scores come in closed form from blocks of the inverse kernel, without solving anew. Phrasings of other
    groups were never part of this one.
    """
    one, targets, weights, inverse = solved.group, solved.targets, solved.weights, solved.inverse
    without_phrasing = np.zeros((len(sample), targets.shape[1]), dtype=np.float32)
    if likeness is not None:
        without_phrasing += _kernel(likeness[:, one.rows]) @ weights
    here = np.flatnonzero(np.isin(sample, one.rows))
    rows = np.searchsorted(one.rows, sample[here])
    diagonal = np.empty(len(targets), dtype=np.float32)
    diagonal[solved.places] = np.einsum("ij,ij->j", inverse, inverse)
    without_phrasing[here] = targets[rows] - weights[rows] / diagonal[rows, None]
    without_entry = without_phrasing[left]
    for entry in range(one.end - one.first):
        if one.first + entry not in absent:
            continue
        own = np.flatnonzero(targets[:, entry])
        asked = np.flatnonzero(np.isin(sample[left], one.rows[own]))
        columns = inverse[:, np.searchsorted(solved.places, own)]
        scores = targets[own] - np.linalg.solve(columns.T @ columns, weights[own])
        without_entry[asked] = scores[np.searchsorted(one.rows[own], sample[left[asked]])]
        without_entry[asked, entry] = -np.inf
    return without_phrasing, without_entry


def _together(texts: int, found: Sequence[Matrix]) -> tuple[Matrix, Vector]:
    """Put the columns of all groups beside each other; of their last ones, talk, take the mean."""
    entries = np.concatenate([np.empty((texts, 0), np.float32), *(columns[:, :-1] for columns in found)], axis=1)
    talk = np.mean([columns[:, -1] for columns in found], axis=0) if found else np.zeros(texts)
    return entries, np.asarray(talk)


def _kernel(likeness: Matrix) -> Matrix:
    return likeness + _SQUARED * likeness * likeness
