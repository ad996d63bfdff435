"""How well scores tell messages that have an answer from those that have none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Give how often a message that has an answer scores higher than one that has none (a draw counts half)."""
    if not inside or not outside:
        return float("nan")
    ordered = np.sort(np.asarray(outside, dtype=np.float64))
    below = np.searchsorted(ordered, inside, side="left") + np.searchsorted(ordered, inside, side="right")
    return float(below.mean() / (2 * len(ordered)))
