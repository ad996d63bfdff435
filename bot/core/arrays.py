"""Files of number arrays that come with the bot: read whole and checked, or told to be broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.core.errors import FilesError, Problem

Arrays = Mapping[str, NDArray[Any]]
_Made = TypeVar("_Made")


def read_arrays(path: Path, root: Path, make: Callable[[Arrays], _Made], mend: str) -> _Made | None:
    """Read the file and `make` something of its arrays; None if there is no such file.

    Raises FilesError, saying how to `mend` it, if the file is broken or `make` raises an error.
    """
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            return make(found)
    except Exception:  # noqa: BLE001 (numpy raises many kinds; each means that this is not the file that was written)
        raise FilesError([Problem(str(path.relative_to(root)), 0, "this file is broken.", mend)]) from None


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write the arrays, compressed. Raises OSError."""
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
