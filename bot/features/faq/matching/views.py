"""The features by which two texts are compared: several views of the same words.

Words say what it is about, pairs of words near each other keep phrases together, and pieces of words and of
their borders forgive endings, compounds and misspellings. The plain words at the end are for what they mean.
"""

from __future__ import annotations

import numpy as np

from bot.core.counted import Counted
from bot.core.features import Sums, of_pairs, of_words, pieces_across, pieces_inside
from bot.core.memory import remembered
from bot.features.faq.words import Tokens, Words

# How much each view but the last counts in the likeness of two texts; measured, and flat around these values.
WEIGHTS = (0.4, 0.3, 0.3)


class Views:
    """Computes the views of a text with the endings and kinds of one language."""

    def __init__(self, language: Words) -> None:
        self._stem = remembered(language.stem)
        self._kinds = {self._stem(word): kinds for word, kinds in language.kinds.items()}

    def of(self, tokens: Tokens) -> tuple[Counted, Counted, Counted, Counted]:
        """Count the features of a text in each view; the last one is that of its plain words."""
        views = (self._words(tokens), pieces_across(tokens), pieces_inside(tokens), of_words(tokens))
        first, across, inside, plain = map(Counted.of, views)
        return first, across, inside, plain

    def stems(self, tokens: Tokens) -> Tokens:
        """Reduce each word to its stem."""
        return tuple(map(self._stem, tokens))

    def _words(self, tokens: Tokens) -> Sums:
        stems = self.stems(tokens)
        words = of_words(stems)
        kinds = of_words([f"={kind}" for stem in stems for kind in self._kinds.get(stem, ())])
        return np.concatenate([words, of_pairs(words), kinds])
