"""Reads the knowledge base: one YAML file per entry, one folder per section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.core.documents import Document, read_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import Day, FileModel, Words, read_model
from bot.core.richtext import parse
from bot.features.faq.knowledge import Entry, Knowledge, Source

# An id stands in button codes of 64 bytes, beside a verb and a mark.
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 36
SECTIONS_FILE = "sections.yaml"


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
    """What was read: the good entries, the mistakes in the others, and where each part stands in its file."""

    knowledge: Knowledge
    titles: dict[str, str]
    problems: tuple[Problem, ...]
    documents: dict[str, Document] = field(repr=False)


def load_knowledge(folder: Path, root: Path) -> Loaded:
    """Read all entries in `folder`/<section>/. A broken file costs its own entry alone.

    `root` is what file names in messages are relative to. Raises FilesError if the list of sections is broken.
    """
    titles = _titles(folder, root)
    entries: dict[str, Entry] = {}
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*/*.yaml")):
        try:
            document = read_document(path, root)
            entry = _entry(document, path, titles)
            if entry.id in entries:
                what = f"there is another entry “{entry.id}” in {documents[entry.id].file}."
                raise FilesError([Problem(document.file, 1, what, "Rename one of the two files.")])
            entries[entry.id], documents[entry.id] = entry, document
        except FilesError as error:
            problems += error.problems
    for path in sorted(folder.glob("*/*.yml")):
        name = path.relative_to(root).as_posix()
        problems.append(
            Problem(name, 0, "the file's name ends with .yml.", "Let it end with .yaml, or it is not read.")
        )
    knowledge = Knowledge.of(entries.values(), titles)
    return Loaded(knowledge, titles, tuple(sorted(problems)), documents)


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
