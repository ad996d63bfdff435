"""How much memory a process holds, and held at most."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import psutil

_PROCESSES = Path("/proc")


def resident(pid: int | None = None) -> float:
    """Give the resident memory of a process, by default of this one, in MiB."""
    return float(psutil.Process(pid).memory_info().rss / 2**20)


def peak(pid: int | None = None) -> float:
    """Give the most resident memory that a process ever held, in MiB; on other systems than Linux only of this one."""
    status = _PROCESSES / str(pid or os.getpid()) / "status"
    if status.exists():  # what `getrusage` tells starts with the memory of the process that started this one
        found = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(found.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
