"""Features as they are counted and weighed."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.counted import Counted, Rarity, found_in, joined
from bot.core.features import Sums


def sums(*numbers: int) -> Sums:
    return np.array(numbers, dtype=np.uint32)


def test_saying_it_again_makes_a_text_a_little_more_about_it() -> None:
    text = Counted.of(sums(9, 4, 9, 9))
    assert text.sums.tolist() == [4, 9]
    assert text.counts.tolist() == pytest.approx([1.0, 1.0 + log(3)])


def test_what_a_text_holds_is_hidden_in_the_repr() -> None:
    assert "4" not in repr(Counted.of(sums(4)))


def test_rare_features_weigh_more_and_strange_ones_most() -> None:
    texts = [Counted.of(sums(1, 2)), Counted.of(sums(1)), Counted.of(sums(1, 1))]
    rarity = Rarity.among(texts)
    assert rarity.known.tolist() == [1, 2]
    everywhere, once, strange = rarity.of(sums(1, 2, 3))
    assert everywhere == pytest.approx(log(4 / 4) + 1)
    assert once == pytest.approx(log(4 / 2) + 1)
    assert strange == rarity.strange == pytest.approx(log(4) + 1)
    assert everywhere < once < strange


def test_among_no_texts_everything_is_strange() -> None:
    rarity = Rarity.among([])
    assert len(rarity.known) == 0
    assert rarity.of(sums(7)).tolist() == [rarity.strange]
    assert len(joined([])) == 0


@given(st.sets(st.integers(0, 40)), st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 40)))
def test_places_are_found_for_what_is_there_and_for_nothing_else(known: set[int], asked: list[int]) -> None:
    columns, there = found_in(sums(*sorted(known)), sums(*asked))
    assert there.tolist() == [one in known for one in asked]
    assert [sorted(known)[column] for column in columns[there]] == [one for one in asked if one in known]
