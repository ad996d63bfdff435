"""The Cholesky root of a large kernel: taken, used and inverted in the kernel's own place, block by block.

Nearly all of the work is products of matrices, and hardly any memory is needed beside the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bot.core.counted import Matrix

Corners = tuple[Matrix, ...]
"""The inverse of each block on the diagonal of a root."""

# So many rows or columns are worked out at once; and so many columns of an inverse.
_AT_ONCE, _WIDE = 192, 384


def take_root(kernel: Matrix) -> Corners:
    """Put the Cholesky root of a kernel in the place of its lower triangle; above it all stays as it is."""
    corners = []
    for first, end in _steps(kernel):
        columns = kernel[first:, first:end]
        columns -= kernel[first:, :first] @ kernel[first:end, :first].T
        corners.append(np.linalg.inv(np.linalg.cholesky(columns[: end - first])))
        columns[:] = columns @ corners[-1].T
    return tuple(corners)


def divided(root: Matrix, corners: Corners, targets: Matrix) -> Matrix:
    """Solve the kernel, given by its root, for these targets: once downwards, and once upwards."""
    solved = targets.copy()
    steps = list(zip(_steps(root), corners, strict=True))
    for (first, end), corner in steps:
        solved[first:end] = corner @ (solved[first:end] - root[first:end, :first] @ solved[:first])
    for (first, end), corner in reversed(steps):
        solved[first:end] = corner.T @ (solved[first:end] - root[end:, first:end].T @ solved[end:])
    return solved


def invert(root: Matrix) -> None:
    """Put the inverse of a lower triangle in its place; above it come zeros."""
    for first, end in _steps(root):
        corner = np.tril(np.linalg.inv(np.tril(root[first:end, first:end])))
        rows = -corner @ root[first:end, :first]
        for start in range(0, first, _WIDE):  # right of a column's own corner all above it is zero
            columns = slice(start, min(start + _WIDE, first))
            root[first:end, columns] = rows[:, start:] @ root[start:first, columns]
        root[first:end, first:end] = corner
        root[first:end, end:] = 0.0


def _steps(matrix: Matrix) -> Iterator[tuple[int, int]]:
    for first in range(0, len(matrix), _AT_ONCE):
        yield first, min(first + _AT_ONCE, len(matrix))
