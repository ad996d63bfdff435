"""Reading the lines that volunteers write."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.features.safety.phrases import Endings, LineError, Names, parse_line, parse_phrase, parse_range
from bot.features.safety.rules import Element, Part, Phrase

YELLOW = Element(frozenset({("yellow",)}))
FEVER = Part((Phrase((YELLOW,)),))
NAMES = Names({"yellow": YELLOW}, {"fever": FEVER})


def spellings(phrase: Phrase) -> list[set[tuple[str, ...]]]:
    return [set(element.spellings) for element in phrase.elements]


def test_words_and_gaps() -> None:
    phrase = parse_phrase("Eyes are .. yellow ... can't", NAMES)
    assert spellings(phrase) == [{("eyes",)}, {("are",)}, {("yellow",)}, {("cant",)}]
    assert phrase.gaps == (3, 15, 31)


def test_choices_may_hold_several_words_and_names() -> None:
    phrase = parse_phrase("(wee|passing water|@yellow) dark", NAMES)
    assert spellings(phrase) == [{("wee",), ("passing", "water"), ("yellow",)}, {("dark",)}]


def test_brackets_tell_what_a_look_alike_takes() -> None:
    assert parse_phrase("[blood] (test|tests)", NAMES).taken == {0}
    assert parse_phrase("(white|red) [(cell|cells)]", NAMES).taken == {1}
    assert parse_phrase("blood test", NAMES).taken == frozenset()


def test_groups_and_parts() -> None:
    line = parse_line("eyes & @yellow + @fever", NAMES)
    assert [len(group) for group in line.groups] == [2, 1]
    assert line.groups[1][0] is FEVER
    assert len(line.parts) == 3


def test_a_word_stands_with_and_without_its_ending() -> None:
    endings = Endings(("s",), frozenset({"bloods"}))
    assert endings.spellings("lip") == {("lip",), ("lips",)}
    assert endings.spellings("swollen lips") == {("swollen", "lips"), ("swollen", "lip")}
    assert endings.spellings("bloods") == {("bloods",)}
    assert endings.spellings("is") == {("is",)}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is empty"),
        (".. eyes", "gap stands at the beginning"),
        ("eyes .. .. red", "gap stands at the beginning or twice"),
        ("eyes ..", "ends with a gap"),
        ("@nothing", "there is no set @nothing"),
        ("eyes @fever", "names whole lines"),
        ("(eyes|in @yellow)", "not plain words"),
        ("(eyes|", "a bracket is not closed"),
        ("((eyes|a)|b)", "a bracket is not closed"),
        ("(eyes|)", "not plain words"),
        ("-", "holds no word"),
    ],
)
def test_lines_that_cannot_be_read(text: str, what: str) -> None:
    with pytest.raises(LineError) as caught:
        parse_phrase(text, NAMES)
    assert what in caught.value.what
    assert caught.value.mend


def test_ranges() -> None:
    assert parse_range("38 to 42.9").holds(Decimal("42.9"))
    assert not parse_range("38 to 42.9").holds(Decimal("37.99"))
    decimals = parse_range("38 to 42.9 with decimals")
    assert decimals.holds(Decimal("38.5"))
    assert not decimals.holds(Decimal(39))


@pytest.mark.parametrize("text", ["38", "42 to 38", "38-42", "hot"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(LineError):
        parse_range(text)
