"""How this process works, settled once at its start."""

from __future__ import annotations

import gc
import os

from bot.core.memory import share_memory

# Most of what is made at a start and in learning stays, and what a message needs goes by itself. As often as Python
# does it by default, to look for what went in circles would take a fifth of a start.
_SELDOM = 50_000


def settle_process() -> None:
    """Let BLAS use one thread, unless the environment says otherwise; look seldom for waste, and give memory back.

    This comes before numpy and pydantic are first imported, which is when they and BLAS read the environment.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        # Threads for the few large products cost memory and, where the processors are busy, time as well.
        os.environ.setdefault(name, "1")
    # In huge pages, the half of a large matrix that is never used would take memory as well.
    os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")
    # pydantic would read the description of every installed package in search of plugins: time and memory for nothing.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    gc.set_threshold(_SELDOM)
    share_memory()
