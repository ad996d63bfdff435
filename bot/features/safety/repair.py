"""Mending slips of the finger, so that "fevr" counts as a fever; only ever to the words the rules name for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.spelling import Speller
from bot.features.safety.rules import Rules

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
        """Build it from the rules. Every word that a rule names is right as it is."""
        elements = (element for phrase in rules.phrases for element in phrase.elements)
        vocabulary = {word for element in elements for spelling in element.spellings for word in spelling}
        spellings = rules.spellings
        known = vocabulary | spellings.known | rules.little_words
        return cls(Speller(spellings.mend_to, spellings.apart, known), frozenset(vocabulary), spellings.endings)

    def word(self, written: str) -> str | None:
        """Give what a word is read as, or None if it is to be read as it stands."""
        if self._speller.knows(written):
            return None
        for ending in self._endings:
            stem = written.removesuffix(ending)
            if stem != written and len(stem) >= _SHORTEST_STEM and stem in self._vocabulary:
                return stem
        return self._speller.repair(written)
