from __future__ import annotations

import numpy as np

from bot.features.faq.matching.index import Index
from bot.features.faq.matching.views import Views
from tests.features.faq.matching.languages import SMALL

VIEWS = Views(SMALL)
TEXTS = [VIEWS.of(tuple(text.split())) for text in ("can i drink wine", "forgot my tablet", "sun cream", "my tablet")]
INDEX = Index(TEXTS)


def test_a_text_is_fully_like_itself_and_less_like_others() -> None:
    for row, text in enumerate(TEXTS):
        likeness = INDEX.likeness(text)
        assert likeness[row] == np.max(likeness)
        np.testing.assert_allclose(likeness[row], 1.0)


def test_likeness_within_is_the_lower_triangle_of_what_comes_one_by_one() -> None:
    one_by_one = np.array([INDEX.likeness(text) for text in TEXTS])
    np.testing.assert_allclose(one_by_one, one_by_one.T)
    np.testing.assert_allclose(INDEX.likeness_within(), np.tril(one_by_one), rtol=1e-6)


def test_strange_words_make_a_text_less_like() -> None:
    plain = INDEX.likeness(VIEWS.of(("sun", "cream")))[2]
    assert INDEX.likeness(VIEWS.of(("sun", "cream", "zebra", "quokka")))[2] < plain


def test_wholly_strange_or_empty_texts_are_like_nothing() -> None:
    for tokens in ((), ("qqq",)):
        assert not INDEX.likeness(VIEWS.of(tokens)).any()


def test_an_empty_index_gives_nothing() -> None:
    assert Index([]).likeness(TEXTS[0]).shape == (0,)
    assert Index([]).likeness_within().shape == (0, 0)
