"""What organisers type about times: when it is, how it repeats, until when, and from when on it is announced. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.conversation.times.echo import echo, explain
from bot.conversation.times.reading import read
from bot.conversation.times.values import Daily, EveryDays, EveryWeeks, MonthDay, MonthWeekday, Once, OnWeekdays, Spoken
from bot.conversation.times.values import Doubt as Unclear
from bot.features.meetups.codec import packed_series
from bot.features.meetups.meetup import Repeat, Series
from bot.features.meetups.planning.asking import Asking
from bot.features.meetups.planning.sketch import Doubt, Offer, Patch
from bot.features.meetups.planning.wording import day_in_words, here_in_words
from bot.features.meetups.repeating import begins, moment_of
from bot.texts.keys import Key

_DAY, _WEEK = timedelta(days=1), 7
_LAST_DAY = 31
LONGEST_AHEAD = timedelta(days=5 * 366)


def read_when(asking: Asking, text: str) -> Offer | Doubt:
    """Read when it is: a day, a time of day, both, or how it repeats."""
    spoken = read(text, asking.here, asking.texts.language)
    if isinstance(spoken, Spoken):
        patch = _when(asking, spoken)
        return patch if isinstance(patch, Doubt) else Offer(echo(spoken, asking.texts), patch)
    offers = [(one, _when(asking, one)) for one in spoken.choices]
    found = tuple(Offer(echo(one, asking.texts), patch) for one, patch in offers if not isinstance(patch, Doubt))
    return Doubt(explain(spoken, asking.texts), found)


def read_repeat(asking: Asking, text: str) -> Offer | Doubt:
    """Read how it repeats; a day or a time of day may stand beside it."""
    if text.strip(" .!").lower() in asking.texts.words("meetup.words_none"):
        return Offer(asking.texts.line("meetup.repeat_none"), {"series": None})
    spoken = read(text, asking.here, asking.texts.language)
    if isinstance(spoken, Spoken) and (spoken.repeat is None or isinstance(spoken.repeat, Once)):
        return Doubt(asking.texts.line("meetup.repeat_doubt"))
    return read_when(asking, text)


def read_until(asking: Asking, text: str) -> Offer | Doubt:
    """Read the last day of a series."""
    day = _one_day(asking, text)
    if isinstance(day, Doubt):
        return day
    return Offer(day_in_words(day, asking.texts), until_patch(asking, day))


def until_patch(asking: Asking, day: date | None) -> Patch:
    """Let a series end on a day, or have no end."""
    series = asking.series
    return {} if series is None else {"series": packed_series(Series(series.repeat, day))}


def read_announce(asking: Asking, text: str) -> Offer | Doubt:
    """Read the moment from which on it is announced."""
    spoken = read(text, asking.here, asking.texts.language)
    found = spoken.choices if isinstance(spoken, Unclear) else (spoken,)
    moments = [local for one in found if (local := _moment(asking, one)) is not None]
    offers = tuple(
        Offer(here_in_words(local, asking.zone, asking.texts), _announced(asking, local)) for local in moments
    )
    if isinstance(spoken, Spoken) and offers:
        return offers[0]
    words = explain(spoken, asking.texts) if isinstance(spoken, Unclear) else asking.texts.line("meetup.announce_doubt")
    return Doubt(words, offers)


def refitted(series: Series | None, first: date) -> Series | None:
    """Let a series be of the same kind, but so that this day is its first one."""
    if series is None or begins(series.repeat, first) == first:
        return series
    match series.repeat:
        case OnWeekdays():
            return Series(OnWeekdays(frozenset({first.weekday()})), series.until)
        case EveryWeeks(n):
            return Series(EveryWeeks(n, frozenset({first.weekday()})), series.until)
        case MonthDay(_, months):
            return Series(MonthDay(first.day, months), series.until)
        case MonthWeekday():
            return Series(nth_weekday(first), series.until)


def nth_weekday(day: date) -> MonthWeekday:
    """Say of a day that it is, for example, the second Tuesday of its month."""
    return MonthWeekday((day.day - 1) // _WEEK + 1, day.weekday())


def _when(asking: Asking, spoken: Spoken) -> Patch | Doubt:
    if len(spoken.times) > 1:
        return _doubt(asking, "meetup.one_time")
    at = spoken.times[0] if spoken.times else asking.time_of_day
    said: dict[str, object] = {} if at is None else {"time_of_day": at.isoformat()}
    match spoken.repeat:
        case None:
            return said
        case Once():
            return _doubt(asking, "meetup.when_doubt") if spoken.on is None else {**said, **_first(asking, spoken.on)}
        case _:
            return _repeated(asking, spoken, at, said)


def _first(asking: Asking, day: date) -> Patch:
    series = refitted(asking.series, day)
    return {"first": day.isoformat(), "series": None if series is None else packed_series(series)}


def _repeated(asking: Asking, spoken: Spoken, at: time | None, said: Patch) -> Patch | Doubt:
    """Read a repeat: its first date is the first fitting one that has not begun, or that is on the day said."""
    if asking.sketch.single:
        return _doubt(asking, "meetup.one_date_only")
    known = asking.first if asking.first is not None and asking.first >= asking.here.date() else None
    start = spoken.on or known or asking.here.date()
    repeat = _repeat(spoken.repeat, start)
    if repeat is None:
        return _doubt(asking, "meetup.repeat_doubt")
    first = begins(repeat, start)
    if at is not None and moment_of(datetime.combine(first, at), asking.zone) <= asking.now:
        first = begins(repeat, first + _DAY)
    until = None if asking.series is None else asking.series.until
    return {**said, "first": first.isoformat(), "series": packed_series(Series(repeat, until))}


def _repeat(repeat: object, start: date) -> Repeat | None:
    match repeat:
        case Daily():
            return OnWeekdays(frozenset(range(_WEEK)))
        case OnWeekdays() | MonthWeekday():
            return repeat
        case EveryWeeks(n, days):
            return _weeks(n, days or frozenset({start.weekday()}))
        case EveryDays(n) if n % _WEEK == 0:
            return _weeks(n // _WEEK, frozenset({start.weekday()}))
        case MonthDay(day, months):
            return MonthDay(day or start.day, months)
        case _:
            return None


def _weeks(number: int, days: frozenset[int]) -> Repeat:
    return OnWeekdays(days) if number == 1 else EveryWeeks(number, days)


def _one_day(asking: Asking, text: str) -> date | Doubt:
    spoken = read(text, asking.here, asking.texts.language)
    if isinstance(spoken, Spoken):
        if isinstance(spoken.repeat, Once) and spoken.on is not None and not spoken.times:
            return spoken.on
        return _doubt(asking, "meetup.until_doubt")
    days = [one.on for one in spoken.choices if isinstance(one.repeat, Once) and one.on is not None]
    offers = tuple(Offer(day_in_words(day, asking.texts), until_patch(asking, day)) for day in dict.fromkeys(days))
    return Doubt(explain(spoken, asking.texts), offers)


def _moment(asking: Asking, spoken: Spoken) -> datetime | None:
    """Give the moment to come that was said; a mere time of day is the next such one."""
    if len(spoken.times) != 1:
        return None
    if isinstance(spoken.repeat, Once) and spoken.on is not None:
        return datetime.combine(spoken.on, spoken.times[0])
    if spoken.repeat is not None:
        return None
    today = datetime.combine(asking.here.date(), spoken.times[0])
    return today if today > asking.here else today + _DAY


def _announced(asking: Asking, local: datetime) -> Patch:
    return {"announce": moment_of(local, asking.zone).astimezone(UTC).isoformat()}


def _doubt(asking: Asking, key: Key) -> Doubt:
    return Doubt(asking.texts.line(key))
