"""Mending slips of the finger, so that "fevr" counts as a fever; only ever to words of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.spelling import Speller
from bot.features.safety.rules import Phrase, Rules

# A shorter word loses too much with its ending.
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Repair:
    """Reads unknown words as words of the rules: without an ending ("mouth's"), or with a slip mended."""

    _speller: Speller = field(repr=False)
    _vocabulary: frozenset[str] = field(repr=False)
    _endings: tuple[str, ...]

    @classmethod
    def of(cls, rules: Rules) -> Repair:
        """Build it from the rules. Of two words equally near, one that a flag uses wins over one of a guard."""
        ordered = dict.fromkeys((*_words(rules.sign_phrases), *_words(rules.phrases)))
        spellings = rules.spellings
        known = spellings.known | rules.little_words
        return cls(Speller(tuple(ordered), spellings.apart, known), frozenset(ordered), spellings.endings)

    def word(self, written: str) -> str | None:
        """Give what a word is read as, or None if it is to be read as it stands."""
        if self._speller.knows(written):
            return None
        for ending in self._endings:
            stem = written.removesuffix(ending)
            if stem != written and len(stem) >= _SHORTEST_STEM and stem in self._vocabulary:
                return stem
        return self._speller.repair(written)


def _words(phrases: Iterator[Phrase]) -> Iterator[str]:
    for phrase in phrases:
        for element in phrase.elements:
            for spelling in sorted(element.spellings):
                yield from spelling
