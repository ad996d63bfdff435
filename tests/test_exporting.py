"""`export`: what is written where, and what is left alone."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import FilesError, UserError
from bot.exporting import ASSETS, LIST, REVIEW, export_review, export_site, review_sheet, site_files
from tests.features.faq.small import ALCOHOL, FULL, PLAIN, write

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 20)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A group's folder with two answers."""
    folder = tmp_path / "group"
    shutil.copytree(ROOT / "config", folder / "config")
    english = write(folder, taking__missed_dose=FULL, life__alcohol=ALCOHOL)
    for name in ("words.yaml", "red_flags.yaml"):
        shutil.copy(ROOT / "knowledge" / "en" / name, english / name)
    return folder


def below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


class TestReview:
    def test_the_sheet_in_the_docs_is_up_to_date(self) -> None:
        kept = (ROOT / REVIEW).read_text(encoding="utf-8") if (ROOT / REVIEW).exists() else ""
        if kept != review_sheet(ROOT):
            pytest.fail(f"{REVIEW.as_posix()} is not up to date. Run: python3 run.py export review", pytrace=False)

    def test_it_lies_among_the_docs(self, root: Path) -> None:
        said = export_review(root, None)
        assert (root / "docs" / "clinical-review.md").read_text(encoding="utf-8") == review_sheet(root)
        assert said.startswith(f"The review sheet is in {root / 'docs' / 'clinical-review.md'}: 2 answers.")

    def test_an_older_sheet_is_written_anew(self, root: Path, tmp_path: Path) -> None:
        file = tmp_path / "new" / "sheet.md"
        export_review(root, file)
        write(root, taking__how_to_take=PLAIN)
        assert "3 answers" in export_review(root, file)
        assert "How do I take it?" in file.read_text(encoding="utf-8")

    @pytest.mark.parametrize("content", [b"# My notes\n", b"", b"\xff\xfe"])
    def test_another_file_is_left_alone(self, root: Path, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "notes.md"
        file.write_bytes(content)
        with pytest.raises(UserError, match=r"export\.not_our_sheet"):
            export_review(root, file)
        assert file.read_bytes() == content

    def test_a_broken_entry_is_told(self, root: Path, tmp_path: Path) -> None:
        write(root, taking__how_to_take="question: [")
        with pytest.raises(FilesError, match=r"how-to-take\.yaml"):
            export_review(root, tmp_path / "sheet.md")
        assert not (tmp_path / "sheet.md").exists()


class TestSite:
    def test_a_new_folder(self, root: Path, tmp_path: Path) -> None:
        folder = tmp_path / "a" / "site"
        said = export_site(root, folder, TODAY)
        assert said == f"6 pages are in {folder}. Open {folder / 'index.html'} in a browser."
        assert below(folder) == site_files(root, TODAY).keys() | {LIST}
        assert {"index.html", "urgent.html", "entries/alcohol.html", "style.css", "search.js"} <= below(folder)
        assert "tel:999" in (folder / "index.html").read_text(encoding="utf-8")

    def test_an_empty_folder(self, root: Path, tmp_path: Path) -> None:
        (tmp_path / "site").mkdir()
        export_site(root, tmp_path / "site", TODAY)
        assert (tmp_path / "site" / "index.html").exists()

    def test_a_site_is_written_anew_and_the_rest_is_left_alone(self, root: Path, tmp_path: Path) -> None:
        folder = tmp_path / "site"
        export_site(root, folder, TODAY)
        (folder / "CNAME").write_text("a.example", encoding="utf-8")
        (folder / "entries" / "mine.html").write_text("mine", encoding="utf-8")
        (root / "knowledge" / "en" / "life" / "alcohol.yaml").unlink()
        write(root, taking__how_to_take=PLAIN)
        export_site(root, folder, TODAY)
        found = below(folder)
        assert {"CNAME", "entries/mine.html", "entries/how-to-take.html"} <= found
        assert not {"entries/alcohol.html", "sections/life.html"} & found

    def test_a_changed_list_removes_nothing_else(self, root: Path, tmp_path: Path) -> None:
        folder = tmp_path / "site"
        export_site(root, folder, TODAY)
        (tmp_path / "victim.html").write_text("kept", encoding="utf-8")
        (folder / "notes.txt").write_text("kept", encoding="utf-8")
        with (folder / LIST).open("a", encoding="utf-8") as names:
            names.write(f"../victim.html\nnotes.txt\n{tmp_path}/victim.html\nentries/../../victim.html\n\n.\n")
        export_site(root, folder, TODAY)
        assert (tmp_path / "victim.html").exists()
        assert (folder / "notes.txt").exists()

    @pytest.mark.parametrize("name", ["thesis.txt", "index.html", LIST])
    def test_a_folder_of_others_is_left_alone(self, root: Path, tmp_path: Path, name: str) -> None:
        folder = tmp_path / "home"
        folder.mkdir()
        (folder / name).write_text("mine", encoding="utf-8")
        with pytest.raises(UserError, match=r"export\.not_ours"):
            export_site(root, folder, TODAY)
        assert below(folder) == {name}
        assert (folder / name).read_text(encoding="utf-8") == "mine"

    def test_a_file_in_the_place_of_the_folder(self, root: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("mine", encoding="utf-8")
        for target in (tmp_path / "file", tmp_path / "file" / "site"):
            with pytest.raises(UserError):
                export_site(root, target, TODAY)
        assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"

    def test_a_broken_entry_is_told_before_anything_is_written(self, root: Path, tmp_path: Path) -> None:
        write(root, taking__how_to_take="question: [")
        with pytest.raises(FilesError, match=r"how-to-take\.yaml"):
            export_site(root, tmp_path / "site", TODAY)
        assert not (tmp_path / "site").exists()

    def test_nothing_of_it_comes_from_elsewhere(self) -> None:
        for path in ASSETS.iterdir():
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"//\w|url\(|@import|fetch|XMLHttp|innerHTML|localStorage|cookie", text), path.name

    def test_what_is_shipped(self) -> None:
        files = site_files(ROOT, TODAY)
        assert files.keys() >= {"index.html", "urgent.html", "entries/missed-dose.html", "sections/urgent.html"}
        entries = [text for path, text in files.items() if path.startswith("entries/")]
        assert len(entries) == len(list((ROOT / "knowledge" / "en").glob("*/*.yaml")))
        assert all('<html lang="en">' in text for text in entries)
