"""Starting a new answer: a file with notes, or a plain sentence that says why not."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import UserError
from bot.drafting import new_entry
from bot.features.faq.loading import load_knowledge
from bot.texts.catalogue import Texts

PROJECT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 20)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A group with two sections, one of which has no folder yet."""
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    folder = tmp_path / "knowledge" / "en"
    (folder / "taking").mkdir(parents=True)
    (folder / "sections.yaml").write_text("taking: Taking it\nlife: Living with it\n", encoding="utf-8")
    (folder / "taking" / "missed-dose.yaml").write_text("question: What?\n", encoding="utf-8")
    (folder / "taking" / "old.yml").write_text("", encoding="utf-8")
    return tmp_path


def test_a_new_answer(root: Path) -> None:
    told = new_entry(root, "life/hay-fever", TODAY)
    assert "knowledge/en/life/hay-fever.yaml" in told
    assert "bot check" in told
    text = (root / "knowledge/en/life/hay-fever.yaml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert "reviewed: 2026-11-20\n" in text
    assert "review_by: 2027-05-21\n" in text
    assert all(len(line) <= 120 for line in text.splitlines())


def test_it_is_not_shown_before_it_is_filled_in(root: Path) -> None:
    new_entry(root, "life/hay-fever", TODAY)
    loaded = load_knowledge(root / "knowledge" / "en", root)
    assert loaded.knowledge.get("hay-fever") is None
    told = [problem for problem in loaded.problems if problem.file.endswith("hay-fever.yaml")]
    assert {problem.what for problem in told} == {
        "“question” is empty.",
        "“also_asked → item 1” is empty.",
        "“answer” is empty.",
        "“sources → item 1 → title” is empty.",
        "“sources → item 1 → url” is empty.",
    }
    lines = (root / "knowledge/en/life/hay-fever.yaml").read_text(encoding="utf-8").splitlines()
    assert all(problem.mend.startswith("Fill it in") and problem.line for problem in told)
    assert lines[min(problem.line for problem in told) - 1] == "question:"


def test_filled_in_it_is_an_answer(root: Path) -> None:
    new_entry(root, "life/hay-fever", TODAY)
    path = root / "knowledge/en/life/hay-fever.yaml"
    text = path.read_text(encoding="utf-8")
    for empty, filled in (
        ("question:\n", "question: What about hay fever?\n"),
        ("  -\n", "  - pollen\n"),
        ("answer: |\n", "answer: |\n  Ask a pharmacist.\n"),
        ('title: "", url: ""', 'title: "A page", url: "https://a.example"'),
        ("# more: |\n#   Text.", "more: |\n  Text."),
        ("# urgent: |\n#   Text.", "urgent: |\n  Text."),
        ("# carer: |\n#   Text.", "carer: |\n  Text."),
        ("# differs: |\n#   Text.", "differs: |\n  Text."),
        ("# note: Text.", "note: Text."),
    ):
        assert text.count(empty) == 1, empty
        text = text.replace(empty, filled)
    path.write_text(text, encoding="utf-8")
    entry = load_knowledge(root / "knowledge" / "en", root).knowledge.get("hay-fever")
    assert entry is not None
    assert (entry.question, entry.also_asked, entry.reviewed) == ("What about hay fever?", ("pollen",), TODAY)
    assert all((entry.more, entry.urgent, entry.carer, entry.differs))


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("hay-fever", "entry.no_place"),
        ("", "entry.no_place"),
        ("/", "entry.no_place"),
        ("/hay-fever", "entry.no_place"),
        ("life/", "entry.no_place"),
        ("life/Hay fever", "entry.no_id"),
        ("life/hay-fever.yaml", "entry.no_id"),
        ("life/hay/fever", "entry.no_id"),
        ("life/" + "a" * 37, "entry.no_id"),
        ("../x", "entry.no_section"),
        ("living/hay-fever", "entry.no_section"),
        ("taking/missed-dose", "entry.taken"),
        ("life/missed-dose", "entry.taken"),
        ("life/old", "entry.taken"),
    ],
)
def test_what_is_refused(root: Path, texts: Texts, place: str, key: str) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(UserError) as raised:
        new_entry(root, place, TODAY)
    assert raised.value.key == key
    assert texts.known(key)
    assert sorted(root.rglob("*")) == before
    assert (root / "knowledge/en/taking/missed-dose.yaml").read_text(encoding="utf-8") == "question: What?\n"


def test_where_nothing_can_be_written(root: Path) -> None:
    (root / "knowledge/en/life").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(UserError) as raised:
        new_entry(root, "life/hay-fever", TODAY)
    assert raised.value.key == "entry.cannot_write"
    assert raised.value.values["file"] == "knowledge/en/life/hay-fever.yaml"
