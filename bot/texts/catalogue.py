"""Reads the sentences of one language and fills them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import cast, get_args

from bot.core.documents import Document, read_document
from bot.core.errors import FilesError, Problem
from bot.core.richtext import Blocks, Span, fill, fill_plain, parse, placeholders
from bot.texts.keys import PLACEHOLDERS, Key

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language. Build it with `load_texts`, which checks that none is missing."""

    language: str
    _sentences: Mapping[Key, str] = field(repr=False)
    _parsed: Mapping[Key, Blocks] = field(repr=False)

    def rich(self, key: Key, **values: str | Span) -> Blocks:
        """Give a sentence as blocks. Values are shown as they are, never read as markup."""
        return fill(self._parsed[key], values)

    def line(self, key: Key, **values: str) -> str:
        """Give a sentence as one line of plain words, for labels and menus."""
        return fill_plain(self._sentences[key], values)

    def words(self, key: Key) -> tuple[str, ...]:
        """Give a sentence that lists words divided by |, each trimmed and in lower case."""
        return tuple(word.strip().lower() for word in self._sentences[key].split("|") if word.strip())

    def day(self, day: date) -> str:
        """Write a day so that nobody can mistake month and day: 20 November 2026."""
        month = self.line("date.months").split()[day.month - 1]
        return self.line("date.day", day=str(day.day), month=month, year=str(day.year))

    def known(self, key: str) -> str:
        """Give the sentence that an error names. Raises KeyError for a key that does not exist."""
        return self._sentences[cast("Key", key)]


def load_texts(language: str, folder: Path = FOLDER) -> Texts:
    """Read `<language>.yaml`. Raises FilesError with every missing, unknown or wrongly filled sentence."""
    document = read_document(folder / f"{language}.yaml", folder.parent.parent)
    written = dict(_flat(document.content))
    problems = list(_problems(document, written))
    if problems:
        raise FilesError(problems)
    known = {key: str(written[key]).strip() for key in get_args(Key)}
    return Texts(language, known, {key: parse(text) for key, text in known.items()})


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Name the languages that there are sentences for."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def _flat(content: object) -> Iterator[tuple[str, object]]:
    """Turn groups of sentences into "group.name" keys."""
    if not isinstance(content, dict):
        return
    for group, sentences in content.items():
        if isinstance(sentences, dict):
            yield from ((f"{group}.{name}", text) for name, text in sentences.items())
        else:
            yield group, sentences


def _problems(document: Document, written: Mapping[str, object]) -> Iterator[Problem]:
    known = set(get_args(Key))
    for key in sorted(known - written.keys()):
        yield Problem(document.file, 0, f"the sentence “{key}” is missing.", "Add it; compare en.yaml.")
    for key, text in written.items():
        line = document.line(tuple(key.split(".", 1)))
        wanted = PLACEHOLDERS.get(key, frozenset())
        if key not in known:
            what = f"nothing uses a sentence called “{key}”."
            yield Problem(document.file, line, what, "Correct its name or remove it.")
        elif not isinstance(text, str) or not text.strip():
            # Left empty, or read as true, null, a number or a list.
            yield Problem(document.file, line, f"“{key}” is no text.", "Put its words in quotes.")
        elif placeholders(text) != wanted:
            names = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "none"
            what = f"“{key}” has other placeholders than it is filled with."
            yield Problem(document.file, line, what, f"Wanted: {names}.")
