"""Browsing sections and entries by buttons and selects."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.actions import Action
from bot.core.reply import Button, Reply, Select
from bot.features.faq.knowledge import Knowledge
from bot.texts.catalogue import Texts

SECTIONS = Action("faq", "sections")

# A select of Discord holds 25 options; a longer section is offered in parts of this size.
PART = 25


@dataclass(frozen=True, slots=True)
class Browse:
    """Words the lists of sections and of entries."""

    texts: Texts

    def sections(self, knowledge: Knowledge) -> Reply:
        """Offer the sections."""
        options = tuple(Button(knowledge.title(name), Action("faq", "section", (name,))) for name in knowledge.sections)
        select = Select(self.texts.line("faq.choose_section"), options)
        return Reply(self.texts.rich("faq.sections"), (select,), outcome="topics", private_at=SECTIONS)

    def section(self, knowledge: Knowledge, name: str) -> Reply:
        """Offer the entries of one section."""
        entries = knowledge.in_section(name)
        options = tuple(Button(entry.question, Action("faq", "show", (entry.id,))) for entry in entries)
        prompt = self.texts.line("faq.choose_question")
        selects = tuple(Select(prompt, options[start : start + PART]) for start in range(0, len(options), PART))
        back = (Button(self.texts.line("faq.all_sections"), SECTIONS),)
        blocks = self.texts.rich("faq.section", title=knowledge.title(name))
        action = Action("faq", "section", (name,))
        return Reply(blocks, (*selects, back), outcome=f"topics {name}", private_at=action)
