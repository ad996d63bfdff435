"""Where the platforms' machine-readable API descriptions lie, if they are here at all."""

from __future__ import annotations

import os
from pathlib import Path


def find_specs() -> Path | None:
    """Return the folder that holds the specification files, or None where there is none.

    The environment variable SPECS_DIR names it. Raises FileNotFoundError when it names no folder, or when CI=true
    and it is not set: a build must not pass because its strictest check was missing.
    """
    given = os.environ.get("SPECS_DIR")
    if given and Path(given).is_dir():
        return Path(given)
    if given or os.environ.get("CI") == "true":
        raise FileNotFoundError(f"no API specifications in {given!r}: set SPECS_DIR to their folder")
    return None
