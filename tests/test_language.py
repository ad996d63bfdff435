"""What the bot knows in one language, as it is read from files at the start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.core.errors import FilesError
from bot.core.reply import Urgency
from bot.features.faq.matching import Outcome
from bot.features.safety.judge import save_judge
from bot.language import CACHE, Language, learn, read_language
from tests.features.faq.small import ALCOHOL, FULL, write
from tests.judging import small_judge

SHIPPED = Path(__file__).parent.parent / "knowledge" / "en"
BROKEN = "question: [\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two answers with the words and the red flags that are shipped."""
    folder = write(tmp_path, taking__missed_dose=FULL, life__alcohol=ALCOHOL)
    for name in ("words.yaml", "red_flags.yaml", "blood_test_presets.yaml"):
        shutil.copy(SHIPPED / name, folder)
    save_judge(small_judge(), folder)
    (folder / "heard.jsonl").write_text('{"text": "champagne at a wedding", "asks": "alcohol"}\n', encoding="utf-8")
    return folder


def read(folder: Path) -> Language:
    return read_language("en", folder.parent.parent)


def test_the_lessons_hold_all_there_is_to_learn_from(folder: Path) -> None:
    lessons = read(folder).contents.lessons
    assert [entry.id for entry in lessons.entries] == ["alcohol", "missed-dose"]
    assert lessons.entries[0].heard == ("champagne at a wedding",)
    assert lessons.words.subject == ("azathioprine",)
    assert lessons.vectors is None


def test_what_is_read_is_learnt_and_kept(folder: Path) -> None:
    language = read(folder)
    assert language.is_learnt
    assert language.library.matcher.match("champagne at a wedding").entry == "alcohol"
    assert len(list((folder.parent.parent / CACHE).iterdir())) == 1
    assert read(folder).library.matcher.match("beer") == language.library.matcher.match("beer")
    assert len(list((folder.parent.parent / CACHE).iterdir())) == 1


def test_files_beside_the_entries_may_be_missing(folder: Path) -> None:
    for name in ("danger.npz", "heard.jsonl"):
        (folder / name).unlink()
    language = read(folder)
    assert language.contents.problems == ()
    assert language.contents.judge.value is None
    verdict = language.screen.check("my throat is closing up and I can't breathe")
    assert verdict is not None
    assert verdict.urgency is Urgency.EMERGENCY, "the rules are enough for that"


def test_a_broken_entry_costs_neither_the_others_nor_what_was_heard(folder: Path) -> None:
    (folder / "life" / "alcohol.yaml").write_text(BROKEN, encoding="utf-8")
    language = read(folder)
    assert [problem.file for problem in language.contents.problems] == ["knowledge/en/life/alcohol.yaml"]
    match = language.library.matcher.match("champagne at a wedding")
    assert match.entry == "alcohol"
    assert language.library.answered(match) == (), "its questions are not answered by others"
    assert language.library.matcher.match("what if I miss a dose?").outcome is Outcome.ANSWER


def test_messages_of_an_entry_that_is_gone_do_not_keep_the_bot_from_starting(folder: Path) -> None:
    (folder / "life" / "alcohol.yaml").unlink()
    language = read(folder)
    [problem] = language.contents.problems
    assert str(problem).startswith("knowledge/en/heard.jsonl:1: there is no entry “alcohol”.")
    assert language.library.matcher.match("what if I miss a dose?").entry == "missed-dose"


@pytest.mark.parametrize(
    "name", ["words.yaml", "red_flags.yaml", "blood_test_presets.yaml", "danger.npz", "heard.jsonl", "word_vectors.npz"]
)
def test_what_cannot_be_read_at_all_is_told_at_the_start(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe")
    with pytest.raises(FilesError) as raised:
        read(folder)
    assert [problem.file for problem in raised.value.problems] == [f"knowledge/en/{name}"]


def test_learning_alone_gives_the_same(folder: Path) -> None:
    language = read(folder)
    matcher = learn(language.contents, folder.parent.parent)
    assert matcher.match("beer") == language.library.matcher.match("beer")
