"""How long the terminal chat takes from the command to its greeting."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Row, percentile

ROOT = Path(__file__).parent.parent
_TIMES = 5


def starting() -> Iterator[Row]:
    """Measure whole processes; the first one warms the caches of the machine and is left out."""
    taken = [_start() for _ in range(_TIMES + 1)][1:]
    yield Row("chat, from the command to the prompt: median of 5", percentile(taken, 0.5), "ms", 1500)


def _start() -> float:
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        taken = (time.perf_counter() - began) * 1000
        process.stdin.close()
    return taken
