from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.core import features
from bot.core.counted import Counted
from bot.core.features import Sums, of_words
from bot.features.faq.matching.views import WEIGHTS, Views
from tests.features.faq.matching.languages import SMALL

VIEWS = Views(SMALL)


def of_pairs(sums: Sums) -> Sums:
    return features.of_pairs(sums, np.zeros(len(sums), np.int64)).sums


def pieces_across(words: Sequence[str]) -> Sums:
    return features.pieces_across(words, np.zeros(len(words), np.int64)).sums


def pieces_inside(words: Sequence[str]) -> Sums:
    return features.pieces_inside(words, np.zeros(len(words), np.int64)).sums


def weight(view: Counted, sums: Sums) -> float:
    """Give what one feature weighs in a view, 0.0 if it is not there."""
    [wanted] = sums
    return float(view.counts[view.sums == wanted].sum())


def test_words_view_has_stems_pairs_and_kinds() -> None:
    counts = VIEWS.of(("wine", "tablets", "wine"))[0]
    twice = 1.0 + np.log(2)
    assert weight(counts, of_words(["=drinks"])) == twice
    assert weight(counts, of_words(VIEWS.stems(("wine",)))) == twice
    assert weight(counts, of_pairs(of_words(VIEWS.stems(("tablet", "wine"))))) == twice
    assert weight(counts, of_words(["wine"])) == 0.0, "it is the stem that counts"


def test_pieces_go_across_or_stay_inside_words() -> None:
    _, across, inside, _ = VIEWS.of(("sun", "cream"))
    assert set(across.sums) == set(pieces_across(("sun", "cream")))
    assert set(inside.sums) == set(pieces_inside(("sun", "cream")))
    assert set(pieces_across(("n", "cr"))) & set(across.sums)
    assert not set(pieces_across(("n", "cr"))) & set(inside.sums)


def test_the_last_view_is_of_the_words_as_they_are() -> None:
    *compared, plain = VIEWS.of(("losing", "hair"))
    assert set(plain.sums) == set(of_words(["losing", "hair"]))
    assert len(compared) == len(WEIGHTS)


def test_long_words_are_cut() -> None:
    assert all(view.counts.sum() < 100 for view in VIEWS.of(("x" * 4000,)))


def test_no_words_have_no_features_but_the_border() -> None:
    words, _, inside, plain = VIEWS.of(())
    assert not any(len(view.sums) for view in (words, inside, plain))


def test_many_texts_have_the_views_of_each_by_itself() -> None:
    texts = [("can", "i", "drink", "wine"), (), ("wine", "wine"), ("x",)]
    together = VIEWS.of_all(texts)
    for number, text in enumerate(texts):
        for view, alone in zip(together, VIEWS.of(text), strict=True):
            here = view.rows == number
            np.testing.assert_array_equal(view.sums[here], alone.sums)
            np.testing.assert_array_equal(view.counts[here], alone.counts)
