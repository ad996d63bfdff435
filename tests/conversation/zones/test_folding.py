"""Names in one plain form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.zones.folding import folded


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("München", "munchen"),
        ("Straße", "strasse"),
        ("St. John's", "saint johns"),
        ("Stoke-on-Trent", "stoke on trent"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Diyarbak\u0131r", "diyarbakir"),
        ("Tórshavn, Føroyar", "torshavn foroyar"),
        ("  New\tYork  ", "new york"),
        ("Washington D.C.", "washington dc"),
        ("|~*🙂", ""),
    ],
)
def test_accents_capitals_and_hyphens_make_no_difference(name: str, plain: str) -> None:
    assert folded(name) == plain


@given(st.text())
def test_a_plain_form_stays_as_it_is(text: str) -> None:
    plain = folded(text)
    assert folded(plain) == plain
    assert not set(plain) & set("|\t\n,.'")
