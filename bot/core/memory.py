"""Memory: what is worth remembering, and what is no longer used."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

# More words than a group ever uses; strangers' words do not fill the memory.
_MOST_REMEMBERED = 20_000


def remembered(work: Callable[[str], str]) -> Callable[[str], str]:
    """Give the same pure function, which does not work out again what it was asked lately."""
    return lru_cache(_MOST_REMEMBERED)(work)


def give_back_memory() -> None:
    """Return to the system what was needed only for a while, where the C library would keep it (glibc)."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
