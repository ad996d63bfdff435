"""What two texts can have in common, as numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from string import ascii_lowercase
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import features
from bot.core.features import Features, Sums, of_words

WORDS = st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30), max_size=12)


def alone(words: list[str]) -> features.Numbers:
    return np.zeros(len(words), np.int64)


def of_pairs(sums: Sums) -> Sums:
    return features.of_pairs(sums, np.zeros(len(sums), np.int64)).sums


def of_runs(sums: Sums) -> Sums:
    return features.of_runs(sums, np.zeros(len(sums), np.int64)).sums


def pieces_across(words: list[str]) -> Sums:
    return features.pieces_across(words, alone(words)).sums


def pieces_inside(words: list[str]) -> Sums:
    return features.pieces_inside(words, alone(words)).sums


def bag(sums: Sums) -> list[int]:
    """The sums with their repetitions, in whatever order."""
    return sorted(sums.tolist())


def test_a_word_has_the_same_number_in_every_run() -> None:
    assert of_words(["fever", "naïve", "fever"]).tolist() == [crc32(b"fever"), crc32("naïve".encode()), crc32(b"fever")]


def test_pairs_do_not_depend_on_which_word_comes_first() -> None:
    assert of_pairs(of_words(["missed", "dose"])).tolist() == of_pairs(of_words(["dose", "missed"])).tolist()
    assert bag(of_pairs(of_words(["a", "b"]))) != bag(of_pairs(of_words(["a", "c"])))


def test_pairs_are_formed_with_four_words_further_on() -> None:
    far = of_words(["missed", "one", "two", "three", "four", "dose"])
    near = of_words(["missed", "one", "two", "three", "dose"])
    pair = of_pairs(of_words(["missed", "dose"]))[0]
    assert pair in of_pairs(near)
    assert pair not in of_pairs(far)
    assert len(of_pairs(far)) == 5 + 4 + 3 + 2


def test_runs_keep_the_order_of_their_words() -> None:
    assert bag(of_runs(of_words(["no", "fever"]))) != bag(of_runs(of_words(["fever", "no"])))
    assert len(of_runs(of_words(["no", "more", "fever", "now"]))) == 3 + 2
    assert of_runs(of_words(["fever"])).tolist() == []


def test_pieces_can_be_longer() -> None:
    across = features.pieces_across(["ab", "cd"], alone(["ab", "cd"]), (5, 6)).sums
    assert len(across) == 3 + 2, "of the seven signs of ' ab cd '"


def test_pieces_of_one_word() -> None:
    assert len(pieces_inside(["ab"])) == 3, "<ab, ab> and <ab>"
    assert len(pieces_across(["ab"])) == 3
    assert len(pieces_across(["ab", "c"])) == 4 + 3, "of the six signs of ' ab c '"


def test_pieces_tell_where_a_word_begins_and_ends() -> None:
    assert set(bag(pieces_inside(["pill"]))) != set(bag(pieces_inside(["spill"])))
    assert set(bag(pieces_across(["ab", "cd"]))) != set(bag(pieces_across(["abcd"])))


@pytest.mark.parametrize("pieces", [pieces_across, pieces_inside])
def test_of_an_endless_word_only_the_beginning_counts(pieces: Callable[[list[str]], Sums]) -> None:
    assert pieces(["x" * 24 + "y" * 10_000]).tolist() == pieces(["x" * 24]).tolist()


def test_different_pieces_hardly_ever_share_a_number() -> None:
    threes = ["".join(letters) for letters in product(ascii_lowercase, repeat=3)]
    sums = pieces_inside(threes)
    # "<abc>" has the pieces <ab, abc, bc>, <abc and abc>.
    different = 26**2 + 26**3 + 26**2 + 26**3 + 26**3
    assert len(np.unique(sums)) >= different - 5


@pytest.mark.parametrize("made", [of_words, pieces_across, pieces_inside, lambda words: of_pairs(of_words(words))])
def test_of_nothing_there_are_none(made: Callable[[list[str]], Sums]) -> None:
    assert made([]).dtype == np.uint32
    assert len(made([])) == 0


@given(WORDS)
def test_pieces_inside_are_those_of_each_word_by_itself(words: list[str]) -> None:
    alone = [sum_ for word in words for sum_ in pieces_inside([word]).tolist()]
    assert bag(pieces_inside(words)) == sorted(alone)


@given(WORDS)
def test_any_words_have_features_and_always_the_same(words: list[str]) -> None:
    for made in (of_words, pieces_across, pieces_inside, lambda given: of_pairs(of_words(given))):
        sums = made(words)
        assert sums.dtype == np.uint32
        assert sums.tolist() == made(words).tolist()
    steps = range(1, min(4, len(words) - 1) + 1)
    assert len(of_pairs(of_words(words))) == sum(len(words) - step for step in steps)


@given(st.lists(WORDS, max_size=6))
def test_the_features_of_many_texts_are_those_of_each_by_itself(texts: list[list[str]]) -> None:
    words = [word for text in texts for word in text]
    numbers = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    made: dict[Callable[[list[str]], Sums], Features] = {
        pieces_across: features.pieces_across(words, numbers),
        pieces_inside: features.pieces_inside(words, numbers),
        lambda given: of_pairs(of_words(given)): features.of_pairs(of_words(words), numbers),
        lambda given: of_runs(of_words(given)): features.of_runs(of_words(words), numbers),
    }
    for single, many in made.items():
        for number, text in enumerate(texts):
            assert bag(many.sums[many.texts == number]) == bag(single(text))
