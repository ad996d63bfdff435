from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import FilesError
from bot.core.tokens import words as tokens_of
from bot.features.faq.words import Own, OwnCase, Phrases, Words
from bot.features.faq.words_file import load_words

PROJECT = Path(__file__).resolve().parents[3]

GOOD = """
subject: imuran
fold:
  azathioprine: [aza, imuran]
  blood test: [bloods, blood work, full blood work]
  mercaptopurine: [6-MP]
misspelt:
  azathioprine: [azothioprin]
kinds:
  family: [mum, dad]
  older: [dad]
apart:
  - [azathioprine, azithromycin]
names:
  alone: [methotrexate, st johns wort]
  together:
    painkiller: [ibuprofen, paracetamol]
courtesy: [hello, hello everyone, thanks]
filler:
  - a the is it
asking:
  first: [is, how]
  anywhere: [do i]
  joined: [and]
  following: [and with, what about]
own_case:
  dose:
    numbered: [kg]
    phrases: [work out my dose, "dose of my imuran"]
    entries: [dose-range]
  result:
    numbered: [alt, aza]
    entries: [liver-results, low-white-cells]
endings: {s: "", ies: "y"}
silent:
  - who won the football
common: |
  form live
  lover
"""


def load(tmp_path: Path, text: str) -> Words:
    path = tmp_path / "words.yaml"
    path.write_text(text, encoding="utf-8")
    return load_words(path, tmp_path)


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(FilesError) as caught:
        load(tmp_path, text)
    return [str(problem) for problem in caught.value.problems]


def test_loads_all_parts(tmp_path: Path) -> None:
    language = load(tmp_path, GOOD)
    assert language.subject == ("azathioprine",)
    assert language.misspelt == {"azothioprin"}
    assert language.kinds == {
        "mum": ("family",),
        "dad": ("family", "older"),
        "ibuprofen": ("painkiller",),
        "paracetamol": ("painkiller",),
    }
    assert language.apart == (("azathioprine", "azithromycin"),)
    assert language.filler == {"a", "the", "is", "it"}
    assert language.endings == (("ies", "y"), ("s", ""))
    assert language.silent == ("who won the football",)
    assert language.common == {"form", "live", "lover"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("missed my Imuran", ("missed", "my", "azathioprine")),
        ("6mp or 6-MP", ("mercaptopurine", "or", "mercaptopurine")),
        (
            "full blood work and blood work and bloods",
            ("blood", "test", "and", "blood", "test", "and", "blood", "test"),
        ),
        ("azothioprin", ("azathioprine",)),
        ("blood", ("blood",)),
    ],
)
def test_folds_the_longest_phrase_first(tmp_path: Path, text: str, read: tuple[str, ...]) -> None:
    assert load(tmp_path, GOOD).fold.replace(tokens_of(text)) == read


def test_names_stand_for_themselves_or_for_their_group(tmp_path: Path) -> None:
    names = load(tmp_path, GOOD).names
    assert [group for _, group in names.inside(tokens_of("methotrexate, ibuprofen and st john's wort"))] == [
        ("methotrexate",),
        ("painkiller",),
        ("st", "johns", "wort"),
    ]


ENDING = Words(endings=(("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")))


@pytest.mark.parametrize(
    "family",
    [
        ("tablet", "tablets"),
        ("stop", "stopped", "stopping", "stops"),
        ("take", "takes", "taking"),
        ("bleed", "bleeding"),
        ("pill", "pills"),
        ("dose", "doses", "dosed"),
    ],
)
def test_forms_of_a_word_have_one_stem(family: tuple[str, ...]) -> None:
    assert len({ENDING.stem(word) for word in family}) == 1


@pytest.mark.parametrize("word", ["gas", "mg", "b12", "38.5", "a&e"])
def test_short_words_and_numbers_stay(word: str) -> None:
    assert ENDING.stem(word) == word


def test_without_endings_nothing_is_cut() -> None:
    assert Words().stem("stopped") == "stopped"


@given(st.text(alphabet="abcdes", min_size=1, max_size=12))
def test_stem_of_a_stem_is_itself(word: str) -> None:
    assert ENDING.stem(ENDING.stem(word)) == ENDING.stem(word)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is that so", True),
        ("that is so", False),
        ("when do I start", True),
        ("start now?", True),
        ("ماذا؟", True),
        ("", False),
    ],
)
def test_asks(tmp_path: Path, text: str, asks: bool) -> None:
    assert load(tmp_path, GOOD).asks(text, tokens_of(text)) is asks


def test_parts_a_sentence_that_joins_two_questions(tmp_path: Path) -> None:
    language = load(tmp_path, GOOD)
    assert list(language.clauses(tokens_of("is wine ok and how about the sun and sea"))) == [
        ("is", "wine", "ok"),
        ("how", "about", "the", "sun", "and", "sea"),
    ]


def test_beginnings_that_go_on_from_an_answer(tmp_path: Path) -> None:
    following = load(tmp_path, GOOD).following
    assert following.at(tokens_of("And with food?"), 0)
    assert not following.at(tokens_of("and now?"), 0)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("please work out my dose", Own.DOSE),
        ("the dose of my azathioprine", Own.DOSE),  # read as the words of a message are read
        ("I weigh 70 kg", Own.DOSE),
        ("kg: 70", Own.DOSE),
        ("70.5kg", Own.DOSE),
        ("my ALT was 85", Own.RESULT),
        ("85, my alt", Own.RESULT),
        ("85 was what they told me of the alt", None),
        ("what does alt mean", None),
        ("what is my dose", None),
        ("I am 70", None),
        ("imuran 50", Own.RESULT),
        ("", None),
    ],
)
def test_cases_of_ones_own(tmp_path: Path, text: str, own: Own | None) -> None:
    language = load(tmp_path, GOOD)
    tokens = language.fold.replace(tokens_of(text))
    assert next((case.own for case in language.own_cases if case.is_told(tokens)), None) is own
    assert [case.entries for case in language.own_cases] == [("dose-range",), ("liver-results", "low-white-cells")]


