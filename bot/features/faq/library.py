"""The knowledge base with its matcher: what questions are answered from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial

from rapidfuzz import fuzz, process

from bot.core.incoming import Said
from bot.core.ports import Completion
from bot.core.tokens import clean
from bot.features.faq.answers import MOST_SUGGESTED
from bot.features.faq.knowledge import Entry, Knowledge
from bot.features.faq.matching.following import Topic
from bot.features.faq.matching.matcher import Matcher
from bot.features.faq.matching.results import Match, Outcome

MOST_COMPLETIONS = 25
LONGEST_COMPLETION = 100

# How like a phrasing what was typed must be, of 100, to suggest it.
_LIKE = 45

# Fewer would be no choice. A further entry is offered if its score is at least this share of the best one's.
FEWEST_SUGGESTED = 2
_NOT_FAR = 0.2

# Below this many characters a match takes about a millisecond; longer posts are matched outside the event loop.
_SHORT = 160


@dataclass(frozen=True, slots=True)
class Library:
    """Finds entries for questions. When a file changes there is a new one; this one stays as it is."""

    knowledge: Knowledge
    matcher: Matcher = field(repr=False)

    async def match(self, said: Said, after: str | None = None) -> Match:
        """Match what a person said; `after` is the entry that it may go on from."""
        match = partial(self.matcher.match, said.text, addressed=said.origin.addressed, topic=self._topic(after))
        return match() if len(said.text) <= _SHORT else await asyncio.to_thread(match)

    def answered(self, match: Match) -> tuple[Entry, ...]:
        """Give the entries of a sure match: one, or two for two questions in one message."""
        if match.outcome is not Outcome.ANSWER:
            return ()
        found = (self.knowledge.get(id_) for id_ in (match.entry, match.second) if id_ is not None)
        return tuple(entry for entry in found if entry is not None)

    def near(self, match: Match) -> tuple[Entry, ...]:
        """Give two to four entries to choose from; after the second only those that are not far behind the best."""
        ranked = [(entry, score) for id_, score in match.ranked if (entry := self.knowledge.get(id_)) is not None]
        near = [
            entry
            for place, (entry, score) in enumerate(ranked)
            if place < FEWEST_SUGGESTED or score >= match.score * _NOT_FAR
        ]
        return tuple(near[:MOST_SUGGESTED])

    def complete(self, typed: str) -> tuple[Completion, ...]:
        """Suggest entries while a person types: all of them in order at first, then the nearest questions."""
        typed = clean(typed)[:LONGEST_COMPLETION]
        entries = self._nearest(typed) if typed else tuple(self.knowledge)
        return tuple(Completion(entry.question[:LONGEST_COMPLETION], entry.id) for entry in entries[:MOST_COMPLETIONS])

    def _topic(self, id_: str | None) -> Topic | None:
        entry = self.knowledge.get(id_) if id_ is not None else None
        if entry is None:
            return None
        section = frozenset(other.id for other in self.knowledge.in_section(entry.section))
        return Topic(entry.id, entry.question, frozenset(entry.related), section)

    def _nearest(self, typed: str) -> tuple[Entry, ...]:
        """Give the entries with a phrasing like this, by whole words in any order and by words half typed."""
        ways = [(entry.id, way.casefold()) for entry in self.knowledge for way in entry.phrasings]
        asked = [way for _, way in ways]
        by_words = process.cdist([typed], asked, scorer=fuzz.token_set_ratio)[0]
        by_letters = process.cdist([typed], asked, scorer=fuzz.partial_ratio)[0]
        likeness = (by_words + by_letters) / 2
        near = (-likeness).argsort(kind="stable")
        ids = dict.fromkeys(ways[position][0] for position in near if likeness[position] >= _LIKE)
        return tuple(self.knowledge.entries[id_] for id_ in ids)
