"""Whether phrasings are enough, and whether each belongs to one entry alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import Problem
from bot.features.faq.checks.phrasings import alike, twice, ways
from bot.features.faq.words import Phrases, Words
from tests.features.faq.checks.rules import GOOD, PHRASINGS, WAYS, asked, found
from tests.features.faq.small import PLAIN, load

LANGUAGE = Words(
    subject=("azathioprine",),
    fold=Phrases({("imuran",): ("azathioprine",), ("jab",): ("vaccine",)}),
    courtesy=Phrases({("hello",): ()}),
)


def entry(question: str, *phrasings: str) -> str:
    """Write an entry with these ways to ask it."""
    text = PLAIN.replace("How do I take it?", question)
    return text.replace("also_asked:\n  - how to take it\n  - with food or without\n", asked(*phrasings))


def told(problems: list[Problem]) -> list[tuple[str, int, str]]:
    return [(problem.file.rpartition("/")[2], problem.line, problem.what) for problem in problems]


@pytest.mark.parametrize(("number", "good"), [(14, False), (15, True), (25, True), (26, False)])
def test_how_many_phrasings(tmp_path: Path, number: int, *, good: bool) -> None:
    problems = found(tmp_path, GOOD.replace(PHRASINGS, asked(*WAYS[:number])))
    expected = [] if good else [("one.yaml", 2, f"there are {number} phrasings.")]
    assert told([problem for problem in problems if not problem.warning]) == expected


def test_all_ways_are_known_with_their_places(tmp_path: Path) -> None:
    loaded = load(tmp_path, taking__b=entry("Two?", "three", "four"), life__a=entry("One?", "two"))
    assert [(way.entry, way.phrasing, way.file, way.line) for way in ways(loaded)] == [
        ("b", "Two?", "knowledge/en/taking/b.yaml", 1),
        ("b", "three", "knowledge/en/taking/b.yaml", 3),
        ("b", "four", "knowledge/en/taking/b.yaml", 4),
        ("a", "One?", "knowledge/en/life/a.yaml", 1),
        ("a", "two", "knowledge/en/life/a.yaml", 3),
    ]


def test_a_phrasing_in_two_places(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        taking__a=entry("One?", "way 3", "way 4", "WAY, 3!"),
        taking__b=entry("Two?", "Way 4", "one", "way 5"),
    )
    problems = list(twice(ways(loaded)))
    assert told(problems) == [
        ("a.yaml", 5, "“WAY, 3!” stands in knowledge/en/taking/a.yaml:3 too."),
        ("b.yaml", 3, "“Way 4” stands in knowledge/en/taking/a.yaml:4 too."),
        ("b.yaml", 4, "“one” stands in knowledge/en/taking/a.yaml:1 too."),
    ]
    assert not any(problem.warning for problem in problems)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("does imuran hurt the kidneys", "does azathioprine hurt the kidney"),
        ("flu jab", "flu vaccine"),
        ("hello, may I fly to Spain", "to Spain may I fly"),
        ("imuran", "azathioprine"),
    ],
)
def test_phrasings_of_two_entries_that_are_nearly_the_same(tmp_path: Path, one: str, two: str) -> None:
    loaded = load(tmp_path, taking__a=entry("Alpha question?", one), taking__b=entry("Beta thing?", "far off", two))
    [problem] = alike(ways(loaded), LANGUAGE)
    assert told([problem]) == [("b.yaml", 4, f"“{two}” is nearly “{one}” in knowledge/en/taking/a.yaml:3.")]
    assert problem.warning


def test_phrasings_of_one_entry_may_be_alike_and_the_same_ones_are_told_elsewhere(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        taking__a=entry("Alpha question?", "flu season", "flu seasons"),
        taking__b=entry("Beta thing?", "Flu season!", "quite different"),
    )
    assert told(list(alike(ways(loaded), LANGUAGE))) == [
        ("b.yaml", 3, "“Flu season!” is nearly “flu seasons” in knowledge/en/taking/a.yaml:4.")
    ]


def test_our_subject_makes_nothing_alike(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        taking__a=entry("Alpha question?", "azathioprine cats"),
        taking__b=entry("Beta thing?", "azathioprine rain"),
    )
    assert list(alike(ways(loaded), LANGUAGE)) == []
