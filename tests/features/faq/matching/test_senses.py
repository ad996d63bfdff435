from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.core.counted import Counted, Texts
from bot.core.features import Features, of_words
from bot.core.postings import likeness_within
from bot.features.faq.matching.senses import Senses
from bot.features.faq.vectors import WordVectors

VECTORS = WordVectors.made_of(
    ["wine", "beer", "sun", "beach", "my"],
    np.array([[1.0, 0.1, 0.0], [0.9, 0.2, 0.0], [0.0, 1.0, 0.1], [0.1, 0.9, 0.0], [0.3, 0.3, 0.3]]),
)


def together(texts: Sequence[str]) -> Texts:
    numbers = np.repeat(np.arange(len(texts)), [len(text.split()) for text in texts])
    return Texts.of(Features(of_words(" ".join(texts).split()), numbers), len(texts))


def counted(text: str) -> Counted:
    return together([text]).alone


TEXTS = ("my wine", "my sun", "zebra", "", "my beer beer")
SENSES = Senses.of(VECTORS, together(TEXTS))


def test_a_text_is_fully_like_itself_and_like_what_means_the_same() -> None:
    likeness = SENSES.likeness(counted("my wine"))
    np.testing.assert_allclose(likeness[0], 1.0, rtol=1e-5)
    assert likeness[4] > 0.9 > likeness[1]
    assert SENSES.likeness(counted("beach"))[1] > 0.8


def test_without_a_known_word_a_text_is_like_nothing() -> None:
    for text in ("", "zebra", "quokka"):
        assert not SENSES.likeness(counted(text)).any()
    assert not SENSES.likeness(counted("wine"))[[2, 3]].any()


def test_rare_words_weigh_more_than_those_that_stand_everywhere() -> None:
    assert SENSES.likeness(counted("my wine"))[0] > SENSES.likeness(counted("my sun"))[0] + 0.3


def test_likeness_within_is_what_comes_one_by_one() -> None:
    many = Senses.of(VECTORS, together(TEXTS * 60))
    one_by_one = np.array([many.likeness(counted(text)) for text in TEXTS * 60])
    for share in (1.0, 0.5):
        found = likeness_within([many], [share])
        np.testing.assert_allclose(np.tril(found), np.tril(share * one_by_one), atol=1e-5)


def test_some_of_the_texts() -> None:
    few = SENSES.among(np.array([4, 0]))
    assert len(few) == 2
    np.testing.assert_allclose(few.likeness(counted("wine")), SENSES.likeness(counted("wine"))[[4, 0]])


def test_what_is_kept_in_arrays_gives_the_same() -> None:
    again = Senses.from_arrays(VECTORS, SENSES.arrays())
    for text in map(counted, (*TEXTS, "beach wine")):
        np.testing.assert_array_equal(again.likeness(text), SENSES.likeness(text))


@pytest.mark.parametrize("name", ["known", "rarity", "texts"])
def test_arrays_that_do_not_fit_are_refused(name: str) -> None:
    arrays = SENSES.arrays()
    with pytest.raises(KeyError):
        Senses.from_arrays(VECTORS, {other: array for other, array in arrays.items() if other != name})
    changed = arrays[name][:-1] if name != "texts" else arrays[name] * np.float32("nan")
    with pytest.raises(ValueError, match="fit"):
        Senses.from_arrays(VECTORS, arrays | {name: changed})


def test_no_texts() -> None:
    empty = Senses.of(VECTORS, together([]))
    assert empty.likeness(counted("wine")).shape == (0,)
    assert likeness_within([empty], [1.0]).shape == (0, 0)
