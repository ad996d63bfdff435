"""Which files have changed and come to rest, told by their times and sizes alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from pathlib import Path

SETTLE = 0.3
"""For so many seconds nothing may change before changes are told: else half a file could be read."""

Stamp = tuple[int, int, int, int]
"""When a file was written and renamed (ns), its size, its number on the disk: with each save one of them changes."""

Snapshot = Mapping[str, Stamp]
"""The stamps of files, by their paths within the folder, with slashes."""

# What is read from the folder of a language: texts, messages, and what was worked out from them.
_ENDINGS = (".yaml", ".yml", ".jsonl", ".npz")
_NEVER: Stamp = (-1, -1, -1, -1)


def snapshot(folder: Path) -> Snapshot:
    """Look at the files with knowledge in a folder and in the folders within it. What cannot be looked at is not there.

    Hidden files are passed over: with names such as ".#entry.yaml" editors mark what is open.
    """
    found: dict[str, Stamp] = {}
    for entry in _listed(folder):
        if entry.name.endswith(_ENDINGS):
            _add(found, entry.name, entry)
        elif entry.is_dir():
            for inner in _listed(entry):
                if inner.name.endswith(_ENDINGS):
                    _add(found, f"{entry.name}/{inner.name}", inner)
    return found


class Watch:
    """Waits until changed files have come to rest. Pure: it is given snapshots, and the time in seconds.

    `taken` is how the files were when they were last read.
    """

    def __init__(self, taken: Snapshot) -> None:
        self._taken = taken
        self._found = taken
        self._since = -inf

    @property
    def is_waiting(self) -> bool:
        """Whether there are changes that have not been told yet."""
        return self._found != self._taken

    def look(self, found: Snapshot, now: float) -> frozenset[str]:
        """Give the files that are changed, new or gone, each once, when all files have been still for a while."""
        if found != self._found:
            self._found, self._since = found, now
        if now - self._since < SETTLE:
            return frozenset()
        names = self._taken.keys() | found.keys()
        changed = frozenset(name for name in names if self._taken.get(name) != found.get(name))
        self._taken = found
        return changed

    def again(self, names: Iterable[str]) -> None:
        """Let these files be told anew: what was read of them is of no use."""
        self._taken = {**self._taken, **dict.fromkeys(names, _NEVER)}


def _listed(folder: Path | os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry for entry in entries if not entry.name.startswith("."))
    except OSError:  # no folder, or gone meanwhile
        return


def _add(found: dict[str, Stamp], name: str, entry: os.DirEntry[str]) -> None:
    try:
        stat = entry.stat()
    except OSError:  # gone meanwhile
        return
    found[name] = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
