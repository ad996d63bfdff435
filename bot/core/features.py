"""What two texts can have in common: words, words near each other, and pieces of words. No language is assumed.

Each feature is known by a number of 32 bits that is worked out from its letters: lists of words and pieces would take
ten times the memory and the time. Two features share a number once in some hundred thousand, which no answer hangs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.uint32]
"""The features of a text, with repetitions."""

# Pairs are formed with the words up to this many places further on.
_WINDOW = 4
_PIECES = (3, 4)
_LONGEST_WORD = 24

# Large odd factors, so that near letters and words do not end up at near numbers.
_FIRST, _SECOND, _STEP = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0x01000193)


def of_words(words: Sequence[str]) -> Sums:
    """Give each word."""
    return np.fromiter((crc32(word.encode()) for word in words), np.uint32, len(words))


def of_pairs(words: Sums) -> Sums:
    """Give the pairs of words near each other, whichever comes first."""
    steps = range(1, min(_WINDOW, len(words) - 1) + 1)
    return np.concatenate([np.zeros(0, np.uint32), *(_pairs(words[:-step], words[step:]) for step in steps)])


def pieces_across(words: Sequence[str]) -> Sums:
    """Give the pieces of three and four letters of the whole text, over the borders of its words."""
    letters = _letters(f" {' '.join(word[:_LONGEST_WORD] for word in words)} ")
    return np.concatenate([_pieces(letters, size) for size in _PIECES])


def pieces_inside(words: Sequence[str]) -> Sums:
    """Give the pieces of three and four letters of each word, with its borders marked."""
    marked = [f"<{word[:_LONGEST_WORD]}>" for word in words]
    letters = _letters("".join(marked))
    word = np.repeat(np.arange(len(marked)), [len(one) for one in marked])
    inside = (word[: max(0, len(word) - size + 1)] == word[size - 1 :] for size in _PIECES)
    return np.concatenate([_pieces(letters, size)[one] for size, one in zip(_PIECES, inside, strict=True)])


def _pairs(words: Sums, others: Sums) -> Sums:
    return np.asarray(np.minimum(words, others) * _FIRST + np.maximum(words, others) * _SECOND, np.uint32)


def _letters(text: str) -> Sums:
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint32)


def _pieces(letters: Sums, size: int) -> Sums:
    count = max(0, len(letters) - size + 1)
    sums = np.full(count, size, np.uint32)
    for place in range(size):
        sums = sums * _STEP + letters[place : place + count] * _FIRST
    return sums ^ (sums >> np.uint32(15))
