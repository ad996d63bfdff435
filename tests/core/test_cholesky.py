"""Taking a kernel apart, against what it was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import cholesky
from bot.core.cholesky import divided, invert, take_root


@given(size=st.integers(0, 40), at_once=st.integers(1, 12), wide=st.integers(1, 12), seed=st.integers(0, 2**32 - 1))
def test_a_kernel_is_taken_apart_in_its_place(size: int, at_once: int, wide: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    likeness = chance.normal(size=(size, 5)).astype(np.float32)
    kernel = likeness @ likeness.T + np.eye(size, dtype=np.float32)
    targets = chance.normal(size=(size, 3)).astype(np.float32)
    root = np.tril(kernel) + np.triu(np.full((size, size), 7.0, np.float32), 1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cholesky, "_AT_ONCE", at_once)
        patched.setattr(cholesky, "_WIDE", wide)
        corners = take_root(root)
        np.testing.assert_allclose(np.tril(root) @ np.tril(root).T, kernel, atol=1e-3)
        np.testing.assert_allclose(kernel @ divided(root, corners, targets), targets, atol=1e-3)
        invert(root)
    np.testing.assert_allclose(root.T @ root @ kernel, np.eye(size), atol=1e-3)
