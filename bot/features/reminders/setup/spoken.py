"""What is typed about days and times, as answers. What is not sure becomes a doubt with its choices. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import MINYEAR, date, datetime, time, timedelta

from bot.conversation.times.echo import echo, explain
from bot.conversation.times.reading import read
from bot.conversation.times.values import (
    Daily,
    EveryDays,
    EveryWeeks,
    MonthDay,
    Once,
    OnWeekdays,
    Reason,
    Repeat,
    Spoken,
)
from bot.conversation.times.values import Doubt as Unclear
from bot.core.richtext import Blocks, paragraph
from bot.features.reminders.describing import clock, day_in_words
from bot.features.reminders.schedule import LONGEST_PAUSE, MOST_TIMES
from bot.features.reminders.setup.asking import Asking, Doubt
from bot.features.reminders.setup.counting import joined
from bot.features.reminders.setup.draft import Offer, Patch
from bot.features.reminders.setup.written import written

NONE = "none"
"""The answer that there is none."""

STEPPED = "stepped"
"""Is answered where a plan changes on certain dates."""

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_FIGURES = re.compile(r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?\.?")
_BUT_ONE = (Reason.PAST, Reason.TIME_OR_DATE)
# Dates without a year are looked for in the year that has passed.
_A_YEAR_AGO = timedelta(days=364)
# Where the time zone is not known yet, a text about days is read by the first and the last clocks of the world.
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `least` to `most`."""

    least: date
    most: date

    def __contains__(self, day: date) -> bool:
        return self.least <= day <= self.most


def read_rhythm(asking: Asking, text: str) -> Offer | Doubt:
    """Read on which days and at which times of day doses are due; a first day may stand beside them."""
    spoken = _read(asking, text)
    if isinstance(spoken, Unclear):
        return _rhythm_doubt(asking, spoken)
    patch = _rhythm(asking, spoken)
    return (
        Doubt(asking.texts.rich("remind.rhythm_doubt")) if patch is None else Offer(echo(spoken, asking.texts), patch)
    )


def read_clock(asking: Asking, text: str, patch: Callable[[time], Patch]) -> Offer | Doubt:
    """Read one time of day."""
    spoken = read(text, asking.here, asking.texts.language)
    found = spoken.choices if isinstance(spoken, Unclear) else (spoken,)
    alone = [one.times[0] for one in found if len(one.times) == 1 and one.repeat in (None, Daily())]
    if isinstance(spoken, Spoken) and alone:
        return Offer(clock(alone[0]), patch(alone[0]))
    offers = tuple(Offer(clock(at), patch(at)) for at in alone)
    words = _explained(asking, spoken) if isinstance(spoken, Unclear) else asking.texts.rich("remind.clock_doubt")
    return Doubt(words, offers)


def read_day(asking: Asking, text: str, span: Span, patch: Callable[[date, time | None], Patch]) -> Offer | Doubt:
    """Read one day within a span, perhaps with a time of day beside it."""
    spoken = _day(asking, text, span)
    if isinstance(spoken, Spoken):
        return Offer(_named(asking, spoken), patch(*_parts(spoken)))
    found = [one for one in spoken.choices if one.on is not None and one.on in span]
    if found:
        offers = tuple(Offer(_named(asking, one), patch(*_parts(one))) for one in found)
        return Doubt(asking.texts.rich("remind.which_day"), offers)
    if spoken.choices or spoken.reason in (Reason.PAST, Reason.TOO_FAR):
        least, most = (day_in_words(day, asking.texts) for day in (span.least, span.most))
        return Doubt(asking.texts.rich("remind.day_outside", least=least, most=most))
    return Doubt(_explained(asking, spoken))


def _day(asking: Asking, text: str, span: Span) -> Spoken | Unclear:
    """Read a day as one to come and, where the span lies in the past as well, as one that was.

    Only what may be meant both ways is left as a doubt.
    """
    ahead = read(text, asking.here, asking.texts.language)
    certain = isinstance(ahead, Spoken) and isinstance(ahead.repeat, Once) and len(ahead.times) < 2
    if certain and isinstance(ahead, Spoken) and ahead.on is not None and ahead.on in span:
        return ahead
    gone = _gone(asking, text, span) if span.least < asking.today else None
    if gone is not None and isinstance(ahead, Unclear) and ahead.reason is Reason.PAST:
        future = [one for one in ahead.choices if one.on is not None and one.on in span]
        return Unclear(Reason.WHICH_DAY, (gone, *future)) if future else gone
    choices = (ahead,) if isinstance(ahead, Spoken) else ahead.choices
    reason = Reason.NOT_UNDERSTOOD if isinstance(ahead, Spoken) else ahead.reason
    days = tuple(one for one in choices if isinstance(one.repeat, Once))
    return Unclear(reason, days if gone is None else (gone, *days))


