"""From a message to the words that rules are matched against."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from bot.core.tokens import sentences, words

# Where a sentence bends: commas and the like, brackets, dashes. Not the comma in "38,9" nor the hyphen in
# "anti-rejection".
_BEND = re.compile(r"(?<!\d),|,(?!\d)|[;:()\[\]/\u2026\u2013\u2014]|\.{2,}|\s-+\s")

# Distances between words. A word counts four and a little word ("really", "the") one, so that three little words,
# or a comma, fit in where a rule leaves no room. The end of a sentence is farther than any rule reaches.
_LITTLE, _COMMA, _WORD, _SENTENCE = 1, 3, 4, 1000


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
    tokens = tuple(_tokens(text, repair))
    starts, ends, at = [], [], 0
    for before, token in zip((None, *tokens), tokens, strict=False):
        if before is not None and before.clause != token.clause:
            at += _COMMA if before.sentence == token.sentence else _SENTENCE
        starts.append(at)
        at += _LITTLE if token.read in little_words else _WORD
        ends.append(at)
    return Reading(tokens, tuple(starts), tuple(ends))


def _tokens(text: str, repair: Callable[[str], str | None]) -> Iterator[Token]:
    clause = 0
    for number, sentence in enumerate(sentences(text)):
        for piece in _BEND.split(sentence):
            for word in words(piece):
                yield Token(word, repair(word) or word, number, clause)
            clause += 1
