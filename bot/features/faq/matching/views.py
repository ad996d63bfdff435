"""The features by which two texts are compared: three views of the same words.

Words say what it is about, pairs of words near each other keep phrases together, and pieces of words and of
their borders forgive endings, compounds and misspellings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.features.faq.words import Tokens, Words

# How much each view counts in the likeness of two texts; measured, and flat around these values.
WEIGHTS = (0.4, 0.3, 0.3)

# Pairs are formed with the words up to this many places further on.
_WINDOW = 4
_PIECES = (3, 4)
_LONGEST_WORD = 24

Features = Mapping[str, int]


class Views:
    """Computes the views of a text with the endings and kinds of one language."""

    def __init__(self, language: Words) -> None:
        self._language = language
        self._kinds = {language.stem(word): kinds for word, kinds in language.kinds.items()}

    def of(self, tokens: Tokens) -> tuple[Features, Features, Features]:
        """Count the features of a text in each view."""
        return (self._words(tokens), _pieces_across(tokens), _pieces_inside(tokens))

    def stems(self, tokens: Tokens) -> Tokens:
        """Reduce each word to its stem."""
        return tuple(self._language.stem(token) for token in tokens)

    def _words(self, tokens: Tokens) -> Features:
        stems = self.stems(tokens)
        counts = Counter(stems)
        for place, stem in enumerate(stems):
            for other in stems[place + 1 : place + 1 + _WINDOW]:
                counts[f"{stem}|{other}" if stem < other else f"{other}|{stem}"] += 1
        for stem in stems:
            for kind in self._kinds.get(stem, ()):
                counts[f"={kind}"] += 1
        return counts


def _pieces_across(tokens: Tokens) -> Features:
    text = f" {' '.join(token[:_LONGEST_WORD] for token in tokens)} "
    return Counter(text[start : start + size] for size in _PIECES for start in range(len(text) - size + 1))


def _pieces_inside(tokens: Tokens) -> Features:
    counts: Counter[str] = Counter()
    for token in tokens:
        text = f"<{token[:_LONGEST_WORD]}>"
        counts.update(text[start : start + size] for size in _PIECES for start in range(len(text) - size + 1))
    return counts
