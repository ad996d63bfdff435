"""Rows that are worked on in parts: each once, by as many threads as there are processors; no mistake is lost."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.abreast import abreast


@given(first=st.integers(0, 3000), rows=st.integers(0, 3000))
def test_each_row_once(first: int, rows: int) -> None:
    seen = np.zeros(first + rows + 5, dtype=int)

    def see(start: int, end: int) -> None:
        seen[start:end] += 1

    with abreast() as do:
        do(see, first, first + rows)
    assert seen[first : first + rows].tolist() == [1] * rows
    assert seen.sum() == rows


@pytest.mark.parametrize("processors", [None, 1, 64])
def test_the_same_parts_on_every_machine(monkeypatch: pytest.MonkeyPatch, processors: int | None) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    parts = []
    with abreast() as do:
        do(lambda *part: parts.append(part), 0, 1001)
    assert sorted(parts) == [(0, 250), (250, 500), (500, 750), (750, 1001)]


def test_a_mistake_is_raised() -> None:
    def fail(_: int, end: int) -> None:
        if end == 1000:
            raise ValueError("the last part")

    with abreast() as do, pytest.raises(ValueError, match="the last part"):
        do(fail, 0, 1000)
