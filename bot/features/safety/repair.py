"""Mending slips of the finger, so that "fevr" counts as a fever; only ever to words that the rules use."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.spelling import Speller
from bot.features.safety.rules import Rules

# A shorter word is near too many others; it is read only as one of those that the rules name for this.
_LONG_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Repair:
    """Reads unknown words as words of the rules."""

    _speller: Speller = field(repr=False)
    _named: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, rules: Rules) -> Repair:
        """Build it from the rules. Every word that a rule uses is right as it is."""
        elements = (element for phrase in rules.phrases for element in phrase.elements)
        used = {word for element in elements for spelling in element.spellings for word in spelling}
        named = rules.spellings.mend_to
        vocabulary = (*named, *sorted(word for word in used if len(word) >= _LONG_ENOUGH))
        known = used | rules.spellings.known | rules.little_words
        return cls(Speller(vocabulary, rules.spellings.apart, known), frozenset(named))

    def word(self, written: str) -> str | None:
        """Give what a word is read as, or None if it is to be read as it stands."""
        read = self._speller.repair(written)
        return read if read in self._named or len(written) >= _LONG_ENOUGH else None
