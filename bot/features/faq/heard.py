"""Messages as people really write them, each with the entry that it asks for, or none: the matcher learns from them.

They are never shown to anyone. The ways of asking in the entries are short and clear; people tell a story, ask around
the corner, and mostly do not ask the bot at all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.documents import read_rows
from bot.core.errors import Problem
from bot.features.faq.matching.results import Lessons, Phrasings
from bot.features.faq.vectors import WordVectors
from bot.features.faq.words import Words

FILE = "heard.jsonl"
_LINE = 'Write a line like {"text": "…", "asks": "missed-dose"}, or null in the place of the entry for ordinary talk.'


@dataclass(frozen=True, slots=True)
class Heard:
    """What was asked of each entry, and what asked for none; and the mistakes in lines that were left out."""

    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    talk: tuple[str, ...] = field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()


def load_heard(folder: Path, root: Path, known: Collection[str]) -> Heard:
    """Read the messages of a language; none if it has no such file. `known` are the ids of all entries.

    A line that cannot be used is left out and told. Raises FilesError if the file cannot be read.
    """
    path = folder / FILE
    if not path.exists():
        return Heard()
    name, problems = path.relative_to(root).as_posix(), []
    asked: dict[str, list[str]] = {}
    talk: list[str] = []
    for number, line in read_rows(path, root):
        read = _read(line)
        if read is None:
            problems.append(Problem(name, number, "this line cannot be read.", _LINE))
        elif read[1] is None:
            talk.append(read[0])
        elif read[1] not in known:
            problems.append(
                Problem(name, number, f"there is no entry “{read[1]}”.", "Correct the id, or remove the line.")
            )
        else:
            asked.setdefault(read[1], []).append(read[0])
    return Heard({id_: tuple(texts) for id_, texts in asked.items()}, tuple(talk), tuple(problems))


def lessons(
    asked: Iterable[tuple[str, tuple[str, ...]]], words: Words, heard: Heard, vectors: WordVectors | None
) -> Lessons:
    """Put together what a matcher learns from; `asked` gives the ways of asking of each entry, in this order."""
    entries = tuple(Phrasings(id_, phrasings, heard.asked.get(id_, ())) for id_, phrasings in asked)
    return Lessons(entries, words, heard.talk, vectors)


def _read(line: str) -> tuple[str, str | None] | None:
    try:
        given = json.loads(line)
        text, asks = given["text"], given["asks"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (text, asks) if isinstance(text, str) and text.strip() and isinstance(asks, str | None) else None
