"""Whether answers are easy enough to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from statistics import median

from bot.core.errors import Problem
from bot.core.richtext import plain
from bot.core.tokens import words
from bot.features.faq.checks.readability import read
from bot.features.faq.checks.wanted import ReadingLevel
from bot.features.faq.loading import Loaded
from bot.features.faq.words import Words

EXCUSE = "hard_words"


def grades(loaded: Loaded, wanted: ReadingLevel, language: Words) -> dict[str, float]:
    """Give the reading grade of each answer, by entry id. An answer without any word has none."""
    is_name = _naming(wanted, language)
    found = {entry.id: read(plain(entry.answer), is_name) for entry in loaded.knowledge}
    return {id_: reading.grade for id_, reading in found.items() if reading.weighed}


def reading_problems(grade: Mapping[str, float], wanted: ReadingLevel, loaded: Loaded, file: str) -> Iterator[Problem]:
    """Find answers that are too hard and do not say why; and tell if all together are. `file` holds the rules."""
    for id_, hardness in grade.items():
        document = loaded.documents[id_]
        if hardness > wanted.most and not document.content.get(EXCUSE):
            what = f"the answer is hard to read: grade {hardness:.1f}, where {wanted.most} is the most."
            mend = f"Use shorter sentences and shorter words, or say under “{EXCUSE}:” why it cannot be helped."
            yield Problem(document.file, document.line(("answer",)), what, mend)
    if grade and (middle := median(grade.values())) > wanted.median:
        what = f"half of all answers are harder to read than grade {middle:.1f}; the aim is {wanted.median}."
        yield Problem(file, 0, what, "Write the next ones more simply.", warning=True)


def _naming(wanted: ReadingLevel, language: Words) -> Callable[[str], bool]:
    """Tell which words are names of medicines: our subject, other medicines, their brands, and the listed ones."""

    def is_name(word: str) -> bool:
        tokens = language.fold.replace(words(word))
        if not tokens:
            return False
        found = language.names.at(tokens, 0)
        known = found is not None and found[0] == tokens
        return known or tokens == language.subject or wanted.names.issuperset(tokens)

    return is_name