def test_the_checksum_is_that_of_what_is_known(tmp_path: Path) -> None:
    known = load(tmp_path, GOOD)
    (tmp_path / "again").mkdir()
    assert load(tmp_path / "again", GOOD).digest == known.digest
    for one in fields(Words):
        if one.name != "own_cases":  # from which nothing is learnt
            assert replace(known, **{one.name: getattr(Words(), one.name)}).digest != known.digest, one.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "subject: aza\nown_case:\n  dose:\n    numbered: [kg, '-']\n    entries: [a]\n",
            "words.yaml:4: “-” holds no word",
        ),
        (
            "subject: aza\nown_case:\n  dose:\n    phrases: ['!']\n    entries: [a]\n",
            "words.yaml:4: “!” holds no word",
        ),
        ("subject: aza\nown_case:\n  doze: {entries: [a]}\n", "words.yaml:3: "),
        ("subject: aza\nown_case:\n  dose: {numbered: [kg]}\n", "“own_case → dose → entries” is missing"),
        ("subject: aza\nasking:\n  following: ['?']\n", "words.yaml:3: “?” holds no word"),
        ("subject: aza\nfold:\n  aza: [imuran]\n  imuran: [azasan]\n", "words.yaml:3: “imuran” is read as “aza”"),
        ("subject: aza\nfold:\n  aza: [im]\n  azi: [im]\n", "words.yaml:4: “im” stands twice"),
        ("subject: aza\nfold:\n  aza:\n    - im\n    - '!!'\n", "words.yaml:5: “!!” holds no word"),
        ("subject: '-'\n", "words.yaml:1: “-” holds no word"),
        (
            "subject: aza\nfold:\n  azathioprine: [azt]\napart:\n  - [azt, azathioprine]\n",
            "words.yaml:3: “azt” is read as",
        ),
        ("subject: aza\napart:\n  - [one]\n", "words.yaml:3: a group to keep apart needs two words"),
        ("subject: aza\napart:\n  - [one, two words]\n", "words.yaml:3: “two words” is more than one word"),
        ("subject: aza\nasking:\n  first: ['?']\n", "words.yaml:3: “?” holds no word"),
        ("subject: aza\nsilnet: []\n", "words.yaml:2: “silnet” is no key"),
        ("subject: aza\nsilent: hello\n", "words.yaml:2: “silent” should be a list"),
        ("subject: aza\nfiller: [5]\n", "should be text"),
        ("fold: {}\n", "“subject” is missing"),
    ],
)
def test_tells_what_is_wrong_and_where(tmp_path: Path, text: str, expected: str) -> None:
    assert any(expected in problem for problem in problems(tmp_path, text))


def test_tells_all_mistakes_at_once(tmp_path: Path) -> None:
    text = "subject: aza\nfold:\n  aza: [im, im]\nfiller: ['--']\napart:\n  - [one]\n"
    assert len(problems(tmp_path, text)) == 3


@pytest.fixture(scope="module")
def shipped_words() -> Words:
    return load_words(PROJECT / "knowledge" / "en" / "words.yaml", PROJECT)


def test_shipped_words_are_right(shipped_words: Words) -> None:
    assert shipped_words.subject == ("azathioprine",)
    assert len(shipped_words.common) > 2000


@pytest.mark.parametrize("brand", ["Imuran", "AZA", "azasan", "Imurel", "azothioprine", "immuran"])
def test_shipped_words_know_the_medicine(shipped_words: Words, brand: str) -> None:
    assert shipped_words.fold.replace(tokens_of(brand)) == ("azathioprine",)


@pytest.mark.parametrize(
    "other", ["azithromycin", "zithromax", "azacitidine", "vidaza", "imodium", "6-mp", "od", "cd", "tx", "icp"]
)
def test_shipped_words_take_nothing_else_for_the_medicine(shipped_words: Words, other: str) -> None:
    assert "azathioprine" not in shipped_words.fold.replace(tokens_of(other))


PHRASES = Phrases({("a", "b"): ("x",), ("a",): (), ("c",): ("a", "b")})


@given(st.lists(st.sampled_from("abcd")).map(tuple))
def test_replacing_leaves_only_what_stands_in_no_phrase(tokens: tuple[str, ...]) -> None:
    replaced = PHRASES.replace(tokens)
    assert "c" not in replaced
    assert replaced.count("d") == tokens.count("d")


def test_a_number_within_the_name_of_a_test_is_no_result() -> None:
    case = OwnCase(Own.RESULT, Phrases({("6", "tgn"): (), ("white", "cells"): ()}), Phrases({}), ("a",))
    assert not case.is_told(("what", "is", "6", "tgn"))
    assert case.is_told(("my", "6", "tgn", "was", "310"))
    assert case.is_told(("white", "cells", "3.4", "normal"))
    assert not case.is_told(("white", "cells", "are", "what", "exactly", "3", "months"))
