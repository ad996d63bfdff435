"""The lines of the lessons as they are read and indexed: where all learning begins."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.counted import Vector
from bot.features.faq.matching.index import Index
from bot.features.faq.matching.lines import Lines
from bot.features.faq.matching.reading import Part, Reader, Vocabulary
from bot.features.faq.matching.results import Lessons
from bot.features.faq.matching.views import Views


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
        reader = Reader(Vocabulary.of(lines.texts[: lines.owned], lessons.words), lessons.words)
        views = Views(lessons.words)
        parts = tuple(map(reader.whole, lines.texts))
        return cls(reader, parts, views, Index.of(views.of_all([part.tokens for part in parts]), lessons.vectors))

    def likeness(self, row: int) -> Vector:
        """Give the likeness of a line to every line, shape (lines,)."""
        return self.index.likeness(self.views.of(self.parts[row].tokens))
