"""Time zones in words."""

from __future__ import annotations

import re
from datetime import datetime

from bot.conversation.zones.rules import place_in, zone
from bot.texts.catalogue import Texts

_FIXED = re.compile(r"(?:Etc/)?GMT([+-])(\d{1,2})")
_UNIVERSAL = frozenset({"UTC", "UCT", "Universal", "Zulu", "GMT", "Greenwich", "GMT0"})


def spoken_zone(name: str, texts: Texts) -> str:
    """Say which time is meant: "London time", or "UTC+2" for a fixed distance from UTC."""
    place = place_in(name)
    if place in _UNIVERSAL:
        return "UTC"
    if fixed := _FIXED.fullmatch(name):
        # These names count to the west, against all habit.
        sign = "-" if fixed[1] == "+" else "+"
        return "UTC" if int(fixed[2]) == 0 else f"UTC{sign}{fixed[2]}"
    return texts.line("zones.spoken", place=place)


def clock_question(name: str, now: datetime, texts: Texts) -> str:
    """Ask whether the person's clock shows what clocks in this zone show now; `now` has a zone."""
    return texts.line("zones.is_it", time=f"{now.astimezone(zone(name)):%H:%M}")
