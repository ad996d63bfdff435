"""The time zone: the one that is known, or by a city or the clock on the wall; always confirmed, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from bot.conversation.zones.city import City
from bot.conversation.zones.clocks import zones_by_clock
from bot.conversation.zones.finding import find
from bot.conversation.zones.wording import clock_question, spoken_zone
from bot.core.richtext import Bold, paragraph
from bot.features.reminders.setup.asking import Asking, Choice, Doubt, Question, Step
from bot.features.reminders.setup.draft import Offer

_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})[:.](\d{2})(?![\d:.])\s*([ap])?\.?m?", re.IGNORECASE)
_MOST_PLACES = 6


def _place(asking: Asking) -> Question:
    return Question(asking.texts.rich("remind.place"), example=asking.texts.line("remind.place_example"))


def _read_place(asking: Asking, text: str) -> Offer | Doubt:
    """Find the place. One that is found alone is shown by its clock; among several the person chooses."""
    found = _by_clock(asking, text) or find(text, asking.facts.now, _MOST_PLACES)
    zones = {city.zone for city in found}
    if not zones:
        return Doubt(asking.texts.rich("remind.place_unknown"))
    if len(zones) == 1:
        return Offer(found[0].label, {"place": zones.pop()})
    return Doubt(asking.texts.rich("remind.place_which"), tuple(_offered(found)))


def _by_clock(asking: Asking, text: str) -> tuple[City, ...]:
    """Find places by what their clocks show; a time that may be in the morning or the evening is looked up as both."""
    found = _CLOCK.search(text)
    if found is None:
        return ()
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if half:
        hours = [hour % 12 + (12 if half == "p" else 0)] if 1 <= hour <= 12 else []
    else:
        hours = [hour] if hour > 12 or found[1].startswith("0") else [hour, (hour + 12) % 24]
    shown = [time(one, minute) for one in hours if one < 24 and minute < 60]
    each = _MOST_PLACES // max(1, len(shown))
    return tuple(city for at in shown for city in zones_by_clock(at, asking.facts.now, each))


def _offered(cities: tuple[City, ...]) -> Iterator[Offer]:
    """Offer each place, also several of one zone: a person looks for their own."""
    return (Offer(city.label, {"place": city.zone}) for city in dict.fromkeys(cities))


def _clock(asking: Asking) -> Question:
    """Ask whether the clock of this zone shows what the person's does."""
    texts, zone = asking.texts, asking.answers["place"]
    ask = paragraph(Bold(clock_question(zone, asking.facts.now, texts)))
    words = (ask, *texts.rich("remind.clock", zone=spoken_zone(zone, texts)))
    yes = Choice("yes", texts.line("remind.clock_yes"), {"clock": "yes"})
    no = Choice("no", texts.line("remind.clock_no"), {"place": None})
    return Question(words, ((yes, no),))


STEPS = {"place": Step(_place, _read_place), "clock": Step(_clock)}
