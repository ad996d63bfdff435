"""What was learnt from a knowledge base, kept in a file: as long as nothing has changed, nothing is solved anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np

from bot.features.faq.matching.gate import Gate
from bot.features.faq.matching.index import Index, Matrix, Vector

# Files that are kept: a few languages, and the way back after a change that is taken back.
_MOST = 4
_PREFIX = "learnt-"

# The gate as it is kept: three confidences, then its six weights.
_CONFIDENCES, _NUMBERS = 3, 9


@dataclass(frozen=True, slots=True)
class Learnt:
    """The weights of the ranker, shape (phrasings, entries), and the gate."""

    weights: Matrix = field(repr=False)
    gate: Gate


def recall(folder: Path | None, key: str, shape: tuple[int, int], learn: Callable[[], Learnt]) -> Learnt:
    """Give what is kept in `folder` under this key; else learn it and keep it there, if that is possible.

    `shape` is that of the weights. A folder that cannot be written to, or a file that is broken, costs time alone.
    """
    if folder is None:
        return learn()
    path = folder / f"{_PREFIX}{key}.npz"
    learnt = _read(path, shape)
    if learnt is not None:
        return learnt
    learnt = learn()
    with suppress(OSError):
        _write(path, learnt)
        _clear_away(folder)
    return learnt


def key_of(index: Index, rest: Iterable[object]) -> str:
    """Name all that the learning rests on: the index, other values (told apart by their repr), and the code."""
    digest = blake2b(digest_size=16)
    for array in index.arrays():
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(array.tobytes())
    for value in rest:
        digest.update(repr(value).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _read(path: Path, shape: tuple[int, int]) -> Learnt | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            learnt = _checked(found["weights"], found["gate"], shape)
    except Exception:  # noqa: BLE001 (whatever is wrong with a file that only saves time, it is learnt anew)
        return None
    with suppress(OSError):
        os.utime(path)  # what is in use is the last to be cleared away
    return learnt


def _checked(weights: Matrix, gate: Vector, shape: tuple[int, int]) -> Learnt:
    """Raise ValueError or TypeError if these are no weights and no gate for this knowledge base."""
    if weights.shape != shape or gate.shape != (_NUMBERS,):
        raise ValueError("the arrays have another shape")
    if not (np.isfinite(weights).all() and np.isfinite(gate).all()):
        raise ValueError("the arrays hold what is no number")
    return Learnt(weights, Gate(gate[_CONFIDENCES:], *gate[:_CONFIDENCES].tolist()))


def _write(path: Path, learnt: Learnt) -> None:
    """Write beside and rename, so that nobody ever reads half a file."""
    gate = learnt.gate
    numbers = np.concatenate([[gate.answer, gate.unasked, gate.suggest], gate.weights])
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            np.savez(file, weights=learnt.weights, gate=numbers)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _clear_away(folder: Path) -> None:
    """Keep the few files that were used last."""
    found = sorted(folder.glob(f"{_PREFIX}*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[_MOST:]:
        path.unlink(missing_ok=True)
