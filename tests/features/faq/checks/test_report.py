"""All findings about a knowledge base, and its figures."""

from __future__ import annotations

from pathlib import Path

from bot.features.faq.checks import Wanted, examine
from bot.features.faq.checks.rehearsal import WORST
from bot.features.faq.checks.wanted import ReadingLevel
from tests.features.faq.checks.rules import GOOD, PHRASINGS, TODAY, WAYS, asked, report, taught
from tests.features.faq.small import PRODUCT, load


def test_the_figures(tmp_path: Path) -> None:
    level = Wanted("checks.yaml", reading=ReadingLevel(7, 9))
    signed = GOOD.replace("reviewed: 2026-11-20\n", "reviewed: 2026-11-20\nreviewed_by: A pharmacist\n")
    signed = signed.replace(PHRASINGS, asked(*WAYS[12:])).replace("How do I take it?", "Who signed?")
    figures = report(tmp_path, level, taking__one=GOOD, taking__two=signed, life__who=PRODUCT)
    assert (figures.entries, figures.unsigned, figures.phrasings) == (3, 1, 16 + 16 + 2)
    assert figures.grades.keys() == {"one", "two", "who"}
    assert figures.grade == sorted(figures.grades.values())[1]
    assert 0 <= figures.share_found_again < 1


def test_without_a_reading_level_there_is_no_grade(tmp_path: Path) -> None:
    figures = report(tmp_path, taking__one=GOOD)
    assert (figures.grades, figures.grade) == ({}, None)


def test_a_knowledge_base_without_entries(tmp_path: Path) -> None:
    figures = report(tmp_path)
    assert (figures.problems, figures.entries, figures.phrasings, figures.share_found_again) == ((), 0, 0, 1.0)


def test_a_phrasing_that_sounds_like_another_entry(tmp_path: Path) -> None:
    pets = asked(*(f"may I keep a {pet} at home" for pet in ("cat", "dog", "bird", "snake", "hamster")))
    trips = asked(*(f"flying to {place} on holiday" for place in ("Spain", "Greece", "Peru", "Japan")), "may I keep a")
    loaded = load(
        tmp_path,
        life__pets=GOOD.replace(PHRASINGS, pets).replace("How do I take it?", "Are pets a danger?"),
        life__trips=GOOD.replace(PHRASINGS, trips).replace("How do I take it?", "Can I travel on holiday?"),
    )
    found = examine(loaded, Wanted(), taught(loaded), TODAY)
    problems = [problem for problem in found.problems if "sounds" in problem.what]
    assert [(problem.file.rpartition("/")[2], problem.line) for problem in problems] == [("trips.yaml", 7)]
    assert problems[0].what.startswith("“may I keep a” sounds like “pets”")
    assert problems[0].warning


def test_only_the_worst_of_them_are_listed(tmp_path: Path) -> None:
    plural = asked(*(f"{way}s" for way in WAYS[:15]))
    two = GOOD.replace(PHRASINGS, plural).replace("How do I take it?", "Who paints?")
    figures = report(tmp_path, taking__one=GOOD, taking__two=two)
    listed = [problem for problem in figures.problems if "sounds like" in problem.what]
    assert len(listed) == WORST
    assert figures.phrasings - figures.found_again > WORST
