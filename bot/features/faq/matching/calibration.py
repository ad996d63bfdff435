"""Teaching the gate from what the ranker would have said without each phrasing, and without each entry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.core.counted import Vector
from bot.features.faq.matching.coverage import Coverage
from bot.features.faq.matching.gate import Gate, evidence
from bot.features.faq.matching.ranker import Owners, Rehearsal
from bot.features.faq.words import Tokens

# For each question that has an entry, so many are asked near the subject that have none, and so many far from it.
_WITHOUT_ENTRY = 0.25
_SILENT = 1.0


def calibrate(
    rehearsal: Rehearsal, stems: Sequence[Tokens], asks: Sequence[bool], coverage: Coverage, choices: int
) -> Gate:
    """Learn the gate.

    `stems` are the words of all phrasings, `asks` tells which ones ask, `choices` how many entries are offered at most.
    """
    owners, left = rehearsal.owners, rehearsal.left
    texts = [stems[row] for row in rehearsal.rows]
    if not rehearsal.without_phrasing.shape[1]:
        return Gate.learn(evidence(np.empty((0, 1)), np.empty(0), [], [], []), np.empty(0), np.empty(0), np.empty(0))
    lengths, asking = [len(text) for text in texts], [asks[row] for row in rehearsal.rows]
    best = np.argmax(rehearsal.without_phrasing, axis=1)
    instead = np.argmax(rehearsal.without_entry, axis=1)
    alone = [coverage.without_phrasing(*row) for row in zip(texts, best.tolist(), owners.tolist(), strict=True)]
    absent = [
        coverage.without_entry(texts[place], entry, int(owners[place]))
        for place, entry in zip(left, instead.tolist(), strict=True)
    ]
    told = evidence(rehearsal.without_phrasing, rehearsal.talk, alone, lengths, asking)
    untold = evidence(
        rehearsal.without_entry,
        rehearsal.talk[left],
        absent,
        [lengths[place] for place in left],
        [asking[place] for place in left],
    )
    none = np.zeros(len(left))
    return Gate.learn(
        np.vstack((told, untold)),
        np.concatenate([best == owners, none]),
        np.concatenate([_among(rehearsal, choices), none]),
        _importance(owners, len(left)),
    )


def _importance(owners: Owners, left: int) -> Vector:
    """Let texts without their entry, and lines that no entry answers, count as often as they are asked."""
    owned = owners >= 0
    silent = _SILENT * owned.sum() / max(1, (~owned).sum())
    without = np.full(left, _WITHOUT_ENTRY * owned.sum() / max(1, left))
    return np.concatenate([np.where(owned, 1.0, silent), without])


def _among(rehearsal: Rehearsal, choices: int) -> Vector:
    """Tell for which texts the right entry is among the few best."""
    scores, owners = rehearsal.without_phrasing, rehearsal.owners
    right = scores[np.arange(len(owners)), owners]
    better = np.count_nonzero(scores > right[:, None], axis=1)
    return np.asarray((owners >= 0) & (better < choices), dtype=np.float64)
