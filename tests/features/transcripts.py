"""Conversations kept as files, so that they can be read as people read them, and every change of them is seen."""

from __future__ import annotations

import os
import sys
from difflib import unified_diff
from pathlib import Path

REWRITE = "REWRITE_TRANSCRIPTS"
"""Set this in the environment to write the files anew; then read what has changed."""


def is_as_kept(path: Path, heard: list[str]) -> bool:
    """Compare a conversation with the one in a file; what differs is printed."""
    text = "\n\n".join(heard) + "\n"
    if os.environ.get(REWRITE):
        path.write_text(text, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    lines = (one.splitlines(keepends=True) for one in (kept, text))
    sys.stdout.writelines(unified_diff(*lines, path.name, "heard"))
    return kept == text
