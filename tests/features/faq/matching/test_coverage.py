from __future__ import annotations

import pytest

from bot.features.faq.matching.coverage import Coverage, Covered

STEMS = (("miss", "dose"), ("forgot", "my", "dose"), ("hair", "loss"), ("weather",))
COVERAGE = Coverage(STEMS, (0, 0, 1, -1), 2, frozenset({"my"}))


def test_full_and_no_cover() -> None:
    assert COVERAGE.of(("miss", "my", "dose"), 0) == Covered(1.0, 1.0)
    assert COVERAGE.of(("miss", "my", "dose"), 1) == Covered(0.0, 1.0)
    assert COVERAGE.of(("zebra",), 0) == Covered(0.0, 0.0)


def test_filler_alone_is_not_covered() -> None:
    assert COVERAGE.of(("my",), 0) == Covered(0.0, 0.0)
    assert COVERAGE.of((), 0) == Covered(0.0, 0.0)


def test_rare_words_weigh_more() -> None:
    assert COVERAGE.of(("dose", "hair"), 0).entry < 0.5


def test_without_the_phrasing_its_own_words_are_strange() -> None:
    covered = COVERAGE.without_phrasing(("miss", "dose"), 0, 0)
    assert 0 < covered.entry < 1
    assert covered.entry == pytest.approx(covered.any)


def test_without_the_entry_only_words_of_others_are_known() -> None:
    assert (
        COVERAGE.without_entry(("forgot", "hair", "dose"), 1, 0).any
        == COVERAGE.without_entry(("forgot", "hair", "dose"), 1, 0).entry
    )
    assert COVERAGE.without_entry(("miss", "dose"), 1, 0) == Covered(0.0, 0.0)


def test_silent_lines_are_no_cover() -> None:
    assert COVERAGE.of(("weather",), 0) == Covered(0.0, 0.0)
    assert COVERAGE.without_phrasing(("weather", "hair"), 1, -1).entry > 0
