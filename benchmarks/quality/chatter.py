"""Whether the bot leaves ordinary talk alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.labelled import Labelled
from benchmarks.quality.figures import Share, listed, table
from benchmarks.quality.questions import Asked, ask
from bot.features.faq.library import Library


@dataclass(frozen=True, slots=True)
class Heard:
    """What comes of ordinary talk: said to the bot, and overheard where it listens."""

    addressed: tuple[Asked, ...] = field(repr=False)
    listening: tuple[Asked, ...] = field(repr=False)

    @classmethod
    def of(cls, library: Library, messages: Sequence[Labelled]) -> Heard:
        """Match every message in both ways."""
        return cls(ask(library, messages), ask(library, messages, addressed=False))

    @property
    def silent_addressed(self) -> Share:
        """Neither an answer nor choices, though the bot was spoken to."""
        return Share.where(one.silent for one in self.addressed)

    @property
    def silent_listening(self) -> Share:
        """Neither an answer nor choices, where nobody asked the bot."""
        return Share.where(one.silent for one in self.listening)

    def by_kind(self) -> str:
        """Give a table with one row for each kind of talk."""
        kinds = sorted({one.message.kind for one in self.addressed})
        rows = [self._row(kind, [kind]) for kind in kinds]
        head = ("kind", "messages", "silent, addressed", "silent, listening", "answered", "offered")
        return table(head, [*rows, self._row("**all**", kinds)])

    def not_silent(self) -> str:
        """Name every message that something was said to."""
        said = [(one, "") for one in self.addressed if not one.silent]
        said += [(one, "listening: ") for one in self.listening if not one.silent]
        return listed((one.message.text, f"{how}{one.came}") for one, how in said)

    def _row(self, name: str, kinds: Sequence[str]) -> tuple[object, ...]:
        here = [one for one in self.addressed if one.message.kind in kinds]
        there = [one for one in self.listening if one.message.kind in kinds]
        return (
            name,
            len(here),
            Share.where(one.silent for one in here),
            Share.where(one.silent for one in there),
            sum(one.answered for one in here),
            sum(one.suggested for one in here),
        )
