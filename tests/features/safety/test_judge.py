"""The learnt judge: how it weighs a message, and how it is kept in a file."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import FilesError
from bot.core.tokens import words
from bot.features.safety.judge import FILE, Judge, Judgement, Thresholds, Weights, load_judge, save_judge
from tests.features.safety.conftest import EVERYDAY, FLAGS, KNOWLEDGE, SAYINGS

DANGERS = [(text, flag) for text, flag, _ in SAYINGS if flag]
CHAT = "we walk the dog by the lake and the nurse was lovely and the soup was kind. "


class TestWeighing:
    def test_danger_weighs_more_than_what_people_say_every_day(self, taught: Judge) -> None:
        least = min(taught.judge(text).danger for text, _ in DANGERS)
        assert least > max(taught.judge(text).danger for text in EVERYDAY)

    @pytest.mark.parametrize(("text", "flag"), DANGERS)
    def test_the_likeliest_flag(self, taught: Judge, text: str, flag: str) -> None:
        judged = taught.judge(text)
        assert judged.flag == flag
        assert judged.lead > 0.0

    def test_an_emergency_scores_higher_than_what_can_wait_till_evening(self, taught: Judge) -> None:
        assert taught.judge(SAYINGS[4][0]).emergency > taught.judge(SAYINGS[2][0]).emergency

    def test_the_end_of_a_long_story_is_read_too(self, taught: Judge) -> None:
        """A platform lets people send six thousand signs: some twelve hundred words."""
        cry, story = SAYINGS[4][0], CHAT * 70
        assert len(words(story)) > 1000
        without = taught.judge(story)
        for text in (story + cry, cry + ". " + story, story[: len(story) // 2] + cry + story[len(story) // 2 :]):
            assert taught.judge(text).danger > without.danger + 0.3
            assert taught.judge(text).emergency > without.emergency + 0.3
            assert taught.judge(text).flag == "rf-jaundice"

    def test_closely_a_sentence_counts_by_itself(self, taught: Judge) -> None:
        text = "The nurse was lovely. The walk was kind. He talks nonsense to the wall. We walk the dog by the lake."
        assert taught.judge(text, closely=True).danger > taught.judge(text).danger

    def test_the_stretches_of_a_long_story_are_close_enough(self, taught: Judge) -> None:
        text = "He talks nonsense to the wall. " + CHAT * 5
        assert taught.judge(text, closely=True) == taught.judge(text)
        assert taught.judge(text).danger > taught.judge(CHAT * 5).danger

    def test_one_sentence_weighs_the_same_closely(self, taught: Judge) -> None:
        for text, _ in DANGERS:
            assert taught.judge(text, closely=True) == taught.judge(text)

    def test_with_a_single_flag_it_is_clear_which(self, taught: Judge) -> None:
        views = tuple(replace(view, weights=view.weights[:, :3], scales=view.scales[:3]) for view in taught.views)
        alone = replace(taught, views=views, offsets=taught.offsets[:3], flags=FLAGS[:1])
        judged = alone.judge(DANGERS[0][0])
        assert (judged.flag, judged.lead) == (FLAGS[0], np.inf)

    def test_the_telling_words_are_few_and_in_the_order_of_the_text(self, taught: Judge) -> None:
        text = "The dog was lovely but he talks NONSENSE to the wall, nonsense all day"
        telling = taught.telling(text)
        assert "nonsense" in telling
        assert len(telling) <= 4
        places = [words(text).index(word) for word in telling]
        assert places == sorted(places)
        assert taught.telling("?!") == ()

    def test_nothing_learnt_shows_in_the_repr(self, taught: Judge) -> None:
        assert len(repr(taught)) < 600


class TestThresholds:
    LIMITS = Thresholds(Weights(2.0, 1.0, 0.5, -1.0), alarm=0.0, overheard=0.35, emergency=0.0, surely_emergency=0.5)
    JUDGED = Judgement(danger=0.3, emergency=0.0, flag="rf-fever", likeness=0.2, lead=0.1)

    def test_the_rules_can_tip_the_scale(self) -> None:
        assert not self.LIMITS.alarms(self.JUDGED, by_rules=False)
        assert self.LIMITS.alarms(self.JUDGED, by_rules=True)

    def test_it_takes_as_much_as_the_alarm_says(self) -> None:
        assert replace(self.LIMITS, alarm=-0.2).alarms(self.JUDGED, by_rules=False)
        assert not replace(self.LIMITS, alarm=0.31).alarms(self.JUDGED, by_rules=True)

    def test_in_talk_to_others_it_must_be_surer(self) -> None:
        assert not self.LIMITS.alarms(self.JUDGED, by_rules=True, addressed=False)
        assert self.LIMITS.alarms(replace(self.JUDGED, danger=0.4), by_rules=True, addressed=False)

    @given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1))
    def test_more_danger_never_silences(self, danger: float, likeness: float, more: float) -> None:
        judged = replace(self.JUDGED, danger=danger, likeness=likeness)
        worse = replace(judged, danger=danger + more, likeness=likeness + more)
        for by_rules in (False, True):
            assert self.LIMITS.alarms(worse, by_rules=by_rules) >= self.LIMITS.alarms(judged, by_rules=by_rules)
        assert self.LIMITS.alarms(judged, by_rules=True) >= self.LIMITS.alarms(judged, by_rules=False)

    def test_of_the_shipped_judge_more_of_anything_speaks_for_danger(self, judge: Judge) -> None:
        limits = judge.thresholds
        assert min(limits.weights[:3]) > 0.0
        assert limits.surely_emergency > limits.emergency
        assert limits.overheard >= limits.alarm


class TestFile:
    def test_there_and_back(self, taught: Judge, tmp_path: Path) -> None:
        save_judge(taught, tmp_path)
        again = load_judge(tmp_path, tmp_path)
        assert again is not None
        assert (again.flags, again.thresholds, again.learnt_from) == (
            taught.flags,
            taught.thresholds,
            taught.learnt_from,
        )
        for text in (*EVERYDAY, *(text for text, _ in DANGERS), ""):
            assert again.judge(text) == taught.judge(text)

    def test_the_shipped_judge_is_written_as_it_was_read(self, judge: Judge, tmp_path: Path) -> None:
        save_judge(judge, tmp_path)
        with np.load(tmp_path / FILE) as written, np.load(KNOWLEDGE / FILE) as shipped:
            assert set(written) == set(shipped)
            assert all(np.array_equal(written[name], shipped[name]) for name in shipped)

    def test_without_a_file_there_is_no_judge(self, tmp_path: Path) -> None:
        assert load_judge(tmp_path, tmp_path) is None

    @pytest.mark.parametrize("content", [b"", b"PK", b"offsets: [1]\n", b"\x93NUMPY\x01\x00", b"\x00" * 5000])
    def test_another_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / FILE).write_bytes(content)
        refused(tmp_path)

    def test_half_a_file_is_refused(self, taught: Judge, tmp_path: Path) -> None:
        save_judge(taught, tmp_path)
        whole = (tmp_path / FILE).read_bytes()
        (tmp_path / FILE).write_bytes(whole[: len(whole) // 2])
        refused(tmp_path)

    @pytest.mark.parametrize(
        "broken",
        [
            {"flags": np.array(["rf-fever"])},
            {"weights0": np.zeros((2, 5), dtype=np.int8)},
            {"rarity1": np.zeros(1, dtype=np.float16)},
            {"scales2": np.zeros(2, dtype=np.float32)},
            {"weights": np.zeros(3)},
            {"thresholds": np.zeros(3)},
            {"thresholds": np.array([np.nan, 0.0, 0.0, 0.0])},
            {"thresholds": np.array([0.0, np.nan, 0.0, 0.0])},
            {"offsets": np.full(5, np.nan)},
            {"offsets": np.zeros(4)},
            {"flags": None},
            {"sums0": None},
            {"learnt_from": None},
        ],
        ids=lambda broken: next(iter(broken)),
    )
    def test_arrays_that_decide_nothing_are_refused(
        self, taught: Judge, tmp_path: Path, broken: dict[str, np.ndarray | None]
    ) -> None:
        """Above all numbers that are none: with them no alarm would ever be raised, and nobody would notice."""
        save_judge(taught, tmp_path)
        with np.load(tmp_path / FILE, allow_pickle=False) as found:
            arrays: dict[str, Any] = {**found, **broken}
        np.savez(tmp_path / FILE, **{name: array for name, array in arrays.items() if array is not None})
        refused(tmp_path)

    def test_no_code_is_run_from_a_file(self, taught: Judge, tmp_path: Path) -> None:
        save_judge(taught, tmp_path)
        with np.load(tmp_path / FILE, allow_pickle=False) as found:
            arrays: dict[str, Any] = dict(found)
        np.savez(tmp_path / FILE, **{**arrays, "flags": np.array([Pickled()] * 3, dtype=object)})
        refused(tmp_path)
        assert not Pickled.came_back


class Pickled:
    """Notices when it is built from a file."""

    came_back = False

    def __setstate__(self, state: object) -> None:
        Pickled.came_back = True

    def __getstate__(self) -> dict[str, int]:
        return {"state": 1}


def refused(folder: Path) -> None:
    """Reading the file must tell that it is broken, and how to get it back."""
    with pytest.raises(FilesError) as raised:
        load_judge(folder, folder)
    [problem] = raised.value.problems
    assert problem.file == FILE
    assert "python -m bot learn" in problem.mend


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=500))
def test_any_text_is_borne(judge: Judge, text: str) -> None:
    judged = judge.judge(text)
    assert judge.judge(text) == judged
    closely = judge.judge(text, closely=True)
    assert closely.danger >= judged.danger
    assert np.isfinite([judged.danger, judged.emergency, judged.likeness, judged.lead, closely.emergency]).all()
    assert judged.flag in judge.flags
    assert set(judge.telling(text)) <= set(words(text))


@pytest.mark.parametrize(
    "piece", ["fever rash ", "fever. ", "i ", "a1", ".", "\u0300", "x", "(.*)+$ ", "жар ", "the of and to ", "a. "]
)
@pytest.mark.parametrize("length", [10_000, 1_000_000])
def test_the_work_for_one_message_is_bounded(judge: Judge, piece: str, length: int) -> None:
    text = piece * (length // len(piece))
    before = time.process_time()
    judge.judge(text, closely=True)
    judge.telling(text)
    assert time.process_time() - before < 2.0  # a tenth of it on a free machine
