"""Days, repeats and parts of a meet-up in words, as organisers are told. Pure."""

from __future__ import annotations

from datetime import date, datetime

from bot.conversation.times.echo import echo
from bot.conversation.times.values import Spoken
from bot.conversation.zones.wording import spoken_zone
from bot.features.meetups.meetup import Repeat
from bot.texts.catalogue import Texts


def day_in_words(day: date, texts: Texts) -> str:
    """Write a day with its name: Tuesday 24 November 2026."""
    weekday = texts.line("times.weekdays").split()[day.weekday()]
    return texts.line("times.day", weekday=weekday, day=texts.day(day))


def here_in_words(local: datetime, zone: str, texts: Texts) -> str:
    """Write what the clock on the wall shows: Tuesday 24 November 2026, 19:00 (London time)."""
    day = day_in_words(local.date(), texts)
    return texts.line("meetup.when", day=day, time=f"{local:%H:%M}", zone=spoken_zone(zone, texts))


def repeat_in_words(repeat: Repeat, texts: Texts) -> str:
    """Write how it repeats, as it is read back: "on the second Tuesday of every month"."""
    return echo(Spoken(repeat), texts)


def shortened(text: str, longest: int) -> str:
    """Give the beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def capital(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]


def people_in_words(count: int, texts: Texts) -> str:
    """Say how many people who come or may come are told something."""
    if count == 0:
        return texts.line("meetup.nobody")
    return texts.line("meetup.person") if count == 1 else texts.line("meetup.people", count=str(count))
