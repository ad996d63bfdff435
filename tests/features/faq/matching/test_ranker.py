from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.faq.matching import Lessons, Matcher, Phrasings, ranker
from bot.features.faq.matching.index import Index
from bot.features.faq.matching.ranker import Ranker, Rehearsal, group, learn
from bot.features.faq.matching.views import Views
from tests.features.faq.matching.languages import ENTRIES, LESSONS, SMALL

VIEWS = Views(SMALL)
LINES = [(number, text) for number, entry in enumerate(ENTRIES) for text in entry.phrasings]
LINES += [(-1, text) for text in SMALL.silent]
TOKENS = [tuple(text.split()) for _, text in LINES]
TEXTS = list(map(VIEWS.of, TOKENS))
OWNERS = [owner for owner, _ in LINES]
OWNED = np.array(OWNERS) >= 0


def taught(rows: Sequence[int]) -> tuple[Index, Ranker, Rehearsal]:
    index = Index.of(VIEWS.of_all([TOKENS[row] for row in rows]))
    sample = np.arange(len(rows))
    owners = [OWNERS[row] for row in rows]
    return index, *learn(index, owners, len(ENTRIES), sample, lambda row: index.likeness(TEXTS[rows[row]]))


INDEX, RANKER, REHEARSAL = taught(range(len(TEXTS)))
LIKENESS = np.array([INDEX.likeness(text) for text in TEXTS])


def test_each_phrasing_is_ranked_to_its_entry() -> None:
    scores, talk = RANKER.scores(LIKENESS)
    assert scores.shape == (len(TEXTS), len(ENTRIES))
    np.testing.assert_array_equal(np.argmax(scores[OWNED], axis=1), np.array(OWNERS)[OWNED])
    assert (talk[OWNED] < scores[OWNED].max(axis=1)).all()


def test_lines_without_an_entry_score_low_for_all_and_high_as_talk() -> None:
    scores, talk = RANKER.scores(LIKENESS)
    assert scores[~OWNED].max() < 0.5
    assert (talk[~OWNED] > scores[~OWNED].max(axis=1)).all()


def test_rehearsal_without_a_phrasing_is_near_to_solving_anew() -> None:
    # Not equal, for the rarity of the words is counted with the phrasing in both.
    for row in (0, 7, 12, len(TEXTS) - 1):
        index, without, _ = taught([other for other in range(len(TEXTS)) if other != row])
        scores, talk = without.scores(np.array([index.likeness(TEXTS[row])]))
        np.testing.assert_allclose(REHEARSAL.without_phrasing[row], scores[0], atol=0.12)
        np.testing.assert_allclose(REHEARSAL.talk[row], talk[0], atol=0.12)


def test_rehearsal_without_an_entry_is_near_to_solving_anew() -> None:
    index, without, _ = taught([row for row in range(len(TEXTS)) if OWNERS[row] != 2])
    for place, row in enumerate(REHEARSAL.left):
        if OWNERS[row] == 2:
            scores, _ = without.scores(np.array([index.likeness(TEXTS[row])]))
            others = [number for number in range(len(ENTRIES)) if number != 2]
            np.testing.assert_allclose(REHEARSAL.without_entry[place, others], scores[0, others], atol=0.2)


def test_rehearsal_without_an_entry_never_ranks_that_entry() -> None:
    assert REHEARSAL.left.tolist() == np.flatnonzero(OWNED).tolist()
    for place, row in enumerate(REHEARSAL.left):
        assert REHEARSAL.without_entry[place, OWNERS[row]] == -np.inf
        assert np.isfinite(np.delete(REHEARSAL.without_entry[place], OWNERS[row])).all()


def test_rehearsal_without_an_entry_scores_lower_than_with_it() -> None:
    assert REHEARSAL.without_entry.max(axis=1).mean() < REHEARSAL.without_phrasing[OWNED].max(axis=1).mean()


def test_a_rehearsal_of_a_few_is_that_part_of_the_whole_one() -> None:
    few = np.array([1, 6, 7, len(TEXTS) - 2])
    _, rehearsal = learn(INDEX, OWNERS, len(ENTRIES), few, lambda row: INDEX.likeness(TEXTS[row]))
    np.testing.assert_array_equal(rehearsal.rows, few)
    np.testing.assert_array_equal(rehearsal.owners, np.array(OWNERS)[few])
    np.testing.assert_allclose(rehearsal.without_phrasing, REHEARSAL.without_phrasing[few], atol=1e-5)
    np.testing.assert_array_equal(rehearsal.left, [0, 1, 2])
    np.testing.assert_allclose(rehearsal.without_entry, REHEARSAL.without_entry[few[rehearsal.left]], atol=1e-5)


