"""From evidence to a probability."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.logistic import Values, fit, probability

BEFORE = np.array([1.0, 0.5, -1.0])
NUMBERS = st.floats(-5, 5)
CASE = st.tuples(NUMBERS, NUMBERS, st.booleans(), st.floats(0, 3))


def loss(weights: Values, seen: Values, right: Values, importance: Values, trust: float) -> float:
    sure = probability(seen @ weights)
    surprise = -(right * np.log(sure) + (1 - right) * np.log(1 - sure))
    return float(importance @ surprise + trust / 2 * ((weights - BEFORE) ** 2).sum())


def cases(drawn: list[tuple[float, float, bool, float]]) -> tuple[Values, Values, Values]:
    seen = np.array([[first, second, 1.0] for first, second, _, _ in drawn]).reshape(len(drawn), 3)
    right = np.array([float(one) for _, _, one, _ in drawn])
    return seen, right, np.array([weight for _, _, _, weight in drawn])


def test_probabilities_lie_between_nothing_and_certain() -> None:
    low, middle, high = probability(np.array([-1e9, 0.0, 1e9]))
    assert 0.0 < low < 1e-9
    assert middle == 0.5
    assert 1 - 1e-9 < high <= 1.0


def test_without_cases_the_belief_stays() -> None:
    assert fit(*cases([]), BEFORE, 10.0) == pytest.approx(BEFORE)


def test_much_trust_hardly_moves() -> None:
    seen, right, importance = cases([(3.0, 0.0, False, 1.0), (-3.0, 0.0, True, 1.0)] * 10)
    assert fit(seen, right, importance, BEFORE, 1e6) == pytest.approx(BEFORE, abs=1e-3)


def test_evidence_that_tells_the_cases_apart_gains_weight() -> None:
    seen, right, importance = cases([(1.0, 0.1, True, 1.0), (0.0, 0.1, False, 1.0)] * 50)
    first, second, _ = fit(seen, right, importance, np.array([0.1, 0.1, 0.0]), 1.0)
    assert first > 2.0 > second


def test_more_evidence_never_counts_against() -> None:
    seen, right, importance = cases([(1.0, 0.0, False, 1.0), (0.0, 1.0, True, 1.0)] * 50)
    first, second, constant = fit(seen, right, importance, BEFORE, 1.0)
    assert first == 0.0
    assert second > 0.0
    assert constant < second


def test_perfectly_parted_cases_have_an_answer_too() -> None:
    seen, right, importance = cases([(5.0, 5.0, True, 1.0), (-5.0, -5.0, False, 1.0)] * 500)
    assert np.isfinite(fit(seen, right, importance, BEFORE, 1e-3)).all()


@settings(deadline=None)
@given(st.lists(CASE, max_size=30), st.floats(0.1, 100))
def test_no_other_weights_near_by_fit_better(drawn: list[tuple[float, float, bool, float]], trust: float) -> None:
    seen, right, importance = cases(drawn)
    weights = fit(seen, right, importance, BEFORE, trust)
    assert (weights[:-1] >= 0.0).all()
    least = loss(weights, seen, right, importance, trust)
    for place in np.flatnonzero(weights):
        for step in (-1e-2, 1e-2):
            other = weights.copy()
            other[place] += step
            assert loss(other, seen, right, importance, trust) >= least - 1e-6
