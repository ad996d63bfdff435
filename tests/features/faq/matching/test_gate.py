from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.faq.matching.coverage import Covered
from bot.features.faq.matching.gate import Gate, evidence

NOTHING = np.empty(0)
UNTAUGHT = Gate.learn(evidence(np.empty((0, 1)), NOTHING, [], [], []), NOTHING, NOTHING, NOTHING)


def confidence(  # noqa: PLR0917 (each piece of evidence)
    gate: Gate, best: float, second: float, covered: float = 1.0, words: int = 5, talk: float = 0.0, asks: bool = True
) -> float:
    seen = evidence(np.array([[best, second]]), np.array([talk]), [Covered(covered, covered)], [words], [asks])
    return float(gate.confidence(seen)[0])


def taught() -> Gate:
    """Learn from texts where scores above 0.5 were right."""
    random = np.random.default_rng(1)
    scores = np.column_stack([random.uniform(0, 1, 400), np.zeros(400)])
    seen = evidence(scores, np.zeros(400), [Covered(1.0, 1.0)] * 400, [5] * 400, [True] * 400)
    right = (scores[:, 0] + random.normal(0, 0.05, 400) > 0.5).astype(float)
    return Gate.learn(seen, right, right, np.ones(400))


def test_evidence_of_one_entry_takes_the_score_as_gap() -> None:
    row = evidence(np.array([[0.7]]), np.array([0.2]), [Covered(1.0, 0.5)], [3], [True])[0]
    np.testing.assert_allclose(row, [0.7, 0.7, 1, 0.5, np.log(4), 0.8, 1, 1])


def test_evidence_counts_negative_scores_as_nothing() -> None:
    row = evidence(np.array([[0.5, -np.inf, -0.3]]), np.zeros(1), [Covered(0.0, 0.0)], [1], [False])[0]
    np.testing.assert_allclose(row[:2], [0.5, 0.5])


def test_evidence_of_a_long_text_stops_growing_and_talk_stays_in_bounds() -> None:
    covered = [Covered(1.0, 1.0)] * 4
    rows = evidence(np.full((4, 1), 0.5), np.array([-0.5, 0.0, 1.0, 1.5]), covered, [7, 120, 7, 7], [True] * 4)
    np.testing.assert_allclose(rows[0], rows[1])
    np.testing.assert_allclose(rows[2], rows[3])
    assert rows[0, 5] == 1.0
    assert rows[2, 5] == 0.0


def test_is_usable_before_anything_is_learnt() -> None:
    assert confidence(UNTAUGHT, 1.0, 0.0) > 0.9
    assert confidence(UNTAUGHT, 0.05, 0.04, 0.2) < 0.1
    assert confidence(UNTAUGHT, 0.5, 0.1, talk=0.9, asks=False) < confidence(UNTAUGHT, 0.5, 0.1)


def test_learns_where_right_answers_begin() -> None:
    gate = taught()
    assert confidence(gate, 0.8, 0.0) > 0.9
    assert confidence(gate, 0.2, 0.0) < 0.1
    assert gate.suggest <= gate.answer <= gate.unasked


def test_choices_are_offered_only_where_they_mostly_help() -> None:
    random = np.random.default_rng(1)
    scores = np.column_stack([random.uniform(0, 1, 800), np.zeros(800)])
    seen = evidence(scores, np.zeros(800), [Covered(1.0, 1.0)] * 800, [5] * 800, [True] * 800)
    chance = random.uniform(0, 1, 800)
    right, among = ((chance < share * scores[:, 0]).astype(float) for share in (1.0, 1.3))
    gate, useless = (Gate.learn(seen, right, here, np.ones(800)) for here in (among, right))
    assert among[gate.confidence(seen) >= gate.suggest].mean() == pytest.approx(0.86, abs=0.01)
    assert gate.suggest < gate.answer
    assert useless.suggest == useless.answer, "what is never among the choices is no reason to offer any"


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 100), st.floats(-2, 2), st.booleans())
def test_confidence_is_a_probability(  # noqa: PLR0917 (each piece of evidence)
    best: float, second: float, covered: float, words: int, talk: float, asks: bool
) -> None:
    assert 0.0 <= confidence(taught(), best, second, covered, words, talk, asks) <= 1.0


def test_more_evidence_never_makes_it_less_sure() -> None:
    random = np.random.default_rng(2)
    covered = [Covered(*pair) for pair in random.uniform(0, 1, (300, 2))]
    seen = evidence(random.uniform(0, 1, (300, 3)), random.uniform(0, 1, 300), covered, [4] * 300, [True] * 300)
    gate = Gate.learn(seen, (seen[:, 3] < 0.3).astype(float), np.ones(300), np.ones(300))
    assert (gate.weights[:-1] >= 0).all()


def test_thresholds_stay_in_bounds_when_nothing_is_ever_right() -> None:
    seen = evidence(np.full((50, 2), 0.4), np.zeros(50), [Covered(0.5, 0.5)] * 50, [4] * 50, [True] * 50)
    gate = Gate.learn(seen, np.zeros(50), np.zeros(50), np.ones(50))
    assert 0 < gate.suggest <= gate.answer <= gate.unasked <= 0.9
