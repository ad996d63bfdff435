"""Reading the knowledge base: a broken file costs its own entry alone, and is told with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import FilesError, Problem
from bot.core.richtext import plain
from bot.core.sources import Source
from bot.features.faq.loading import Loaded, load_knowledge
from tests.features.faq.small import FULL, PLAIN, PRODUCT, load, write


def test_a_whole_knowledge_base(loaded: Loaded) -> None:
    assert loaded.problems == ()
    assert [entry.id for entry in loaded.knowledge] == ["how-to-take", "missed-dose", "alcohol", "who"]
    assert loaded.knowledge.titles == {"taking": "Taking it", "life": "Living with it", "urgent": "Urgent signs"}
    assert loaded.documents["alcohol"].file == "knowledge/en/life/alcohol.yaml"
    assert loaded.documents["missed-dose"].line(("more",)) == 9


def test_a_full_entry(loaded: Loaded) -> None:
    entry = loaded.knowledge.get("missed-dose")
    assert entry is not None
    assert entry.section == "taking"
    assert entry.phrasings == ("What if I miss a dose?", "forgot my tablet", "missed a pill")
    assert plain(entry.answer) == "Never take two.\n\n- Look at the leaflet"
    assert [plain(part) for part in (entry.more, entry.urgent, entry.carer, entry.differs)] == [
        "It happens to many.",
        "Took more? Call the poisons line.",
        "- Keep a list",
        "Some say 12 hours.",
    ]
    assert entry.sources[0] == Source("A page", "https://a.example/page", date(2026, 11, 1))
    assert (entry.reviewed, entry.reviewed_by, entry.review_by) == (date(2026, 11, 20), None, date(2027, 5, 20))
    assert entry.related == ("how-to-take", "gone", "alcohol", "missed-dose", "how-to-take")
    assert entry.has_more
    assert not entry.product


def test_a_small_entry(loaded: Loaded) -> None:
    entry = loaded.knowledge.get("who")
    assert entry is not None
    assert entry.product
    assert not entry.has_more
    assert (entry.more, entry.urgent, entry.carer, entry.differs, entry.sources, entry.related) == ((),) * 6


def test_texts_over_several_lines_become_one(tmp_path: Path) -> None:
    text = PRODUCT.replace("question: Who made this bot?", "question: >\n  Who made\n  this bot?\n")
    loaded = load(tmp_path, life__who=text.replace("[who are you]", "['  who   are\n    you ']"))
    entry = loaded.knowledge.get("who")
    assert entry is not None
    assert entry.phrasings == ("Who made this bot?", "who are you")


NO_ADDRESS = "is no web address that starts with https://."


def lonely(tmp_path: Path, text: str, name: str = "taking__bad") -> tuple[Problem, ...]:
    """Load a bad entry beside a good one; the good one must be there."""
    loaded = load(tmp_path, life__who=PRODUCT, **{name: text})
    assert [entry.id for entry in loaded.knowledge] == ["who"]
    assert loaded.problems
    assert {problem.file for problem in loaded.problems} == {
        f"knowledge/en/{name.replace('__', '/').replace('_', '-')}.yaml"
    }
    return loaded.problems


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("question: How", "questoin: How", 1, "“question” is missing."),
        ("question: How do I take it?", "question: 5", 1, "“question” should be text."),
        ("also_asked:", "also_aksed:", 2, "“also_aksed” is no key that is known here."),
        ("  - how to take it", "  - [a]", 3, "“also_asked → item 1” should be text."),
        ("answer: |", "answer: ''\nmore: |", 5, "“answer” is empty."),
        ("  With water", "Without indent", 6, "the line cannot be read as YAML."),
        ("title: ", "ttle: ", 8, "“sources → item 1 → title” is missing."),
        ("https://a.example/page", "a.example/page", 8, "“sources → item 1 → url” " + NO_ADDRESS),
        ("https://a.example/page", "javascript:alert(1)", 8, "“sources → item 1 → url” " + NO_ADDRESS),
        ("checked: 2026-11-01", "checked: 2026-11-31", 8, "“sources → item 1 → checked” is no date like 2026-11-20."),
        ("reviewed: 2026-11-20", "reviewed: 20.11.2026", 9, "“reviewed” is no date like 2026-11-20."),
        ("review_by: 2027-05-20", "review_by: soon", 10, "“review_by” is no date like 2026-11-20."),
        ("review_by: 2027-05-20\n", "", 1, "“review_by” is missing."),
        ("review_by:", "review_by: 2027-05-20\nreview_by:", 11, "“review_by” stands twice; it is already on line 10."),
        ("review_by: 2027-05-20", "review_by: 2027-05-20\nproduct: yes", 11, "“product” should be true or false."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    assert PLAIN.count(old) == 1
    found = lonely(tmp_path, PLAIN.replace(old, new))
    assert (line, what) in [(problem.line, problem.what) for problem in found]


def test_a_missing_list_of_sources(tmp_path: Path) -> None:
    without = "\n".join(row for row in PLAIN.splitlines() if "a.example" not in row)
    [found] = lonely(tmp_path, without.replace("sources:", ""))
    assert (found.line, found.what) == (1, "“sources” is missing.")


def test_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        taking__one=PLAIN.replace("answer: |", "anwser: |"),
        taking__two="\t",
        life__three="",
        life__who=PRODUCT,
    )
    assert [(problem.file.rpartition("/")[2], problem.line) for problem in loaded.problems] == [
        ("three.yaml", 1),
        ("one.yaml", 1),
        ("one.yaml", 5),
        ("two.yaml", 1),
    ]
    assert len(loaded.knowledge) == 1


@pytest.mark.parametrize("id_", ["Upper", "two--hyphens", "-first", "ümlaut", "dot.dot", "a" * 37, "with space"])
def test_a_wrong_id(tmp_path: Path, id_: str) -> None:
    folder = write(tmp_path, life__who=PRODUCT)
    (folder / "life" / f"{id_}.yaml").write_text(PLAIN, encoding="utf-8")
    loaded = load_knowledge(folder, tmp_path)
    assert [entry.id for entry in loaded.knowledge] == ["who"]
    [found] = loaded.problems
    assert found.what == f"the file's name “{id_}” is no id."


@pytest.mark.parametrize("name", ["life/stray.yml", "life/stray.yaml.txt", "stray.yaml", "life/more/stray.yaml"])
def test_a_file_that_would_be_passed_over_is_told(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, life__who=PRODUCT)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(PLAIN, encoding="utf-8")
    [found] = load_knowledge(folder, tmp_path).problems
    assert (found.file, found.what) == (f"knowledge/en/{name}", "this file is not read.")


@pytest.mark.parametrize("name", ["life/._who.yaml", "life/who.yaml~", "life/.who.yaml.swp", "words.yaml"])
def test_what_editors_and_systems_leave_is_no_entry(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, life__who=PRODUCT)
    (folder / name).write_bytes(b"\x00\x05Mac")
    loaded = load_knowledge(folder, tmp_path)
    assert ([entry.id for entry in loaded.knowledge], loaded.problems) == (["who"], ())


def test_a_folder_without_a_title(tmp_path: Path) -> None:
    [found] = lonely(tmp_path, PLAIN, "stray__one")
    assert found.what == "the section “stray” has no title."
    assert "sections.yaml" in found.mend


def test_a_folder_that_no_button_can_carry(tmp_path: Path) -> None:
    folder = write(tmp_path, life__who=PRODUCT)
    (folder / "sections.yaml").write_text("life: Life\nSide effects: Side effects\n", encoding="utf-8")
    (folder / "Side effects").mkdir()
    (folder / "Side effects" / "one.yaml").write_text(PLAIN, encoding="utf-8")
    loaded = load_knowledge(folder, tmp_path)
    assert [entry.id for entry in loaded.knowledge] == ["who"]
    [found] = loaded.problems
    assert found.what == "the folder's name “Side effects” is no id."


def test_an_id_that_is_taken(tmp_path: Path) -> None:
    loaded = load(tmp_path, life__one=PLAIN, taking__one=FULL, life__who=PRODUCT)
    assert {entry.id: entry.section for entry in loaded.knowledge} == {"one": "life", "who": "life"}
    [found] = loaded.problems
    assert found.file == "knowledge/en/taking/one.yaml"
    assert "knowledge/en/life/one.yaml" in found.what


@pytest.mark.parametrize("sections", ["", "- a\n", "life: {a: b}\n", "life: 5\n"])
def test_a_broken_list_of_sections(tmp_path: Path, sections: str) -> None:
    folder = write(tmp_path, life__who=PRODUCT)
    (folder / "sections.yaml").write_text(sections, encoding="utf-8")
    with pytest.raises(FilesError, match=r"knowledge/en/sections\.yaml:1: this is no list of section titles"):
        load_knowledge(folder, tmp_path)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(FilesError, match=r"knowledge/en/sections\.yaml: this file cannot be read"):
        load_knowledge(tmp_path / "knowledge" / "en", tmp_path)


class TestReadingAgain:
    """What was read before stands in for what is broken now."""

    BROKEN = PLAIN.replace("answer: |", "anwser: |")
    CHANGED = PLAIN.replace("With water.", "With milk.")

    def again(self, tmp_path: Path, first: Loaded) -> Loaded:
        return load_knowledge(tmp_path / "knowledge" / "en", tmp_path, first.knowledge)

    def test_a_broken_file_keeps_its_entry_and_the_others_follow_theirs(self, tmp_path: Path) -> None:
        first = load(tmp_path, taking__one=PLAIN, life__two=PLAIN)
        write(tmp_path, taking__one=self.BROKEN, life__two=self.CHANGED, life__three=self.BROKEN)
        found = self.again(tmp_path, first)
        assert found.knowledge.get("one") is first.knowledge.get("one")
        assert plain(found.knowledge.entries["two"].answer).startswith("With milk.")
        assert found.knowledge.get("three") is None
        assert {problem.file.rpartition("/")[2] for problem in found.problems} == {"one.yaml", "three.yaml"}

    def test_a_deleted_file_takes_its_entry_along(self, tmp_path: Path) -> None:
        first = load(tmp_path, taking__one=PLAIN, life__two=PLAIN)
        (tmp_path / "knowledge/en/taking/one.yaml").unlink()
        found = self.again(tmp_path, first)
        assert [entry.id for entry in found.knowledge] == ["two"]
        assert found.problems == ()

    def test_a_file_that_is_moved_and_broken_at_once_keeps_its_entry(self, tmp_path: Path) -> None:
        first = load(tmp_path, taking__one=PLAIN, life__two=PLAIN)
        (tmp_path / "knowledge/en/taking/one.yaml").unlink()
        write(tmp_path, life__one=self.BROKEN)
        assert self.again(tmp_path, first).knowledge.get("one") is first.knowledge.get("one")

    def test_a_broken_list_of_sections_keeps_the_titles(self, tmp_path: Path) -> None:
        first = load(tmp_path, taking__one=PLAIN)
        (write(tmp_path, taking__one=self.CHANGED) / "sections.yaml").write_text("taking: [\n", encoding="utf-8")
        found = self.again(tmp_path, first)
        assert found.knowledge.titles == first.knowledge.titles
        assert plain(found.knowledge.entries["one"].answer).startswith("With milk.")
        [problem] = found.problems
        assert problem.file == "knowledge/en/sections.yaml"

    def test_a_folder_that_is_emptied_is_no_knowledge_base(self, tmp_path: Path) -> None:
        first = load(tmp_path, taking__one=PLAIN)
        (tmp_path / "knowledge/en/taking/one.yaml").unlink()
        with pytest.raises(FilesError, match="knowledge/en: all answers are gone"):
            self.again(tmp_path, first)


def test_the_marks_and_spare_copies_of_editors_are_passed_over(tmp_path: Path) -> None:
    folder = write(tmp_path, life__who=PRODUCT)
    (folder / "life" / ".#who.yaml").symlink_to("somebody@somewhere.4711")
    (folder / "life" / ".who.yaml").write_text("{", encoding="utf-8")
    (folder / ".backup").mkdir()
    (folder / ".backup" / "who.yaml").write_text("{", encoding="utf-8")
    loaded = load_knowledge(folder, tmp_path)
    assert [entry.id for entry in loaded.knowledge] == ["who"]
    assert loaded.problems == ()


@pytest.mark.parametrize("damage", ["\tanswer: x", "answer: [", "unknown: key", "question: twice"])
def test_what_was_asked_of_a_broken_entry_is_kept(tmp_path: Path, damage: str) -> None:
    folder = write(tmp_path, life__who=PRODUCT)
    text = f"question: What about rain?\nalso_asked:\n  - rain\n  - 'is it wet'\n{damage}\nanswer: It falls.\n"
    (folder / "life" / "rain.yaml").write_text(text, encoding="utf-8")
    loaded = load_knowledge(folder, tmp_path)
    assert loaded.knowledge.get("rain") is None
    assert loaded.knowledge.unreadable["rain"][0] == "What about rain?"
    assert {"rain", "is it wet"} <= set(loaded.knowledge.unreadable["rain"])
