"""Kernel ridge regression from phrasings to entries, solved once when the knowledge is loaded.

The nearest phrasing alone is a poor judge: words that every entry shares pull it about. The regression learns
which likenesses tell entries apart. It also says in closed form what it would have answered for each phrasing,
had that phrasing, or its whole entry, not been there; from this the gate learns when to stay silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.features.faq.matching.index import Index, Matrix, Vector

Owners = NDArray[np.int64]

# How strongly single phrasings are smoothed over; measured, and flat between 0.1 and 0.6.
_SMOOTHING = 0.3
# The share of the squared likeness: being very like one phrasing counts more than a little like many.
_SQUARED = 2.0
# Kernels up to this size are inverted directly, and so many rows of larger ones are worked out at once.
_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the ranker would have said of each phrasing, shape (phrasings, entries) each.

    `without_phrasing`: had this phrasing not been there. `without_entry`: had its whole entry not been there;
    the entry itself then scores minus infinity. Phrasings without an entry are the same in both.
    """

    owners: Owners = field(repr=False)
    without_phrasing: Matrix = field(repr=False)
    without_entry: Matrix = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Scores every entry for a text. `weights` has the shape (phrasings, entries)."""

    index: Index = field(repr=False)
    weights: Matrix = field(repr=False)

    @classmethod
    def learn(cls, index: Index, owners: Sequence[int], entries: int) -> tuple[Ranker, Rehearsal]:
        """Solve the regression for these phrasings; also give what it would have said without each.

        `owners` gives the entry (as a number) of each phrasing, -1 for none.
        """
        owned = np.array(owners, dtype=np.int64)
        targets = (owned[:, None] == np.arange(entries)[None, :]).astype(np.float32)
        root = _smoothed(index)
        _invert_root(root)
        weights = root.T @ (root @ targets)
        return cls(index, weights), _rehearse(owned, targets, weights, root)

    def scores(self, likeness: Vector) -> Vector:
        """Score every entry for a text with this likeness to each phrasing, shape (entries,); about 0 to 1."""
        return _kernel(likeness) @ self.weights


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


def _rehearse(owners: Owners, targets: Matrix, weights: Matrix, root: Matrix) -> Rehearsal:
    """Work out the left-out scores in closed form, from blocks of the inverse kernel, without solving anew.

    The inverse is `root.T @ root`; of all of it only few blocks are needed.
    """
    diagonal = np.einsum("ij,ij->j", root, root)
    without_phrasing = targets - weights / diagonal[:, None]
    without_entry = without_phrasing.copy()
    for entry in range(targets.shape[1]):
        rows = np.flatnonzero(owners == entry)
        columns = root[:, rows]
        block = columns.T @ columns
        without_entry[rows] = targets[rows] - np.linalg.solve(block, weights[rows])
        without_entry[rows, entry] = -np.inf
    return Rehearsal(owners, without_phrasing, without_entry)


def _kernel(likeness: Matrix) -> Matrix:
    return likeness + _SQUARED * likeness * likeness
