"""Reads the knowledge base: one YAML file per entry, one folder per section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.core.documents import LARGEST_FILE, Document, read_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import Day, FileModel, SourceFile, Words, read_model
from bot.core.ids import ID_RULE, is_id
from bot.core.richtext import parse
from bot.features.faq.knowledge import Entry, Knowledge

SECTIONS_FILE = "sections.yaml"

# What stands beside the folders of the sections, and how names end that somebody may give to an entry.
_LANGUAGE_FILES = (SECTIONS_FILE, "words.yaml", "red_flags.yaml", "checks.yaml", "blood_test_presets.yaml")
_ENTRY_LIKE = frozenset({".yaml", ".yml", ".txt"})


class _EntryFile(FileModel):
    question: Words
    product: bool = False
    also_asked: Annotated[list[Words], Field(min_length=1)]
    answer: Words
    more: Words | None = None
    urgent: Words | None = None
    carer: Words | None = None
    differs: Words | None = None
    sources: list[SourceFile]
    reviewed: Day
    reviewed_by: Words | None = None
    review_by: Day
    related: list[Words] = Field(default_factory=list)
    note: Words | None = None
    hard_words: Words | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the good entries, the mistakes in the others, and where each part stands in its file."""

    knowledge: Knowledge
    problems: tuple[Problem, ...]
    documents: dict[str, Document] = field(repr=False)


def load_knowledge(folder: Path, root: Path, last: Knowledge | None = None) -> Loaded:
    """Read all entries in `folder`/<section>/. A broken file costs its own entry alone.

    `root` is what file names in messages are relative to. `last` is what was read before: an entry whose file is
    broken now, and a broken list of sections, stay as they were there. Raises FilesError if the list of sections is
    broken and nothing was read before, or if something was and all of it is gone.
    """
    problems: list[Problem] = []
    titles = _titles(folder, root, last, problems)
    entries: dict[str, Entry] = {}
    documents: dict[str, Document] = {}
    broken: dict[str, tuple[str, ...]] = {}
    for path in _entry_files(folder):
        try:
            document = read_document(path, root)
            entry = _entry(document, path, titles)
            if entry.id in entries:
                what = f"there is another entry “{entry.id}” in {documents[entry.id].file}."
                raise FilesError([Problem(document.file, 1, what, "Rename one of the two files.")])
            entries[entry.id], documents[entry.id] = entry, document
        except FilesError as error:
            problems += error.problems
            broken[path.stem] = _salvaged(path)
    problems += _passed_over(folder, root)
    if last is not None:
        entries = {id_: last.entries[id_] for id_ in broken if id_ in last.entries} | entries
        _refuse_emptiness(entries, last, folder.relative_to(root).as_posix())
    unreadable = {id_: phrasings for id_, phrasings in broken.items() if id_ not in entries}
    return Loaded(Knowledge.of(entries.values(), titles, unreadable), tuple(sorted(problems)), documents)


def _salvaged(path: Path) -> tuple[str, ...]:
    """Read the question and its phrasings from a file with mistakes, line by line, as far as they can be made out."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")[:LARGEST_FILE]
    except OSError:
        return ()
    asked = re.search(r"^also_asked:.*\n((?:[ \t]+.*\n|\n)*)", text, re.MULTILINE)
    rows = re.findall(r"^question:(.+)$", text, re.MULTILINE)
    rows += re.findall(r"^\s*-(.+)$", asked[1], re.MULTILINE) if asked else []
    return tuple(words for row in rows if (words := row.strip(" \t\"'[]")))


def _entry_files(folder: Path) -> list[Path]:
    """Give the files of all sections; hidden ones are the marks and spare copies of editors and systems."""
    found = folder.glob("*/*.yaml")
    return sorted(path for path in found if not path.name.startswith(".") and not path.parent.name.startswith("."))


def _passed_over(folder: Path, root: Path) -> Iterator[Problem]:
    """Find files that somebody may take for entries, but that are not read."""
    read = {*_entry_files(folder), *(folder / name for name in _LANGUAGE_FILES)}
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in _ENTRY_LIKE and path not in read and not hidden:
            mend = "Put it in the folder of its section, and let its name end with .yaml."
            yield Problem(path.relative_to(root).as_posix(), 0, "this file is not read.", mend)


def _refuse_emptiness(entries: Mapping[str, Entry], last: Knowledge, name: str) -> None:
    """Raise FilesError if nothing is left of what was there: somebody moves the folder, or a disk is away."""
    if last.entries and not entries:
        raise FilesError([Problem(name, 0, "all answers are gone from this folder.", "Put the files back.")])


def _titles(folder: Path, root: Path, last: Knowledge | None, problems: list[Problem]) -> Mapping[str, str]:
    """Read the titles of the sections, in the order in which they are shown; if that fails, keep the last ones."""
    try:
        return read_titles(folder, root)
    except FilesError as error:
        if last is None:
            raise
        problems += error.problems
        return last.titles


def read_titles(folder: Path, root: Path) -> dict[str, str]:
    """Read the titles of the sections, in the order in which they are shown. Raises FilesError."""
    document = read_document(folder / SECTIONS_FILE, root)
    content = document.content
    if not isinstance(content, dict) or not all(isinstance(title, str) for title in content.values()):
        mend = "Write one line for each folder: “folder: Title”."
        raise FilesError([Problem(document.file, 1, "this is no list of section titles.", mend)])
    return {str(name): title.strip() for name, title in content.items()}


def _entry(document: Document, path: Path, titles: Mapping[str, str]) -> Entry:
    id_, section = path.stem, path.parent.name
    problems = list(_place_problems(document, id_, section, titles))
    try:
        file = read_model(document, _EntryFile)
    except FilesError as error:
        raise FilesError([*problems, *error.problems]) from error
    if problems:
        raise FilesError(problems)
    return Entry(
        id=id_,
        section=section,
        question=" ".join(file.question.split()),
        also_asked=tuple(" ".join(phrasing.split()) for phrasing in file.also_asked),
        answer=parse(file.answer),
        more=parse(file.more or ""),
        urgent=parse(file.urgent or ""),
        carer=parse(file.carer or ""),
        differs=parse(file.differs or ""),
        sources=tuple(source.value() for source in file.sources),
        reviewed=file.reviewed,
        reviewed_by=file.reviewed_by,
        review_by=file.review_by,
        related=tuple(file.related),
        product=file.product,
        note=file.note or "",
    )


def _place_problems(document: Document, id_: str, section: str, titles: Mapping[str, str]) -> Iterator[Problem]:
    for kind, name in (("file", id_), ("folder", section)):
        if not is_id(name):
            yield Problem(document.file, 0, f"the {kind}'s name “{name}” is no id.", ID_RULE)
    if section not in titles:
        mend = f"Add the folder to {SECTIONS_FILE}, or move the file."
        yield Problem(document.file, 0, f"the section “{section}” has no title.", mend)
