from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.tokens import LONGEST, clean, sentences, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Missed   my\tDOSE \n today ", "missed my dose today"),
        ("I\u200bmu\u00adran", "imuran"),
        ("\u202eazathioprine\u202c", "azathioprine"),
        ("can\u2019t \u00b4til", "can't 'til"),
        ("\uff21\uff3a\uff21 \ufb01ne \u00bd", "aza fine 1\u20442"),
        ("STRASSE Straße", "strasse strasse"),
        ("z\u0301\u0302\u0303\u0304\u0305o", "\u017a\u0302\u0303o"),
        ("bell\x07 and \x00nothing", "bell and nothing"),
        ("", ""),
    ],
)
def test_clean_brings_text_into_one_form(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't, mum's 'quoted'", ("i", "cant", "mums", "quoted")),
        ("temp 38.5, or 38,9 or 1,000!", ("temp", "38.5", "or", "38.9", "or", "1000")),
        ("50mg 100.4F", ("50", "mg", "100.4", "f")),
        ("6mp", ("6", "mp")),
        ("6-MP", ("6", "mp")),
        ("covid19 B12 nudt15", ("covid19", "b12", "nudt15")),
        ("FEVERRRR", ("feverr",)),
        ("soooo sick, hellooooo", ("soo", "sick", "helloo")),
        ("10000 1.5.2024 8:30", ("10000", "1.5.2024", "8", "30")),
        ("A&E and D&V & more", ("a&e", "and", "d&v", "more")),
        ("flare-up_again", ("flare", "up", "again")),
        ("see https://example.org/a?b=c or www.example.org now", ("see", "or", "now")),
        ("नमस्ते दुनिया", ("नमस्ते", "दुनिया")),
        ("cafe\u0301 müde", ("café", "müde")),
        ("👍🏽 ‼️ ...", ()),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Temp is 38.5. Should I ring?", ("temp is 38.5.", "should i ring?")),
        ("rash.Sore throat!!! help", ("rash.", "sore throat!!!", "help")),
        ("one\ntwo\r\nthree", ("one", "two", "three")),
        ("wait... what?!", ("wait...", "what?!")),
        ("क्या यह ठीक है। हाँ", ("क्या यह ठीक है।", "हाँ")),
        ("👍\n!!!\n", ()),
        ("", ()),
    ],
)
def test_sentences_keep_their_mark_and_never_part_a_decimal(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_long_text_is_cut() -> None:
    assert len(clean("a" * 100_000)) == LONGEST
    assert clean("a " * 2990 + "help me").endswith("help me"), "the longest that a platform lets a person send"
    assert len(clean("\ufdfa" * 10_000)) <= LONGEST
    assert len(words("ab " * 100_000)) <= LONGEST // 3 + 1
    assert len(words("ab" * 100_000)[0]) == LONGEST


def test_heaps_of_marks_take_no_time() -> None:
    began = time.thread_time()
    assert len(words("a" + "\u0301\u0323\u0308" * LONGEST)) == 1
    assert time.thread_time() - began < 0.01


@given(st.text() | st.text(st.sampled_from("a\u0301\u0323\u0308\u0344\u0345\u00e9\u1e69 ")))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_words_are_plain_and_come_again_from_themselves(text: str) -> None:
    found = words(text)
    assert all(word and not any(character.isspace() for character in word) for word in found)
    assert all(character.isalnum() for word in found for character in word[:1])


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_sentences_hold_all_words(text: str) -> None:
    assert tuple(word for sentence in sentences(text) for word in words(sentence)) == words(text)
