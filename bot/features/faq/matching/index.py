"""The likeness of a text to every phrasing at once, put together from several views of the texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.counted import Columns, Counted, Matrix, Texts, Vector
from bot.core.postings import Postings, likeness_within
from bot.features.faq.matching.senses import Senses
from bot.features.faq.matching.views import WEIGHTS
from bot.features.faq.vectors import WordVectors

Viewed = Sequence[Counted]

# What the meaning of the words counts beside the words themselves, where there are vectors for the language.
_SENSES = 0.3


class Index:
    """Texts as unit vectors: rare features weigh more, and each view has its fixed share of the length."""

    __slots__ = ("_shares", "_size", "_views")

    def __init__(self, views: Sequence[Postings | Senses], shares: Sequence[float], size: int) -> None:
        self._views = tuple(views)
        self._shares = tuple(shares)
        self._size = size

    @classmethod
    def of(cls, views: Sequence[Texts], vectors: WordVectors | None = None) -> Index:
        """Index texts, given as their features in each view; those of the last one are for the meaning."""
        *compared, plain = views
        senses = None if vectors is None else Senses.of(vectors, plain)
        return cls.together(list(map(Postings.of, compared)), senses, plain.size)

    @classmethod
    def together(cls, postings: Sequence[Postings], senses: Senses | None, size: int) -> Index:
        """Give each view its share."""
        if senses is None:
            return cls(postings, WEIGHTS, size)
        return cls((*postings, senses), (*((1.0 - _SENSES) * weight for weight in WEIGHTS), _SENSES), size)

    def __len__(self) -> int:
        """Count the indexed texts."""
        return self._size

    def among(self, rows: Columns) -> Index:
        """Give the same for these texts alone, in this order."""
        return Index([view.among(rows) for view in self._views], self._shares, len(rows))

    def likeness(self, text: Viewed) -> Vector:
        """Give the likeness (about 0 to 1) of a text to each indexed text, shape (texts,)."""
        total = np.zeros(self._size, dtype=np.float32)
        for share, view, features in zip(self._shares, self._views, text, strict=False):  # the last may be unused
            total += share * view.likeness(features)
        return total

    def likeness_within(self) -> Matrix:
        """Give the likeness of each indexed text to itself and to those before it: a lower triangle, (texts, texts)."""
        return likeness_within(self._views, self._shares)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that there is but the word vectors, to be kept in a file."""
        return {
            f"{number}.{name}": array
            for number, view in enumerate(self._views)
            for name, array in view.arrays().items()
        }

    @classmethod
    def from_arrays(cls, found: Mapping[str, NDArray[Any]], vectors: WordVectors | None) -> Index:
        """Take what `arrays` gave. Raises KeyError or ValueError if it is something else."""
        postings = [Postings.from_arrays(_of_view(found, number)) for number in range(len(WEIGHTS))]
        senses = None if vectors is None else Senses.from_arrays(vectors, _of_view(found, len(WEIGHTS)))
        sizes = {len(postings[0]) if senses is None else len(senses), *map(len, postings)}
        if len(sizes) > 1:
            raise ValueError("the views are not of the same texts")
        return cls.together(postings, senses, len(postings[0]))


def _of_view(found: Mapping[str, NDArray[Any]], number: int) -> dict[str, NDArray[Any]]:
    start = f"{number}."
    return {name.removeprefix(start): found[name] for name in found if name.startswith(start)}
