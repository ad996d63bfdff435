"""What the pages are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.features.faq.knowledge import Entry, Knowledge
from bot.features.faq.words import Words
from bot.features.safety.contacts import Contact
from bot.texts.catalogue import Texts

INDEX = "index.html"
URGENT = "urgent.html"

# The section whose entries are about danger: they stand on the urgent page as well, and first among what is found.
URGENT_SECTION = "urgent"


@dataclass(frozen=True, slots=True)
class Site:
    """One language of the knowledge base, with all that stands around it.

    `contact` holds the numbers of the group's country, `overview` is the id of the entry that tells all urgent signs,
    and `made` is the day on which the pages are written: it decides which checks are overdue.
    """

    texts: Texts
    knowledge: Knowledge = field(repr=False)
    words: Words = field(repr=False)
    contact: Contact = field(repr=False)
    overview: str
    group: str
    medicine: str
    where_to_ask: str
    made: date

    @property
    def title(self) -> str:
        """The name of the whole site."""
        return self.texts.line("site.title", medicine=self.medicine)


def entry_path(entry: Entry) -> str:
    """Where an entry's page lies. Ids never change, so neither does the address, whatever section it moves to."""
    return f"entries/{entry.id}.html"


def section_path(section: str) -> str:
    """Where a section's page lies."""
    return f"sections/{section}.html"
