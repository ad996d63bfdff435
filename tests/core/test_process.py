"""What is settled at the start, before numpy is imported."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

import pytest

from bot.core.process import settle_process

NAMES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "NUMPY_MADVISE_HUGEPAGE")


def test_sums_take_one_thread_but_for_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")  # so that it is put back in the end
        monkeypatch.delenv(name)
    monkeypatch.setenv("MKL_NUM_THREADS", "2")
    settle_process()
    assert [os.environ[name] for name in NAMES] == ["1", "2", "1", "0"]


def test_waste_is_looked_for_seldom_but_still() -> None:
    settle_process()
    assert gc.isenabled()
    assert gc.get_threshold()[0] == 50_000


def test_it_comes_before_numpy() -> None:
    """What the command line rests on does not import numpy before a command asks for it."""
    code = "import sys, bot.core.process, bot.cli; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 (ours)
    assert done.stdout == "False\n"
