"""The labelled messages for development, and what the bot itself learns from."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.reply import Urgency
from bot.features.safety.learning import load_examples
from bot.language import Language, folder_of

DATA = Path("tests") / "data"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what should come of it.

    `entries` are the acceptable answers (none: it should not be answered), `after` is the entry that the message goes
    on from, `urgency` the danger that it tells of, `kind` what sort of message it is.
    """

    text: str = field(repr=False)
    writer: str
    entries: tuple[str, ...] = ()
    kind: str = ""
    after: str | None = None
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True)
class Development:
    """The four sets: questions over all topics, messages near the subject, ordinary talk, and danger."""

    questions: tuple[Labelled, ...]
    edge: tuple[Labelled, ...]
    chatter: tuple[Labelled, ...]
    safety: tuple[Labelled, ...]

    @property
    def all(self) -> tuple[Labelled, ...]:
        """All messages."""
        return (*self.questions, *self.edge, *self.chatter, *self.safety)

    def without(self, texts: Container[str]) -> Development:
        """Give the same sets without these messages."""
        sets = (self.questions, self.edge, self.chatter, self.safety)
        return Development(*(tuple(one for one in messages if one.text not in texts) for messages in sets))


def development(root: Path) -> Development:
    """Read the four sets."""
    return Development(
        load(root / DATA / "questions_dev.jsonl"),
        load(root / DATA / "edge_dev.jsonl"),
        load(root / DATA / "chatter_dev.jsonl"),
        load(root / DATA / "safety_dev.jsonl"),
    )


def load(path: Path) -> tuple[Labelled, ...]:
    """Read one set, one JSON object a line."""
    return tuple(_labelled(line) for line in path.read_text(encoding="utf-8").splitlines())


def _labelled(line: str) -> Labelled:
    row = json.loads(line)
    return Labelled(
        row["text"],
        row["writer"],
        tuple(row.get("entries", ())),
        row.get("kind") or row.get("about", ""),
        row.get("after"),
        Urgency(row["urgency"]) if row.get("urgency") else None,
    )


def learnt_from(language: Language, name: str, root: Path) -> tuple[tuple[str, str], ...]:
    """Give every text that the bot learns from, with where it stands; each text once."""
    lessons = language.contents.lessons
    examples = load_examples(folder_of(name, root), root)
    places: Sequence[tuple[str, Sequence[str]]] = (
        ("phrasings", [text for entry in lessons.entries for text in entry.phrasings]),
        ("heard", [text for entry in lessons.entries for text in entry.heard]),
        ("talk", lessons.talk),
        ("silent lines", lessons.words.silent),
        ("danger examples", [example.text for example in examples]),
    )
    found: dict[str, str] = {}
    for place, texts in places:
        for text in texts:
            found.setdefault(text, place)
    return tuple(found.items())
