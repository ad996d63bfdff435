"""Whether answers are easy enough to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.features.faq.checks.reading_level import grades, reading_problems
from bot.features.faq.checks.wanted import ReadingLevel
from bot.features.faq.loading import Loaded
from bot.features.faq.words import Phrases, Words
from tests.features.faq.small import PLAIN, load

EASY = "Take it with a glass of water. Ask us if you are not sure."
HARD = "Considerable circumspection regarding opportunistic infections necessitates interdisciplinary consultation."
LANGUAGE = Words(
    subject=("azathioprine",),
    fold=Phrases({("imuran",): ("azathioprine",)}),
    names=Phrases({("mercaptopurine",): ("mercaptopurine",), ("co", "trimoxazole"): ("antibiotic",)}),
)
LEVEL = ReadingLevel(median=7, most=9, names=frozenset({"prednisolone"}))


def entries(tmp_path: Path, *answers: str, more: str = "") -> Loaded:
    texts = [
        PLAIN.replace("  With water. **Ask** your [pharmacist](https://b.example).\n", f"  {answer}\n") + more
        for answer in answers
    ]
    return load(tmp_path, **{f"taking__e{number}": text for number, text in enumerate(texts)})


def told(loaded: Loaded) -> list[tuple[str, int, bool]]:
    problems = reading_problems(grades(loaded, LEVEL, LANGUAGE), LEVEL, loaded, "checks.yaml")
    return [(problem.file, problem.line, problem.warning) for problem in problems]


def test_easy_answers(tmp_path: Path) -> None:
    assert told(entries(tmp_path, EASY, EASY)) == []


def test_an_answer_that_is_too_hard(tmp_path: Path) -> None:
    loaded = entries(tmp_path, EASY, HARD, EASY)
    assert told(loaded) == [("knowledge/en/taking/e1.yaml", 5, False)]
    [problem] = reading_problems(grades(loaded, LEVEL, LANGUAGE), LEVEL, loaded, "checks.yaml")
    assert problem.what.startswith("the answer is hard to read: grade ")
    assert "hard_words" in problem.mend


def test_an_answer_may_say_why_it_cannot_be_easier(tmp_path: Path) -> None:
    loaded = entries(tmp_path, HARD, more="hard_words: These are the words of the law.\n")
    assert told(loaded) == [("checks.yaml", 0, True)], "the whole is still too hard"


def test_all_answers_together_can_be_too_hard(tmp_path: Path) -> None:
    middling = "Several people experience considerable tiredness in the first weeks of the treatment."
    loaded = entries(tmp_path, middling, EASY, middling)
    grade = grades(loaded, LEVEL, LANGUAGE)["e0"]
    level = ReadingLevel(median=int(grade), most=20)
    [problem] = reading_problems({"e0": grade, "e1": 2.0, "e2": grade}, level, loaded, "checks.yaml")
    assert (problem.file, problem.line, problem.warning) == ("checks.yaml", 0, True)
    assert f"grade {grade:.1f}" in problem.what


@pytest.mark.parametrize("name", ["azathioprine", "Imuran", "mercaptopurine", "Prednisolone"])
def test_names_of_medicines_are_not_counted_against_it(tmp_path: Path, name: str) -> None:
    loaded = entries(tmp_path, f"Some take {name}.", "Some take it.")
    named, plain = grades(loaded, LEVEL, LANGUAGE).values()
    assert named == pytest.approx(plain)


def test_a_part_of_a_name_is_no_name(tmp_path: Path) -> None:
    loaded = entries(tmp_path, "Some take trimoxazole.", "Some take it.")
    named, plain = grades(loaded, LEVEL, LANGUAGE).values()
    assert named > plain + 5


def test_an_answer_without_words_has_no_grade(tmp_path: Path) -> None:
    loaded = entries(tmp_path, "…")
    assert grades(loaded, LEVEL, LANGUAGE) == {}
    assert told(loaded) == []
