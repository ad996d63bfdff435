"""The lines of the lessons as they are read and indexed: where all learning begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.counted import Vector
from bot.features.faq.matching.coverage import Coverage
from bot.features.faq.matching.index import Index
from bot.features.faq.matching.lines import Lines
from bot.features.faq.matching.reading import Part, Reader, Vocabulary, said
from bot.features.faq.matching.results import Lessons
from bot.features.faq.matching.views import Views
from bot.features.faq.words import Tokens


@dataclass(frozen=True, slots=True)
class Studied:
    """What reads with the words that are known, each line as it is read, and the index of them all."""

    reader: Reader = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    views: Views = field(repr=False)
    index: Index = field(repr=False)

    @classmethod
    def of(cls, lessons: Lessons, lines: Lines) -> Studied:
        """Read and index the lines. Takes a second for some thousands."""
        texts = list(map(said, lines.texts))
        reader = Reader(Vocabulary.of(texts[: lines.owned], lessons.words), lessons.words)
        views = Views(lessons.words)
        parts = tuple(map(reader.whole, texts))
        return cls(reader, parts, views, Index.of(views.of_all([part.tokens for part in parts]), lessons.vectors))

    def likeness(self, row: int) -> Vector:
        """Give the likeness of a line to every line, shape (lines,)."""
        return self.index.likeness(self.views.of(self.parts[row].tokens))


def coverage_of(stems: Sequence[Tokens], views: Views, lessons: Lessons, lines: Lines) -> Coverage:
    """Take note of the words that each entry is asked with; `stems` are those of the lines."""
    filler = frozenset(views.stems(tuple(lessons.words.filler)))
    return Coverage(stems, lines.owners, len(lessons.entries), filler)
