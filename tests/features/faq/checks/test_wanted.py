"""Reading what is wanted of answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import FilesError, Problem
from bot.features.faq.checks.wanted import ReadingLevel, Some, Wanted, load_wanted
from bot.features.faq.checks.wording import orders
from tests.features.faq.checks.rules import SHIPPED
from tests.features.faq.small import small


def read(tmp_path: Path, text: str) -> Wanted:
    path = tmp_path / "checks.yaml"
    path.write_text(text, encoding="utf-8")
    return load_wanted(path, tmp_path)


def problems(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    with pytest.raises(FilesError) as raised:
        read(tmp_path, text)
    assert all(isinstance(problem, Problem) and problem.file == "checks.yaml" for problem in raised.value.problems)
    return [(problem.line, problem.what) for problem in raised.value.problems]


def test_sections_and_entries_are_known_with_their_lines(tmp_path: Path) -> None:
    wanted = read(tmp_path, "two_sources:\n  sections: [urgent]\n  entries:\n    - pregnancy\n    - warfarin\n")
    assert wanted.two_sources == Some({"urgent": 2}, {"pregnancy": 4, "warfarin": 5})
    assert wanted.urgent_part == Some()


def test_some_entries(tmp_path: Path) -> None:
    dose, alcohol = (small(tmp_path).knowledge.entries[id_] for id_ in ("missed-dose", "alcohol"))
    some = Some({"taking": 1}, {})
    assert (some.has(dose), some.has(alcohol)) == (True, False)
    some = Some({}, {"alcohol": 1})
    assert (some.has(dose), some.has(alcohol)) == (False, True)


def test_the_reading_level(tmp_path: Path) -> None:
    wanted = read(tmp_path, "reading: {median: 6, most: 8, names: [Shingrix]}\n")
    assert wanted.reading == ReadingLevel(6, 8, frozenset({"shingrix"}))
    assert read(tmp_path, "company: []\n").reading is None


def test_a_deed_is_known_in_all_its_forms(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
orders:
  telling: [one should]
  deeds: {leave out: [leaving out, left out]}
  ordinary: {eat: [eating]}
  doses: [sweets]
  harmless: [left out of it]
""",
    ).orders
    assert list(orders("One should leave out sugar, one should be left out.", found)) == [
        "one should leave out",
        "one should be left out",
    ]
    assert list(orders("One should eat. One should be left out of it.", found)) == []
    assert list(orders("Eat more sweets. Eating sweets helps.", found)) == ["eat more sweets"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("reading: {median: 0, most: 9}\n", 1, "“reading → median” is out of range"),
        ("reading: {median: 7}\n", 1, "“reading → most” is missing."),
        ("orders:\n  tellng: [you should]\n", 2, "“orders → tellng” is no key that is known here."),
        ("orders:\n  telling: you should\n", 2, "“orders → telling” should be a list."),
        ("numbers:\n  rates:\n    - in\n    - '…'\n", 4, "“…” holds no word."),
        ("orders:\n  deeds:\n    take: ['-']\n", 3, "“-” holds no word."),
        ("company:\n  - says: [stop]\n", 2, "“company → item 1 → needs” is missing."),
        ("", 1, "the file is empty."),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    [(where, told)] = problems(tmp_path, text)
    assert (where, told[: len(what)]) == (line, what)


def test_signs_for_a_share_need_no_word(tmp_path: Path) -> None:
    assert read(tmp_path, "numbers:\n  shares: ['%']\n").numbers.shares == ("%",)


def test_what_is_shipped_wants_something_of_everything() -> None:
    assert SHIPPED.two_sources.sections
    assert SHIPPED.urgent_part.entries
    assert SHIPPED.reading is not None
    assert (SHIPPED.reading.median, SHIPPED.reading.most) == (7, 9)
    assert SHIPPED.numbers.groups
    assert SHIPPED.company
