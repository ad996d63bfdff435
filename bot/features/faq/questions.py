"""Answers questions from the knowledge base, in private, in groups and when overheard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.core.actions import Action
from bot.core.incoming import Said
from bot.core.ports import Completion
from bot.core.reply import Button, Reply
from bot.core.tokens import clean
from bot.features.faq.answers import Answers
from bot.features.faq.knowledge import Entry, Knowledge
from bot.features.faq.library import Library
from bot.features.faq.listening import Overheard
from bot.features.faq.matching.results import Outcome, Reason
from bot.features.faq.topics import Topics
from bot.features.faq.words import Own

# Who says thanks, or tells how it went, is not told that there is no answer.
_NO_QUESTION = frozenset({Reason.NO_WORDS, Reason.ORDINARY_TALK})


@dataclass(frozen=True, slots=True)
class Faq:
    """Answers from the library of the moment; each question is answered from one and the same to its end."""

    library: Callable[[], Library]
    answers: Answers
    where_to_ask: str
    heard: Overheard
    topics: Topics

    async def answer(self, said: Said) -> Reply:
        """Answer, offer two to four entries, or say honestly that there is no answer."""
        if not clean(said.text):
            return self.answers.empty(said.origin)
        library = self.library()
        entry = library.knowledge.get(said.text.strip())
        if entry is not None:  # a suggestion that was picked while typing
            return self._told((entry,), library.knowledge, said, None)
        match = await library.match(said, self.topics.of(said))
        entries = library.answered(match)
        if entries:
            return self._told(entries, library.knowledge, said, match.own)
        if match.outcome is Outcome.SUGGEST:
            return self.answers.suggest(library.near(match), said.origin)
        if not _NO_QUESTION.isdisjoint(match.explanation.reasons):
            return self.answers.no_question(said.origin)
        return self.answers.unknown(said.origin, self.where_to_ask)

    def _told(self, entries: tuple[Entry, ...], knowledge: Knowledge, said: Said, own: Own | None) -> Reply:
        self.topics.answered(said.origin, entries[0].id)
        if own is not None:
            return self.answers.general(own, entries[0], knowledge, said.origin)
        return self.answers.together(entries, knowledge, said.origin)

    async def sure_answer(self, said: Said, besides: frozenset[str]) -> Reply | None:
        """Answer only if it is sure, and not by the entries `besides`: for a question beside something urgent."""
        library = self.library()
        match = await library.match(said)
        if match.own is not None:
            return None  # an answer in general would draw attention away
        entries = tuple(entry for entry in library.answered(match) if entry.id not in besides)
        return self.answers.beneath(entries, library.knowledge, said.origin) if entries else None

    async def overheard(self, said: Said) -> Reply | None:
        """Answer ordinary talk if it is surely a question, once per topic and hour; else stay silent."""
        library = self.library()
        entries = library.answered(await library.match(said))
        if not entries or not self.heard.may_answer(said.origin.place, entries[0].id, said.origin.at):
            return None
        reply = self.answers.full(entries[0], library.knowledge, said.origin)
        not_now = Button(self.answers.texts.line("faq.not_now"), Action("faq", "hush"), quiet=True)
        return replace(reply, rows=(*reply.rows, (not_now,)))

    def complete(self, typed: str) -> tuple[Completion, ...]:
        """Suggest questions for what was typed so far."""
        return self.library().complete(typed)
