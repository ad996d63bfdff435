"""The small language in which volunteers write rules: from `"@eyes .. yellow & itchy + @pregnant"` to values.

It is explained at the head of red_flags.yaml. Nothing here matches anything; see patterns.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.core.tokens import words
from bot.features.safety.rules import Element, Line, Part, Phrase, Range, Spelling

# How far the next word may be: three little words; three words and three little ones; seven and three.
_GAPS = {"": 3, "..": 15, "...": 31}
_RANGE = re.compile(r"(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)( with decimals)?")
# Shorter words change their meaning with an ending ("his" and "hi").
_SHORTEST = 3
_PLAIN = re.compile(r"[\w&.' -]+")
_PIECE = re.compile(r"\[\([^()]*\)\]|\([^()]*\)|[^\s()]+")
_BRACKETED = re.compile(r"\[(.+)\]")


class LineError(ValueError):
    """A line that is not written as it must be: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what, mend)
        self.what = what
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Endings:
    """Endings that a word may have or lack ("lip", "lips"), but for words which then mean something else."""

    endings: tuple[str, ...] = ()
    fixed: frozenset[str] = frozenset()

    def spellings(self, text: str) -> frozenset[Spelling]:
        """Read plain words that stand next to each other, the last one with and without an ending.

        Raises LineError if there are no words.
        """
        spelling = words(text)
        if not spelling:
            raise LineError(f"“{text}” holds no word.", "Write one or more words.")
        *before, last = spelling
        return frozenset((*before, form) for form in self._forms(last))

    def _forms(self, word: str) -> Iterator[str]:
        yield word
        if word in self.fixed or len(word) < _SHORTEST:
            return
        for ending in self.endings:
            bare = word.removesuffix(ending)
            if bare == word:
                yield word + ending
            elif len(bare) >= _SHORTEST:
                yield bare


@dataclass(frozen=True, slots=True)
class Names:
    """What a line may refer to with "@": sets of words, numbers, and named lines (signs and situations)."""

    elements: Mapping[str, Element]
    parts: Mapping[str, Part]
    endings: Endings = Endings()


def parse_range(text: str) -> Range:
    """Read "38 to 42.9" or "38 to 42.9 with decimals". Raises LineError."""
    found = _RANGE.fullmatch(text.strip())
    if found is None or Decimal(found[1]) > Decimal(found[2]):
        raise LineError(f"“{text}” is not a range of numbers.", 'Write it like "38 to 42.9", the smaller one first.')
    return Range(Decimal(found[1]), Decimal(found[2]), decimals=found[3] is not None)


def parse_line(text: str, names: Names) -> Line:
    """Read one line of a rule. Raises LineError."""
    groups = (group.split(" & ") for group in text.split(" + "))
    return Line(tuple(tuple(_part(piece.strip(), names) for piece in group) for group in groups))


def _part(text: str, names: Names) -> Part:
    if text.startswith("@") and text[1:] in names.parts:
        return names.parts[text[1:]]
    return Part((parse_phrase(text, names),))


def parse_phrase(text: str, names: Names) -> Phrase:
    """Read words, sets and gaps in their order. Raises LineError."""
    elements: list[Element] = []
    gaps: list[int] = []
    taken: set[int] = set()
    gap = ""
    if _PIECE.sub("", text).strip():
        raise LineError(f"“{text}”: a bracket is not closed, or one stands in another.", "Write each choice by itself.")
    for piece in _PIECE.findall(text):
        if piece in _GAPS:
            if gap or not elements:
                raise LineError(f"“{text}”: a gap stands at the beginning or twice.", "Put it between two words.")
            gap = piece
            continue
        if elements:
            gaps.append(_GAPS[gap])
        gap = ""
        if bare := _BRACKETED.fullmatch(piece):
            taken.add(len(elements))
        elements.append(_element(bare[1] if bare else piece, text, names))
    if gap or not elements:
        raise LineError(f"“{text}” ends with a gap or is empty.", "Let it begin and end with a word or a set.")
    return Phrase(tuple(elements), tuple(gaps), frozenset(taken))


def _element(piece: str, line: str, names: Names) -> Element:
    if piece.startswith("("):
        found = [_element(choice.strip(), line, names) for choice in piece[1:-1].split("|")]
        return merge(found)
    if not piece.startswith("@"):
        if not _PLAIN.fullmatch(piece):
            raise LineError(f"“{line}”: “{piece}” is not plain words.", "A choice holds plain words, or one @name.")
        return Element(names.endings.spellings(piece))
    if piece[1:] in names.parts:
        raise LineError(f"“{line}”: {piece} names whole lines.", "Let it stand alone, or divide it by “ & ” or “ + ”.")
    if piece[1:] not in names.elements:
        raise LineError(f"“{line}”: there is no set {piece}.", "Correct the name, or add the set above.")
    return names.elements[piece[1:]]


def merge(elements: list[Element]) -> Element:
    """One element that takes what any of the given ones takes."""
    spellings = frozenset(spelling for element in elements for spelling in element.spellings)
    ranges = tuple(dict.fromkeys(found for element in elements for found in element.ranges))
    return Element(spellings, ranges)
