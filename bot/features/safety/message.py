"""One message, in which phrases and what surrounds them have been found, and whether it shows a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.features.safety.context import Context
from bot.features.safety.patterns import Found, Match
from bot.features.safety.reading import Reading
from bot.features.safety.rules import Line, Part, Rule

# Parts of one line may be told this many words apart, over several sentences.
_NEAR = 60
# An exception must stand at most so many words away from the sign.
_BESIDE = 8
# Of many signs that would fit, only the nearest are tried; it bounds the work for "fever fever fever ...".
_TRIES = 3

Told = tuple[Match, ...]
"""Where the parts of a line are told, in the order of the line."""

# The signs of each part that is still to be told, and whether it must be in the sentence of the part before it.
_Wanted = tuple[tuple[Told, bool], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message with what was found in it."""

    reading: Reading = field(repr=False)
    found: Found = field(repr=False)
    context: Context = field(repr=False)

    def shows(self, rule: Rule) -> Told | None:
        """Give the words by which the message shows a rule, or None."""
        for line in rule.lines:
            for told in self._tellings(line, rule.despite):
                if not self._excepted(rule, told):
                    return told
        return None

    def words(self, told: Told) -> str:
        """The person's own words at these places, in their order."""
        positions = sorted({position for match in told for position in match.positions})
        return " ".join(self.reading.tokens[position].written for position in positions)

    def _tellings(self, line: Line, despite: frozenset[str]) -> Iterator[Told]:
        """Each place where all parts of a line are told."""
        wanted = []
        for group in line.groups:
            for place, part in enumerate(group):
                signs = tuple(self._signs(part, despite))
                if not signs:
                    return
                wanted.append((signs, place > 0))
        yield from self._complete((), tuple(wanted))

    def _signs(self, part: Part, despite: frozenset[str]) -> Iterator[Match]:
        for phrase in part.phrases:
            for match in self.found.get(phrase, ()):
                if self.context.counts(match, part, despite):
                    yield match

    def _complete(self, told: Told, wanted: _Wanted) -> Iterator[Told]:
        """Add to what was told one sign after another, of those near it the nearest first."""
        if not wanted:
            yield told
            return
        (signs, same_sentence), rest = wanted[0], wanted[1:]
        if told:
            fitting = (sign for sign in signs if self._fits(sign, told, same_sentence=same_sentence))
            signs = tuple(sorted(fitting, key=lambda sign: abs(sign.start - told[-1].start))[:_TRIES])
        for sign in signs:
            yield from self._complete((*told, sign), rest)

    def _fits(self, sign: Match, told: Told, *, same_sentence: bool) -> bool:
        """Whether a sign is near those told, uses none of their words twice, and stands in the sentence it must."""
        if same_sentence and self._sentence(sign) != self._sentence(told[-1]):
            return False
        return all(
            abs(sign.start - other.start) <= _NEAR and set(sign.positions).isdisjoint(other.positions) for other in told
        )

    def _excepted(self, rule: Rule, told: Told) -> bool:
        """Whether words that take the rule away stand by the words that tell it, in the same sentence."""
        return any(
            self._sentence(match) == self._sentence(sign)
            and match.start - sign.end < _BESIDE
            and sign.start - match.end < _BESIDE
            for phrase in rule.unless
            for match in self.found.get(phrase, ())
            for sign in told
        )

    def _sentence(self, match: Match) -> int:
        return self.reading.tokens[match.start].sentence
