"""What a person said about times, as values: wall-clock times and days, without a time zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

LAST = -1


@dataclass(frozen=True, slots=True)
class Once:
    """On one day, which stands in `Spoken.on`."""


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day."""


@dataclass(frozen=True, slots=True)
class OnWeekdays:
    """Every week on these days; Monday is 0."""

    days: frozenset[int]


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Every `n` days, from 2 on, counted from the start."""

    n: int


@dataclass(frozen=True, slots=True)
class EveryWeeks:
    """Every `n` weeks, from 1 on. `days` (Monday is 0) is empty where it is the weekday on which it starts."""

    n: int
    days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class MonthDay:
    """Every `months` months on this day, 1 to 31; where a month has no such day, on its last.

    `day` is None where it is the day of the month on which it starts.
    """

    day: int | None
    months: int = 1


@dataclass(frozen=True, slots=True)
class MonthWeekday:
    """Every month on its first to fifth (`ordinal` 1 to 5) or LAST such weekday; Monday is 0.

    The fifth comes only in months that have one.
    """

    ordinal: int
    weekday: int


Repeat = Once | Daily | OnWeekdays | EveryDays | EveryWeeks | MonthDay | MonthWeekday


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said, and nothing that was not.

    `repeat` is None where only times were said ("8am"). `times` is sorted, and empty where only days were said.
    `on` is the day of a Once, or the stated first day of a repeat: it starts with the first fitting day from then on.
    """

    repeat: Repeat | None
    times: tuple[time, ...] = ()
    on: date | None = None


class Reason(StrEnum):
    """Why a text was not read."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_UNDERSTOOD = "not_understood"
    AM_OR_PM = "am_or_pm"
    DAY_OR_MONTH = "day_or_month"
    TIME_OR_DATE = "time_or_date"
    WHICH_TIME = "which_time"
    WHICH_DAY = "which_day"
    WHICH_NIGHT = "which_night"
    ONCE_OR_REPEATED = "once_or_repeated"
    HOW_OFTEN = "how_often"
    CUE = "cue"
    HOURS = "hours"
    NO_SUCH_TIME = "no_such_time"
    NO_SUCH_DATE = "no_such_date"
    PAST = "past"
    TOO_FAR = "too_far"
    CONTRADICTION = "contradiction"
    SEPARATE = "separate"
    EXCEPTION = "exception"
    ENDING = "ending"
    RANGE = "range"
    VAGUE = "vague"
    ZONE = "zone"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a text was not read. `choices` are what it may have meant, for buttons; there may be one, or none."""

    reason: Reason
    choices: tuple[Spoken, ...] = field(default=())


class Unsure(Exception):
    """Raised inside the reader where it must not guess; `read` turns it into its doubt."""

    def __init__(self, reason: Reason, *choices: Spoken) -> None:
        super().__init__(reason)
        self.doubt = Doubt(reason, choices)
