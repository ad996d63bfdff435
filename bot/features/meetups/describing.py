"""A meet-up in words: when, how long, how often, where, and how many come. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.conversation.times.echo import echo
from bot.conversation.times.values import Spoken
from bot.conversation.zones.rules import place_in
from bot.core.richtext import Block, Bold, Link, Moment, Paragraph, Span, Text
from bot.features.meetups.meetup import Content, Counts, Meetup, MeetupDate, Where, content_of
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

_SOON = timedelta(days=300)
_LONGEST_HOST = 60


def moment(at: datetime, zone: str, texts: Texts, now: datetime) -> Moment:
    """Write a moment for all readers: "Thu 26 Nov, 19:00 (London)", with the year where it is far away."""
    return Moment(at, moment_in_words(at, zone, texts, now))


def moment_in_words(at: datetime, zone: str, texts: Texts, now: datetime) -> str:
    """Write a moment by the clock of a zone."""
    local = at.astimezone(ZoneInfo(zone))
    day = short_day(local, texts)
    if abs(at - now) > _SOON:
        day = texts.line("meet.day_of_year", day=day, year=str(local.year))
    return texts.line("meet.moment", day=day, time=f"{local:%H:%M}", place=place_in(zone))


def short_day(local: datetime, texts: Texts) -> str:
    """Write a day: "Thu 26 Nov"."""
    weekday = texts.line("meet.weekdays").split()[local.weekday()]
    month = texts.line("meet.months").split()[local.month - 1]
    return texts.line("meet.day", weekday=weekday, day=str(local.day), month=month)


def duration_in_words(duration: timedelta, texts: Texts) -> str:
    """Write how long it takes: "1 h 30 min"."""
    hours, minutes = divmod(int(duration.total_seconds() // 60), 60)
    days, hours = divmod(hours, 24)
    parts: tuple[tuple[int, Key], ...] = ((days, "meet.days"), (hours, "meet.hours"), (minutes, "meet.minutes"))
    return " ".join(texts.line(key, count=str(count)) for count, key in parts if count)


def when(meetup: Meetup, on: MeetupDate, texts: Texts, now: datetime) -> tuple[Span, ...]:
    """Say when it begins and how long it takes."""
    long = duration_in_words(on.ends_at - on.starts_at, texts)
    return moment(on.starts_at, meetup.zone, texts, now), Text(texts.line("meet.lasts", duration=long))


def series_in_words(meetup: Meetup, texts: Texts) -> str:
    """Say how it repeats; empty if it does not."""
    if meetup.series is None:
        return ""
    said, until = echo(Spoken(meetup.series.repeat), texts), meetup.series.until
    if until is not None:
        said = texts.line("meet.until", plan=said, day=texts.day(until))
    return said[:1].upper() + said[1:]


def title_of(content: Content) -> str:
    """Give the title in one line."""
    return " ".join(content.title.split())


def titled(meetup: Meetup, on: MeetupDate) -> Block:
    """Write the title above what is said of a date."""
    return Paragraph((Bold(title_of(content_of(meetup, on))),))


def where(place: Where, texts: Texts, *, with_link: bool) -> tuple[Block, ...]:
    """Say where it is; a link that is kept back is only hinted at."""
    spot = ", ".join(part for part in (_line(place.place), _line(place.address)) if part)
    blocks: list[Block] = [Paragraph((Text(spot),))] if spot else []
    if place.link and (with_link or not place.link_hidden):
        blocks.append(Paragraph((Text(f"{texts.line('meet.link_words')} "), Link(host_of(place.link), place.link))))
    elif place.link:
        blocks.append(Paragraph((Text(texts.line("meet.link_later")),)))
    return tuple(blocks)


def event_place(place: Where, texts: Texts) -> str:
    """Give in one line where it is, as all may know it."""
    link = "" if place.link_hidden else place.link
    spot = ", ".join(part for part in (_line(place.place), _line(place.address), link) if part)
    return spot or texts.line("meet.link_later" if place.link else "meet.no_place")


def host_of(link: str) -> str:
    """Give the part of an address by which people know where it leads."""
    try:
        host = urlsplit(link).hostname or link
    except ValueError:
        host = link
    return host[:_LONGEST_HOST]


def map_address(place: Where) -> str | None:
    """Give the address of a map that shows the point, if there is one."""
    if place.point is None:
        return None
    latitude, longitude = (f"{number:.5f}" for number in place.point)
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"


def head_count(counts: Counts, seats: int | None, texts: Texts) -> str:
    """Say how many come: "7 coming, 2 maybe · 3 places left"."""
    if counts.going or counts.maybe:
        said = texts.line("meet.coming", count=str(counts.going))
        if counts.maybe:
            said = texts.line("meet.and_maybe", coming=said, count=str(counts.maybe))
    else:
        said = texts.line("meet.nobody_yet")
    if seats is None:
        return said
    return texts.line("meet.and_places", coming=said, places=places_left(counts, seats, texts))


def places_left(counts: Counts, seats: int, texts: Texts) -> str:
    """Say how many places are left, or how many wait for one."""
    left = seats - counts.going
    if left > 0:
        places = texts.line("meet.one_left") if left == 1 else texts.line("meet.some_left", count=str(left))
        return texts.line("meet.left_waiting", places=places, count=str(counts.waiting)) if counts.waiting else places
    return texts.line("meet.full_waiting", count=str(counts.waiting)) if counts.waiting else texts.line("meet.full")


def facts(meetup: Meetup, on: MeetupDate, texts: Texts, now: datetime, *, with_link: bool) -> tuple[Block, ...]:
    """Say when and where a date is, and when it was to be."""
    was = f"{short_day(on.local, texts)}, {on.local:%H:%M}"
    moved = texts.rich("meet.moved", was=was) if on.moved else ()
    return (
        Paragraph(when(meetup, on, texts, now)),
        *moved,
        *where(content_of(meetup, on).where, texts, with_link=with_link),
    )


def _line(words: str) -> str:
    return " ".join(words.split())
