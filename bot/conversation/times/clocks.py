"""Clock times: what a person can have meant by one, and what the words around it leave of that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import IntEnum

from bot.conversation.times.values import Reason, Unsure
from bot.conversation.times.vocabulary import SMALL_HOURS_END, Kind, Part, Token

_NOON, _MIDNIGHT = time(12), time(0)


class Proof(IntEnum):
    """What a clock time shows of how the other times in the same text are written."""

    NOTHING = 0
    # "08:00": whoever writes that writes 10:00, 11:00 and 12:00 by the 24-hour clock too, but not "9:00".
    LEADING_ZERO = 1
    # "20:00": by the 24-hour clock, all of them.
    ALL = 2


@dataclass(frozen=True, slots=True)
class Clock:
    """One time of day as said; several `options` if it was not said whether it is before or after noon.

    `literal`: its reading by the 24-hour clock, if it has one. `colon`: it was written "9:00", which is read so unless
    something beside it speaks against that. `bare`: a mere number, which could mean anything else.
    `night`: it belongs to the night that it is called by, so that the date may be one later.
    """

    options: tuple[time, ...]
    literal: time | None = None
    proof: Proof = Proof.NOTHING
    colon: bool = False
    bare: bool = False
    at: bool = False
    night: bool = False


def within(clock: Clock, part: Part) -> Clock:
    """Keep what people call by this part of the day. Raises Unsure if nothing is left."""
    options = tuple(option for option in clock.options if part.holds(option))
    if not options:
        raise Unsure(Reason.CONTRADICTION)
    night = part is Part.NIGHT and options[0] < SMALL_HOURS_END
    return replace(clock, options=options, bare=False, night=clock.night or night)


def restated(clock: Clock, again: Clock) -> Clock:
    """Check a time against the same by the 24-hour clock, in brackets after it. Raises Unsure if they differ."""
    if again.literal not in clock.options:
        raise Unsure(Reason.CONTRADICTION)
    return Clock((again.literal,), again.literal, again.proof)


def by_24_hours(clocks: Sequence[Clock]) -> tuple[Clock, ...]:
    """Read "8:00 and 20:00" by the 24-hour clock, since one of them can be read in no other way.

    So is "9:00", with its minutes behind a colon, where no time beside it is told by the 12-hour clock.
    """
    proof = max((clock.proof for clock in clocks), default=Proof.NOTHING)
    if all(clock.colon or (clock.literal and len(clock.options) == 1) for clock in clocks):
        proof = Proof.ALL
    return tuple(_literal(clock, proof) for clock in clocks)


def _literal(clock: Clock, proof: Proof) -> Clock:
    if len(clock.options) < 2 or clock.literal is None:
        return clock
    if proof is Proof.ALL or (proof is Proof.LEADING_ZERO and clock.literal.hour >= 10):
        return replace(clock, options=(clock.literal,))
    return clock


def digits(tokens: Sequence[Token]) -> Clock:
    """Read "8", "8:30", "20h30", "8 pm", "8 o'clock", "eight thirty pm", "0800", "1800 hours". Raises Unsure."""
    kinds = {token.kind for token in tokens}
    figures = [token for token in tokens if token.kind in (Kind.NUMBER, Kind.FOUR_DIGITS, Kind.CLOCK, Kind.DOTTED)]
    if len(figures) == 2 and figures[0].text and not kinds & {Kind.AM, Kind.PM}:
        raise Unsure(Reason.NOT_UNDERSTOOD)  # "8 30" may be anything
    hour, minute = _pair(figures) if len(figures) == 2 else _face(figures[0])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Unsure(Reason.NO_SUCH_TIME)
    at = Kind.AT in kinds
    if kinds & {Kind.AM, Kind.PM}:
        return _half_day(hour, minute, figures[0], afternoon=Kind.PM in kinds)
    only = figures[0]
    plain = only.kind in (Kind.NUMBER, Kind.FOUR_DIGITS) and len(figures) == 1 and not kinds & {Kind.OCLOCK, Kind.H}
    zero = only.kind is not Kind.NUMBER and only.text.startswith("0")
    if Kind.HOURS in kinds:  # "1800 hours"
        return Clock((time(hour % 24, minute),), time(hour % 24, minute), Proof.ALL, night=hour == 24)
    colon = only.kind is Kind.CLOCK and ":" in only.text and Kind.OCLOCK not in kinds
    return replace(_written(hour, minute, zero=zero), colon=colon, bare=plain and not zero, at=at)


def _written(hour: int, minute: int, *, zero: bool) -> Clock:
    """Read hour and minute without am, pm or the like; `zero` tells of a leading zero, as in 08:00."""
    literal = time(hour % 24, minute)
    if hour > 12 or hour == 0:
        return Clock((literal,), literal, Proof.ALL, night=hour == 24)
    if zero:
        return Clock((literal,), literal, Proof.LEADING_ZERO)
    return Clock((literal, time((hour + 12) % 24, minute)), literal)


def _half_day(hour: int, minute: int, figures: Token, *, afternoon: bool) -> Clock:
    """Read hour and minute with am or pm. "20:00 pm" says one thing twice; "20 pm" and "0 pm" say nothing."""
    if hour > 12 and figures.kind is not Kind.NUMBER:
        if not afternoon:
            raise Unsure(Reason.CONTRADICTION)
        return Clock((time(hour % 24, minute),), time(hour % 24, minute), Proof.ALL)
    if hour > 12 or (hour == 0 and (afternoon or figures.kind is Kind.NUMBER)):
        raise Unsure(Reason.NO_SUCH_TIME)
    moment = time(hour % 12 + (12 if afternoon else 0), minute)
    return Clock((moment,), night=not afternoon and hour == 12)


def _face(token: Token) -> tuple[int, int]:
    if token.kind in (Kind.CLOCK, Kind.DOTTED):
        hour, minute = re.split("[:.h]", token.text)
        return int(hour), int(minute)
    if token.text.isdigit() and len(token.text) > 2:
        return divmod(token.value, 100)
    return token.value, 0


def _pair(figures: Sequence[Token]) -> tuple[int, int]:
    """Read "eight thirty" and "8 30"; minutes below ten would need a nought."""
    hour, minute = figures
    nought = len(minute.text) == 2 and minute.value < 10
    if len(hour.text) > 2 or len(minute.text) > 2 or not (nought or minute.value > 12):  # else two hours
        raise Unsure(Reason.NOT_UNDERSTOOD)
    return hour.value, minute.value


def spoken(tokens: Sequence[Token]) -> Clock:
    """Read "half past nine", "quarter to 8 am" and "ten minutes past eight". Raises Unsure."""
    numbers = [token.value for token in tokens if token.kind is Kind.NUMBER]
    kinds = {token.kind for token in tokens}
    hour = numbers[-1]
    if not 1 <= hour <= 12:
        raise Unsure(Reason.NO_SUCH_TIME)
    minutes = 30 if Kind.HALF in kinds else 15 if Kind.QUARTER in kinds else numbers[0]
    if not 1 <= minutes <= 30:
        raise Unsure(Reason.NOT_UNDERSTOOD)
    if Kind.TO in kinds:
        if Kind.QUARTER not in kinds and Kind.MINUTES not in kinds and minutes < 20:
            raise Unsure(Reason.RANGE)  # "5 to 8" may be from five to eight
        hour, minutes = hour - 1, 60 - minutes
    morning, afternoon = time(hour % 12, minutes), time(hour % 12 + 12, minutes)
    at = Kind.AT in kinds
    if not kinds & {Kind.AM, Kind.PM}:
        return Clock((morning, afternoon), at=at)
    if Kind.TO in kinds and hour == 11:  # "quarter to 12 pm" comes before noon
        raise Unsure(Reason.AM_OR_PM)
    return Clock((afternoon,) if Kind.PM in kinds else (morning,), at=at, night=Kind.AM in kinds and hour == 12)


def noon(tokens: Sequence[Token]) -> Clock:
    """Read "noon" and "12 noon". Raises Unsure for another number."""
    _only_twelve(tokens)
    return Clock((_NOON,))


def midnight(tokens: Sequence[Token]) -> Clock:
    """Read "midnight" and "12 midnight". Raises Unsure for another number."""
    _only_twelve(tokens)
    return Clock((_MIDNIGHT,), night=True)


def _only_twelve(tokens: Sequence[Token]) -> None:
    if any(token.kind is Kind.NUMBER and token.value != 12 for token in tokens):
        raise Unsure(Reason.CONTRADICTION)
