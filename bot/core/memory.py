"""Memory: what is worth remembering, and what is no longer used."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

# More words than a group ever uses; strangers' words do not fill the memory.
_MOST_REMEMBERED = 20_000

# What glibc calls M_ARENA_MAX.
_ARENAS = -8


def remembered(work: Callable[[str], str]) -> Callable[[str], str]:
    """Give the same pure function, which does not work out again what it was asked lately."""
    return lru_cache(_MOST_REMEMBERED)(work)


def share_memory() -> None:
    """Let all threads take their memory from one place: from those of their own, hardly any is ever given back (glibc).

    A learning thread would leave 30 MB behind.
    """
    _tell_the_library("mallopt", _ARENAS, 1)


def give_back_memory() -> None:
    """Return to the system what was needed only for a while, where the C library would keep it (glibc)."""
    _tell_the_library("malloc_trim", 0)


def _tell_the_library(function: str, *given: int) -> None:
    """Call a function of the C library, where it has that."""
    with suppress(AttributeError, OSError, TypeError):
        getattr(ctypes.CDLL(None), function)(*given)
