"""Whether the matcher bears large knowledge bases: `python -m benchmarks.scale [1000x10 10000x5]`.

The knowledge is made up from the words of the shipped one, always in the same way: each entry has a few words of its
own (rare ones, each in a few entries), shares others with its section, and asks in sentences made from patterns. Every
size is measured in a process of its own. Times of messages are processor time, so that other work on the machine does
not count; loading is the time that passes.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.noise import mistyped
from benchmarks.resident import peak, resident
from benchmarks.table import HEAD, Row, line, percentile
from bot.core.tokens import words
from bot.features.faq.heard import lessons, load_heard
from bot.features.faq.loading import load_knowledge
from bot.features.faq.matching import Lessons, Matcher, Phrasings
from bot.features.faq.vectors import load_vectors
from bot.features.faq.words_file import load_words

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "knowledge" / "en"
SIZES = ("1000x10", "10000x5")
_AIMS: Mapping[str, Mapping[str, float]] = {
    "1000x10": {"load": 8.0, "work": 8.0, "resident": 350.0, "p50": 15.0},
    "10000x5": {"p50": 40.0, "p99": 120.0, "resident": 1000.0, "peak": 1000.0},
}
_MESSAGES = 300
_SECTION = 25
_PATTERNS = (
    "can i {own} {shared} with {own2}",
    "is {own} {own2} safe while on {shared}",
    "{own} {own2}",
    "what happens if {shared} and {own} {section}",
    "how long does {own} {section} last after {own2}",
    "my {shared} said {own} is bad for {section}, is that right about {own2}",
    "does anyone know about {own2} and {own}",
    "should i be worried about {section} {own} when {shared} {own2}",
    "do i need to {shared} my {own2} before {own}",
    "{section} {own} {shared} {own2}?",
    "why is {own2} a problem for {section} {own}",
    "who do i ask about {own} {shared} and {own2} {section}",
)
_UNSEEN = (
    "hi all, quick one about {own} and {own2}, is it {shared}",
    "not sure if {own2} {section} goes with {own}, any ideas?",
    "been told {own} might be {shared} because of {own2}. what should i do",
)


def shipped() -> Lessons:
    """Read what the shipped matcher learns from."""
    knowledge = load_knowledge(FOLDER, ROOT).knowledge
    heard = load_heard(FOLDER, ROOT, knowledge.ids)
    asked = sorted((entry.id, entry.phrasings) for entry in knowledge)
    return lessons(asked, load_words(FOLDER / "words.yaml", ROOT), heard, load_vectors(FOLDER, ROOT))


def made_up(base: Lessons, entries: int, each: int) -> tuple[Lessons, list[tuple[str, str]]]:
    """Make a knowledge base of this size, and messages that it has not seen, each with its entry."""
    chance = random.Random(7)
    counts = Counter(
        word for entry in base.entries for text in (*entry.phrasings, *entry.heard) for word in words(text)
    )
    plain = [word for word, _ in counts.most_common() if re.fullmatch("[a-z]{4,}", word)]
    shared, rare = plain[:300], plain[300:]
    made, messages = [], []
    for number in range(entries):
        if number % _SECTION == 0:
            section = chance.sample(rare, 6)
        own = chance.sample(rare, 3)

        def said(pattern: str, own: list[str] = own, section: list[str] = section) -> str:
            one, two = chance.sample(own, 2)
            return pattern.format(own=one, own2=two, section=chance.choice(section), shared=chance.choice(shared))

        made.append(Phrasings(f"entry-{number}", tuple(map(said, chance.sample(_PATTERNS, each)))))
        messages.append((said(chance.choice(_UNSEEN)), f"entry-{number}"))
    drawn = chance.sample(messages, min(_MESSAGES, entries))
    return replace(base, entries=tuple(made)), [
        (mistyped(text, chance) if number % 2 else text, id_) for number, (text, id_) in enumerate(drawn)
    ]


def measure(size: str) -> dict[str, float]:
    """Build and match one size in this process: seconds, MB, milliseconds, and the share that is right first."""
    entries, each = map(int, size.split("x"))
    made, messages = made_up(shipped(), entries, each)
    before = resident()
    began, worked = time.perf_counter(), time.thread_time()
    matcher = Matcher.build(made)
    load, work = time.perf_counter() - began, time.thread_time() - worked
    taken, right = [], 0
    for text, id_ in messages:
        began = time.thread_time()
        right += matcher.match(text).entry == id_
        taken.append((time.thread_time() - began) * 1000)
    figures = {"load": load, "work": work, "before": before, "resident": resident(), "peak": peak()}
    return figures | {"p50": percentile(taken, 0.5), "p99": percentile(taken, 0.99), "right": right / len(messages)}


def rows(size: str) -> Iterator[Row]:
    """Measure one size in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--here", size]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures = json.loads(done.stdout)
    aims = _AIMS.get(size, {})
    for key, what, unit in (
        ("load", "load, nothing kept", "s"),
        ("work", "load, processor time", "s"),
        ("before", "resident before it is built", "MB"),
        ("resident", "resident", "MB"),
        ("peak", "resident at most", "MB"),
        ("p50", "half of the messages take at most", "ms"),
        ("p99", "99 in 100 take at most", "ms"),
    ):
        yield Row(f"{size}: {what}", figures[key], unit, aims.get(key))
    yield Row(f"{size}: unseen messages right first", figures["right"] * 100, "%")


def main(arguments: list[str]) -> None:
    """Print the table."""
    if arguments[:1] == ["--here"]:
        print(json.dumps(measure(arguments[1])))
        return
    print(HEAD, flush=True)
    for size in arguments or SIZES:
        for row in rows(size):
            print(line(row), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
