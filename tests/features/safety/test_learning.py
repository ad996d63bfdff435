"""Learning from labelled messages, on few of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import FilesError
from bot.core.postings import Postings
from bot.core.reply import Urgency
from bot.core.tokens import words
from bot.features.safety.judge import EXAMPLES, FLAGS, Judge, views_of
from bot.features.safety.learning import (
    _SMOOTHING,
    ORDINARY,
    Example,
    _kernel,
    _targets,
    _unseen,
    checksum,
    learn,
    load_examples,
)
from tests.features.safety import conftest
from tests.features.safety.conftest import small_examples

FEVER = {"text": "I am hot", "flag": "rf-fever", "urgency": "same-day", "writer": "ann"}


class TestReading:
    def test_what_is_read(self, tmp_path: Path) -> None:
        plain = {"text": "café\u2028and a cold", "flag": None, "urgency": None, "writer": "bob"}
        rows = [json.dumps(FEVER), json.dumps(plain, ensure_ascii=False)]
        (tmp_path / EXAMPLES).write_text("\n".join(rows) + "\n", encoding="utf-8")
        assert load_examples(tmp_path, tmp_path) == (
            Example("I am hot", "rf-fever", Urgency.SAME_DAY, "ann"),
            Example("café\u2028and a cold", None, None, "bob"),
        )

    def test_without_a_file_there_are_none(self, tmp_path: Path) -> None:
        assert load_examples(tmp_path, tmp_path) == ()

    @pytest.mark.parametrize(
        "row",
        [
            b"",
            b"hot",
            b"[]",
            b"null",
            b'"text"',
            b'{"text": "hot \xff"}',
            json.dumps({**FEVER, "urgency": "at once"}).encode(),
            json.dumps({**FEVER, "urgency": None}).encode(),
            json.dumps({**FEVER, "flag": None}).encode(),
            json.dumps({**FEVER, "text": 38}).encode(),
            json.dumps({**FEVER, "flag": ["rf-fever"]}).encode(),
            json.dumps({name: value for name, value in FEVER.items() if name != "writer"}).encode(),
        ],
    )
    def test_a_line_that_is_no_example_is_told(self, tmp_path: Path, row: bytes) -> None:
        (tmp_path / EXAMPLES).write_bytes(json.dumps(FEVER).encode() + b"\n" + row + b"\n")
        with pytest.raises(FilesError) as raised:
            load_examples(tmp_path, tmp_path)
        [problem] = raised.value.problems
        assert (problem.file, problem.line) == (EXAMPLES, 2)
        assert '"writer"' in problem.mend

    def test_the_message_is_hidden_in_the_repr(self) -> None:
        assert "hot" not in repr(Example("I am hot", "rf-fever", Urgency.SAME_DAY, "ann"))


class TestChecksum:
    def test_it_changes_with_every_word_and_label(self) -> None:
        one = Example("I am hot", "rf-fever", Urgency.SAME_DAY, "ann")
        others = [
            replace(one, text="I am hot!"),
            replace(one, flag="rf-throat"),
            replace(one, urgency=Urgency.EMERGENCY),
            replace(one, writer="bob"),
        ]
        assert len({checksum([one]), checksum([one, one]), *(checksum([other]) for other in others)}) == 6

    def test_what_is_ordinary_does_not_count(self, taught: Judge) -> None:
        """It comes from files that change with every answer that is written; the examples do not."""
        labelled = [example for example in small_examples() if example.writer != ORDINARY]
        assert taught.learnt_from == checksum(labelled) == checksum(small_examples())


class TestLearning:
    def test_the_same_examples_teach_the_same(self, taught: Judge) -> None:
        examples = small_examples()
        again = learn(examples, conftest.FLAGS, [False] * len(examples))
        assert again.thresholds == taught.thresholds
        assert again.judge("he talks nonsense") == taught.judge("he talks nonsense")

    def test_it_tells_how_far_it_is(self) -> None:
        examples, steps = small_examples(), list[str]()
        learn(examples, conftest.FLAGS, [False] * len(examples), steps.append)
        assert len(steps) == 3

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 2**32 - 1), st.lists(st.sampled_from("abc"), min_size=2, max_size=25))
    def test_leaving_a_writer_out_in_closed_form_is_learning_without_them(self, seed: int, writers: list[str]) -> None:
        chance = np.random.default_rng(seed)
        features = chance.normal(size=(len(writers), 6))
        kernel = features @ features.T + np.eye(len(writers))
        targets = chance.choice([-1.0, 1.0], size=(len(writers), 3))
        names = np.array(writers)
        inverse = np.linalg.inv(np.linalg.cholesky(kernel))
        unseen = _unseen(inverse, np.linalg.solve(kernel, targets), targets, names)
        for writer in set(writers):
            own, rest = np.flatnonzero(names == writer), np.flatnonzero(names != writer)
            without = np.linalg.solve(kernel[np.ix_(rest, rest)], targets[rest])
            assert unseen[own] == pytest.approx(kernel[np.ix_(own, rest)] @ without, abs=1e-6)

    def test_the_weights_of_words_say_the_same_as_the_messages(self) -> None:
        """Each message stands there twice, so that none of its features is left out as that of a single message."""
        examples = [replace(one, writer=name) for one in small_examples() for name in ("ann", "bob")]
        judge = learn(examples, conftest.FLAGS, [False] * len(examples))
        views = views_of([words(example.text) for example in examples])
        lower = np.tril(_kernel([Postings.of(view) for view in views]))
        smoothed = lower + np.tril(lower, -1).T
        targets = _targets(examples, conftest.FLAGS)
        kernel = smoothed - _SMOOTHING * np.eye(len(examples))
        expected = kernel @ np.linalg.solve(smoothed, targets)
        for example, row in zip(examples, expected, strict=True):
            judged = judge.judge(example.text)
            assert judged.danger == pytest.approx(row[0], abs=0.03), "weights are kept as whole numbers"
            assert judged.emergency == pytest.approx(row[1], abs=0.03)
            assert judged.likeness == pytest.approx(row[FLAGS:].max(), abs=0.03)

    def test_targets(self) -> None:
        examples = [
            Example("a", "rf-fever", Urgency.EMERGENCY, "ann"),
            Example("b", "rf-lump", Urgency.SOON, "ann"),
            Example("c", None, None, "ann"),
        ]
        assert _targets(examples, ("rf-lump", "rf-fever")).tolist() == [
            [1.0, 1.0, 0.0, 1.0],
            [1.0, -1.0, 1.0, 0.0],
            [-1.0, -1.0, 0.0, 0.0],
        ]

    def test_what_the_rules_find_comes_to_count_where_they_are_right(self) -> None:
        examples = small_examples()
        right = learn(examples, conftest.FLAGS, [example.flag is not None for example in examples])
        wrong = learn(examples, conftest.FLAGS, [example.flag is None for example in examples])
        assert right.thresholds.weights.rules > wrong.thresholds.weights.rules >= 0.0

    @pytest.mark.parametrize("kept", [None, Urgency.EMERGENCY, Urgency.SAME_DAY])
    def test_few_kinds_of_examples_teach_something_that_can_decide(self, kept: Urgency | None) -> None:
        """A group starts with a handful: perhaps no emergency among them, or nothing ordinary."""
        examples = [one for one in small_examples() if one.urgency is kept and one.writer != ORDINARY]
        judge = learn(examples, conftest.FLAGS, [False] * len(examples))
        limits = judge.thresholds
        assert np.isfinite(
            [*limits.weights, limits.alarm, limits.overheard, limits.emergency, limits.surely_emergency]
        ).all()
        assert np.isfinite(judge.judge("he talks nonsense").danger)
