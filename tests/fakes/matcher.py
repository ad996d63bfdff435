"""A matcher that knows its answers beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.features.faq.matching.following import Topic
from bot.features.faq.matching.results import Match, Outcome


@dataclass
class ScriptedMatcher:
    """Gives the match that is set down for a text, else none.

    Keeps whether the bot was addressed, and the answer that each message was taken to go on from.
    """

    matches: dict[str, Match] = field(default_factory=dict)
    addressed: list[bool] = field(default_factory=list)
    topics: list[Topic | None] = field(default_factory=list)

    @property
    def after(self) -> list[str | None]:
        """The entries that the messages were taken to go on from."""
        return [topic.entry if topic else None for topic in self.topics]

    def match(self, text: str, *, addressed: bool = True, topic: Topic | None = None) -> Match:
        self.addressed.append(addressed)
        self.topics.append(topic)
        return self.matches.get(text.strip(), Match(Outcome.NONE))
