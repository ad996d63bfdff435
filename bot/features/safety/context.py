"""What surrounds a sign: look-alikes, denials, questions for facts, the past. It decides whether a sign counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.features.safety.patterns import Found, Match, Span
from bot.features.safety.reading import Reading
from bot.features.safety.rules import Guard, Part, Phrase, Rules

# The guard that takes away even what only tells the situation ("not pregnant").
DENIAL = "denial"

# "no fever, chills or rash": the word that joins a list stands at most this far behind a comma.
_LOOK_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Zone:
    """Words over which a guard reaches, and the words that make the guard."""

    name: str
    source: Match
    start: int
    end: int

    def silences(self, match: Match) -> bool:
        """Whether a sign lies here. A sign that has the guard's own words in it ("not peed") is no denial of it."""
        positions = match.positions
        if positions[-1] < self.start or self.end <= positions[0]:  # as nearly always
            return False
        inside = any(self.start <= position < self.end for position in positions)
        return inside and not match.covers(self.source)


@dataclass(frozen=True, slots=True)
class Context:
    """The guards and look-alikes that stand in one message."""

    zones: tuple[Zone, ...]
    lookalikes: tuple[Match, ...]

    def counts(self, match: Match, part: Part, despite: frozenset[str] = frozenset()) -> bool:
        """Whether a sign is told as something that is so, here and now."""
        for lookalike in self.lookalikes:
            if _hides(lookalike, match):
                return False
        for zone in self.zones:
            if zone.silences(match) and zone.name not in despite and (zone.name == DENIAL or not part.background):
                return False
        return True


def context_of(rules: Rules, reading: Reading, found: Found) -> Context:
    """Find the guards and look-alikes of a message."""
    admitted = any(_matches(rules.admissions, found))
    finder = _ZoneFinder(
        reading,
        found,
        no_guards=tuple(_matches(rules.no_guards, found)),
        turns=frozenset(match.start for match in _matches(rules.turns, found)),
    )
    guards = tuple(guard for guard in rules.guards if not (admitted and guard.admitted))
    denials = tuple(zone for guard in guards if guard.name == DENIAL for zone in finder.zones(guard))
    others = tuple(zone for guard in guards if guard.name != DENIAL for zone in finder.zones(guard))
    # "has not gone away": what is denied guards nothing.
    standing = (zone for zone in others if not any(denial.silences(zone.source) for denial in denials))
    return Context((*denials, *standing), tuple(_matches(rules.lookalikes, found)))


@dataclass(frozen=True, slots=True)
class _ZoneFinder:
    """Finds how far the guards of one message reach."""

    reading: Reading
    found: Found
    no_guards: tuple[Match, ...]
    turns: frozenset[int]

    def zones(self, guard: Guard) -> Iterator[Zone]:
        """Give the zones of one guard."""
        for match in _matches(guard.phrases, self.found):
            if any(other.covers(match) for other in self.no_guards) or self._torn(match):
                continue
            start, end = self._stretch(guard, match)
            if not any(start <= other.start < end for other in _matches(guard.unless, self.found)):
                yield Zone(guard.name, match, start, end)

    def _torn(self, match: Match) -> bool:
        """Whether two things are said: "is this bad, i have a fever, is that a side effect"."""
        tokens = self.reading.tokens
        if tokens[match.start].clause != tokens[match.end - 1].clause:
            return True
        return any(turn in self.turns for turn in range(match.start + 1, match.end) if turn not in match.positions)

    def _stretch(self, guard: Guard, match: Match) -> Span:
        start, end = match.start, match.end
        while match.start - start < guard.before and start > 0 and start not in self.turns:
            if not self._goes_on(guard, start - 1, start):
                break
            start -= 1
        while end - match.end < guard.after and end < len(self.reading) and end not in self.turns:
            if not self._goes_on(guard, end - 1, end):
                break
            end += 1
        return start, end

    def _goes_on(self, guard: Guard, left: int, right: int) -> bool:
        """Whether a guard reaches from one word to the next, or stops between them."""
        tokens = self.reading.tokens
        here, there = tokens[left], tokens[right]
        if here.sentence != there.sentence or there.read in guard.stops:
            return False
        if here.clause == there.clause or guard.over_commas:
            return True
        ahead = (token.read for token in tokens[right : right + _LOOK_AHEAD] if token.sentence == here.sentence)
        return not guard.joined_by.isdisjoint(ahead)


def _matches(phrases: Iterable[Phrase], found: Found) -> Iterator[Match]:
    for phrase in phrases:
        yield from found.get(phrase, ())


def _hides(lookalike: Match, match: Match) -> bool:
    """Whether a look-alike takes a sign's words: one in brackets, or most of them. Not if the sign says more."""
    if lookalike.positions[-1] < match.positions[0] or match.positions[-1] < lookalike.positions[0]:
        return False
    holds_it_whole = match.covers(lookalike)
    if lookalike.taken:
        return not holds_it_whole and not lookalike.taken.isdisjoint(match.positions)
    if holds_it_whole and len(match.positions) > len(lookalike.positions):
        return False
    return 2 * len(set(lookalike.positions).intersection(match.positions)) > len(match.positions)
