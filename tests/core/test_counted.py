"""Features as they are counted and weighed."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.counted import Counted, Rarity, Texts, found_in, highest
from bot.core.features import Features, Sums


def sums(*numbers: int) -> Sums:
    return np.array(numbers, dtype=np.uint32)


def texts(*found: tuple[int, ...]) -> Texts:
    numbers = np.repeat(np.arange(len(found)), [len(one) for one in found])
    return Texts.of(Features(sums(*(number for one in found for number in one)), numbers), len(found))


def counted(*numbers: int) -> Counted:
    return texts(numbers).alone


def test_saying_it_again_makes_a_text_a_little_more_about_it() -> None:
    text = counted(9, 4, 9, 9)
    assert text.sums.tolist() == [4, 9]
    assert text.counts.tolist() == pytest.approx([1.0, 1.0 + log(3)])


def test_many_texts_are_counted_each_by_itself() -> None:
    found = texts((9, 4, 9, 9), (), (4,))
    assert found.sums.tolist() == [4, 4, 9]
    assert found.rows.tolist() == [0, 2, 0]
    assert found.counts.tolist() == pytest.approx([1.0, 1.0, 1.0 + log(3)])
    assert found.firsts.tolist() == [0, 2]


def test_what_a_text_holds_is_hidden_in_the_repr() -> None:
    assert "4" not in repr(counted(4))


def test_rare_features_weigh_more_and_strange_ones_most() -> None:
    rarity = Rarity.among(texts((1, 2), (1,), (1, 1)))
    assert rarity.known.tolist() == [1, 2]
    everywhere, once, strange = rarity.of(sums(1, 2, 3))
    assert everywhere == pytest.approx(log(4 / 4) + 1)
    assert once == pytest.approx(log(4 / 2) + 1)
    assert strange == rarity.strange == pytest.approx(log(4) + 1)
    assert everywhere < once < strange


def test_among_no_texts_everything_is_strange() -> None:
    rarity = Rarity.among(texts())
    assert len(rarity.known) == 0
    assert rarity.of(sums(7)).tolist() == [rarity.strange]


@given(st.sets(st.integers(0, 40)), st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 40)))
def test_places_are_found_for_what_is_there_and_for_nothing_else(known: set[int], asked: list[int]) -> None:
    columns, there = found_in(sums(*sorted(known)), sums(*asked))
    assert there.tolist() == [one in known for one in asked]
    assert [sorted(known)[column] for column in columns[there]] == [one for one in asked if one in known]


@given(st.lists(st.integers(-3, 3) | st.just(-np.inf), max_size=30), st.integers(1, 8))
def test_the_highest_are_those_that_come_first_when_all_are_sorted(values: list[float], count: int) -> None:
    given_ = np.array(values, dtype=np.float64)
    assert highest(given_, count).tolist()[:count] == np.argsort(-given_, kind="stable").tolist()[:count]
    assert len(highest(given_, count)) == min(count, len(values))
