"""What was learnt is kept in a file: the same matches from it, and never a failure because of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.features.faq.matching import Lessons, Matcher, Phrasings, ranker
from bot.features.faq.matching import matcher as matcher_module
from bot.features.faq.vectors import WordVectors
from bot.features.faq.words import Own, OwnCase, Phrases
from tests.features.faq.matching.languages import ENTRIES, LESSONS, SMALL, phrases

ASKED = ("can I have a glass of wine on imuran?", "forgott my tabelt", "bloods. and can I drink?", "hello", "zebra")

VECTORS = WordVectors.made_of(["wine", "beer", "sun"], np.array([[1.0, 0.1], [0.9, 0.2], [-0.1, 1.0]]))
HEARD = (replace(ENTRIES[0], heard=("we were at a wedding and there was so much champagne",)), *ENTRIES[1:])
FULL = Lessons(HEARD, SMALL, ("my dog ate the remote",), VECTORS)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / ".cache"


@pytest.fixture
def no_learning(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on nothing can be learnt."""
    return lambda: monkeypatch.setattr(matcher_module, "learn", None)


def kept(cache: Path) -> list[Path]:
    return sorted(cache.iterdir())


@pytest.mark.parametrize("lessons", [LESSONS, FULL], ids=["phrasings", "with-all"])
def test_a_matcher_from_the_cache_gives_the_same_matches(
    cache: Path, no_learning: Callable[[], None], lessons: Lessons
) -> None:
    alone = Matcher.build(lessons)
    learnt = Matcher.build(lessons, cache)
    no_learning()
    recalled = Matcher.build(lessons, cache)
    for text in (*ASKED, *(phrasing for entry in ENTRIES for phrasing in entry.phrasings)):
        for addressed in (True, False):
            expected = alone.match(text, addressed=addressed)
            assert learnt.match(text, addressed=addressed) == expected
            assert recalled.match(text, addressed=addressed) == expected
    for one, other in zip(recalled.ranker.weights, alone.ranker.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(kept(cache)) == 1


def test_many_groups_are_recalled_each_with_its_own_weights(
    cache: Path, no_learning: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than ten groups: their numbers as text have another order than as numbers."""
    monkeypatch.setattr(ranker, "_ONE_GROUP", 10)
    monkeypatch.setattr(ranker, "_GROUP", 1)
    many = Lessons(tuple(Phrasings(f"entry-{one}", (f"word{one} is asked",)) for one in range(12)), SMALL)
    learnt = Matcher.build(many, cache)
    no_learning()
    recalled = Matcher.build(many, cache)
    assert len(learnt.ranker.groups) == 12
    for one, other in zip(recalled.ranker.weights, learnt.ranker.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_is_recalled_goes_by_the_words_of_today(cache: Path, no_learning: Callable[[], None]) -> None:
    """Nothing is learnt from how questions about an own case are known, so that what was learnt is still good."""

    def knowing(line: str) -> Lessons:
        case = OwnCase(Own.DOSE, Phrases({}), phrases(line), ("missed-dose",))
        return replace(LESSONS, words=replace(SMALL, own_cases=(case,)))

    Matcher.build(knowing("never said"), cache)
    no_learning()
    recalled = Matcher.build(knowing("should i take"), cache)
    assert recalled.match("I missed a dose, what should I take?").own is Own.DOSE


@pytest.mark.parametrize(
    "changed",
    [
        replace(LESSONS, entries=(Phrasings("alcohol", ("one more", *ENTRIES[0].phrasings)), *ENTRIES[1:])),
        replace(LESSONS, entries=ENTRIES[1:]),
        replace(LESSONS, entries=ENTRIES[::-1]),
        replace(LESSONS, entries=(replace(ENTRIES[0], id="beer-and-wine"), *ENTRIES[1:])),
        replace(LESSONS, entries=HEARD),
        replace(LESSONS, talk=("my dog ate the remote",)),
        replace(LESSONS, vectors=VECTORS),
        replace(LESSONS, words=replace(SMALL, filler=SMALL.filler | {"azathioprine"})),
        replace(LESSONS, words=replace(SMALL, fold=Phrases({("beer",): ("wine",)}))),
        replace(LESSONS, words=replace(SMALL, kinds={"wine": ("drinks",)})),
        replace(LESSONS, words=replace(SMALL, endings=())),
        replace(LESSONS, words=replace(SMALL, silent=SMALL.silent[1:])),
    ],
)
def test_whatever_changes_what_is_learnt_has_a_key_of_its_own(cache: Path, changed: Lessons) -> None:
    Matcher.build(LESSONS, cache)
    found = Matcher.build(changed, cache)
    assert len(kept(cache)) == 2
    alone = Matcher.build(changed)
    assert [found.match(text) for text in ASKED] == [alone.match(text) for text in ASKED]


def test_word_vectors_have_a_key_of_their_own_each(cache: Path) -> None:
    Matcher.build(FULL, cache)
    Matcher.build(replace(FULL, vectors=replace(VECTORS, lengths=VECTORS.lengths * 2)), cache)
    assert len(kept(cache)) == 2


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _with_a_flipped_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def _rewritten(change: Callable[[dict[str, NDArray[Any]]], Mapping[str, Any]]) -> Callable[[Path], None]:
    """A file that is whole, and holds something else."""

    def rewrite(path: Path) -> None:
        with np.load(path) as found:
            arrays = change(dict(found))
        with path.open("wb") as file:
            np.savez(file, allow_pickle=True, **arrays)

    return rewrite


def _of_fewer_lines(found: dict[str, NDArray[Any]]) -> Mapping[str, Any]:
    lines = found["lines"].tobytes().rpartition(b"\n")[0]
    return found | {"lines": np.frombuffer(lines, np.uint8), "asks": found["asks"][:-1]}


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "broken",
    [
        _truncated,
        _with_a_flipped_bit,
        _a_folder,
        _rewritten(lambda _: {}),
        _rewritten(lambda found: {name: array[:-1] if array.ndim else array for name, array in found.items()}),
        _rewritten(lambda found: found | {"weights.0": np.zeros((2, 2), np.float32)}),
        _rewritten(lambda found: found | {"weights.0": found["weights.0"] * np.nan}),
        _rewritten(lambda found: found | {"weights.1": found["weights.0"]}),
        _rewritten(lambda found: found | {"gate": np.zeros(9)}),
        _rewritten(lambda found: found | {"gate": np.array(["b"])}),
        _rewritten(lambda found: found | {"gate": np.array([{}], dtype=object)}),
        _rewritten(lambda found: found | {"lines": np.frombuffer(b"\xff", np.uint8)}),
        _rewritten(_of_fewer_lines),
        _rewritten(lambda found: found | {"0.rows": found["0.rows"] + 1000}),
        _rewritten(lambda found: found | {"0.values": found["0.values"] * np.inf}),
        _rewritten(lambda found: found | {"0.size": np.array(3)}),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04 no archive"),
        lambda path: path.write_bytes(b"\x93NUMPY\x01\x00\xff\xff{"),
    ],
)
def test_a_broken_file_is_learnt_over(cache: Path, broken: Callable[[Path], None]) -> None:
    expected = Matcher.build(LESSONS, cache)
    [path] = kept(cache)
    broken(path)
    found = Matcher.build(LESSONS, cache)
    assert [found.match(text) for text in ASKED] == [expected.match(text) for text in ASKED]
    assert [one for one in kept(cache) if one.suffix != ".npz"] == []


@pytest.mark.parametrize("name", ["0.rows", "1.starts", "2.known", "3.texts", "3.rarity", "weights.0"])
def test_a_file_that_lacks_a_part_or_has_half_of_it_is_learnt_over(cache: Path, name: str) -> None:
    expected = [Matcher.build(FULL, cache).match(text) for text in ASKED]
    [path] = kept(cache)
    for change in (
        lambda found: {other: array for other, array in found.items() if other != name},
        lambda found: found | {name: found[name][: len(found[name]) // 2]},
    ):
        _rewritten(change)(path)
        found = Matcher.build(FULL, cache)
        assert [found.match(text) for text in ASKED] == expected


def test_a_folder_that_cannot_be_made_or_written_to_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / ".cache", tmp_path / "no" / "such" / "folder"):
        assert Matcher.build(LESSONS, folder).match("is wine ok").entry == "alcohol"


def test_nothing_to_learn_is_kept_and_recalled_as_well(cache: Path) -> None:
    for _ in range(2):
        assert Matcher.build(Lessons(()), cache).match("is wine ok").entry is None


def test_a_few_files_are_kept_and_those_in_use_the_longest(cache: Path) -> None:
    Matcher.build(LESSONS, cache)
    [first] = kept(cache)
    for number in range(6):
        for age, path in enumerate(kept(cache)):
            os.utime(path, (age, age))  # so that the order does not rest on how fine the clock is
        Matcher.build(LESSONS, cache)
        Matcher.build(replace(LESSONS, talk=(f"silence {number}",)), cache)
    assert len(kept(cache)) == 3
    assert first in kept(cache)
