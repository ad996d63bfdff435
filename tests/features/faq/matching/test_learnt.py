"""What was learnt is kept in a file: the same matches from it, and never a failure because of it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.features.faq.matching import Matcher, Phrasings
from bot.features.faq.matching.ranker import Ranker
from bot.features.faq.words import Phrases
from tests.features.faq.matching.languages import ENTRIES, SMALL

ASKED = ("can I have a glass of wine on imuran?", "forgott my tabelt", "bloods. and can I drink?", "hello", "zebra")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / ".cache"


def kept(cache: Path) -> list[Path]:
    return sorted(cache.iterdir())


def test_a_matcher_from_the_cache_gives_the_same_matches(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = Matcher.build(ENTRIES, SMALL)
    learnt = Matcher.build(ENTRIES, SMALL, cache)
    monkeypatch.setattr(Ranker, "learn", None)  # from here on nothing can be learnt
    recalled = Matcher.build(ENTRIES, SMALL, cache)
    for text in (*ASKED, *(phrasing for entry in ENTRIES for phrasing in entry.phrasings)):
        for addressed in (True, False):
            expected = alone.match(text, addressed=addressed)
            assert learnt.match(text, addressed=addressed) == expected
            assert recalled.match(text, addressed=addressed) == expected
    np.testing.assert_array_equal(recalled.ranker.weights, alone.ranker.weights)
    assert len(kept(cache)) == 1


def test_what_is_not_learnt_from_does_not_matter(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Matcher.build(ENTRIES, SMALL, cache)
    monkeypatch.setattr(Ranker, "learn", None)
    renamed = (replace(ENTRIES[0], id="beer-and-wine"), *ENTRIES[1:])
    matcher = Matcher.build(renamed, replace(SMALL, names=Phrases({})), cache)
    assert matcher.match("is wine ok").entry == "beer-and-wine"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ((Phrasings("alcohol", ("one more", *ENTRIES[0].phrasings)), *ENTRIES[1:]), SMALL),
        (ENTRIES[1:], SMALL),
        (ENTRIES[::-1], SMALL),
        (ENTRIES, replace(SMALL, filler=SMALL.filler | {"azathioprine"})),
        (ENTRIES, replace(SMALL, fold=Phrases({("beer",): ("wine",)}))),
        (ENTRIES, replace(SMALL, kinds={"wine": ("drinks",)})),
        (ENTRIES, replace(SMALL, endings=())),
        (ENTRIES, replace(SMALL, silent=SMALL.silent[1:])),
    ],
)
def test_whatever_changes_what_is_learnt_has_a_key_of_its_own(
    cache: Path, entries: tuple[Phrasings, ...], words: object
) -> None:
    Matcher.build(ENTRIES, SMALL, cache)
    changed = Matcher.build(entries, words, cache)  # type: ignore[arg-type]
    assert len(kept(cache)) == 2
    alone = Matcher.build(entries, words)  # type: ignore[arg-type]
    assert [changed.match(text) for text in ASKED] == [alone.match(text) for text in ASKED]


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _with_a_flipped_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def _of_another_shape(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, weights=np.zeros((2, 2), np.float32), gate=np.zeros(9))


def _of_no_numbers(path: Path) -> None:
    with np.load(path) as found:
        weights, gate = found["weights"], found["gate"]
    with path.open("wb") as file:
        np.savez(file, weights=weights * np.nan, gate=gate)


def _of_words(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, weights=np.array(["a"]), gate=np.array(["b"]))


def _pickled(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, weights=np.array([{}], dtype=object), gate=np.zeros(9))


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "broken",
    [
        _truncated,
        _with_a_flipped_bit,
        _of_another_shape,
        _of_no_numbers,
        _of_words,
        _pickled,
        _a_folder,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04 no archive"),
        lambda path: path.write_bytes(b"\x93NUMPY\x01\x00\xff\xff{"),
    ],
)
def test_a_broken_file_is_learnt_over(cache: Path, broken: object) -> None:
    expected = Matcher.build(ENTRIES, SMALL, cache)
    [path] = kept(cache)
    broken(path)  # type: ignore[operator]
    found = Matcher.build(ENTRIES, SMALL, cache)
    assert [found.match(text) for text in ASKED] == [expected.match(text) for text in ASKED]
    assert [one for one in kept(cache) if one.suffix != ".npz"] == []


def test_a_folder_that_cannot_be_made_or_written_to_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / ".cache", tmp_path / "no" / "such" / "folder"):
        assert Matcher.build(ENTRIES, SMALL, folder).match("is wine ok").entry == "alcohol"


def test_a_few_files_are_kept_and_those_in_use_the_longest(cache: Path) -> None:
    Matcher.build(ENTRIES, SMALL, cache)
    [first] = kept(cache)
    for number in range(6):
        for age, path in enumerate(kept(cache)):
            os.utime(path, (age, age))  # so that the order does not rest on how fine the clock is
        Matcher.build(ENTRIES, SMALL, cache)
        Matcher.build(ENTRIES, replace(SMALL, silent=(f"silence {number}",)), cache)
    assert len(kept(cache)) == 4
    assert first in kept(cache)
