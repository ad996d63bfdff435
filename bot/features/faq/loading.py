"""Reads the knowledge base: one YAML file per entry, one folder per section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.core.documents import LARGEST_FILE, Document, read_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import Day, FileModel, Words, read_model
from bot.core.richtext import parse
from bot.features.faq.knowledge import Entry, Knowledge, Source

# An id stands in button codes of 64 bytes, beside a verb and a mark.
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 36
SECTIONS_FILE = "sections.yaml"

# What stands beside the folders of the sections, and how names end that somebody may give to an entry.
_LANGUAGE_FILES = (SECTIONS_FILE, "words.yaml", "red_flags.yaml")
_ENTRY_LIKE = frozenset({".yaml", ".yml", ".txt"})


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s()<>\"]+", value):
        raise ValueError("is no web address that starts with https://")
    return value


class _SourceFile(FileModel):
    title: Words
    url: Annotated[Words, AfterValidator(_address)]
    checked: Day


class _EntryFile(FileModel):
    question: Words
    product: bool = False
    also_asked: Annotated[list[Words], Field(min_length=1)]
    answer: Words
    more: Words | None = None
    urgent: Words | None = None
    carer: Words | None = None
    differs: Words | None = None
    sources: list[_SourceFile]
    reviewed: Day
    reviewed_by: Words | None = None
    review_by: Day
    related: list[Words] = Field(default_factory=list)
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the good entries, the mistakes in the others, and where each part stands in its file.

    `broken` holds what was asked of the entries that could not be read: their questions must not be answered by others.
    """

    knowledge: Knowledge
    titles: dict[str, str]
    problems: tuple[Problem, ...]
    documents: dict[str, Document] = field(repr=False)
    broken: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def is_missing(self, id_: str) -> bool:
        """Tell whether there is no such entry, not even one that cannot be read (which is told at its own file)."""
        broken = (PurePosixPath(problem.file).name.partition(".")[0] for problem in self.problems)
        return self.knowledge.get(id_) is None and id_ not in broken


def load_knowledge(folder: Path, root: Path) -> Loaded:
    """Read all entries in `folder`/<section>/. A broken file costs its own entry alone.

    `root` is what file names in messages are relative to. Raises FilesError if the list of sections is broken.
    """
    titles = _titles(folder, root)
    entries: dict[str, Entry] = {}
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    broken: dict[str, tuple[str, ...]] = {}
    for path in sorted(_entry_files(folder)):
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
    knowledge = Knowledge.of(entries.values(), titles)
    lost = {id_: phrasings for id_, phrasings in broken.items() if phrasings and id_ not in entries}
    return Loaded(knowledge, titles, tuple(sorted(problems)), documents, lost)


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


def _entry_files(folder: Path) -> Iterator[Path]:
    """Find the files of entries. Hidden ones are what editors and systems leave."""
    return (path for path in folder.glob("*/*.yaml") if not path.name.startswith("."))


def _passed_over(folder: Path, root: Path) -> Iterator[Problem]:
    """Find files that somebody may take for entries, but that are not read."""
    read = {*_entry_files(folder), *(folder / name for name in _LANGUAGE_FILES)}
    for path in folder.rglob("*"):
        if path.suffix in _ENTRY_LIKE and path not in read and not path.name.startswith("."):
            mend = "Put it in the folder of its section, and let its name end with .yaml."
            yield Problem(path.relative_to(root).as_posix(), 0, "this file is not read.", mend)


def _titles(folder: Path, root: Path) -> dict[str, str]:
    """Read the titles of the sections, in the order in which they are shown."""
    document = read_document(folder / SECTIONS_FILE, root)
    content = document.content
    if not isinstance(content, dict) or not all(isinstance(title, str) for title in content.values()):
        mend = "Write one line for each folder: “folder: Title”."
        raise FilesError([Problem(document.file, 1, "this is no list of section titles.", mend)])
    return {str(name): title.strip() for name, title in content.items()}


def _entry(document: Document, path: Path, titles: dict[str, str]) -> Entry:
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
        sources=tuple(Source(source.title, source.url, source.checked) for source in file.sources),
        reviewed=file.reviewed,
        reviewed_by=file.reviewed_by,
        review_by=file.review_by,
        related=tuple(file.related),
        product=file.product,
    )


def _place_problems(document: Document, id_: str, section: str, titles: dict[str, str]) -> Iterator[Problem]:
    for kind, name in (("file", id_), ("folder", section)):
        if not _ID.fullmatch(name) or len(name) > _LONGEST_ID:
            what = f"the {kind}'s name “{name}” is no id."
            mend = f"Use lower-case letters, digits and single hyphens, at most {_LONGEST_ID} characters."
            yield Problem(document.file, 0, what, mend)
    if section not in titles:
        mend = f"Add the folder to {SECTIONS_FILE}, or move the file."
        yield Problem(document.file, 0, f"the section “{section}” has no title.", mend)
