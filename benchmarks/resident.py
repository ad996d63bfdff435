"""How much memory this process holds, and held at most."""

from __future__ import annotations

import resource
from pathlib import Path

import psutil

_STATUS = Path("/proc/self/status")


def resident() -> float:
    """Give the resident memory of this process in MiB."""
    return float(psutil.Process().memory_info().rss / 2**20)


def peak() -> float:
    """Give the most resident memory that this process ever held, in MiB."""
    if _STATUS.exists():  # what `getrusage` tells starts with the memory of the process that started this one
        found = next(line for line in _STATUS.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(found.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
