"""What people type in several lines, without what cannot be seen. Pure."""

from __future__ import annotations

import re

# Unlike other invisible characters this one belongs to words of some scripts, and to some emoji.
_JOINER = "\u200d"


def tidy(text: str) -> str:
    """Leave out what cannot be seen, and white space that is too much."""
    kept = "".join(one if _is_seen(one) else " " if one.isspace() else "" for one in text.replace("\r\n", "\n"))
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_seen(character: str) -> bool:
    return character.isprintable() or character in ("\n", _JOINER)
