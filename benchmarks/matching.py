"""Measure the matching over the knowledge base as it is shipped: speed, memory, and how well it copes with noise.

    python benchmarks/matching.py [--knowledge knowledge/en]

Every phrasing is matched as it stands, with a mistyped word, and packed between a greeting and a thank-you; the
labelled messages of the tests, which are no phrasings, are matched too. Figures are for one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # numpy reads these when it is first imported
PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bot.core.documents import read_document  # noqa: E402
from bot.features.faq.matching import Matcher, Outcome, Phrasings  # noqa: E402
from bot.features.faq.words import load_words  # noqa: E402

NEIGHBOURS = {
    letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, letter in enumerate(row)
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and the entries that answer it; none for talk that no entry answers."""

    text: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares (0 to 1) and times (milliseconds) for one set of messages."""

    messages: int
    first: float
    answered: float
    wrongly: float
    choices: float
    silent: float
    p50: float
    p99: float


def mistyped(text: str, chance: random.Random) -> str:
    """Make one mistake in one longer word: a letter dropped, doubled, hit beside, or two swapped."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not places:
        return text
    place = chance.choice(places)
    word = words[place]
    at = chance.randrange(1, len(word) - 1)
    beside = chance.choice(NEIGHBOURS.get(word[at].lower()) or "e")
    words[place] = chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + beside + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join(words)


def packed(text: str, chance: random.Random) -> str:
    """Pack a question into a longer message."""
    before = chance.choice(["Hi everyone, hope you are all well.", "Morning all. It has been a long week here."])
    after = chance.choice(["Thanks so much!", "My sister told me about this group. Thank you for reading."])
    return f"{before} {text.rstrip('.')}. {after}"


def measure(matcher: Matcher, messages: Sequence[Labelled]) -> Figures:
    """Match all messages and count what came of it."""
    times, matches = [], []
    for message in messages:
        started = time.perf_counter()
        matches.append(matcher.match(message.text))
        times.append((time.perf_counter() - started) * 1e3)
    times.sort()
    pairs = list(zip(messages, matches, strict=True))
    answered = [pair for pair in pairs if pair[1].outcome is Outcome.ANSWER]
    share = len(pairs) or 1
    return Figures(
        len(pairs),
        sum(match.entry in message.entries for message, match in pairs) / share,
        len(answered) / share,
        sum(match.entry not in message.entries for message, match in answered) / share,
        sum(match.outcome is Outcome.SUGGEST for _, match in pairs) / share,
        sum(match.outcome is Outcome.NONE for _, match in pairs) / share,
        times[len(times) // 2] if times else 0.0,
        times[int(len(times) * 0.99)] if times else 0.0,
    )


def entries_in(folder: Path) -> list[Phrasings]:
    """Read the phrasings of all entries."""
    found = []
    for path in sorted(folder.glob("*/*.yaml")):
        content = read_document(path, folder).content
        found.append(Phrasings(path.stem, (content["question"], *content["also_asked"])))
    return found


def labelled(path: Path, known: Iterable[str]) -> list[Labelled]:
    """Read the labelled messages whose entries are there."""
    ids = set(known)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = [Labelled(row["text"], tuple(row["entries"])) for row in rows]
    return [message for message in found if not message.entries or ids.intersection(message.entries)]


def memory() -> float:
    """Give the resident memory of this process in MB, or 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--knowledge", type=Path, default=PROJECT / "knowledge" / "en")
    folder: Path = parser.parse_args().knowledge
    before = memory()
    entries = entries_in(folder)
    started = time.perf_counter()
    matcher = Matcher.build(entries, load_words(folder / "words.yaml", folder))
    built = time.perf_counter() - started
    phrasings = [Labelled(text, (entry.id,)) for entry in entries for text in entry.phrasings]
    questions = labelled(PROJECT / "tests" / "data" / "questions.jsonl", (entry.id for entry in entries))
    print(f"{len(entries)} entries, {len(phrasings)} phrasings; built in {built:.2f} s, {memory() - before:.0f} MB")
    gate = matcher.gate
    print(f"answers from {gate.answer:.2f}, unasked from {gate.unasked:.2f}, offers choices from {gate.suggest:.2f}\n")
    print("messages                  count  first  answered  wrongly  choices  silent  p50 ms  p99 ms")
    for name, messages in sets(phrasings, questions):
        row = measure(matcher, messages)
        print(
            f"{name:24} {row.messages:6} {row.first:6.1%} {row.answered:9.1%} {row.wrongly:8.1%} {row.choices:8.1%}"
            f" {row.silent:7.1%} {row.p50:7.2f} {row.p99:7.2f}"
        )


def sets(phrasings: Sequence[Labelled], questions: Sequence[Labelled]) -> Iterable[tuple[str, list[Labelled]]]:
    """Give the sets of messages to measure, with their names."""

    def noisy(make: Callable[[str, random.Random], str], messages: Iterable[Labelled]) -> list[Labelled]:
        chance = random.Random(7)
        return [Labelled(make(message.text, chance), message.entries) for message in messages]

    asked = [message for message in questions if message.entries]
    yield "phrasings", list(phrasings)
    yield "phrasings, mistyped", noisy(mistyped, phrasings)
    yield "phrasings, packed", noisy(packed, phrasings)
    yield "other wordings", asked
    yield "other wordings, mistyped", noisy(mistyped, asked)
    yield "other wordings, packed", noisy(packed, asked)
    yield "talk", [message for message in questions if not message.entries]


if __name__ == "__main__":
    main()
