"""Finding phrases in the words of a message, fast: only those are tried whose rarest word stands in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.features.safety.reading import Reading
from bot.features.safety.rules import Element, Phrase, Range, Spelling

Span = tuple[int, int]
"""Positions of words, from the first up to but without the second."""

_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase was found: the positions of its words, in order, without what lies in its gaps.

    `taken` are those of a look-alike's words that are in brackets.
    """

    positions: tuple[int, ...]
    taken: frozenset[int] = frozenset()

    @classmethod
    def of(cls, phrase: Phrase, spans: Sequence[Span]) -> Match:
        """Put together the places of a phrase's elements."""
        positions = tuple(position for start, end in spans for position in range(start, end))
        return cls(positions, frozenset(position for place in phrase.taken for position in range(*spans[place])))

    @property
    def start(self) -> int:
        """The position of the first word."""
        return self.positions[0]

    @property
    def end(self) -> int:
        """The position behind the last word."""
        return self.positions[-1] + 1

    def covers(self, other: Match) -> bool:
        """Whether it holds all the words of the other one."""
        return set(other.positions) <= set(self.positions)


Found = Mapping[Phrase, tuple[Match, ...]]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A phrase with its elements as numbers, which are quicker to compare than sets of words."""

    phrase: Phrase
    elements: tuple[int, ...]
    gaps: tuple[int, ...]


_ByBeginning = Mapping[Spelling, tuple[tuple[Spelling, tuple[int, ...]], ...]]
"""Spellings by their first one or two words, each with its elements: many begin with the same small word."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """All phrases of the rules, indexed."""

    _spellings: _ByBeginning = field(repr=False)
    _ranges: tuple[tuple[Range, int], ...] = field(repr=False)
    _by_rarest: Mapping[int, tuple[_Compiled, ...]] = field(repr=False)

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> Patterns:
        """Index the phrases."""
        unique = tuple(dict.fromkeys(phrases))
        numbers: dict[Element, int] = {}
        for phrase in unique:
            for element in phrase.elements:
                numbers.setdefault(element, len(numbers))
        used = Counter(
            spelling[0] for phrase in unique for element in phrase.elements for spelling in element.spellings
        )
        weight = {
            number: sum(used[spelling[0]] for spelling in element.spellings) for element, number in numbers.items()
        }
        by_rarest: dict[int, list[_Compiled]] = defaultdict(list)
        for phrase in unique:
            elements = tuple(numbers[element] for element in phrase.elements)
            by_rarest[min(elements, key=weight.__getitem__)].append(_Compiled(phrase, elements, phrase.gaps))
        ranges = tuple((found, number) for element, number in numbers.items() for found in element.ranges)
        return cls(_by_beginning(numbers), ranges, {key: tuple(found) for key, found in by_rarest.items()})

    def find(self, reading: Reading) -> dict[Phrase, tuple[Match, ...]]:
        """Find every phrase that stands in the message, with all its places."""
        spans = self._spans(reading)
        found: dict[Phrase, tuple[Match, ...]] = {}
        for rarest in spans:
            for compiled in self._by_rarest.get(rarest, ()):
                if all(element in spans for element in compiled.elements):
                    matches = _places(compiled, spans, reading)
                    if matches:
                        found[compiled.phrase] = matches
        return found

    def _spans(self, reading: Reading) -> dict[int, list[Span]]:
        """Where each element stands."""
        spans: dict[int, list[Span]] = defaultdict(list)
        read = tuple(token.read for token in reading.tokens)
        for start, word in enumerate(read):
            for beginning in dict.fromkeys(((word,), read[start : start + 2])):
                for spelling, elements in self._spellings.get(beginning, ()):
                    end = start + len(spelling)
                    if len(spelling) == 1 or (read[start:end] == spelling and _together(reading, start, end)):
                        for element in elements:
                            spans[element].append((start, end))
            if word[0].isdigit() and len(word) <= _LONGEST_NUMBER:
                for element in self._numbers(word):
                    spans[element].append((start, start + 1))
        return spans

    def _numbers(self, word: str) -> Iterable[int]:
        try:
            value = Decimal(word)
        except ArithmeticError:  # "1.2.3", or digits of another script
            return ()
        return {element for found, element in self._ranges if found.holds(value)}


def _by_beginning(numbers: Mapping[Element, int]) -> _ByBeginning:
    elements: dict[Spelling, list[int]] = defaultdict(list)
    for element, number in numbers.items():
        for spelling in sorted(element.spellings):
            elements[spelling].append(number)
    found: dict[Spelling, list[tuple[Spelling, tuple[int, ...]]]] = defaultdict(list)
    for spelling, those in elements.items():
        found[spelling[:2]].append((spelling, tuple(those)))
    return {beginning: tuple(those) for beginning, those in found.items()}


def _together(reading: Reading, start: int, end: int) -> bool:
    return reading.tokens[start].sentence == reading.tokens[end - 1].sentence


def _places(compiled: _Compiled, spans: Mapping[int, list[Span]], reading: Reading) -> tuple[Match, ...]:
    """Follow the elements from left to right, keeping for each end the nearest way that leads there."""
    ways: list[tuple[Span, ...]] = [(span,) for span in spans[compiled.elements[0]]]
    for element, gap in zip(compiled.elements[1:], compiled.gaps, strict=True):
        longer: list[tuple[Span, ...]] = []
        first = 0
        for span in spans[element]:
            start = span[0]
            while first < len(ways) and reading.starts[start] - reading.ends[ways[first][-1][1] - 1] > gap:
                first += 1
            near = [way for way in ways[first:] if way[-1][1] <= start]
            if near:
                longer.append((*near[-1], span))
        ways = longer
    return tuple(Match.of(compiled.phrase, way) for way in ways)
