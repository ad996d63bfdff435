"""How BLAS, with which numpy multiplies matrices, uses the processors. It reads this when numpy is first imported."""

from __future__ import annotations

import os


def settle_blas() -> None:
    """Let BLAS use one thread, unless the environment says otherwise."""
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        # Threads for the few large products cost memory and, where the processors are busy, time as well.
        os.environ.setdefault(name, "1")
