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

from bot.core.counted import Columns, Matrix, Vector
from bot.features.faq.matching.index import Index

Owners = NDArray[np.int64]

# How strongly single phrasings are smoothed over; measured, and flat between 0.1 and 0.6.
_SMOOTHING = 0.3
# The share of the squared likeness: being very like one phrasing counts more than a little like many.
_SQUARED = 2.0
# Kernels up to this size are inverted directly, and so many rows of larger ones are worked out at once.
_AT_ONCE = 128
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
    phrasing not been there. `without_entry`: had its whole entry not been there; the entry itself then scores minus
    infinity. Phrasings without an entry are the same in both. `talk`: how much like ordinary talk, shape (phrasings,).
    """

    rows: Columns = field(repr=False)
    owners: Owners = field(repr=False)
    without_phrasing: Matrix = field(repr=False)
    without_entry: Matrix = field(repr=False)
    talk: Vector = field(repr=False)


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
    most = _ONE_GROUP if len(owned) <= _ONE_GROUP else _GROUP
    starts = np.flatnonzero(np.diff((np.cumsum(sizes) - sizes) // most, prepend=-1))
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
    groups = group(owners, entries)
    likeness = _likeness(sample, len(owned), likeness_of) if len(groups) > 1 else None
    weights, columns = [], []
    for one in groups:
        targets = (owned[one.rows, None] == [*range(one.first, one.end), -1]).astype(np.float32)
        root = _smoothed(index if len(groups) == 1 else index.among(one.rows))
        _invert_root(root)
        weights.append(root.T @ (root @ targets))
        columns.append(_rehearse(one, targets, weights[-1], root, sample, likeness))
    without_phrasing, talk = _together(len(sample), [phrasing for phrasing, _ in columns])
    without_entry, _ = _together(len(sample), [entry for _, entry in columns])
    return Ranker(groups, tuple(weights)), Rehearsal(sample, owned[sample], without_phrasing, without_entry, talk)


def _likeness(sample: Columns, size: int, likeness_of: Callable[[int], Vector]) -> Matrix:
    """Give the likeness of each row of the sample to all rows; filled in place, since a list of them would be large."""
    likeness = np.empty((len(sample), size), dtype=np.float32)
    for place, row in enumerate(sample):
        likeness[place] = likeness_of(row)
    return likeness


def _smoothed(index: Index) -> Matrix:
    """Give the kernel of all phrasings, of which the lower triangle is enough for what is done with it."""
    # Single precision is ample here: the smoothing keeps the kernel far from singular.
    kernel = index.likeness_within()
    for first in range(0, len(kernel), _AT_ONCE):  # not all at once: a copy would be large
        kernel[first : first + _AT_ONCE] = _kernel(kernel[first : first + _AT_ONCE])
    kernel[np.diag_indices_from(kernel)] += _SMOOTHING
    return kernel


def _invert_root(kernel: Matrix) -> None:
    """Put the inverse of a kernel's Cholesky root in its place; of the kernel only the lower triangle is looked at.

    Half by half, so that nearly all of it is matrix products, and hardly any memory is needed beside it.
    """
    size = len(kernel)
    if size <= _AT_ONCE:
        kernel[:] = np.tril(np.linalg.inv(np.linalg.cholesky(kernel)))
        return
    half = size // 2
    first, second, below = kernel[:half, :half], kernel[half:, half:], kernel[half:, :half]
    _invert_root(first)
    root = below @ first.T
    second -= root @ root.T
    _invert_root(second)
    below[:] = -(second @ (root @ first))
    kernel[:half, half:] = 0.0


def _rehearse(  # noqa: PLR0917 (all that was solved for one group)
    one: Group, targets: Matrix, weights: Matrix, root: Matrix, sample: Columns, likeness: Matrix | None
) -> tuple[Matrix, Matrix]:
    """Give the columns of one group in a rehearsal: without the phrasing, and without its entry.

    The left-out scores come in closed form from blocks of the inverse kernel, `root.T @ root`, without solving anew.
    Phrasings of other groups were never part of this one.
    """
    without_phrasing = np.zeros((len(sample), targets.shape[1]), dtype=np.float32)
    if likeness is not None:
        without_phrasing += _kernel(likeness[:, one.rows]) @ weights
    here = np.flatnonzero(np.isin(sample, one.rows))
    rows = np.searchsorted(one.rows, sample[here])
    diagonal = np.einsum("ij,ij->j", root, root)[rows]
    without_phrasing[here] = targets[rows] - weights[rows] / diagonal[:, None]
    without_entry = without_phrasing.copy()
    for entry in range(one.end - one.first):
        own = np.flatnonzero(targets[:, entry])
        asked = np.isin(rows, own)
        if not asked.any():
            continue
        columns = root[:, own]
        left = targets[own] - np.linalg.solve(columns.T @ columns, weights[own])
        without_entry[here[asked]] = left[np.searchsorted(own, rows[asked])]
        without_entry[here[asked], entry] = -np.inf
    return without_phrasing, without_entry


def _together(texts: int, found: Sequence[Matrix]) -> tuple[Matrix, Vector]:
    """Put the columns of all groups beside each other; of their last ones, talk, take the mean."""
    entries = np.concatenate([np.empty((texts, 0), np.float32), *(columns[:, :-1] for columns in found)], axis=1)
    talk = np.mean([columns[:, -1] for columns in found], axis=0) if found else np.zeros(texts)
    return entries, np.asarray(talk)


def _kernel(likeness: Matrix) -> Matrix:
    return likeness + _SQUARED * likeness * likeness
