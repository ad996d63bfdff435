"""How hard a text is to read, against syllables counted by ear."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.faq.checks.readability import Reading, read, syllables

BY_EAR = {
    1: """a the be me make makes made dose use used stop stopped ache aches blood brain cause caused cheese clothes
          drugs eye eyes fifth grade health heart judge large lungs more off one once plain price raised range shape
          skipped some sore strength stretched talked team's they're though through throat times tongue type where
          which whole whose world wrong years you 5 1,000 38.5""",
    2: """able about again ahead alone answer asking before being belly better bruises bruising careful children
          clinic closely cover crisis daily doctor doctors doses double doubled doing early eases effects elsewhere
          enough fever fewer fluid going handled hardly headache homework houses illness into itself kidney leaflet
          lifestyle little liver lower never nosebleed number other pages people quiet rarely
          rashes reason recent result safely science someone something sometimes stages system tables tablet taken
          therefore treated trying useful very weekly widely within needed staying seeing every hundred being UK""",
    3: """agency alcohol allergy already another antidote anyone area attention avoided cannabis carefully
          caregivers completely continue decided defences diagnose different easier easily everyone example exactly
          family happier hospital however idea important infection injection liable management medicine medicines
          nausea official organise period pharmacist pharmacy platelets possible pregnancy protection
          radio reaction regular remember serious several specialist supplement
          tiredness together usual variant video vitamin yesterday NHS""",
    4: """actually anaemia anxiety biology creatinine diarrhoea emergency everybody experience
          fertility hepatitis immunity information leukaemia material melanoma operation particular pneumonia
          prednisolone professional reliable society situation temperature unusual variable vegetables TPMT""",
    5: """antibiotic immediately metabolism refrigerator inflammatory""",
}  # fmt: skip
WORDS = [(word, count) for count, words in BY_EAR.items() for word in words.split()]


def test_nearly_all_words_are_counted_rightly() -> None:
    wrong = [(word, syllables(word), count) for word, count in WORDS if syllables(word) != count]
    assert len(wrong) <= 0.02 * len(WORDS), wrong


@pytest.mark.parametrize(("word", "count"), [("Tablets", 2), ("DNA", 3), ("LFTs", 3), ("COVID", 2)])
def test_how_a_word_is_written(word: str, count: int) -> None:
    assert syllables(word) == count


@given(st.text(max_size=40))
def test_every_word_has_a_syllable(word: str) -> None:
    assert syllables(word) >= 1


def no_name(word: str) -> bool:
    return False


def test_a_text_is_taken_apart() -> None:
    reading = read("Take care. The tablets are small!\n\n- one point\n- and 2.5 more", no_name)
    assert reading == Reading(sentences=4, words=11, weighed=11, heard=12)


def test_the_grade() -> None:
    assert Reading(sentences=1, words=10, weighed=10, heard=15).grade == pytest.approx(3.9 + 17.7 - 15.59)
    assert read("The cat sat on the mat.", no_name).grade < 1
    hard = "Immunosuppression necessitates considerable circumspection regarding opportunistic infections."
    assert read(hard, no_name).grade > 20
    assert isnan(read(" … ", no_name).grade)


def test_brackets_are_left_out() -> None:
    assert read("It is a rash (hypersensitivity reaction), and it itches.", no_name) == read(
        "It is a rash, and it itches.", no_name
    )


def test_names_count_in_the_length_of_a_sentence_alone() -> None:
    reading = read("Azathioprine helps. It works with mercaptopurine.", lambda word: "purine" in word or word[0] == "A")
    assert (reading.words, reading.weighed, reading.heard) == (6, 4, 4)


def test_decimals_end_no_sentence() -> None:
    assert read("About 0.54 in 1,000 people.", no_name).sentences == 1


@given(st.text(max_size=200))
def test_any_text_has_a_reading(text: str) -> None:
    reading = read(text, no_name)
    assert reading.heard >= reading.weighed
    assert isnan(reading.grade) == (not reading.words)
