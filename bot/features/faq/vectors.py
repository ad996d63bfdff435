"""What words mean, in numbers: words that are used alike have vectors that point the same way."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.core.arrays import Arrays, read_arrays, write_arrays
from bot.core.counted import found_in

FILE = "word_vectors.npz"
_MEND = "Put the file back as it came with the bot, or remove it: the bot works without it, a little less well."


@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """One vector for each word that is known, by the checksum of the word.

    `sums` is sorted, shape (words,); `directions` has whole numbers from -127 to 127, shape (words, dimensions);
    `lengths` is what each of them is multiplied with, shape (words,).
    """

    sums: NDArray[np.uint32] = field(repr=False)
    directions: NDArray[np.int8] = field(repr=False)
    lengths: NDArray[np.float32] = field(repr=False)

    @property
    def dimensions(self) -> int:
        """How many numbers each vector has."""
        return int(self.directions.shape[1])

    def of(self, sums: NDArray[np.uint32]) -> NDArray[np.float32]:
        """Give the vectors of words by their checksums, shape (sums, dimensions); zeros for those not known."""
        places, known = found_in(self.sums, sums)
        places = places[known]
        vectors = np.zeros((len(sums), self.dimensions), dtype=np.float32)
        vectors[known] = self.directions[places] * self.lengths[places][:, None]
        return vectors

    @classmethod
    def made_of(cls, words: list[str], vectors: NDArray[np.floating[np.typing.NBitBase]]) -> WordVectors:
        """Round vectors, shape (words, dimensions), so that each number takes one byte."""
        sums = np.array([crc32(word.encode()) for word in words], dtype=np.uint32)
        _, order = np.unique(sums, return_index=True)
        lengths = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127.0
        directions = np.rint(vectors / lengths[:, None]).astype(np.int8)
        return cls(sums[order], directions[order], lengths[order].astype(np.float32))


def load_vectors(folder: Path, root: Path) -> WordVectors | None:
    """Read the vectors of a language; None if it has none. Raises FilesError if the file is broken."""
    return read_arrays(folder / FILE, root, _vectors, _MEND)


def save_vectors(vectors: WordVectors, folder: Path) -> None:
    """Write the vectors of a language. Raises OSError."""
    names = ("sums", "directions", "lengths")
    write_arrays(folder / FILE, {name: getattr(vectors, name) for name in names})


def _vectors(found: Arrays) -> WordVectors:
    vectors = WordVectors(found["sums"], found["directions"], found["lengths"])
    if not _fits(vectors):
        raise ValueError("the arrays do not fit each other")
    return vectors


def _fits(vectors: WordVectors) -> bool:
    words = len(vectors.sums)
    return (
        words > 0
        and vectors.sums.dtype == np.uint32
        and vectors.directions.dtype == np.int8
        and vectors.directions.ndim == 2
        and len(vectors.directions) == words
        and vectors.lengths.shape == (words,)
        and bool(np.isfinite(vectors.lengths).all() and (vectors.sums[:-1] < vectors.sums[1:]).all())
    )
