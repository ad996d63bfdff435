"""Logistic regression: from evidence to a probability, held near what was believed before anything was seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating[Any]]

_STEPS = 50
_SETTLED = 1e-9


def probability(values: Values) -> Values:
    """Turn weighed evidence into probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0))))


def fit(seen: Values, right: Values, importance: Values, before: Values, trust: float) -> Values:
    """Find the weights of the evidence; the last column is a constant.

    `seen` has the shape (cases, evidence), `right` and `importance` (cases,); `before` are the weights believed before,
    `trust` how many cases that belief is worth. More of any evidence never counts against: weights that come out
    negative are left out instead.
    """
    used = np.ones(len(before), dtype=bool)
    while True:
        weights = np.zeros(len(before))
        weights[used] = _newton(seen[:, used], right, importance, before[used], trust)
        against = weights < 0.0
        against[-1] = False
        if not against.any():
            return weights
        used &= ~against


def _newton(seen: Values, right: Values, importance: Values, before: Values, trust: float) -> Values:
    """Minimise the loss; each step is halved until it is a step down, so that it always settles."""
    weights = before.copy()
    loss = _loss(weights, seen, right, importance, before, trust)
    for _ in range(_STEPS):
        sure = probability(seen @ weights)
        slope = seen.T @ (importance * (sure - right)) + trust * (weights - before)
        curve = (seen * (importance * sure * (1.0 - sure))[:, None]).T @ seen
        step = np.linalg.solve(curve + trust * np.eye(len(weights)), slope)
        while (lower := _loss(weights - step, seen, right, importance, before, trust)) > loss:
            step = step / 2.0
        if loss - lower < _SETTLED:
            return weights
        weights, loss = weights - step, lower
    return weights


def _loss(  # noqa: PLR0917 (what is fitted, to what, and what was believed)
    weights: Values, seen: Values, right: Values, importance: Values, before: Values, trust: float
) -> float:
    """Tell how badly the weights fit: the weighted surprise, and the distance from the weights before."""
    values = seen @ weights
    surprise = np.logaddexp(0.0, values) - right * values
    return float(importance @ surprise + trust / 2.0 * ((weights - before) ** 2).sum())
