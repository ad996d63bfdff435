"""From a sketch to a meet-up and back, and what stands in the way. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.features.meetups.codec import packed_content, packed_series
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, content_of
from bot.features.meetups.planning.asking import Asking
from bot.features.meetups.planning.choosing import MOST_PLACES
from bot.features.meetups.planning.sketch import NOTHING_YET, Values
from bot.features.meetups.planning.wording import shortened
from bot.features.meetups.repeating import begins, moment_of
from bot.features.meetups.replanning import changed_content, must_be_told

_SHOWN_TYPED = 60
_SOMEBODY = "organiser"  # so that the card has the button for questions


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing or wrong, and the part in which it can be mended."""

    part: str
    words: str


def values_of(meetup: Meetup, next_date: MeetupDate, places: Sequence[str]) -> Values:
    """Give the values of a meet-up that is changed as a whole. Its day is that of its next date."""
    return {
        **NOTHING_YET,
        **packed_content(meetup.content),
        "first": next_date.local.date().isoformat(),
        "time_of_day": meetup.time_of_day.isoformat(),
        "series": None if meetup.series is None else packed_series(meetup.series),
        "places": list(places),
        "announce": meetup.announce_at.astimezone(UTC).isoformat(),
    }


def values_of_date(meetup: Meetup, on: MeetupDate, places: Sequence[str]) -> Values:
    """Give the values of one date of a meet-up, as its clock shows it now."""
    local = on.starts_at.astimezone(ZoneInfo(meetup.zone)).replace(tzinfo=None)
    own = packed_content(content_of(meetup, on))
    times = {"first": local.date().isoformat(), "time_of_day": local.time().isoformat()}
    return {**values_of(meetup, on, places), **own, **times, "series": None, "announce": None}


def problems(asking: Asking) -> tuple[Problem, ...]:
    """Say all that is missing or wrong, the first part first."""
    doubted = asking.sketch.doubts
    others = (problem for problem in (*_missing(asking), *_wrong(asking)) if problem.part not in doubted)
    return (*_doubtful(asking), *others)


def new_meetup(asking: Asking, organiser_id: str | None, places: Sequence[str]) -> Meetup:
    """Make the meet-up that was set up. Only where nothing stands in the way."""
    local = asking.local
    if local is None:
        raise ValueError("nothing is planned without a time")
    announce_at = max(announced_at(asking), asking.now)
    return Meetup(
        asking.sketch.meetup_id,
        organiser_id,
        asking.content,
        asking.zone,
        local.date(),
        local.time(),
        asking.series,
        tuple(places),
        announce_at,
        asking.now,
    )


def changed_meetup(asking: Asking, before: Meetup, places: Sequence[str]) -> Meetup:
    """Give a meet-up as it is after the changes. Days and times that were not touched are left alone."""
    after = replace(before, content=asking.content, places=tuple(places))
    values, base = asking.sketch.values, asking.sketch.base
    if values["announce"] != base["announce"]:
        after = replace(after, announce_at=announced_at(asking))
    local = asking.local
    if local is None or all(values[name] == base[name] for name in ("first", "time_of_day", "series")):
        return after
    same_days = values["first"] == base["first"] and _repeat(values) == _repeat(base)
    first = before.first if same_days and values["time_of_day"] == base["time_of_day"] else local.date()
    return replace(after, first=first, time_of_day=local.time(), series=asking.series)


def changed_date(asking: Asking, meetup: Meetup, before: MeetupDate) -> MeetupDate:
    """Give one date as it is after the changes."""
    if asking.local is None:
        return before
    starts_at = moment_of(asking.local, asking.zone)
    moved = starts_at != moment_of(before.local, asking.zone)
    return changed_content(meetup, replace(before, starts_at=starts_at, moved=moved), asking.content)


