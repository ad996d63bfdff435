from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.core.spelling import Speller

VOCABULARY = ("azathioprine", "tablet", "liver", "blood", "nausea", "dose", "fever", "alcohol", "from")
APART = (("azathioprine", "azithromycin", "azacitidine"), ("imuran", "imodium"), ("hyper", "hypo"))
SPELLER = Speller(VOCABULARY, APART, known=("live", "form", "never", "lover"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tabelt", "tablet"),
        ("tablett", "tablet"),
        ("talet", "tablet"),
        ("lbood", "blood"),
        ("ablood", "blood"),
        ("iver", None),
        ("ausea", "nausea"),
        ("mausea", "nausea"),
        ("azathiaprin", "azathioprine"),
        ("azathioprinne", "azathioprine"),
        ("azathromycin", "azithromycin"),
        ("alchohol", "alcohol"),
    ],
)
def test_repairs(typed: str, meant: str | None) -> None:
    assert SPELLER.repair(typed) == meant


@pytest.mark.parametrize(
    "word",
    ["tablet", "live", "form", "lover", "never", "azithromycin", "imuran", "dos", "dse", "b12x", "zzzzzz", "a" * 400],
)
def test_leaves_alone(word: str) -> None:
    assert SPELLER.repair(word) is None


def test_word_between_two_that_must_be_kept_apart_is_left_alone() -> None:
    speller = Speller(("prednisolone",), (("prednisolone", "prednisalene"),))
    assert speller.repair("prednisolene") is None
    assert Speller(("hypo", "hyper"), (("hypo", "hyper"),)).repair("hypr") is None
    assert Speller(("hypo", "hyper"), (("hypo", "hyper"),)).repair("hyperr") == "hyper"


def test_members_of_a_group_are_never_repaired_into_each_other() -> None:
    words = ("azathioprine", "azithromycin", "azacitidine", "imuran", "imodium", "hyper", "hypo")
    speller = Speller(("azathioprine", "imuran", "hyper"), APART)
    assert [speller.repair(word) for word in words] == [None] * len(words)


def test_of_two_equally_near_words_the_earlier_wins() -> None:
    assert Speller(("cast", "cart")).repair("caat") == "cast"
    assert Speller(("cart", "cast")).repair("caat") == "cart"


def test_same_first_letter_goes_before_order() -> None:
    assert Speller(("bother", "mother")).repair("mothar") == "mother"


@given(st.text(max_size=20))
def test_what_comes_out_is_known(word: str) -> None:
    repaired = SPELLER.repair(word)
    assert repaired is None or (SPELLER.knows(repaired) and not SPELLER.knows(word))


def test_is_fast_enough_for_a_long_message() -> None:
    vocabulary = [f"{a}{b}{c}{d}{e}" for a in "pst" for b in "aeiou" for c in "lmnr" for d in "aeiou" for e in "dgkpt"]
    speller = Speller(vocabulary)
    unknown = [f"{word}xq" for word in vocabulary[:300]]
    started = time.process_time()
    for word in unknown:
        speller.repair(word)
    assert time.process_time() - started < 0.1


@given(
    st.lists(st.text("abc", min_size=3, max_size=10), unique=True, max_size=30),
    st.text("abc", min_size=1, max_size=10),
)
def test_the_nearest_word_is_found_as_if_all_were_compared(vocabulary: list[str], typed: str) -> None:
    allowed = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
    distances = [(OSA.distance(typed, word), word[0] != typed[0], place, word) for place, word in enumerate(vocabulary)]
    near = [one for one in distances if one[0] <= allowed and (not one[1] or _is_looked_for(typed, one[3]))]
    expected = min(near)[3] if near and typed not in vocabulary else None
    assert Speller(vocabulary).repair(typed) == expected


def _is_looked_for(typed: str, word: str) -> bool:
    """Of words that begin otherwise, only those are looked for that differ in their first letters alone."""
    swapped = typed[1:2] + typed[:1] + typed[2:]
    return len(typed) >= 5 and (word[1:] in (typed[1:], typed) or word in (typed[1:], swapped))
