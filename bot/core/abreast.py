"""Large arrays worked on by two threads: products of matrices let other threads run meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

# More parts than threads, so that a thread that is held up by messages is not waited for long; and always as many, so
# that every machine works out the same.
_PARTS = 4
_THREADS = 2
# Fewer rows are not worth it.
_FEWEST = 400

Rows = Callable[[int, int], None]
"""Does something to the rows from a first one to before another one, and to no others."""

Abreast = Callable[[Rows, int, int], None]
"""Does it to all rows between two, in parts."""


@contextmanager
def abreast() -> Iterator[Abreast]:
    """Give what works on rows in parts, on two processors where there are."""
    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as threads:
        yield lambda rows, first, end: _do(threads, rows, first, end)


def _do(threads: Executor, rows: Rows, first: int, end: int) -> None:
    if end - first < _FEWEST:
        rows(first, end)
        return
    cuts = [first + (end - first) * part // _PARTS for part in range(_PARTS + 1)]
    for done in [threads.submit(rows, *part) for part in pairwise(cuts)]:
        done.result()
