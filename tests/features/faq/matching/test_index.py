from __future__ import annotations

import numpy as np
import pytest

from bot.features.faq.matching.index import Index
from bot.features.faq.matching.views import Views
from bot.features.faq.vectors import WordVectors
from tests.features.faq.matching.languages import SMALL

VIEWS = Views(SMALL)
TOKENS = [tuple(text.split()) for text in ("can i drink wine", "forgot my tablet", "sun cream", "my tablet")]
TEXTS = list(map(VIEWS.of, TOKENS))
INDEX = Index.of(VIEWS.of_all(TOKENS))


def test_a_text_is_fully_like_itself_and_less_like_others() -> None:
    for row, text in enumerate(TEXTS):
        likeness = INDEX.likeness(text)
        assert likeness[row] == np.max(likeness)
        np.testing.assert_allclose(likeness[row], 1.0)


def test_likeness_within_is_the_lower_triangle_of_what_comes_one_by_one() -> None:
    one_by_one = np.array([INDEX.likeness(text) for text in TEXTS])
    np.testing.assert_allclose(one_by_one, one_by_one.T)
    np.testing.assert_allclose(np.tril(INDEX.likeness_within()), np.tril(one_by_one), rtol=1e-6)


def test_strange_words_make_a_text_less_like() -> None:
    plain = INDEX.likeness(VIEWS.of(("sun", "cream")))[2]
    assert INDEX.likeness(VIEWS.of(("sun", "cream", "zebra", "quokka")))[2] < plain


def test_wholly_strange_or_empty_texts_are_like_nothing() -> None:
    for tokens in ((), ("qqq",)):
        assert not INDEX.likeness(VIEWS.of(tokens)).any()


def test_an_empty_index_gives_nothing() -> None:
    assert Index.of(VIEWS.of_all([])).likeness(TEXTS[0]).shape == (0,)
    assert Index.of(VIEWS.of_all([])).likeness_within().shape == (0, 0)


VECTORS = WordVectors.made_of(["sun", "beach", "wine"], np.array([[1.0, 0.1], [0.9, 0.2], [-0.1, 1.0]]))
WITH_SENSES = Index.of(VIEWS.of_all(TOKENS), VECTORS)


def test_words_that_mean_the_same_make_texts_like_each_other() -> None:
    beach = VIEWS.of(("beach",))
    assert not INDEX.likeness(beach).any()
    assert int(np.argmax(WITH_SENSES.likeness(beach))) == 2
    np.testing.assert_allclose(WITH_SENSES.likeness(TEXTS[2])[2], 1.0, rtol=1e-5)


@pytest.mark.parametrize("index", [INDEX, WITH_SENSES], ids=["words", "words-and-senses"])
def test_some_of_the_texts_are_as_like_as_they_were_among_all(index: Index) -> None:
    rows = np.array([2, 0])
    few = index.among(rows)
    assert len(few) == 2
    for text in (*TEXTS, VIEWS.of(("zebra",))):
        np.testing.assert_allclose(few.likeness(text), index.likeness(text)[rows], rtol=1e-6)
    within = np.array([few.likeness(TEXTS[row]) for row in rows])
    np.testing.assert_allclose(np.tril(few.likeness_within()), np.tril(within), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("index", "vectors"), [(INDEX, None), (WITH_SENSES, VECTORS)])
def test_what_is_kept_in_arrays_gives_the_same(index: Index, vectors: WordVectors | None) -> None:
    again = Index.from_arrays(index.arrays(), vectors)
    assert len(again) == len(index)
    for text in (*TEXTS, VIEWS.of(("zebra", "beach"))):
        np.testing.assert_array_equal(again.likeness(text), index.likeness(text))


def test_arrays_without_the_vectors_they_were_made_with_are_refused() -> None:
    with pytest.raises((KeyError, ValueError)):
        Index.from_arrays(INDEX.arrays(), VECTORS)
    other = WordVectors.made_of(["sun"], np.ones((1, 7)))
    with pytest.raises(ValueError, match="fit"):
        Index.from_arrays(WITH_SENSES.arrays(), other)
