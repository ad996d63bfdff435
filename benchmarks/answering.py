"""How long one question takes, in process, on the shipped knowledge."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Row, percentile
from bot.asking import decision
from bot.language import Language, read_language

ROOT = Path(__file__).parent.parent
_QUESTIONS = 600


def answering() -> Iterator[Row]:
    """Measure matching and the safety screen together, as `ask` does."""
    began = time.perf_counter()
    language = read_language("en", ROOT)
    yield Row("reading the knowledge and building the matcher", (time.perf_counter() - began) * 1000, "ms")
    short = _timed(language, questions(language))
    yield Row("ask, one question: half take at most", percentile(short, 0.5), "ms", 5)
    yield Row("ask, one question: 99 in 100 take at most", percentile(short, 0.99), "ms")
    posts = [" ".join(questions(language)[start : start + 4]) for start in range(0, 200, 4)]
    yield Row("ask, a post of four sentences: half take at most", percentile(_timed(language, posts), 0.5), "ms")
    yield Row("ask, 10,000 characters: slowest of 20", max(_timed(language, ["what if " * 1250] * 20)), "ms")


def questions(language: Language) -> list[str]:
    """Draw phrasings and put a slip of the finger in half of them, always the same."""
    chance = random.Random(7)
    phrasings = [phrasing for entry in language.knowledge for phrasing in entry.phrasings]
    drawn = chance.sample(phrasings, min(_QUESTIONS, len(phrasings)))
    return [_slipped(text, chance) if number % 2 else text for number, text in enumerate(drawn)]


def _slipped(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _timed(language: Language, texts: list[str]) -> list[float]:
    taken = []
    for text in texts:
        began = time.perf_counter()
        decision(language, text)
        taken.append((time.perf_counter() - began) * 1000)
    return taken
