"""How long one message takes, in process, on the shipped knowledge: matching, the safety screen, and bad input.

Messages are measured in processor time of one thread, so that other work on the machine does not count.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from benchmarks.noise import mistyped
from benchmarks.table import Row, percentile
from bot.features.faq.matching import Matcher
from bot.language import CACHE, Language, read_language

ROOT = Path(__file__).parent.parent
_QUESTIONS = 600
_TIMES = 5
_MOST_BAD = 20.0


def answering() -> Iterator[Row]:
    """Measure loading, matching, the safety screen, and both together on bad input."""
    language = read_language("en", ROOT)
    yield from _loading(language)
    gc.collect()
    gc.freeze()  # as the bot does once it has started
    asked = questions(language)
    posts = [" ".join(asked[start : start + 4]) for start in range(0, 200, 4)]
    match, check = language.library.matcher.match, language.screen.check
    short, screened = timed(match, asked), timed(check, asked)
    yield Row("match, one question: half take at most", percentile(short, 0.5), "ms", 1.5)
    yield Row("match, one question: 99 in 100 take at most", percentile(short, 0.99), "ms", 8)
    yield Row("match, a post of four sentences: half take at most", percentile(timed(match, posts), 0.5), "ms", 6)
    yield Row("safety screen, one question: half take at most", percentile(screened, 0.5), "ms", 1)
    yield Row("safety screen, one question: 99 in 100 take at most", percentile(screened, 0.99), "ms")
    yield Row("safety screen, a post: half take at most", percentile(timed(check, posts), 0.5), "ms")
    for what, text in bad_input(language).items():
        for how, work in (("match", match), ("safety screen", check)):
            yield Row(f"{how}, {what}: slowest of {_TIMES}", max(timed(work, [text] * _TIMES)), "ms", _MOST_BAD)


def questions(language: Language) -> list[str]:
    """Draw phrasings and mistype a word in half of them, always the same."""
    chance = random.Random(7)
    phrasings = [phrasing for entry in language.knowledge for phrasing in entry.phrasings]
    drawn = chance.sample(phrasings, min(_QUESTIONS, len(phrasings)))
    return [mistyped(text, chance) if number % 2 else text for number, text in enumerate(drawn)]


def bad_input(language: Language) -> dict[str, str]:
    """Give what nobody would write to be understood, with a name for each."""
    little = " ".join(sorted(language.contents.words.value.filler))
    many = " ".join(questions(language))
    chance = random.Random(7)
    return {
        "10,000 characters of questions": many[:10_000],
        "10,000 characters of mistyped words": "".join(chance.choices("etaoin shrdlu ", k=10_000)),
        "10,000 different words": " ".join("".join(chance.choices("etaoinshrdlu", k=7)) for _ in range(10_000)),
        "1,000,000 characters": (many * (1_000_000 // len(many) + 1))[:1_000_000],
        "1,000,000 characters without a space": "azathioprine" * 83_334,
        "one word 3,000 times": "fever " * 3000,
        "mixed scripts": "можно ли vaccine यह दवा 飲んでも大丈夫ですか מה لو نسيت dose ทานยา " * 60,
        "only stop words": " ".join([little] * 20),
        "like a regular expression": r"(a+)+$ [^\w\s]*?(?=.*){1,99}\b(?:aza|x)*|.*.*.*=.*" * 100,
        "marks upon marks": "a" + "\u0301\u0323\u0308" * 3000,
        "sentence ends": "? ! . " * 3000,
    }


def timed(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Give the milliseconds that each text takes."""
    taken = []
    for text in texts:
        began = time.thread_time()
        work(text)
        taken.append((time.thread_time() - began) * 1000)
    return taken


def _loading(language: Language) -> Iterator[Row]:
    """Build the matcher as if nothing had been learnt, then from what is kept: in time that passes."""
    lessons = language.contents.lessons
    for what, cache in (("nothing kept", None), ("kept", ROOT / ".cache")):
        taken = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            Matcher.build(lessons, cache)
            taken.append((time.perf_counter() - began) * 1000)
        yield Row(f"building the matcher, {what}: median of {_TIMES}", percentile(taken, 0.5), "ms", 2000)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "knowledge").symlink_to(ROOT / "knowledge")
        for what, keeps in (("nothing kept", False), ("kept", True)):
            taken = [_read_all(root, keeps=keeps) for _ in range(_TIMES)]
            yield Row(f"reading all of the language, {what}: median of {_TIMES}", percentile(taken, 0.5), "ms", 2000)


def _read_all(root: Path, *, keeps: bool) -> float:
    if not keeps:
        rmtree(root / CACHE, ignore_errors=True)
    began = time.perf_counter()
    read_language("en", root)
    return (time.perf_counter() - began) * 1000
