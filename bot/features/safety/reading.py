"""From a message to the words that rules are matched against."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from bot.core.tokens import sentences, words_in

# Where a sentence bends: commas and the like, brackets, dashes. Not the comma in "38,9" nor the hyphen in
# "anti-rejection".
_BEND = re.compile(r"(?<!\d),|,(?!\d)|[;:()\[\]/\u2026\u2013\u2014]|\.{2,}|\s-+\s")

# Of a longer message so many words at its beginning and at its end are read: whoever writes as much says what is the
# matter first or last, and the work for one message stays bounded. The judge of danger reads on in between.
_MOST_AT_EACH_END = 180

# Distances between words. A word counts four and a little word ("really", "the") one, so that three little words,
# or a comma, fit in where a rule leaves no room. The end of a sentence is farther than any rule reaches.
_LITTLE, _COMMA, _WORD, _SENTENCE = 1, 3, 4, 1000

_Word = tuple[str, int, int]
"""A word with the numbers of its sentence and clause."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it was `written`, and as it is `read` once a slip of the finger is mended."""

    written: str = field(repr=False)
    read: str = field(repr=False)
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of one message, and how far from its beginning each of them starts and ends."""

    tokens: tuple[Token, ...] = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.tokens)


def read(text: str, repair: Callable[[str], str | None], little_words: Collection[str]) -> Reading:
    """Split a message into sentences, clauses and words, and mend mistyped words by `repair`."""
    tokens = tuple(Token(word, repair(word) or word, sentence, clause) for word, sentence, clause in _words(text))
    starts, ends, at = [], [], 0
    for before, token in zip((None, *tokens), tokens, strict=False):
        if before is not None and before.clause != token.clause:
            at += _COMMA if before.sentence == token.sentence else _SENTENCE
        starts.append(at)
        at += _LITTLE if token.read in little_words else _WORD
        ends.append(at)
    return Reading(tokens, tuple(starts), tuple(ends))


def _words(text: str) -> list[_Word]:
    """Give the words to be read, each with the numbers of its sentence and clause."""
    pieces = [(piece, number) for number, sentence in enumerate(sentences(text)) for piece in _BEND.split(sentence)]
    clauses = [(piece, number, clause) for clause, (piece, number) in enumerate(pieces)]
    found: list[_Word] = []
    for one in clauses:
        found += _words_of(*one)
        if len(found) > 2 * _MOST_AT_EACH_END:
            return found[:_MOST_AT_EACH_END] + _last_words(clauses)
    return found


def _last_words(clauses: Sequence[tuple[str, int, int]]) -> list[_Word]:
    found: list[_Word] = []
    for one in reversed(clauses):
        found = _words_of(*one) + found
        if len(found) >= _MOST_AT_EACH_END:
            break
    return found[-_MOST_AT_EACH_END:]


def _words_of(piece: str, sentence: int, clause: int) -> list[_Word]:
    return [(word, sentence, clause) for word in words_in(piece)]
