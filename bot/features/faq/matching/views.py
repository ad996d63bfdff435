"""The features by which two texts are compared: several views of the same words.

Words say what it is about, pairs of words near each other keep phrases together, and pieces of words and of
their borders forgive endings, compounds and misspellings. The plain words at the end are for what they mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.core.counted import Counted, Texts
from bot.core.features import Features, Numbers, of_pairs, of_words, pieces_across, pieces_inside
from bot.features.faq.words import Tokens, Words

# How much each view but the last counts in the likeness of two texts; measured, and flat around these values.
WEIGHTS = (0.4, 0.3, 0.3)


class Views:
    """Computes the views of a text with the endings and kinds of one language."""

    def __init__(self, language: Words) -> None:
        self._stem = language.stem
        self._kinds = {self._stem(word): kinds for word, kinds in language.kinds.items()}

    def of(self, tokens: Tokens) -> tuple[Counted, ...]:
        """Count the features of a text in each view; the last one is that of its plain words."""
        return tuple(view.alone for view in self.of_all((tokens,)))

    def of_all(self, texts: Sequence[Tokens]) -> tuple[Texts, ...]:
        """Count the features of many texts in each view."""
        words = [word for text in texts for word in text]
        numbers = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        views = (
            self._words(words, numbers),
            pieces_across(words, numbers),
            pieces_inside(words, numbers),
            Features(of_words(words), numbers),
        )
        return tuple(Texts.of(view, len(texts)) for view in views)

    def stems(self, tokens: Tokens) -> Tokens:
        """Reduce each word to its stem."""
        return tuple(map(self._stem, tokens))

    def _words(self, words: Sequence[str], numbers: Numbers) -> Features:
        stems = list(map(self._stem, words))
        sums = of_words(stems)
        kinds = [(f"={kind}", place) for place, stem in enumerate(stems) for kind in self._kinds.get(stem, ())]
        named = Features(
            of_words([kind for kind, _ in kinds]), numbers[np.array([place for _, place in kinds], np.int64)]
        )
        return Features.together((Features(sums, numbers), of_pairs(sums, numbers), named))
