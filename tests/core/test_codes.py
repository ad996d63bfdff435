"""Codes that people read out to each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.actions import Action
from bot.core.codes import ALPHABET, LENGTH, new_code, read_code, shown_code


def test_a_code_is_hard_to_guess_and_fits_into_a_button() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert LENGTH * math.log2(len(ALPHABET)) > 34
    assert all(Action.parse(Action("carers", "accept", (code,)).code) for code in codes)


def test_no_two_signs_look_alike_and_no_word_comes_out() -> None:
    assert not set(ALPHABET) & set("aeioul0123456789")
    assert len(set(ALPHABET)) == len(ALPHABET)


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_what_is_shown_is_read(code: str) -> None:
    assert read_code(shown_code(code)) == code
    assert len(shown_code(code)) == LENGTH + 1


@pytest.mark.parametrize("typed", ["BKQT-ZMWH", "bkqtzmwh", " bkqt zmwh. ", "b-k-q-t-z-m-w-h", "“BKQT/ZMWH”"])
def test_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "bkqtzmwh"


@pytest.mark.parametrize(
    "typed", ["", "bkqt", "bkqtzmw", "bkqtzmwhx", "bkqozmwh", "bkqt7mwh", "\uff42kqtzmwh", "bkqtzmw²", "x" * 5000]
)
def test_what_can_be_no_code(typed: str) -> None:
    assert read_code(typed) is None


@given(st.text())
def test_whatever_is_typed(typed: str) -> None:
    read = read_code(typed)
    assert read is None or Action("link", "join", (read,)).arguments == (read,)
