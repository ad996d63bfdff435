"""What organisers are told about an entry that is well-formed and yet not good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.features.faq.checks.wanted import Some, Wanted
from tests.features.faq.checks.rules import GOOD, LINE, SHIPPED, found, report
from tests.features.faq.small import FULL, PRODUCT, SOURCE

ANSWER = "answer: |\n  With water. **Ask** your [pharmacist](https://b.example).\n"
OTHER = SOURCE.replace("a.example", "d.example")
MORE = len(GOOD.splitlines()) + 1


def test_a_good_entry_has_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path) == ()


def many(words: int) -> str:
    return "word " * words


@pytest.mark.parametrize(
    ("part", "most"), [("answer", 90), ("more", 180), ("urgent", 70), ("carer", 60), ("differs", 60)]
)
def test_a_part_that_is_too_long(tmp_path: Path, part: str, most: int) -> None:
    without = GOOD.replace(ANSWER, "")
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


@pytest.mark.parametrize("some", [Some(entries={"one": 1}), Some(sections={"taking": 1})])
def test_where_a_mistake_would_do_much_harm_two_sources_are_needed(tmp_path: Path, some: Some) -> None:
    wanted = Wanted("checks.yaml", two_sources=some)
    [problem] = found(tmp_path / "a", wanted=wanted)
    assert (problem.line, problem.what) == (LINE["sources"], "there is only one source.")
    twice = GOOD.replace(SOURCE, SOURCE + SOURCE)
    assert found(tmp_path / "b", twice, wanted=wanted) == (problem,), "the same page twice is one source"
    assert found(tmp_path / "c", GOOD.replace(SOURCE, SOURCE + OTHER), wanted=wanted) == ()
    assert found(tmp_path / "d", GOOD.replace(SOURCE, SOURCE + OTHER) + "product: true\n", wanted=wanted) == ()


@pytest.mark.parametrize("some", [Some(entries={"one": 1}), Some(sections={"taking": 1})])
def test_some_topics_say_when_to_get_help(tmp_path: Path, some: Some) -> None:
    wanted = Wanted("checks.yaml", urgent_part=some)
    [problem] = found(tmp_path / "a", wanted=wanted)
    assert problem.what == "there is no “urgent:” part."
    assert found(tmp_path / "b", f"{GOOD}urgent: Now.\n", wanted=wanted) == ()


def test_an_overdue_review_can_wait(tmp_path: Path) -> None:
    assert found(tmp_path / "a", today=date(2027, 5, 20)) == ()
    [problem] = found(tmp_path / "b", today=date(2027, 5, 21))
    assert problem.warning
    assert (problem.line, problem.what) == (LINE["review_by"], "its review was due on 2027-05-20.")


def test_days_that_have_not_come_yet(tmp_path: Path) -> None:
    problems = found(tmp_path / "a", today=date(2026, 10, 31))
    assert [(problem.line, problem.what, problem.warning) for problem in problems] == [
        (LINE["sources"] + 1, "2026-11-01 has not come yet.", False),
        (LINE["reviewed"], "2026-11-20 has not come yet.", False),
    ]


def test_a_review_that_is_due_before_it_was_made(tmp_path: Path) -> None:
    [problem] = found(tmp_path, GOOD.replace("review_by: 2027-05-20", "review_by: 2026-11-20"))
    assert (problem.line, problem.what) == (LINE["review_by"], "“review_by” is not after “reviewed”.")
    assert not problem.warning


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Now you should stop.", "“more” gives an order about a dose: “should stop”."),
        ("It hits 2 in 100.", "“more” has a number without its group: “2 in 100”."),
        ("It hits 5 % of all.", "“more” has a share: “5 %”."),
        ("Don't stop on your own.", "“more” says “dont stop” and nothing beside it."),
    ],
)
def test_words_that_must_not_stand_there(tmp_path: Path, words: str, what: str) -> None:
    [problem] = found(tmp_path, f"{GOOD}more: |\n  Hello.\n\n  {words}\n", wanted=Wanted(
        orders=SHIPPED.orders, numbers=SHIPPED.numbers, company=SHIPPED.company
    ))  # fmt: skip
    assert (problem.line, problem.what) == (MORE, what)
    assert problem.mend


def test_a_related_entry_that_is_not_there(tmp_path: Path) -> None:
    [problem] = found(tmp_path, f"{GOOD}related:\n  - one\n  - gone\n")
    assert (problem.line, problem.what) == (MORE + 2, "there is no entry “gone”.")


def test_a_related_entry_whose_file_is_broken_is_told_once(tmp_path: Path) -> None:
    problems = report(tmp_path, taking__one=f"{GOOD}related: [two]\n", taking__two="").problems
    assert [(problem.file.rpartition("/")[2], problem.what) for problem in problems if not problem.warning] == [
        ("two.yaml", "the file is empty.")
    ]


def test_an_entry_that_no_other_one_offers(tmp_path: Path) -> None:
    def entry(number: int, related: str) -> str:
        text = GOOD.replace("How do I take it?", f"Question {number}?")
        for row in GOOD.splitlines()[2:17]:
            text = text.replace(row, f"{row} {number}")
        return f"{text}related: [{related}]\n"

    problems = report(
        tmp_path,
        life__a=entry(1, "b, a, a, gone, c"),
        life__b=entry(2, "c"),
        life__c=entry(3, "a, b, c, a"),
        life__d=entry(4, "a, b, c, e"),
        life__e=entry(5, "d"),
        life__f=entry(6, "f"),
    ).problems
    alone = [problem for problem in problems if problem.what == "no other entry leads to this one."]
    assert [problem.file.rpartition("/")[2] for problem in alone] == ["e.yaml", "f.yaml"], "only three are offered"
    assert all(problem.warning and problem.line == 0 for problem in alone)


def test_rules_that_name_what_is_not_there(tmp_path: Path) -> None:
    wanted = Wanted(
        "knowledge/en/checks.yaml",
        two_sources=Some({"taking": 2, "tking": 3}, {}),
        urgent_part=Some({}, {"one": 5, "broken": 6, "gone": 7}),
    )
    problems = report(tmp_path, wanted, taking__one=GOOD, taking__broken="").problems
    told = [(problem.line, problem.what) for problem in problems if problem.file == "knowledge/en/checks.yaml"]
    assert told == [(3, "there is no “tking”."), (7, "there is no “gone”.")]


def test_all_findings_together_each_once(tmp_path: Path) -> None:
    problems = report(tmp_path, life__who=PRODUCT, taking__bad="", taking__missed_dose=FULL).problems
    assert [(problem.file.rpartition("/")[2], problem.what) for problem in problems if not problem.warning] == [
        ("who.yaml", "there are 1 phrasings."),
        ("bad.yaml", "the file is empty."),
        ("missed-dose.yaml", "there are 2 phrasings."),
        ("missed-dose.yaml", "there is no entry “alcohol”."),
        ("missed-dose.yaml", "there is no entry “gone”."),
        ("missed-dose.yaml", "there is no entry “how-to-take”."),
    ]
