"""The knowledge that is shipped, as tests read it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.core.richtext import plain
from bot.features.faq.knowledge import Entry
from bot.features.faq.loading import Loaded, load_knowledge

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "knowledge" / "en"
TOPICS = PROJECT / "tests" / "data" / "topics.txt"


class Topic(NamedTuple):
    """An agreed topic. `mark`: U or u needs an urgent part, P is about the group or the bot."""

    section: str
    id: str
    mark: str


@cache
def shipped() -> Loaded:
    """Read all entries once."""
    return load_knowledge(FOLDER, PROJECT)


def entries() -> list[Entry]:
    """Give all entries."""
    return list(shipped().knowledge)


def topics() -> list[Topic]:
    """Read the list of agreed topics."""
    rows = [row for row in TOPICS.read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]
    return [_topic(row) for row in rows]


def _topic(row: str) -> Topic:
    place, _, mark = row.partition(" ")
    section, _, id_ = place.partition("/")
    return Topic(section, id_, mark)


def shown(entry: Entry) -> str:
    """Give all that members can read of an entry, in one line."""
    blocks = (entry.answer, entry.more, entry.urgent, entry.carer, entry.differs)
    parts = (entry.question, *(plain(part) for part in blocks))
    return " ".join(" ".join(parts).split())
