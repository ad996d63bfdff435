"""Which names can be ids."""

from __future__ import annotations

import pytest

from bot.core.ids import LONGEST_ID, is_id


@pytest.mark.parametrize("name", ["a", "7", "missed-dose", "tpmt-nudt15", "a" * LONGEST_ID])
def test_an_id(name: str) -> None:
    assert is_id(name)


@pytest.mark.parametrize(
    "name", ["", "-", "-a", "a-", "a--b", "A", "ä", "a b", "a_b", "a.b", "a/b", "a\n", "a" * (LONGEST_ID + 1)]
)
def test_no_id(name: str) -> None:
    assert not is_id(name)
