"""The decision between answering, offering choices and staying silent, learnt from the knowledge base itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.core.counted import Matrix, Vector
from bot.core.logistic import fit, probability
from bot.features.faq.matching.coverage import Covered

# Weights of the evidence (see `evidence`) before anything is learnt. A small knowledge base stays near them, a
# large one learns its own.
_BEFORE = np.array([5.0, 4.0, 1.0, 1.0, 0.5, 1.0, 0.5, -5.5])
_TRUST_IN_BEFORE = 0.5

# A longer text is no surer than one of this many words.
_LONG = 7

# Among messages that would be answered this share should be answered rightly; more where nobody asked the bot.
_RIGHT_ENOUGH = 0.85
_RIGHT_UNASKED = 0.97
# Among messages that would get an answer or choices, the right one should be there for this share.
_HELPED_ENOUGH = 0.86
_LOWEST_ANSWER, _HIGHEST_ANSWER = 0.35, 0.9
_LOWEST_SUGGEST = 0.06


def evidence(
    scores: Matrix, talk: Vector, covered: Sequence[Covered], lengths: Sequence[int], asks: Sequence[bool]
) -> Matrix:
    """Put together what the confidence is judged by.

    `scores` has shape (texts, entries); `talk` (how much like ordinary talk), `covered`, `lengths` (the count of words)
    and `asks` have one item a text. Gives shape (texts, 8): best score, gap to the runner-up, share of words asked of
    the entry, share asked of any, length, unlikeness to talk, whether it asks, and a constant 1.
    """
    top = np.partition(np.maximum(scores, 0.0), range(-min(2, scores.shape[1]), 0), axis=1)
    best = top[:, -1]
    gap = best - top[:, -2] if scores.shape[1] > 1 else best
    length = np.log1p(np.minimum(np.asarray(lengths, dtype=np.float64), _LONG))
    here = np.array([found.entry for found in covered])
    anywhere = np.array([found.any for found in covered])
    question = 1.0 - np.clip(talk, 0.0, 1.0)
    return np.column_stack([best, gap, here, anywhere, length, question, np.asarray(asks, float), np.ones(len(best))])


@dataclass(frozen=True, slots=True)
class Gate:
    """Turns evidence into a calibrated confidence, and holds the confidences from which on to act."""

    weights: Vector = field(repr=False)
    answer: float
    unasked: float
    suggest: float

    @classmethod
    def learn(cls, seen: Matrix, right: Vector, among: Vector, importance: Vector) -> Gate:
        """Learn from rehearsed texts.

        `seen` is their evidence, `right` 1.0 where the best entry was the right one, `among` 1.0 where the right
        one was among the few best, `importance` how much each text counts.
        """
        weights = fit(seen, right, importance, _BEFORE, _TRUST_IN_BEFORE)
        confidence = probability(seen @ weights)
        answer = _from_where(confidence, right, importance, _RIGHT_ENOUGH)
        unasked = _from_where(confidence, right, importance, _RIGHT_UNASKED)
        suggest = _from_where(confidence, among, importance, _HELPED_ENOUGH, _LOWEST_SUGGEST)
        return cls(weights, answer, max(answer, unasked), min(answer, suggest))

    def confidence(self, seen: Matrix) -> Vector:
        """Give the probability (0 to 1) for each row of evidence that its best entry is the right one."""
        return probability(seen @ self.weights)


def _from_where(
    confidence: Vector, right: Vector, importance: Vector, share: float, least: float = _LOWEST_ANSWER
) -> float:
    """Find the lowest confidence, but at `least` this, above which at least `share` of the texts are right."""
    order = np.argsort(-confidence, kind="stable")
    total = np.cumsum(importance[order])
    good = np.cumsum((importance * right)[order])
    enough = np.flatnonzero(good >= share * total)
    lowest = confidence[order][enough[-1]] if len(enough) else 1.0
    return float(np.clip(lowest, least, _HIGHEST_ANSWER))
