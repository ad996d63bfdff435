"""Questions that members passed on to the organisers, without saying who they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

# A list for volunteers: when it is full, the oldest question makes room.
MOST = 200


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One question as its author wrote it for the organisers; the day is all that is kept beside it."""

    number: int
    text: str = field(repr=False)
    day: date


class UnansweredList:
    """Kept in memory, in the order in which the questions came."""

    def __init__(self) -> None:
        self._waiting: dict[int, Unanswered] = {}
        self._next = 1

    def add(self, text: str, day: date) -> Unanswered:
        """Put a question at the end of the list."""
        question = Unanswered(self._next, text, day)
        self._waiting[question.number] = question
        self._next += 1
        while len(self._waiting) > MOST:
            del self._waiting[next(iter(self._waiting))]
        return question

    def waiting(self) -> tuple[Unanswered, ...]:
        """Give the questions that wait, oldest first."""
        return tuple(self._waiting.values())

    def done(self, number: int) -> bool:
        """Take a question off the list; False if it is not there any more."""
        return self._waiting.pop(number, None) is not None
