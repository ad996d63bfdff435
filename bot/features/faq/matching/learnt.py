"""What was learnt from a knowledge base, kept in a file: as long as nothing has changed, nothing is worked out anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.arrays import Arrays
from bot.core.counted import Matrix
from bot.features.faq.matching.coverage import Coverage
from bot.features.faq.matching.gate import Gate
from bot.features.faq.matching.index import Index
from bot.features.faq.matching.lines import Lines
from bot.features.faq.matching.reading import Part, Reader, Vocabulary
from bot.features.faq.matching.results import Lessons
from bot.features.faq.matching.studied import coverage_of
from bot.features.faq.matching.views import Views

# Files that are kept: a language or two, and the way back after a change that is taken back.
_MOST = 3
_PREFIX = "learnt-"

# The gate as it is kept: three confidences, then its eight weights.
_CONFIDENCES, _NUMBERS = 3, 11
_WEIGHTS = "weights."

# The code that all of it rests on.
_FAQ = Path(__file__).parents[1]
_CODE = (Path(__file__).parent, _FAQ.parents[1] / "core", _FAQ / "words.py", _FAQ / "vectors.py")


@dataclass(frozen=True, slots=True)
class Learnt:
    """All that takes long to work out.

    `reader` knows the words of the lines, `parts` are the lines as they are read, `index` and `coverage` are of them;
    `weights` are those of the ranker, for each group in shape (lines, entries + 1).
    """

    reader: Reader = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    index: Index = field(repr=False)
    weights: tuple[Matrix, ...] = field(repr=False)
    coverage: Coverage = field(repr=False)
    gate: Gate


Shapes = list[tuple[int, int]]
"""Those of the weights of each group."""


def recall(folder: Path | None, lessons: Lessons, lines: Lines, shapes: Shapes, learn: Callable[[], Learnt]) -> Learnt:
    """Give what is kept in `folder` for these lessons and their lines; else learn it and keep it there, if possible.

    A folder that cannot be written to, or a file that is broken or does not fit, costs time alone.
    """
    if folder is None:
        return learn()
    path = folder / f"{_PREFIX}{_key(lessons)}.npz"
    learnt = _read(path, lessons, lines, shapes)
    if learnt is not None:
        return learnt
    learnt = learn()
    with suppress(OSError):
        _write(path, _arrays(learnt))
        _clear_away(folder)
    return learnt


def _key(lessons: Lessons) -> str:
    """Name all that the learning rests on: the lessons and the code."""
    digest = blake2b(digest_size=16)
    digest.update(repr([(entry.id, entry.phrasings, entry.heard) for entry in lessons.entries]).encode())
    digest.update(repr(lessons.talk).encode())
    digest.update(lessons.words.digest)
    if lessons.vectors is not None:
        for array in (lessons.vectors.sums, lessons.vectors.directions, lessons.vectors.lengths):
            digest.update(array.tobytes())
    for place in _CODE:
        for source in sorted(place.glob("*.py")) if place.is_dir() else (place,):
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _arrays(learnt: Learnt) -> dict[str, NDArray[Any]]:
    gate = learnt.gate
    vocabulary = learnt.reader.vocabulary
    lines = [" ".join(part.tokens) for part in learnt.parts]
    return {
        "gate": np.concatenate([[gate.answer, gate.unasked, gate.suggest], gate.weights]),
        "vocabulary": _kept([" ".join(vocabulary.sure), " ".join(vocabulary.rare)]),
        "lines": _kept(lines),
        "asks": np.array([part.asks for part in learnt.parts]),
        "substance": np.array([part.substance for part in learnt.parts]),
        **{f"{_WEIGHTS}{number}": one for number, one in enumerate(learnt.weights)},
        **learnt.index.arrays(),
    }


def _from_arrays(found: Arrays, lessons: Lessons, lines: Lines, shapes: Shapes) -> Learnt:
    """Raise KeyError, ValueError or TypeError if these are not the arrays that were kept."""
    gate, weights = found["gate"], _numbered(found, _WEIGHTS)
    if gate.shape != (_NUMBERS,) or not all(np.isfinite(one).all() for one in (gate, *weights)):
        raise ValueError("the arrays hold what is no number")
    sure, rare = (tuple(line.split()) for line in _lines(found["vocabulary"]))
    read = zip(_lines(found["lines"]), found["asks"].tolist(), found["substance"].tolist(), strict=True)
    parts = tuple(Part(tuple(line.split()), asks, substance) for line, asks, substance in read)
    index, views = Index.from_arrays(found, lessons.vectors), Views(lessons.words)
    if len(index) != len(parts) or [one.shape for one in weights] != shapes:
        raise ValueError("the arrays are of another size")
    return Learnt(
        Reader(Vocabulary(sure, rare), lessons.words),
        parts,
        index,
        weights,
        coverage_of([views.stems(part.tokens) for part in parts], views, lessons, lines),
        Gate(gate[_CONFIDENCES:], *gate[:_CONFIDENCES].tolist()),
    )


def _numbered(found: Arrays, start: str) -> tuple[Matrix, ...]:
    """Give the arrays whose names begin so, in the order of their numbers (2 before 10)."""
    names = (name for name in found if name.startswith(start))
    return tuple(found[name] for name in sorted(names, key=lambda name: int(name.removeprefix(start))))


def _kept(lines: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def _lines(kept: NDArray[np.uint8]) -> list[str]:
    return kept.tobytes().decode().split("\n")


def _read(path: Path, lessons: Lessons, lines: Lines, shapes: Shapes) -> Learnt | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            learnt = _from_arrays(dict(found), lessons, lines, shapes)
    except Exception:  # noqa: BLE001 (whatever is wrong with a file that only saves time, it is learnt anew)
        return None
    with suppress(OSError):
        os.utime(path)  # what is in use is the last to be cleared away
    return learnt


def _write(path: Path, arrays: Arrays) -> None:
    """Write beside and rename, so that nobody ever reads half a file."""
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _clear_away(folder: Path) -> None:
    """Keep the few files that were used last."""
    found = sorted(folder.glob(f"{_PREFIX}*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[_MOST:]:
        path.unlink(missing_ok=True)
