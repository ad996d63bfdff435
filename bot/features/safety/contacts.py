"""Whom to call in which country, from config/contacts.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from bot.core.documents import Document, read_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import Day, FileModel, Words, read_model

# The entry that is used where a group has no country of its own in the list.
OTHER = "other"


class _NumberFile(FileModel):
    name: Words
    number: Words | None = None
    note: Words | None = None
    by: Literal["call", "text"] = "call"
    url: Words | None = None


class _ContactFile(FileModel):
    name: Words
    checked: Day
    emergency: Words | None
    urgent_advice: list[_NumberFile]
    crisis: list[_NumberFile] = Field(min_length=1)
    poisons: list[_NumberFile]


@dataclass(frozen=True, slots=True)
class Number:
    """A line to call, text or open. `number` or `url` is given; `note` says what is special about it.

    `by` says whether the number takes calls or text messages alone; where it is a link, it opens the right one.
    """

    name: str
    number: str = ""
    note: str = ""
    url: str = ""
    by: Literal["call", "text"] = "call"


@dataclass(frozen=True, slots=True)
class Contact:
    """The lines of one country, and the day on which they were last checked.

    Where there is no emergency number it is said in words.
    """

    name: str
    checked: date
    emergency: str = ""
    urgent_advice: tuple[Number, ...] = ()
    crisis: tuple[Number, ...] = ()
    poisons: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Contacts:
    """All countries, by code."""

    countries: Mapping[str, Contact] = field(repr=False)

    def for_country(self, code: str) -> Contact:
        """Give the lines of a country; those of `other` if it is not in the list."""
        return self.countries.get(code, self.countries[OTHER])


def load_contacts(path: Path, root: Path) -> Contacts:
    """Read all countries. `root` is what file names in messages are relative to.

    Raises FilesError with every mistake: wrong YAML, wrong keys, a line without number and address, no `other`.
    """
    document = read_document(path, root)
    problems: list[Problem] = []
    countries: dict[str, Contact] = {}
    content = document.content if isinstance(document.content, dict) else {}
    for code in content:
        try:
            countries[code] = _contact(read_model(document, _ContactFile, (code,)))
        except FilesError as error:
            problems += error.problems
    problems += _unusable(document, countries)
    if problems:
        raise FilesError(problems)
    return Contacts(countries)


def _contact(file: _ContactFile) -> Contact:
    return Contact(
        file.name,
        file.checked,
        file.emergency or "",
        _numbers(file.urgent_advice),
        _numbers(file.crisis),
        _numbers(file.poisons),
    )


def _numbers(lines: list[_NumberFile]) -> tuple[Number, ...]:
    return tuple(Number(line.name, line.number or "", line.note or "", line.url or "", line.by) for line in lines)


def _unusable(document: Document, countries: Mapping[str, Contact]) -> Iterator[Problem]:
    if OTHER not in countries:
        yield Problem(document.file, 0, f"there is no “{OTHER}:” part.", "It is used where no country fits; add it.")
    for code, contact in countries.items():
        for group in ("urgent_advice", "crisis", "poisons"):
            for position, number in enumerate(getattr(contact, group)):
                if not number.number and not number.url:
                    line = document.line((code, group, position))
                    yield Problem(document.file, line, f"“{number.name}” has no number and no address.", "Add one.")