def previewed(asking: Asking, now: tuple[Meetup, MeetupDate] | None) -> tuple[Meetup, MeetupDate] | None:
    """Give what the card is drawn from; None as long as there is no title, or no time. `now`: as it is."""
    local, content = asking.local, asking.content
    if local is None or not content.title:
        return None
    if now is not None and asking.sketch.single:
        return now[0], changed_date(asking, *now)
    meetup = new_meetup(asking, _SOMEBODY, ())
    starts_at = moment_of(local, asking.zone)
    return meetup, MeetupDate(asking.sketch.meetup_id, meetup.id, local, starts_at, starts_at + content.duration)


def announced_at(asking: Asking) -> datetime:
    """Give the moment from which on it is announced."""
    value = asking.sketch.values["announce"]
    return asking.now if value is None else datetime.fromisoformat(value)


def changed_parts(asking: Asking) -> tuple[str, ...]:
    """Name the parts that were changed."""
    values, base = asking.sketch.values, asking.sketch.base
    return tuple(
        part for part, names in _VALUES_OF.items() if any(_same(values[name]) != _same(base[name]) for name in names)
    )


def told_anyway(asking: Asking, before: Content) -> bool:
    """Tell whether those who come are told of the changes in any case."""
    values, base = asking.sketch.values, asking.sketch.base
    times = any(values[name] != base[name] for name in ("first", "time_of_day", "series"))
    return times or must_be_told(before, asking.content)


_VALUES_OF = {
    "title": ("title",),
    "when": ("first", "time_of_day"),
    "duration": ("duration",),
    "where": ("place", "address", "point", "link", "link_hidden"),
    "text": ("text",),
    "seats": ("seats",),
    "repeat": ("series",),
    "places": ("places",),
    "announce": ("announce",),
    "closes": ("closes_before",),
    "asks": ("asks",),
}


def _repeat(values: Values) -> object:
    return None if values["series"] is None else values["series"]["repeat"]


def _same(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _doubtful(asking: Asking) -> Iterator[Problem]:
    for part, doubt in asking.sketch.doubts.items():
        typed = shortened(doubt.typed, _SHOWN_TYPED)
        yield Problem(part, asking.texts.line("meetup.typed_doubt", typed=typed, words=doubt.words))


def _missing(asking: Asking) -> Iterator[Problem]:
    line, where = asking.texts.line, asking.content.where
    if not asking.content.title:
        yield Problem("title", line("meetup.no_title"))
    if asking.first is None:
        yield Problem("when", line("meetup.no_time" if asking.time_of_day is None else "meetup.no_day"))
    elif asking.time_of_day is None:
        yield Problem("when", line("meetup.no_time_of_day"))
    if not (where.place or where.address or where.link):
        yield Problem("where", line("meetup.no_where"))
    named = asking.chosen if asking.sketch.is_new else asking.sketch.values["places"]
    if not asking.sketch.single and not named:
        yield Problem("places", line("meetup.places_nowhere" if not asking.spots else "meetup.no_places"))
    if len(named) > MOST_PLACES:
        yield Problem("places", line("meetup.many_places", most=str(MOST_PLACES)))


def _wrong(asking: Asking) -> Iterator[Problem]:
    if asking.local is None:
        return
    line, starts_at = asking.texts.line, moment_of(asking.local, asking.zone)
    if starts_at <= asking.now:
        yield Problem("when", line("meetup.in_the_past"))
        return
    if asking.content.closes_before > timedelta(0) and starts_at - asking.content.closes_before <= asking.now:
        yield Problem("closes", line("meetup.closed_already"))
    series = asking.series
    if series is not None and series.until is not None and series.until < asking.local.date():
        yield Problem("until", line("meetup.ends_too_soon"))
    if series is not None and begins(series.repeat, asking.local.date()) != asking.local.date():
        yield Problem("repeat", line("meetup.not_its_day"))
    if announced_at(asking) >= starts_at:
        yield Problem("announce", line("meetup.announced_late"))
