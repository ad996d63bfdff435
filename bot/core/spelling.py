"""Repair of mistyped words against the words that are known, without ever turning one medicine into another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Shorter words are too like each other.
_SHORTEST = 4
# No real word is longer; what is longer is not worth the work.
_LONGEST_WORD = 30
# From this length on, two mistakes are put right; in shorter words, one.
_LONG = 8
# From this length on, a wrong, missing or swapped first letter is looked for too.
_FIRST_LETTER_MAY_DIFFER = 5
_MOST_MISTAKES = 2


class Speller:
    """Finds the known word that a mistyped word was meant to be.

    `vocabulary` holds the words to repair to; of two equally near ones the earlier wins. `apart` holds groups
    of words that must never be taken for each other; they count as known. `known` holds further words that are
    right as they are and that nothing is repaired to, such as the common words of the language.
    """

    def __init__(
        self, vocabulary: Sequence[str], apart: Iterable[Sequence[str]] = (), known: Iterable[str] = ()
    ) -> None:
        groups = tuple(tuple(group) for group in apart)
        targets = dict.fromkeys((*vocabulary, *(word for group in groups for word in group)))
        self._order = {word: position for position, word in enumerate(targets)}
        self._known = frozenset(known)
        self._rivals = _rivals(groups)
        # For a first letter and the length of what is typed, the words that may be meant, in their order.
        self._by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_tail: dict[str, list[str]] = defaultdict(list)
        for word in targets:
            if word.isalpha():
                for length in range(len(word) - _MOST_MISTAKES, len(word) + _MOST_MISTAKES + 1):
                    if abs(length - len(word)) <= _allowed_in(length):
                        self._by_start[word[0], length].append(word)
                self._by_tail[word[1:]].append(word)

    def knows(self, word: str) -> bool:
        """Tell whether the word is right as it is."""
        return word in self._order or word in self._known

    def looks_up(self, word: str) -> bool:
        """Tell whether near words are looked for, which takes time: not for what is right, short, long or no word."""
        return _allowed_in(len(word)) > 0 and not self.knows(word) and word.isalpha()

    def repair(self, word: str) -> str | None:
        """Give the known word that `word` was meant to be, or None if it is right, too short or too unlike."""
        if not self.looks_up(word):
            return None
        allowed = _allowed_in(len(word))
        distance, _, _, best = min(self._near(word, allowed), default=(allowed + 1, False, 0, ""))
        if distance > allowed or self._torn(word, best, distance):
            return None
        return best

    def _near(self, word: str, allowed: int) -> Iterator[tuple[int, bool, int, str]]:
        """Give words that may be meant, each behind what counts against it: of those that begin alike the best."""
        alike = self._by_start.get((word[0], len(word)), ())
        found = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=allowed)  # of equals the first
        if found is not None:
            yield int(found[1]), False, self._order[found[0]], found[0]
        if len(word) >= _FIRST_LETTER_MAY_DIFFER:
            for other in self._begun_otherwise(word):
                distance = OSA.distance(word, other, score_cutoff=allowed)
                yield distance, other[0] != word[0], self._order[other], other

    def _begun_otherwise(self, word: str) -> Iterator[str]:
        yield from self._by_tail.get(word[1:], ())  # the first letter is another
        yield from self._by_tail.get(word, ())  # the first letter is missing
        for candidate in (word[1:], word[1] + word[0] + word[2:]):  # one too many; swapped with the second
            if candidate in self._order:
                yield candidate

    def _torn(self, word: str, best: str, distance: int) -> bool:
        """Tell whether a word that must be kept apart from `best` is as near, or in a long word about as near."""
        margin = 1 if len(word) >= _LONG else 0
        return any(OSA.distance(word, rival) <= distance + margin for rival in self._rivals.get(best, ()))


def _allowed_in(length: int) -> int:
    """How many mistakes are looked for in a word of this length."""
    if not _SHORTEST <= length <= _LONGEST_WORD:
        return 0
    return 1 if length < _LONG else _MOST_MISTAKES


def _rivals(groups: Iterable[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    rivals: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            others = (other for other in group if other != word)
            rivals[word] = tuple(dict.fromkeys((*rivals.get(word, ()), *others)))
    return rivals
