"""Finding phrases among words."""

from __future__ import annotations

import pytest

from bot.features.safety.patterns import Patterns
from bot.features.safety.phrases import Names, parse_phrase, parse_range
from bot.features.safety.reading import read
from bot.features.safety.rules import Element

HOT = Element(frozenset(), (parse_range("38 to 42.9"),))
NAMES = Names({"hot": HOT}, {})
LITTLE = frozenset({"so", "the", "is", "a"})


def found(line: str, text: str) -> list[str]:
    phrase = parse_phrase(line, NAMES)
    reading = read(text, lambda _: None, LITTLE)
    matches = Patterns.of([phrase]).find(reading).get(phrase, ())
    return [" ".join(reading.tokens[position].read for position in match.positions) for match in matches]


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("eyes", "my eyes and eyes", ["eyes", "eyes"]),
        ("eyes yellow", "eyes is so yellow", ["eyes yellow"]),
        ("eyes yellow", "eyes look yellow", []),
        ("eyes .. yellow", "eyes look very odd yellow", ["eyes yellow"]),
        ("eyes .. yellow", "eyes one two three four yellow", []),
        ("eyes ... yellow", "eyes one two three four yellow", ["eyes yellow"]),
        ("eyes .. yellow", "yellow eyes", []),
        ("eyes .. yellow", "eyes. yellow", []),
        ("(chicken pox|pox)", "chicken pox", ["chicken pox", "pox"]),
        ("chicken pox", "chicken. pox", []),
        ("temp .. @hot", "temp is 38,9 now", ["temp 38.9"]),
        ("temp .. @hot", "temp 43", []),
        ("temp .. @hot", "temp 38.5.1", []),
        ("a .. b .. c", "a b b c", ["a b c"]),
    ],
)
def test_where_a_phrase_stands(line: str, text: str, expected: list[str]) -> None:
    assert found(line, text) == expected


def test_the_words_in_brackets_are_marked() -> None:
    phrase = parse_phrase("[blood] (test|tests)", NAMES)
    matches = Patterns.of([phrase]).find(read("my blood test", lambda _: None, LITTLE))
    (match,) = matches[phrase]
    assert match.positions == (1, 2)
    assert match.taken == {1}


def test_many_equal_words_take_little_work() -> None:
    assert len(found("a ... b ... a", "a b " * 150)) == 149
