from __future__ import annotations

import numpy as np

from bot.features.faq.matching.index import Index
from bot.features.faq.matching.ranker import Ranker
from bot.features.faq.matching.views import Views
from tests.features.faq.matching.languages import ENTRIES, SMALL

VIEWS = Views(SMALL)
LINES = [(number, text) for number, entry in enumerate(ENTRIES) for text in entry.phrasings]
LINES += [(-1, text) for text in SMALL.silent]
TEXTS = [VIEWS.of(tuple(text.split())) for _, text in LINES]
OWNERS = [owner for owner, _ in LINES]
RANKER, REHEARSAL = Ranker.learn(Index(TEXTS), OWNERS, len(ENTRIES))


def without(rows: list[int]) -> tuple[Ranker, list[int]]:
    kept = [row for row in range(len(TEXTS)) if row not in rows]
    index = Index(TEXTS[row] for row in kept)
    ranker, _ = Ranker.learn(index, [OWNERS[row] for row in kept], len(ENTRIES))
    return ranker, kept


def test_each_phrasing_is_ranked_to_its_entry() -> None:
    for text, owner in zip(TEXTS, OWNERS, strict=True):
        if owner >= 0:
            assert int(np.argmax(RANKER.scores(RANKER.index.likeness(text)))) == owner


def test_lines_without_an_entry_score_low_for_all() -> None:
    for text, owner in zip(TEXTS, OWNERS, strict=True):
        if owner < 0:
            assert RANKER.scores(RANKER.index.likeness(text)).max() < 0.5


def test_rehearsal_without_a_phrasing_is_near_to_solving_anew() -> None:
    # Not equal, for the rarity of the words is counted with the phrasing in both.
    for row in (0, 7, 12):
        ranker, _ = without([row])
        anew = ranker.scores(ranker.index.likeness(TEXTS[row]))
        np.testing.assert_allclose(REHEARSAL.without_phrasing[row], anew, atol=0.12)


def test_rehearsal_without_an_entry_never_ranks_that_entry() -> None:
    for row, owner in enumerate(OWNERS):
        if owner >= 0:
            assert REHEARSAL.without_entry[row, owner] == -np.inf
            assert np.isfinite(np.delete(REHEARSAL.without_entry[row], owner)).all()
        else:
            np.testing.assert_array_equal(REHEARSAL.without_entry[row], REHEARSAL.without_phrasing[row])


def test_rehearsal_without_an_entry_scores_lower_than_with_it() -> None:
    owned = np.array(OWNERS) >= 0
    assert REHEARSAL.without_entry[owned].max(axis=1).mean() < REHEARSAL.without_phrasing[owned].max(axis=1).mean()
