"""What organisers are told about answers that are well-formed and yet not good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import Problem
from bot.features.faq.checks import knowledge_problems
from tests.features.faq.small import FULL, PLAIN, PRODUCT, SOURCE, load

TODAY = date(2026, 11, 20)
PHRASINGS = "also_asked:\n" + "".join(f"  - way number {number}\n" for number in range(12))
GOOD = PLAIN.replace("also_asked:\n  - how to take it\n  - with food or without\n", PHRASINGS)
LINE = {row.partition(":")[0]: number for number, row in enumerate(GOOD.splitlines(), 1) if ":" in row}


def found(tmp_path: Path, text: str = GOOD, name: str = "taking__one", today: date = TODAY) -> tuple[Problem, ...]:
    return knowledge_problems(load(tmp_path, **{name: text}), today)


def test_a_good_entry_has_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path) == ()


def many(words: int) -> str:
    return "word " * words


@pytest.mark.parametrize(
    ("part", "most"), [("answer", 90), ("more", 180), ("urgent", 70), ("carer", 60), ("differs", 60)]
)
def test_a_part_that_is_too_long(tmp_path: Path, part: str, most: int) -> None:
    without = GOOD.replace("answer: |\n  With water. **Ask** your [pharmacist](https://b.example).\n", "")
    answer = "" if part == "answer" else "answer: short\n"
    assert found(tmp_path / "a", f"{without}{answer}{part}: {many(most)}\n") == ()
    [problem] = found(tmp_path / "b", f"{without}{answer}{part}: {many(most + 1)}\n")
    assert problem.what.startswith(f"“{part}” has {most + 1} words")
    assert problem.line == len(without.splitlines()) + 1 + bool(answer)


def test_a_question_that_is_too_long(tmp_path: Path) -> None:
    text = GOOD.replace("How do I take it?", "a" * 91)
    assert [(problem.line, problem.what) for problem in found(tmp_path, text)] == [
        (1, "the question has more than 90 characters.")
    ]


def test_no_source(tmp_path: Path) -> None:
    text = GOOD.replace(f"sources:\n{SOURCE}", "sources: []\n")
    [problem] = found(tmp_path / "a", text)
    assert (problem.line, problem.what) == (LINE["sources"], "there is no source.")
    assert found(tmp_path / "b", f"product: true\n{text}") == (), "the bot itself needs no source"


@pytest.mark.parametrize("number", [1, 11, 26])
def test_too_few_or_too_many_phrasings(tmp_path: Path, number: int) -> None:
    text = GOOD.replace(PHRASINGS, "also_asked:\n" + "".join(f"  - way number {count}\n" for count in range(number)))
    [problem] = found(tmp_path, text)
    assert (problem.line, problem.what) == (2, f"there are {number} phrasings.")


def test_an_urgent_entry_says_when_to_get_help(tmp_path: Path) -> None:
    [problem] = found(tmp_path / "a", GOOD, "urgent__one")
    assert "“urgent:”" in problem.what
    assert found(tmp_path / "b", f"{GOOD}urgent: Now.\n", "urgent__one") == ()


def test_an_overdue_review_can_wait(tmp_path: Path) -> None:
    assert found(tmp_path, today=date(2027, 5, 20)) == ()
    [problem] = found(tmp_path, today=date(2027, 5, 21))
    assert problem.warning
    assert (problem.line, problem.what) == (LINE["review_by"], "its review was due on 2027-05-20.")


@pytest.mark.parametrize(
    "order", ["You should stop at once", "you must not skip it", "You can double the dose", "you need to just take it"]
)
def test_an_order_about_a_dose(tmp_path: Path, order: str) -> None:
    [problem] = found(tmp_path, f"{GOOD}more: |\n  Hello.\n\n  Now {order}.\n")
    assert problem.line == len(GOOD.splitlines()) + 1
    assert problem.what.startswith("“more” gives an order about a dose")


@pytest.mark.parametrize("words", ["Your team decides whether you stop.", "you should tell them", "Do you take it?"])
def test_other_words_about_doses(tmp_path: Path, words: str) -> None:
    assert found(tmp_path, f"{GOOD}more: {words}\n") == ()


def test_a_related_entry_that_is_not_there(tmp_path: Path) -> None:
    [problem] = found(tmp_path, f"{GOOD}related:\n  - one\n  - gone\n")
    assert (problem.line, problem.what) == (len(GOOD.splitlines()) + 3, "there is no entry “gone”.")


def test_a_related_entry_that_is_broken_is_told_at_its_own_file_alone(tmp_path: Path) -> None:
    loaded = load(tmp_path, taking__one=f"{GOOD}related: [two]\n", taking__two="question: [\n")
    assert {problem.file for problem in knowledge_problems(loaded, TODAY)} == {"knowledge/en/taking/two.yaml"}


@pytest.mark.parametrize(("old", "key"), [("reviewed: 2026-11-20", "reviewed"), ("checked: 2026-11-01", "  - {title")])
def test_a_day_that_is_still_to_come(tmp_path: Path, old: str, key: str) -> None:
    name = old.partition(" ")[0]
    assert found(tmp_path / "a", GOOD.replace(old, f"{name} 2026-11-21")) == (), "it is tomorrow somewhere"
    [problem] = found(tmp_path / "b", GOOD.replace(old, f"{name} 2062-11-20"))
    assert (problem.line, problem.what) == (LINE[key], "2062-11-20 is still to come.")


def test_a_phrasing_in_two_places(tmp_path: Path) -> None:
    other = GOOD.replace("How do I take it?", "Another?").replace("way number", "path number")
    twice = other.replace("path number 3", "Way: number 4!").replace("path number 7", "path, number 8")
    problems = knowledge_problems(load(tmp_path, taking__a=GOOD, taking__b=twice.replace("Way: n", "Way n")), TODAY)
    assert [(problem.file.rpartition("/")[2], problem.line) for problem in problems] == [("a.yaml", 7), ("b.yaml", 11)]
    assert "knowledge/en/taking/b.yaml:6 too" in problems[0].what
    assert "knowledge/en/taking/b.yaml:10 too" in problems[1].what


def test_all_findings_together_each_once(tmp_path: Path) -> None:
    loaded = load(tmp_path, life__who=PRODUCT, taking__bad="", taking__missed_dose=FULL)
    assert [(problem.file.rpartition("/")[2], problem.what) for problem in knowledge_problems(loaded, TODAY)] == [
        ("who.yaml", "there are 1 phrasings."),
        ("bad.yaml", "the file is empty."),
        ("missed-dose.yaml", "there are 2 phrasings."),
        ("missed-dose.yaml", "there is no entry “alcohol”."),
        ("missed-dose.yaml", "there is no entry “gone”."),
        ("missed-dose.yaml", "there is no entry “how-to-take”."),
    ]
