"""The Cholesky root of a large kernel: taken, used and inverted in the kernel's own place, block by block.

Nearly all of the work is products of matrices, and hardly any memory is needed beside the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from bot.core.abreast import abreast
from bot.core.counted import Matrix

Corners = tuple[Matrix, ...]
"""The inverse of each block on the diagonal of a root."""

# So many rows or columns are worked out at once; and so many columns of an inverse.
_AT_ONCE, _WIDE = 192, 384


def take_root(kernel: Matrix) -> Corners:
    """Put the Cholesky root of a kernel in the place of its lower triangle; above it all stays as it is."""
    corners: list[Matrix] = []
    with abreast() as do:
        for first, end in _steps(kernel):
            columns = slice(first, end)
            do(partial(_reduce, kernel, columns), first, len(kernel))
            corners.append(np.linalg.inv(np.linalg.cholesky(kernel[columns, columns])))
            do(partial(_divide, kernel, columns, corners[-1]), first, len(kernel))
    return tuple(corners)


def divided(root: Matrix, corners: Corners, targets: Matrix) -> Matrix:
    """Solve the kernel, given by its root, for these targets: once downwards, and once upwards."""
    solved = targets.copy()
    steps = list(zip(_steps(root), corners, strict=True))
    with abreast() as do:
        for (first, end), corner in steps:
            solved[first:end] = corner @ solved[first:end]
            do(partial(_lessen, solved, root[:, first:end], solved[first:end]), end, len(root))
        for (first, end), corner in reversed(steps):
            solved[first:end] = corner.T @ solved[first:end]
            do(partial(_lessen, solved, root[first:end].T, solved[first:end]), 0, first)
    return solved


def invert(root: Matrix) -> None:
    """Put the inverse of a lower triangle in its place; above it come zeros."""
    with abreast() as do:
        for first, end in _steps(root):
            corner = np.tril(np.linalg.inv(np.tril(root[first:end, first:end])))
            do(partial(_replace, root, slice(first, end), -corner @ root[first:end, :first]), 0, first)
            root[first:end, first:end] = corner
            root[first:end, end:] = 0.0


def _reduce(kernel: Matrix, columns: slice, first: int, end: int) -> None:
    """Take from some rows what the columns before these say of them."""
    kernel[first:end, columns] -= kernel[first:end, : columns.start] @ kernel[columns, : columns.start].T


def _divide(kernel: Matrix, columns: slice, corner: Matrix, first: int, end: int) -> None:
    kernel[first:end, columns] = kernel[first:end, columns] @ corner.T


def _lessen(solved: Matrix, factors: Matrix, known: Matrix, first: int, end: int) -> None:
    """Take from some rows what those that are known say of them."""
    solved[first:end] -= factors[first:end] @ known


def _replace(root: Matrix, rows: slice, by: Matrix, first: int, end: int) -> None:
    """Put what some rows become in the place of these columns; right of a column's own corner all above it is zero."""
    for start in range(first, end, _WIDE):
        columns = slice(start, min(start + _WIDE, end))
        root[rows, columns] = by[:, start:] @ root[start : rows.start, columns]


def _steps(matrix: Matrix) -> Iterator[tuple[int, int]]:
    for first in range(0, len(matrix), _AT_ONCE):
        yield first, min(first + _AT_ONCE, len(matrix))
