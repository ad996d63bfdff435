"""Which phrasings the matcher would answer with another entry if they were not written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.errors import Problem
from bot.features.faq.checks.phrasings import Way
from bot.features.faq.matching.rehearsing import Guess

WORST = 10


def rehearsal_problems(found: Sequence[Way], guesses: Sequence[Guess]) -> Iterator[Problem]:
    """Tell the phrasings that are furthest from their entries; `guesses` has one item for each of `found`."""
    missed = [(guess, way) for guess, way in zip(guesses, found, strict=True) if not guess.is_right]
    missed.sort(key=lambda pair: (-pair[0].lead, pair[1].file, pair[1].line))
    for guess, way in missed[:WORST]:
        what = f"“{way.phrasing}” sounds like “{guess.instead}”: without this line that would be the answer."
        mend = "Reword it, or move it to the entry that answers it best."
        yield Problem(way.file, way.line, what, mend, warning=True)
