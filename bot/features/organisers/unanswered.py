"""Questions that members passed on to the organisers, without saying who they are."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from bot.core.ownership import Ownership
from bot.core.people import Person, Platform

# A list for volunteers: when it is full, the oldest question makes room.
MOST = 200

# So many may one person pass on in a day, so that nobody pushes out what the others asked.
MOST_A_DAY = 5


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One question as its author wrote it for the organisers; the day is all that is kept beside it."""

    number: int
    text: str = field(repr=False)
    day: date


class UnansweredList:
    """Kept in memory, in the order in which the questions came.

    `name` is another one for each list. Numbers begin anew with each start of the bot, so a button bears both: an old
    one, or one that somebody made up, takes nothing off.
    """

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)
        self._waiting: dict[int, Unanswered] = {}
        self._next = 1
        self._marks = Ownership({platform: secrets.token_hex(32) for platform in Platform})
        self._today: tuple[date, Counter[str]] = (date.min, Counter())

    def may_add(self, person: Person, day: date) -> bool:
        """Tell whether this person may pass on another question today, and count it.

        Counted by marks made with a key that is thrown away at the end; they stand beside no question.
        """
        if self._today[0] != day:
            self._today = (day, Counter())
        counts, mark = self._today[1], self._marks.mark(person)
        counts[mark] += 1
        return counts[mark] <= MOST_A_DAY

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
