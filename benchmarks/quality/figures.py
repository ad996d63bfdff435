"""Shares and tables as they stand in the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

# Of the normal distribution: 95 in 100 lie within so many standard deviations.
_WIDE = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    count: int
    of: int

    @classmethod
    def where(cls, held: Iterable[bool]) -> Share:
        """Count where something holds."""
        found = list(held)
        return cls(sum(found), len(found))

    @property
    def value(self) -> float:
        """The share (0 to 1); 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    @property
    def range(self) -> tuple[float, float]:
        """Wilson's interval: where the share of all such messages lies, 95 times in 100."""
        if not self.of:
            return 0.0, 1.0
        square = _WIDE * _WIDE
        middle = self.value + square / (2 * self.of)
        width = _WIDE * sqrt(self.value * (1 - self.value) / self.of + square / (4 * self.of * self.of))
        whole = 1 + square / self.of
        return max(0.0, (middle - width) / whole), min(1.0, (middle + width) / whole)

    def __str__(self) -> str:
        return f"{self.value:.1%}" if self.of else "-"

    @property
    def counted(self) -> str:
        """The share with its counts."""
        return f"{self} ({self.count} of {self.of})" if self.of else "-"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a table in Markdown; the first column is text, the others are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def listed(messages: Iterable[tuple[str, str]]) -> str:
    """Give a list of messages, each with what is to be said of it."""
    lines = [f"- “{' '.join(text.split())}” - {said}" for text, said in messages]
    return "\n".join(lines) or "None."


def named(ids: Iterable[str]) -> str:
    """Give ids as code."""
    return " or ".join(f"`{id_}`" for id_ in ids) or "nothing"
