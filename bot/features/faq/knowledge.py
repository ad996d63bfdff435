"""The knowledge base: entries as they are answered from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from bot.core.richtext import Blocks
from bot.core.sources import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answer. The id never changes once published; `section` is the folder it lies in.

    `product` entries speak of the bot or the group and need no medical source. `note` is for those who look after
    the answers, such as how sure a statement is; members never see it.
    """

    id: str
    section: str
    question: str
    also_asked: tuple[str, ...]
    answer: Blocks
    more: Blocks
    urgent: Blocks
    carer: Blocks
    differs: Blocks
    sources: tuple[Source, ...]
    reviewed: date
    reviewed_by: str | None
    review_by: date
    related: tuple[str, ...]
    product: bool = False
    note: str = ""

    @property
    def has_more(self) -> bool:
        """Whether there is something behind the "More" button."""
        return bool(self.more or self.carer or self.differs)

    @property
    def phrasings(self) -> tuple[str, ...]:
        """All the ways in which this is asked, the question itself first."""
        return (self.question, *self.also_asked)

    def is_overdue(self, today: date) -> bool:
        """Whether the day by which it should have been reviewed is past."""
        return today > self.review_by


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All entries of one language, in the order of the sections.

    `sections` are those that have entries; `titles` names them for people. `unreadable` holds what is asked of entries
    whose files cannot be read: those questions must not be answered by others.
    """

    entries: Mapping[str, Entry] = field(repr=False)
    sections: tuple[str, ...]
    titles: Mapping[str, str] = field(repr=False)
    unreadable: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        entries: Iterable[Entry],
        titles: Mapping[str, str],
        unreadable: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> Knowledge:
        """Put entries together, sorted by section (in the order of the titles) and question."""
        order = {name: position for position, name in enumerate(titles)}
        ranked = sorted(
            entries, key=lambda entry: (order.get(entry.section, len(order)), entry.section, entry.question)
        )
        present = dict.fromkeys(entry.section for entry in ranked)
        return cls({entry.id: entry for entry in ranked}, tuple(present), titles, unreadable)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, id_: str) -> Entry | None:
        """Give the entry with this id, if there is one."""
        return self.entries.get(id_)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all entries, also of those that cannot be read now."""
        return frozenset(self.entries) | frozenset(self.unreadable)

    @property
    def medical(self) -> tuple[Entry, ...]:
        """Give the entries that a clinician should review: all but those about the bot or the group."""
        return tuple(entry for entry in self if not entry.product)

    @property
    def is_reviewed(self) -> bool:
        """Whether a clinician has signed every medical answer."""
        return bool(self.medical) and all(entry.reviewed_by for entry in self.medical)

    def title(self, section: str) -> str:
        """Give the words for a section; its name where it has none."""
        return self.titles.get(section, section)

    def in_section(self, section: str) -> tuple[Entry, ...]:
        """Give the entries of one section, by question."""
        return tuple(entry for entry in self if entry.section == section)

    def related_to(self, entry: Entry) -> tuple[Entry, ...]:
        """Give the other entries that this one names and that are here, each once."""
        named = (self.get(id_) for id_ in dict.fromkeys(entry.related) if id_ != entry.id)
        return tuple(found for found in named if found is not None)
