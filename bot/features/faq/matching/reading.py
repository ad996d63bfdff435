"""From a message to the parts that are matched: sentences of repaired and folded words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from bot.core.spelling import Speller
from bot.core.tokens import sentences, words_in
from bot.features.faq.words import Tokens, Words

# A word that stands in this many phrasings is taken as right even if no word list knows it.
_SURELY_RIGHT = 2
# Bounds on the work that one message can cause.
_MOST_SENTENCES = 8
_MOST_TOKENS = 100
_MOST_REPAIRS = 300
# The sentences have so many words together, and fewer in a post of so many words: those that ask come first.
_MOST_IN_SENTENCES, _LONG, _MOST_OF_LONG = 250, 500, 125


Said = Sequence[tuple[str, Tokens]]
"""The sentences of a text, each with its words as they are written there."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a message: its words as they are matched, whether it asks, and whether it has more than filler."""

    tokens: Tokens = field(repr=False)
    asks: bool
    substance: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as a whole and, if it has several, its sentences. `whole` is None if there are no words."""

    whole: Part | None
    sentences: tuple[Part, ...] = ()
    repaired: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The whole first, then the sentences."""
        return (self.whole, *self.sentences) if self.whole else ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the knowledge base: those that are surely spelt right, the frequent ones first, and rare ones."""

    sure: Tokens = field(repr=False)
    rare: Tokens = field(repr=False)

    @classmethod
    def of(cls, phrasings: Iterable[Said], language: Words) -> Vocabulary:
        """Count the words of all phrasings."""
        counts = Counter(word for phrasing in phrasings for _, words in phrasing for word in words)
        sure = _sure(counts, language)
        first = _speller(cls(sure, ()), language)
        rare = sorted(word for word in counts if not first.knows(word) and first.repair(word) is None)
        return cls(sure, tuple(rare))


class Reader:
    """Reads messages with the words of the language and the words of the knowledge base."""

    def __init__(self, vocabulary: Vocabulary, language: Words) -> None:
        self.vocabulary = vocabulary
        self._language = language
        self._stem = language.stem
        self._stems = frozenset(map(self._stem, vocabulary.sure))
        self._speller = _speller(vocabulary, language)

    def read(self, text: str) -> Reading:
        """Read a message of any length; bounded work."""
        tried: dict[str, str | None] = {}
        parts = self._parts(said(text), tried)
        repaired = tuple((word, right) for word, right in tried.items() if right is not None)
        if not parts:
            return Reading(None, (), repaired)
        return Reading(joined(parts), _chosen(parts) if len(parts) > 1 else (), repaired)

    def whole(self, text: Said) -> Part:
        """Read a text as one stretch of words, also if there is nothing but courtesy in it."""
        if parts := self._parts(text, {}):
            return joined(parts)
        words = tuple(word for _, words in text for word in words)
        return Part(words, self._language.asks(" ".join(sentence for sentence, _ in text), words))

    def _parts(self, text: Said, tried: dict[str, str | None]) -> Sequence[Part]:
        """Read all sentences; those of filler words count only if there are no others."""
        parts = [part for sentence in text for part in self._clauses(*sentence, tried) if part.tokens]
        return [part for part in parts if part.substance] or parts

    def _clauses(self, sentence: str, words: Tokens, tried: dict[str, str | None]) -> Iterator[Part]:
        """Read a sentence, and part it if it joins two questions."""
        kept = self._language.courtesy.replace(tuple(self._spelt(word, tried) for word in words))
        for clause in self._language.clauses(kept):
            tokens = self._language.fold.replace(clause)[:_MOST_TOKENS]
            substance = not self._language.filler.issuperset(tokens)
            yield Part(tokens, self._language.asks(sentence, clause), substance)

    def _spelt(self, word: str, tried: dict[str, str | None]) -> str:
        """Put a mistyped word right, and note it. Another form of a word that is right is right as well."""
        if self._stem(word) in self._stems or not self._speller.looks_up(word):
            return word
        if word not in tried and len(tried) < _MOST_REPAIRS:
            tried[word] = self._speller.repair(word)
        return tried.get(word) or word


def said(text: str) -> Said:
    """Split a text of any length; what is too long is left out."""
    return [(sentence, words_in(sentence)) for sentence in sentences(text)]


def joined(parts: Sequence[Part]) -> Part:
    """Read several parts as one. They all have more than filler, or none has."""
    tokens = tuple(token for part in parts for token in part.tokens)[:_MOST_TOKENS]
    return Part(tokens, any(part.asks for part in parts), parts[0].substance)


def _chosen(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Keep the sentences that ask, then the first others, in their order."""
    most = _MOST_OF_LONG if sum(len(part.tokens) for part in parts) > _LONG else _MOST_IN_SENTENCES
    ranked = sorted(range(len(parts)), key=lambda place: (not parts[place].asks, place))[:_MOST_SENTENCES]
    lengths = accumulate(len(parts[place].tokens) for place in ranked)
    kept = [place for place, length in zip(ranked, lengths, strict=True) if length <= most]
    return tuple(parts[place] for place in sorted(kept))


def _sure(counts: Counter[str], language: Words) -> tuple[str, ...]:
    """Find the words of the knowledge base that are surely spelt right, the frequent ones first.

    A word that stands in one phrasing alone and in no list may be a misspelling that was written down on purpose,
    unless it is another form of a word that is right.
    """
    listed = language.common | language.filler
    often = {word for word, count in counts.items() if count >= _SURELY_RIGHT or word in listed} - language.misspelt
    stems = frozenset(map(language.stem, often))
    sure = (word for word in counts if word in often or language.stem(word) in stems)
    return tuple(sorted(sure, key=lambda word: (-counts[word], word)))


def _speller(vocabulary: Vocabulary, language: Words) -> Speller:
    """Repair to the surely right words, then to the listed ones, then to rare ones that are near to neither."""
    known = language.common | language.filler | language.misspelt
    listed = {*language.fold.words(), *language.names.words(), *language.courtesy.words()} - language.misspelt
    return Speller((*vocabulary.sure, *sorted(listed), *vocabulary.rare), language.apart, known)