def test_of_many_entries_only_some_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranker, "_LEFT_OUT", 1)
    _, same, rehearsal = taught(range(len(TEXTS)))
    owners = rehearsal.owners[rehearsal.left]
    assert set(owners) == set(range(0, len(ENTRIES), 3)) < set(range(len(ENTRIES)))
    np.testing.assert_allclose(rehearsal.without_phrasing, REHEARSAL.without_phrasing, atol=1e-5)
    np.testing.assert_allclose(rehearsal.without_entry, REHEARSAL.without_entry[rehearsal.left], atol=1e-5)
    np.testing.assert_allclose(same.weights[0], RANKER.weights[0], atol=1e-5)


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn in several groups what is otherwise far too little for more than one."""
    monkeypatch.setattr(ranker, "_ONE_GROUP", 10)
    monkeypatch.setattr(ranker, "_GROUP", 10)


@pytest.mark.usefixtures("small_groups")
class TestGroups:
    def test_several_groups_give_nearly_the_scores_of_one(self) -> None:
        _, grouped, rehearsal = taught(range(len(TEXTS)))
        assert len(grouped.groups) > 1
        scores, talk = grouped.scores(LIKENESS)
        alone, talk_alone = RANKER.scores(LIKENESS)
        assert np.abs(scores - alone).mean() < 0.03
        assert np.abs(talk - talk_alone).mean() < 0.1
        np.testing.assert_array_equal(np.argmax(scores[OWNED], axis=1), np.array(OWNERS)[OWNED])
        assert np.abs(rehearsal.without_phrasing - REHEARSAL.without_phrasing).mean() < 0.05
        np.testing.assert_array_equal(np.isinf(rehearsal.without_entry), np.isinf(REHEARSAL.without_entry))

    def test_a_matcher_in_groups_answers_nearly_alike(self, monkeypatch: pytest.MonkeyPatch) -> None:
        grouped = Matcher.build(LESSONS)
        monkeypatch.undo()
        alone = Matcher.build(LESSONS)
        assert len(grouped.ranker.groups) > len(alone.ranker.groups) == 1
        asked = [text for entry in ENTRIES for text in entry.phrasings]
        asked += ["a glass of wine on imuran?", "forgott my tabelt", "losing lots of hair", "do I need bloods"]
        assert [grouped.match(text).entry for text in asked] == [alone.match(text).entry for text in asked]

    def test_what_was_learnt_in_other_groups_is_not_taken_from_the_cache(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        cache = tmp_path / ".cache"
        Matcher.build(LESSONS, cache)
        monkeypatch.undo()
        assert len(Matcher.build(LESSONS, cache).ranker.groups) == 1

    def test_entries_without_a_line_and_entries_of_many(self) -> None:
        entries = (ENTRIES[0], Phrasings("empty", ()), *ENTRIES[1:])
        matcher = Matcher.build(Lessons(entries, SMALL))
        assert matcher.match("is wine ok").entry == "alcohol"


@given(
    sizes=st.lists(st.integers(0, 40), max_size=40),
    talk=st.integers(0, 30),
    one=st.integers(1, 60),
    each=st.integers(1, 60),
)
def test_groups_part_all_entries_and_hold_their_lines_and_all_talk(
    sizes: list[int], talk: int, one: int, each: int
) -> None:
    owners = [*_repeated(sizes), *[-1] * talk]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ranker, "_ONE_GROUP", one)
        patched.setattr(ranker, "_GROUP", each)
        groups = group(owners, len(sizes))
    numbers = [number for found in groups for number in range(found.first, found.end)]
    assert numbers == list(range(len(sizes)))
    for found in groups:
        wanted = [row for row, owner in enumerate(owners) if owner < 0 or found.first <= owner < found.end]
        assert found.rows.tolist() == wanted
    if len(owners) <= one:
        assert len(groups) == bool(sizes)


def _repeated(sizes: Iterable[int]) -> Iterable[int]:
    return (number for number, size in enumerate(sizes) for _ in range(size))
