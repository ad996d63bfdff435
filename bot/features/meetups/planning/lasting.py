"""How long a meet-up takes, as organisers type it: "90 min", "1 h 30", or "until 21:00". Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.conversation.times.echo import explain
from bot.conversation.times.reading import read
from bot.conversation.times.values import Doubt as Unclear
from bot.conversation.times.values import Spoken
from bot.features.meetups.describing import duration_in_words
from bot.features.meetups.meetup import LONGEST, SHORTEST
from bot.features.meetups.planning.asking import Asking
from bot.features.meetups.planning.sketch import Doubt, Offer
from bot.features.meetups.repeating import moment_of

_DAY = timedelta(days=1)
_PIECE = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,2})?)?\s*([^\W\d]+)?\s*")
_HOURS_AND_MINUTES = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_MOST_HOURS = 12  # a bare number up to here may count hours


def read_duration(asking: Asking, text: str) -> Offer | Doubt:
    """Read how long it takes, or until when."""
    typed = " ".join(text.lower().replace("until:", "until").strip(" .!").split())
    for word in asking.texts.words("meetup.words_until"):
        if typed.startswith(f"{word} "):
            return _until(asking, typed.removeprefix(f"{word} "))
    found = [length for length in _lengths(asking, typed) if SHORTEST <= length <= LONGEST]
    offers = tuple(_offer(asking, length) for length in found)
    if len(offers) == 1:
        return offers[0]
    return Doubt(asking.texts.line("meetup.duration_doubt"), offers)


def seconds(length: timedelta) -> int:
    """Give a length of time in whole seconds."""
    return length // timedelta(seconds=1)


def _offer(asking: Asking, length: timedelta) -> Offer:
    return Offer(duration_in_words(length, asking.texts), {"duration": seconds(length)})


def _lengths(asking: Asking, typed: str) -> list[timedelta]:
    """Give all lengths of time that a text may mean."""
    if clock := _HOURS_AND_MINUTES.fullmatch(typed):
        return [timedelta(hours=int(clock[1]), minutes=int(clock[2]))]
    if typed.isascii() and typed.isdecimal() and len(typed) <= 4:
        number = int(typed)
        hours = [timedelta(hours=number)] if number <= _MOST_HOURS else []
        return [*hours, timedelta(minutes=number)]
    whole = _summed(asking, typed)
    return [] if whole is None else [whole]


def _summed(asking: Asking, typed: str) -> timedelta | None:
    """Add up "1 hour 30 minutes". A number alone behind hours counts minutes."""
    units = {
        **dict.fromkeys(asking.texts.words("meetup.words_minutes"), timedelta(minutes=1)),
        **dict.fromkeys(asking.texts.words("meetup.words_hours"), timedelta(hours=1)),
        **dict.fromkeys(asking.texts.words("meetup.words_days"), _DAY),
    }
    beside = set(asking.texts.words("meetup.words_and"))
    pieces = [(number, unit) for number, unit in _PIECE.findall(typed) if (number or unit) and unit not in beside]
    if "".join(_PIECE.split(typed)[0::3]).strip() or not pieces:
        return None
    whole, before = timedelta(), timedelta()
    for number, named in pieces:
        unit = units.get(named) if named else timedelta(minutes=1) if before == timedelta(hours=1) else None
        if not number or unit is None:
            return None
        whole, before = whole + float(number.replace(",", ".")) * unit, unit
    return timedelta(minutes=round(whole / timedelta(minutes=1)))


def _until(asking: Asking, typed: str) -> Offer | Doubt:
    """Read an end. One before the start may be that of the next day, which is asked."""
    texts, start = asking.texts, asking.local
    spoken = read(typed, asking.here, texts.language)
    if isinstance(spoken, Unclear) and not spoken.choices:
        return Doubt(explain(spoken, texts))
    if start is None:
        return Doubt(texts.line("meetup.end_without_start"))
    choices = spoken.choices if isinstance(spoken, Unclear) else (spoken,)
    ends = [end for one in choices if (end := _end(start, one)) is not None]
    lengths = [(moment_of(end, asking.zone) - moment_of(start, asking.zone), end) for end in ends]
    right = [_offer(asking, length) for length, _ in lengths if SHORTEST <= length <= LONGEST]
    if right:
        return right[0] if len(right) == 1 and isinstance(spoken, Spoken) else Doubt(explain_end(asking), tuple(right))
    over_night = [_offer(asking, length + _DAY) for length, _ in lengths if SHORTEST <= length + _DAY <= LONGEST]
    words = texts.line("meetup.end_before_start", start=f"{start:%H:%M}")
    return Doubt(words, tuple(over_night))


def explain_end(asking: Asking) -> str:
    """Ask which end is meant."""
    return asking.texts.line("meetup.which_end")


def _end(start: datetime, spoken: Spoken) -> datetime | None:
    if len(spoken.times) != 1:
        return None
    return datetime.combine(spoken.on or start.date(), spoken.times[0])
