from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.actions import MOST_BYTES, Action

PART = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
ACTIONS = st.builds(Action, PART, PART, st.lists(PART, max_size=2).map(tuple))


@given(ACTIONS)
def test_a_code_reads_back(action: Action) -> None:
    assert len(action.code.encode()) <= MOST_BYTES
    assert Action.parse(action.code) == action


@given(ACTIONS)
def test_a_payload_reads_back_and_fits_a_deep_link(action: Action) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", action.payload)
    assert Action.from_payload(action.payload) == action


def test_the_longest_code_has_64_bytes() -> None:
    assert len(Action("a", "b", ("c" * 48, "d" * 11)).code) == MOST_BYTES
    with pytest.raises(ValueError, match="64"):
        Action("a", "b", ("c" * 48, "d" * 12))
    with pytest.raises(ValueError, match="letters"):
        Action("a", "b", ("c" * 49,))


@pytest.mark.parametrize("part", ["", "A", "a b", "a_b", "a:b", "é", "٣", "a\n", "<script>", "a" * 49])
def test_other_characters_are_refused(part: str) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        Action(part, "verb")
    with pytest.raises(ValueError, match="lower-case"):
        Action("feature", "verb", (part,))


@pytest.mark.parametrize(
    "code",
    ["", ":", "faq", "faq:", ":show", "faq::show", "faq:show:", "faq:show:A", "faq:show:a b", "faq:show:a\n",
     "faq:show:é", "faq show", "faq:" + "a" * 61, "a:" * 31 + "aaa", "\x00", "faq:show:" + "a" * 100_000],
)  # fmt: skip
def test_forged_codes_are_none(code: str) -> None:
    assert Action.parse(code) is None


@given(st.text())
def test_any_text_is_an_action_or_none(text: str) -> None:
    for action in (Action.parse(text), Action.from_payload(text)):
        assert action is None or Action.parse(action.code) == action


@pytest.mark.parametrize("payload", ["", "faq", "_", "faq_", "faq:show", "faq_show:a", "Faq_show", "faq__show"])
def test_forged_payloads_are_none(payload: str) -> None:
    assert Action.from_payload(payload) is None
