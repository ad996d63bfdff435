"""What single pieces of a text say, and how rules find them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.times.clocks import Clock
from bot.conversation.times.days import Days, Unit
from bot.conversation.times.values import Reason, Unsure
from bot.conversation.times.vocabulary import Kind, Part, Token


@dataclass(frozen=True, slots=True)
class PartSaid:
    """A part of the day: "in the morning"."""

    part: Part


@dataclass(frozen=True, slots=True)
class Restated:
    """A time by the 24-hour clock in brackets: "(20:30)"."""

    clock: Clock


@dataclass(frozen=True, slots=True)
class Count:
    """So many times in a unit: "twice a day"; without a unit: "once"."""

    number: int
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Link:
    """A word or sign that only ties others together: and, comma, on, at, from."""

    kind: Kind


Item = Clock | Days | PartSaid | Restated | Count | Link
Build = Callable[[Sequence[Token], datetime], tuple[Item, ...]]
"""From the tokens that a rule takes, and from now, to what they say. May raise Unsure."""
Rule = tuple[re.Pattern[str], Build]


def rule(pattern: str, build: Build) -> Rule:
    """Make a rule from a regular expression over names of kinds."""
    letters = re.sub("[A-Z_]+", lambda name: re.escape(Kind[name[0]]), pattern)
    return re.compile(letters.replace(" ", "")), build


def doubt(reason: Reason) -> Build:
    """Refuse what the rule takes."""

    def build(_tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
        raise Unsure(reason)

    return build


def pick(tokens: Sequence[Token], *kinds: Kind) -> Token | None:
    """Give the first token of one of these kinds."""
    return next((token for token in tokens if token.kind in kinds), None)


def value(tokens: Sequence[Token], *kinds: Kind) -> int:
    """Give the value of the first token of one of these kinds; one that the rule always has."""
    return next(token.value for token in tokens if token.kind in kinds)


def number(tokens: Sequence[Token]) -> int:
    """Give the number of a row of tokens; none is one, and "every other" is every second."""
    found = pick(tokens, Kind.NUMBER, Kind.ORDINAL, Kind.OTHER)
    if found is None:
        return 1
    return 2 if found.kind is Kind.OTHER else found.value


_UNITS = {Kind.DAYS: Unit.DAY, Kind.WEEKS: Unit.WEEK, Kind.MONTHS: Unit.MONTH}


def unit(tokens: Sequence[Token]) -> Unit:
    """Give the first unit of days, weeks or months."""
    return next(_UNITS[token.kind] for token in tokens if token.kind in _UNITS)
