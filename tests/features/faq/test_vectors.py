"""What words mean: kept in a file of a byte for each number, and never a crash because of that file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from bot.core.errors import FilesError
from bot.core.features import of_words
from bot.features.faq.vectors import FILE, WordVectors, load_vectors, save_vectors

WORDS = ["wine", "beer", "sun", "nothing"]
NUMBERS = np.array([[0.5, -1.0, 0.25], [0.4, -0.9, 0.3], [-3.0, 0.1, 0.0], [0.0, 0.0, 0.0]])
VECTORS = WordVectors.made_of(WORDS, NUMBERS)


def test_the_vector_of_each_word_is_nearly_what_it_was() -> None:
    assert VECTORS.dimensions == 3
    np.testing.assert_allclose(VECTORS.of(of_words(WORDS)), NUMBERS, atol=3.0 / 127)


def test_words_that_are_not_known_mean_nothing() -> None:
    found = VECTORS.of(of_words(["zebra", "wine", "Wine", ""]))
    assert found.shape == (4, 3)
    assert not found[[0, 2, 3]].any()
    assert found[1].any()
    assert VECTORS.of(of_words([])).shape == (0, 3)


def test_a_word_that_is_given_twice_counts_once() -> None:
    twice = WordVectors.made_of(["wine", "wine"], NUMBERS[:2])
    assert len(twice.sums) == 1
    np.testing.assert_allclose(twice.of(of_words(["wine"])), NUMBERS[:1], atol=1 / 127)


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 6)), elements=st.floats(-1e3, 1e3)))
def test_rounding_is_never_off_by_more_than_half_a_step(numbers: NDArray[np.float64]) -> None:
    words = [f"word{number}" for number in range(len(numbers))]
    found = WordVectors.made_of(words, numbers).of(of_words(words))
    step = np.abs(numbers).max(axis=1, keepdims=True) / 127
    assert (np.abs(found - numbers) <= step * 0.501 + 1e-6).all()


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    save_vectors(VECTORS, tmp_path)
    again = load_vectors(tmp_path, tmp_path)
    assert again is not None
    for name in ("sums", "directions", "lengths"):
        np.testing.assert_array_equal(getattr(again, name), getattr(VECTORS, name))


def test_a_language_without_vectors_has_none(tmp_path: Path) -> None:
    assert load_vectors(tmp_path, tmp_path) is None


def rewritten(**changed: NDArray[Any] | None) -> Callable[[Path], None]:
    def rewrite(path: Path) -> None:
        given = {"sums": VECTORS.sums, "directions": VECTORS.directions, "lengths": VECTORS.lengths} | changed
        with path.open("wb") as file:
            np.savez(file, allow_pickle=True, **{name: array for name, array in given.items() if array is not None})

    return rewrite


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "broken",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no archive"),
        lambda path: path.write_bytes(path.read_bytes()[:-30]),
        _a_folder,
        rewritten(lengths=None),
        rewritten(sums=VECTORS.sums[::-1]),
        rewritten(sums=VECTORS.sums.astype(np.int64)),
        rewritten(sums=VECTORS.sums[:-1]),
        rewritten(directions=VECTORS.directions[:, 0]),
        rewritten(directions=VECTORS.directions.astype(np.float32)),
        rewritten(directions=VECTORS.directions[:-1]),
        rewritten(lengths=VECTORS.lengths[:-1]),
        rewritten(lengths=VECTORS.lengths * np.float32("nan")),
        rewritten(lengths=np.array([{}] * 4, dtype=object)),
        rewritten(sums=np.zeros(0, np.uint32), directions=np.zeros((0, 3), np.int8), lengths=np.zeros(0, np.float32)),
    ],
)
def test_a_broken_file_is_told_in_plain_words(tmp_path: Path, broken: Callable[[Path], None]) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    save_vectors(VECTORS, folder)
    broken(folder / FILE)
    with pytest.raises(FilesError) as raised:
        load_vectors(folder, tmp_path)
    [problem] = raised.value.problems
    assert str(problem).startswith(f"en/{FILE}: this file is broken. Put the file back")
