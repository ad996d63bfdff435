"""What is wanted of the answers of one language (`checks.yaml`): the rules that are data, because they speak of words.

The bot itself does not read this file; `check` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.core.documents import Document, Steps, read_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import FileModel, read_model
from bot.core.tokens import words
from bot.features.faq.knowledge import Entry
from bot.features.faq.words import NOTHING, Phrases

Lines = Annotated[tuple[str, ...], Field(strict=False)]


@dataclass(frozen=True, slots=True)
class Some:
    """Some of the entries: whole sections, and entries by id, each with the line on which it is named."""

    sections: Mapping[str, int] = field(default_factory=dict)
    entries: Mapping[str, int] = field(default_factory=dict)

    def has(self, entry: Entry) -> bool:
        """Tell whether this entry is one of them."""
        return entry.section in self.sections or entry.id in self.entries


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """The hardest school grade that all answers and that one answer may have; `names` are not counted against it."""

    median: int
    most: int
    names: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Orders:
    """How people are told what to do with a dose.

    `plain` is an order by itself. `telling` with a deed after it is one ("you should" … "stop"), and so is a sentence
    that begins with a deed, perhaps after `opening` words, and goes on with a dose. Of the deeds, `ordinary` ones
    count only where a dose follows. After a `refusal` only the `refused` deeds are orders ("do not take").
    """

    plain: Phrases = field(default=NOTHING, repr=False)
    telling: Phrases = field(default=NOTHING, repr=False)
    opening: Phrases = field(default=NOTHING, repr=False)
    refusal: Phrases = field(default=NOTHING, repr=False)
    refused: Phrases = field(default=NOTHING, repr=False)
    deeds: Phrases = field(default=NOTHING, repr=False)
    ordinary: Phrases = field(default=NOTHING, repr=False)
    commands: Phrases = field(default=NOTHING, repr=False)
    doses: frozenset[str] = field(default=frozenset(), repr=False)
    harmless: Phrases = field(default=NOTHING, repr=False)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How "2 in 100" is said, and the words for the group that has to follow it."""

    numbers: frozenset[str] = field(default=frozenset(), repr=False)
    rates: Phrases = field(default=NOTHING, repr=False)
    groups: frozenset[str] = field(default=frozenset(), repr=False)
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """Words that never stand alone: where one of `says` stands, one of `needs` stands in the same part."""

    says: Phrases = field(repr=False)
    needs: Phrases = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """All rules of one language. The empty one wants nothing."""

    file: str = ""
    two_sources: Some = Some()
    urgent_part: Some = Some()
    reading: ReadingLevel | None = None
    orders: Orders = Orders()
    numbers: Numbers = Numbers()
    company: tuple[Company, ...] = ()


class _SomeFile(FileModel):
    sections: Lines = ()
    entries: Lines = ()


class _ReadingFile(FileModel):
    median: Annotated[int, Field(ge=1, le=20)]
    most: Annotated[int, Field(ge=1, le=20)]
    names: Lines = ()


class _OrdersFile(FileModel):
    plain: Lines = ()
    telling: Lines = ()
    opening: Lines = ()
    refusal: Lines = ()
    refused: Lines = ()
    deeds: dict[str, Lines] = Field(default_factory=dict)
    ordinary: dict[str, Lines] = Field(default_factory=dict)
    doses: Lines = ()
    harmless: Lines = ()


class _NumbersFile(FileModel):
    numbers: Lines = ()
    rates: Lines = ()
    groups: Lines = ()
    shares: Lines = ()


class _CompanyFile(FileModel):
    says: Lines
    needs: Lines


class _WantedFile(FileModel):
    two_sources: _SomeFile = _SomeFile()
    urgent_part: _SomeFile = _SomeFile()
    reading: _ReadingFile | None = None
    orders: _OrdersFile = _OrdersFile()
    numbers: _NumbersFile = _NumbersFile()
    company: Annotated[tuple[_CompanyFile, ...], Field(strict=False)] = ()


def load_wanted(path: Path, root: Path) -> Wanted:
    """Read a checks.yaml. `root` is the folder that file names in messages are relative to.

    Raises FilesError with every mistake found, each with its line and how to mend it.
    """
    document = read_document(path, root)
    file = read_model(document, _WantedFile)
    if problems := list(_without_words(document, document.content, ())):
        raise FilesError(problems)
    return Wanted(
        document.file,
        _some(document, "two_sources", file.two_sources),
        _some(document, "urgent_part", file.urgent_part),
        _reading(file.reading),
        _orders(file.orders),
        Numbers(
            _flat(file.numbers.numbers), _phrases(file.numbers.rates), _flat(file.numbers.groups), file.numbers.shares
        ),
        tuple(Company(_phrases(pair.says), _phrases(pair.needs)) for pair in file.company),
    )


def _some(document: Document, key: str, file: _SomeFile) -> Some:
    sections = {name: document.line((key, "sections", place)) for place, name in enumerate(file.sections)}
    entries = {id_: document.line((key, "entries", place)) for place, id_ in enumerate(file.entries)}
    return Some(sections, entries)


def _reading(file: _ReadingFile | None) -> ReadingLevel | None:
    return None if file is None else ReadingLevel(file.median, file.most, _flat(file.names))


def _orders(file: _OrdersFile) -> Orders:
    return Orders(
        plain=_phrases(file.plain),
        telling=_phrases(file.telling),
        opening=_phrases(file.opening),
        refusal=_phrases(file.refusal),
        refused=_phrases(file.refused),
        deeds=_phrases(form for deed, forms in file.deeds.items() for form in (deed, *forms)),
        ordinary=_phrases(form for deed, forms in file.ordinary.items() for form in (deed, *forms)),
        commands=_phrases((*file.deeds, *file.ordinary)),
        doses=_flat(file.doses),
        harmless=_phrases(file.harmless),
    )


def _phrases(lines: Iterable[str]) -> Phrases:
    return Phrases({words(line): () for line in lines})


def _flat(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in words(line))


def _without_words(document: Document, part: object, steps: Steps) -> Iterator[Problem]:
    """Find items that hold no word at all; only the signs for a share of a hundred may."""
    if isinstance(part, dict):
        for key, inside in part.items():
            yield from _without_words(document, inside, (*steps, key))
    elif isinstance(part, list) and steps[-1] != "shares":
        for place, inside in enumerate(part):
            if isinstance(inside, str) and not words(inside):
                what = f"“{inside}” holds no word."
                yield Problem(document.file, document.line((*steps, place)), what, "Remove it, or write the word.")
            yield from _without_words(document, inside, (*steps, place))
