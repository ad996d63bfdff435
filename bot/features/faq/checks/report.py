"""All findings about the answers of one language, and what can be said of them as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from bot.core.errors import Problem
from bot.features.faq.checks.entries import entry_problems, naming_problems, path_problems
from bot.features.faq.checks.phrasings import alike, count_problems, twice, ways
from bot.features.faq.checks.reading_level import grades, reading_problems
from bot.features.faq.checks.rehearsal import rehearsal_problems
from bot.features.faq.checks.wanted import Wanted
from bot.features.faq.loading import Loaded
from bot.features.faq.matching.rehearsing import rehearse
from bot.features.faq.matching.results import Lessons


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, each once, sorted by place; and the figures.

    `grades` are the reading grades by entry id, empty where the language has no reading level. `found_again` of
    `phrasings` would be answered with their own entry even if they were not written down.
    """

    problems: tuple[Problem, ...]
    entries: int
    unsigned: int
    grades: dict[str, float] = field(repr=False)
    phrasings: int
    found_again: int

    @property
    def grade(self) -> float | None:
        """The median reading grade of all answers."""
        return median(self.grades.values()) if self.grades else None

    @property
    def share_found_again(self) -> float:
        """The share (0 to 1) of phrasings that would be answered rightly without being written down."""
        return self.found_again / self.phrasings if self.phrasings else 1.0


def examine(loaded: Loaded, wanted: Wanted, lessons: Lessons, today: date) -> Report:
    """Check all entries. `today` decides which reviews are overdue. Takes some seconds for a hundred entries.

    `lessons` is what the matcher learns from; ways of asking are matched against all of it.
    """
    language = lessons.words
    found = ways(loaded)
    grade = grades(loaded, wanted.reading, language) if wanted.reading else {}
    guesses = rehearse(lessons)

    def problems() -> Iterator[Problem]:
        yield from loaded.problems
        for entry in loaded.knowledge:
            yield from entry_problems(entry, loaded.documents[entry.id], wanted, today)
        yield from path_problems(loaded)
        yield from naming_problems(loaded, wanted)
        yield from count_problems(loaded)
        yield from twice(found)
        yield from alike(found, language)
        yield from rehearsal_problems(found, guesses)
        if wanted.reading:
            yield from reading_problems(grade, wanted.reading, loaded, wanted.file)

    return Report(
        tuple(sorted(set(problems()))),
        len(loaded.knowledge),
        sum(not entry.product and entry.reviewed_by is None for entry in loaded.knowledge),
        grade,
        len(found),
        sum(guess.is_right for guess in guesses),
    )