def _gone(asking: Asking, text: str, span: Span) -> Spoken | None:
    """Read a day that was, if the text names a day of the calendar; None if it names none, or several."""
    if text.strip(" .!").lower() in asking.texts.words("remind.yesterday_words"):
        return Spoken(Once(), on=asking.today - timedelta(days=1))
    if not _names_a_date(asking, text):
        return None
    spoken = read(text, _back_then(asking, text), asking.texts.language)
    # A date that has just gone by is what was meant; and a year such as 2025, as the question is not about a time.
    found = spoken.choices if isinstance(spoken, Unclear) and spoken.reason in _BUT_ONE else ()
    one = spoken if isinstance(spoken, Spoken) else found[0] if len(found) == 1 else None
    return one if one is not None and one.on is not None and one.on < asking.today and one.on in span else None


def _back_then(asking: Asking, text: str) -> datetime:
    """Give a moment from which the day that the text names still lies ahead: a year ago, or in the year it names."""
    found = _YEAR.search(text)
    year = int(found[0]) if found else 0
    named = found is not None and MINYEAR < year <= asking.today.year
    return asking.here.replace(year=year, month=1, day=1) if named else asking.here - _A_YEAR_AGO


def _names_a_date(asking: Asking, text: str) -> bool:
    """Tell whether a day is named by its month or in figures, and not counted from today."""
    words = text.lower().replace(",", " ").split()
    names = asking.texts.line("date.months").lower().split()
    months = {*names, *(name[:3] for name in names)}
    return any(word.strip(".") in months or _FIGURES.fullmatch(word) for word in words)


def _parts(spoken: Spoken) -> tuple[date, time | None]:
    if spoken.on is None:
        raise ValueError("a day was said")
    return spoken.on, spoken.times[0] if spoken.times else None


def _named(asking: Asking, spoken: Spoken) -> str:
    day, at = _parts(spoken)
    return day_in_words(day, asking.texts) if at is None else f"{day_in_words(day, asking.texts)}, {clock(at)}"


def _read(asking: Asking, text: str) -> Spoken | Unclear:
    """Read a rhythm. A first day that is another one elsewhere is left out, and so asked for, until it is sure."""
    language = asking.texts.language
    if asking.zone is not None:
        return read(text, asking.here, language)
    first, last = (
        read(text, (asking.facts.now + apart).replace(tzinfo=None), language) for apart in (_EARLIEST, _LATEST)
    )
    if first == last or isinstance(first, Unclear):
        return first
    return last if isinstance(last, Unclear) else replace(last, on=None)


def _explained(asking: Asking, unclear: Unclear) -> Blocks:
    return (paragraph(explain(unclear, asking.texts)),)


def _rhythm_doubt(asking: Asking, unclear: Unclear) -> Doubt:
    offers = (Offer(echo(one, asking.texts), patch) for one in unclear.choices if (patch := _rhythm(asking, one)))
    return Doubt(_explained(asking, unclear), tuple(offers))


def _rhythm(asking: Asking, spoken: Spoken) -> Patch | None:
    """Give the answers that say this; None if doses cannot be planned so."""
    days = {} if spoken.repeat is None else _days(spoken.repeat)
    if days is None or len(spoken.times) > MOST_TIMES or _begins_elsewhere(asking, spoken.on):
        return None
    patch: dict[str, str | None] = {asking.mine(name): value for name, value in days.items()}
    if spoken.times:
        patch[asking.mine("times")] = written(*spoken.times)
    return patch if spoken.on is None else {**patch, **first_patch(asking, spoken.on)}


def _begins_elsewhere(asking: Asking, day: date | None) -> bool:
    """Tell whether a dated step is said to begin on another day than the one that was answered before."""
    return STEPPED in asking.answers and day is not None and day.isoformat() != asking.answers[asking.mine("first")]


def first_patch(asking: Asking, day: date) -> Patch:
    """Give the answer to the first day. A last day before it is asked again."""
    last = asking.answers.get("last", NONE)
    ends_before = last != NONE and date.fromisoformat(last) < day
    return {asking.mine("first"): day.isoformat(), **({"last": None} if ends_before else {})}


def _days(repeat: Repeat) -> dict[str, str] | None:
    match repeat:
        case Daily():
            return {"days": "daily"}
        case OnWeekdays(days) | EveryWeeks(1, days) if days:
            return {"days": "weekdays", "weekdays": joined(days)}
        case EveryDays(number) if number <= LONGEST_PAUSE:
            return {"days": "every", "every": str(number)}
        case MonthDay(int(day), 1):
            return {"days": "monthly", "monthday": str(day)}
        case _:
            return None
