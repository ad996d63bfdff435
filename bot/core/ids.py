"""The ids that people give to things in files. They stand in button codes of 64 bytes, beside a verb and a mark."""

from __future__ import annotations

import re

LONGEST_ID = 36

ID_RULE = f"Use lower-case letters, digits and single hyphens, at most {LONGEST_ID} characters."
"""How to mend a name that is no id."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_id(name: str) -> bool:
    """Tell whether a name can be an id."""
    return len(name) <= LONGEST_ID and _ID.fullmatch(name) is not None
