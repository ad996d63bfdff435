"""What words can mean for times, apart from any language, and the shape of a language's vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import IntEnum, StrEnum

from bot.conversation.times.values import Reason


class Kind(StrEnum):
    """The kinds of tokens. Each value is one letter, so that rules can be regular expressions over kinds."""

    NUMBER = "n"
    FOUR_DIGITS = "f"
    ORDINAL = "o"
    CLOCK = "c"
    DOTTED = "."
    DATE = "d"
    WEEKDAY = "w"
    WEEKDAYS = "W"
    WORKDAYS = "k"
    WEEKEND = "e"
    WEEKENDS = "E"
    MONTH = "m"
    MINUTES = "i"
    HOURS = "h"
    H = "H"
    DAYS = "D"
    WEEKS = "K"
    MONTHS = "M"
    YEARS = "Y"
    EVERY = "v"
    OTHER = "2"
    A = "a"
    OF = "O"
    IN = "I"
    ON = "N"
    AT = "@"
    FROM = "F"
    NOW = "0"
    AGO = "g"
    TO = "t"
    PAST = "p"
    HALF = "l"
    QUARTER = "q"
    AM = "A"
    PM = "P"
    OCLOCK = "C"
    NOON = "b"
    MIDNIGHT = "B"
    PART = "r"
    PARTS = "R"
    TODAY = "T"
    THIS = "s"
    NEXT = "x"
    LAST = "L"
    COUNT = "u"
    TIMES = "X"
    SHORTER = "S"
    AND = "&"
    COMMA = ","
    DASH = "-"
    OPEN = "("
    CLOSE = ")"
    FILLER = "_"
    REFUSED = "!"


class Part(IntEnum):
    """Parts of the day."""

    MORNING = 0
    AFTERNOON = 1
    EVENING = 2
    NIGHT = 3
    BEGINNING = 4

    def holds(self, moment: time) -> bool:
        """Tell whether people call this time by this part of the day. Midnight is nobody's morning."""
        return any(start <= moment <= end for start, end in _WINDOWS[self])


# A time after midnight and before this belongs, in "Saturday night", to the night and not to the date.
SMALL_HOURS_END = time(4)
_WINDOWS: Mapping[Part, tuple[tuple[time, time], ...]] = {
    Part.MORNING: ((time(0, 1), time(11, 59)),),
    Part.AFTERNOON: ((time(12), time(18, 59)),),
    Part.EVENING: ((time(16), time(23, 59)),),
    Part.NIGHT: ((time(18), time(23, 59)), (time(0), time(3, 59))),
    Part.BEGINNING: ((time(0), time(0)),),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign with its meaning. `text` is as it was typed; `reason` goes with REFUSED alone."""

    kind: Kind
    value: int = 0
    reason: Reason | None = None
    text: str = field(default="", compare=False, repr=False)


Meaning = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language. The longest phrase wins.

    `ordinal_endings` follow digits ("1st"). `apart` holds further words of the language that are right as they are
    and so like a word of the phrases that they would be taken for its misspelling.
    """

    phrases: Mapping[tuple[str, ...], Meaning] = field(repr=False)
    ordinal_endings: frozenset[str]
    apart: frozenset[str] = field(repr=False)
