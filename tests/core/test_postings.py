"""The inverted index, against the plain way to compare texts."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import postings as postings_module
from bot.core.counted import Counted, Texts
from bot.core.features import Features
from bot.core.postings import Postings, likeness_within

# Few different features, so that texts have some in common.
TEXT = st.lists(st.integers(0, 12), max_size=8)
TEXTS = st.lists(TEXT, min_size=1, max_size=40)


def together(texts: Sequence[Sequence[int]]) -> Texts:
    sums = np.array([feature for text in texts for feature in text], dtype=np.uint32)
    numbers = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    return Texts.of(Features(sums, numbers), len(texts))


def counted(*features: int) -> Counted:
    return together([features]).alone


def weighed(text: list[int], texts: list[list[int]]) -> dict[int, float]:
    """The features of a text with their weights, by the book; of length 1."""
    weights = {}
    for feature in set(text):
        spread = sum(feature in other for other in texts)
        weights[feature] = (1 + log(text.count(feature))) * (log((len(texts) + 1) / (spread + 1)) + 1)
    length = sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    return {feature: weight / length for feature, weight in weights.items()}


def likeness(text: list[int], texts: list[list[int]]) -> list[float]:
    own = weighed(text, texts)
    return [sum(own.get(feature, 0.0) * weight for feature, weight in weighed(other, texts).items()) for other in texts]


@given(TEXT, TEXTS)
def test_likeness_is_the_cosine(text: list[int], texts: list[list[int]]) -> None:
    postings = Postings.of(together(texts))
    assert postings.likeness(counted(*text)) == pytest.approx(likeness(text, texts), abs=1e-5)


@pytest.mark.parametrize("often", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("at_once", [1, 3, 64])
@given(TEXTS, st.floats(0.1, 2.0))
def test_the_likeness_within_is_that_of_each_text_to_those_before_it(
    often: float, at_once: int, texts: list[list[int]], share: float
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postings_module, "_OFTEN", often)
        patched.setattr(postings_module, "_TOGETHER", at_once)
        patched.setattr(postings_module, "_FEW", at_once)
        postings = Postings.of(together(texts))
        found = likeness_within([postings, postings], [share, 1.0])
    whole = np.array([likeness(text, texts) for text in texts])
    assert np.tril(found) == pytest.approx(np.tril((share + 1.0) * whole), abs=1e-5)


@given(TEXT, TEXTS)
def test_it_is_the_same_however_many_are_added_up_at_once(text: list[int], texts: list[list[int]]) -> None:
    postings = Postings.of(together(texts))
    whole = postings.likeness(counted(*text))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postings_module, "_AT_ONCE", 3)
        assert postings.likeness(counted(*text)) == pytest.approx(whole, abs=1e-6)


@given(TEXT, TEXTS, st.data())
def test_among_some_texts_each_weighs_what_it_weighed_among_all(
    text: list[int], texts: list[list[int]], data: st.DataObject
) -> None:
    rows = np.array(data.draw(st.lists(st.sampled_from(range(len(texts))), unique=True)), dtype=np.int32)
    postings = Postings.of(together(texts))
    few = postings.among(rows)
    assert few.likeness(counted(*text)) == pytest.approx(postings.likeness(counted(*text))[rows])
    expected = [postings.likeness(counted(*texts[row]))[rows] for row in rows]
    found = likeness_within([few], [1.0])
    assert np.tril(found) == pytest.approx(np.tril(np.reshape(expected, found.shape)), abs=1e-5)


@given(TEXT, TEXTS)
def test_it_comes_back_from_a_file_as_it_was(text: list[int], texts: list[list[int]]) -> None:
    postings = Postings.of(together(texts))
    again = Postings.from_arrays(postings.arrays())
    assert again.likeness(counted(*text)).tolist() == postings.likeness(counted(*text)).tolist()


@given(TEXTS)
def test_weights_of_texts_become_weights_of_features(texts: list[list[int]]) -> None:
    postings = Postings.of(together(texts))
    solved = np.arange(2.0 * len(texts)).reshape(len(texts), 2)
    weights = postings.weights(solved)
    known = postings.rarity.known.tolist()
    assert weights.shape == (len(known), 2)
    for place, feature in enumerate(known):
        expected = sum(solved[row] * weighed(text, texts).get(feature, 0.0) for row, text in enumerate(texts))
        assert weights[place] == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_strange_features_make_a_text_less_like_all_others() -> None:
    postings = Postings.of(together([[1, 2], [2, 3]]))
    [sure, _], [unsure, _] = postings.likeness(counted(1, 2)), postings.likeness(counted(1, 2, 77, 78))
    assert sure == pytest.approx(1.0)
    assert unsure < 0.7 * sure


def test_without_features_a_text_is_like_nothing() -> None:
    postings = Postings.of(together([[1], []]))
    assert postings.likeness(counted()).tolist() == [0.0, 0.0]
    assert postings.likeness(counted(1)).tolist() == pytest.approx([1.0, 0.0])
    assert postings.spread.tolist() == [1]


def test_no_texts_are_an_index_too() -> None:
    postings = Postings.of(together([]))
    assert postings.likeness(counted(1)).tolist() == []
    assert likeness_within([postings], [1.0]).shape == (0, 0)


@pytest.mark.parametrize(
    "broken",
    [
        {"rows": np.array([0, 9, 0], dtype=np.int32)},
        {"rows": np.array([0], dtype=np.int32)},
        {"values": np.array([np.nan, 1.0, 1.0], dtype=np.float32)},
        {"known": np.array([1], dtype=np.uint32)},
        {"starts": np.array([0, 1, 2, 3, 3])},
        {"size": np.array(1)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(broken: dict[str, np.ndarray]) -> None:
    arrays = Postings.of(together([[1, 2], [2]])).arrays()
    with pytest.raises(ValueError, match="do not fit"):
        Postings.from_arrays({**arrays, **broken})


def test_a_missing_array_is_told() -> None:
    arrays = Postings.of(together([[1]])).arrays()
    del arrays["values"]
    with pytest.raises(KeyError):
        Postings.from_arrays(arrays)
