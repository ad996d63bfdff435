"""What two texts can have in common: words, words near each other, and pieces of words. No language is assumed.

Each feature is known by a number of 32 bits that is worked out from its letters: lists of words and pieces would take
ten times the memory and the time. Two features share a number once in some hundred thousand, which no answer hangs on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import ne
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.uint32]
"""Features, with repetitions."""

Numbers = NDArray[np.int64]
"""For each word the number of the text that it belongs to; the words of one text stand behind each other."""

# Pairs are formed with the words up to this many places further on.
_WINDOW = 4
_RUNS = (2, 3)
PIECES, LONG_PIECES = (3, 4), (5, 6)
"""The lengths of pieces in letters."""
_LONGEST_WORD = 24

# Large odd factors, so that near letters and words do not end up at near numbers.
_FIRST, _SECOND, _STEP = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0x01000193)


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one text or of many, with repetitions; `texts` tells the number of the text of each."""

    sums: Sums = field(repr=False)
    texts: Numbers = field(repr=False)

    @classmethod
    def together(cls, found: Iterable[Features]) -> Features:
        """Put several kinds of features behind each other."""
        kinds = [_NOTHING, *found]
        return cls(np.concatenate([one.sums for one in kinds]), np.concatenate([one.texts for one in kinds]))


_NOTHING = Features(np.zeros(0, np.uint32), np.zeros(0, np.int64))


def of_words(words: Sequence[str]) -> Sums:
    """Give each word."""
    known = {word: crc32(word.encode()) for word in set(words)}
    return np.fromiter(map(known.__getitem__, words), np.uint32, len(words))


def of_pairs(words: Sums, texts: Numbers) -> Features:
    """Give the pairs of words near each other in a text, whichever comes first."""
    return Features.together(_pairs(words, texts, step) for step in range(1, _WINDOW + 1))


def of_runs(words: Sums, texts: Numbers) -> Features:
    """Give the runs of two and of three words of a text, in their order."""
    mixed = words * _FIRST
    return Features.together(_pieces_of(mixed, texts, texts, length) for length in _RUNS)


def pieces_across(words: Sequence[str], texts: Numbers, lengths: Sequence[int] = PIECES) -> Features:
    """Give the pieces of these lengths of each whole text, over the borders of its words."""
    numbers = texts.tolist()
    begins = map(ne, numbers, (-1, *numbers))
    spaced = [f"{' ' * begin}{word[:_LONGEST_WORD]} " for word, begin in zip(words, begins, strict=True)]
    return _pieces(spaced, texts, texts, lengths)


def pieces_inside(words: Sequence[str], texts: Numbers) -> Features:
    """Give the pieces of three and four letters of each word, with its borders marked."""
    return _pieces([f"<{word[:_LONGEST_WORD]}>" for word in words], np.arange(len(words)), texts, PIECES)


def _pairs(words: Sums, texts: Numbers, step: int) -> Features:
    near = texts[:-step] == texts[step:]
    one, other = words[:-step][near], words[step:][near]
    sums = np.minimum(one, other) * _FIRST + np.maximum(one, other) * _SECOND
    return Features(np.asarray(sums, np.uint32), texts[step:][near])


def _pieces(parts: Sequence[str], borders: Numbers, texts: Numbers, lengths: Sequence[int]) -> Features:
    """Give the pieces of these parts joined, but for those that go from one number of `borders` to another."""
    mixed = np.frombuffer("".join(parts).encode("utf-32-le"), dtype="<u4") * _FIRST
    part = np.repeat(np.arange(len(parts)), [len(one) for one in parts])
    borders, texts = borders[part], texts[part]
    return Features.together(_pieces_of(mixed, borders, texts, length) for length in lengths)


def _pieces_of(mixed: Sums, borders: Numbers, texts: Numbers, size: int) -> Features:
    """Give the pieces of this size, of letters (or words) that have been multiplied with `_FIRST`."""
    count = max(0, len(mixed) - size + 1)
    sums = mixed[:count] + np.uint32(size) * _STEP
    for place in range(1, size):
        sums *= _STEP
        sums += mixed[place : place + count]
    sums ^= sums >> np.uint32(15)
    inside = borders[:count] == borders[len(borders) - count :]
    return Features(sums[inside], texts[:count][inside])
