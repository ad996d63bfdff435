"""Kernel ridge regression from phrasings to entries, solved once when the knowledge is loaded.

The nearest phrasing alone is a poor judge: words that every entry shares pull it about. The regression learns
which likenesses tell entries apart. It also says in closed form what it would have answered for each phrasing,
had that phrasing, or its whole entry, not been there; from this the gate learns when to stay silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.features.faq.matching.index import Index, Matrix, Vector, Viewed

Owners = NDArray[np.int64]

# How strongly single phrasings are smoothed over; measured, and flat between 0.1 and 0.6.
_SMOOTHING = 0.3
# The share of the squared likeness: being very like one phrasing counts more than a little like many.
_SQUARED = 2.0


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
    """Scores every entry for a text. `owners` gives the entry (as a number) of each phrasing, -1 for none."""

    index: Index = field(repr=False)
    owners: Owners = field(repr=False)
    weights: Matrix = field(repr=False)

    @classmethod
    def learn(cls, texts: Iterable[Viewed], owners: Sequence[int], entries: int) -> tuple[Ranker, Rehearsal]:
        """Solve the regression for these phrasings; also give what it would have said without each."""
        owned = np.array(owners, dtype=np.int64)
        index = Index(texts)
        # Single precision is ample here: the smoothing keeps the kernel far from singular.
        kernel = _kernel(index.likeness_within())
        kernel[np.diag_indices_from(kernel)] += _SMOOTHING
        inverse = np.linalg.inv(kernel)
        targets = (owned[:, None] == np.arange(entries)[None, :]).astype(np.float32)
        weights = inverse @ targets
        return cls(index, owned, weights), _rehearse(owned, targets, weights, inverse)

    def scores(self, likeness: Vector) -> Vector:
        """Score every entry for a text with this likeness to each phrasing, shape (entries,); about 0 to 1."""
        return _kernel(likeness) @ self.weights


def _rehearse(owners: Owners, targets: Matrix, weights: Matrix, inverse: Matrix) -> Rehearsal:
    """Work out the left-out scores in closed form, from blocks of the inverse, without solving anew."""
    without_phrasing = targets - weights / np.diag(inverse)[:, None]
    without_entry = without_phrasing.copy()
    for entry in range(targets.shape[1]):
        rows = np.flatnonzero(owners == entry)
        block = inverse[np.ix_(rows, rows)]
        without_entry[rows] = targets[rows] - np.linalg.solve(block, weights[rows])
        without_entry[rows, entry] = -np.inf
    return Rehearsal(owners, without_phrasing, without_entry)


def _kernel(likeness: Matrix) -> Matrix:
    return likeness + _SQUARED * likeness * likeness
