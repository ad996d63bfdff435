"""The list of phrases as people type them, each with what a careful person would understand or ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.conversation.times.values import (
    Daily,
    Doubt,
    EveryDays,
    EveryWeeks,
    MonthDay,
    MonthWeekday,
    Once,
    OnWeekdays,
    Repeat,
    Spoken,
)

FILE = Path(__file__).parents[2] / "data" / "time_phrases.jsonl"

Compact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What was typed, when, and what it means; {"doubt": reason} where it must be asked."""

    text: str
    now: datetime
    expect: Compact


def phrases() -> tuple[Phrase, ...]:
    lines = (json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())
    return tuple(Phrase(line["text"], datetime.fromisoformat(line["now"]), line["expect"]) for line in lines)


def compact(found: Spoken | Doubt) -> Compact:
    """Write what was read as the list does: "weeks 12 1" is every 12 weeks on Tuesday."""
    if isinstance(found, Doubt):
        return {"doubt": found.reason.value}
    written: Compact = {}
    if found.repeat is not None:
        written["repeat"] = _repeat(found.repeat)
    if found.times:
        written["times"] = [f"{moment:%H:%M}" for moment in found.times]
    if found.on is not None:
        written["on"] = found.on.isoformat()
    return written


def _repeat(repeat: Repeat) -> str:
    match repeat:
        case OnWeekdays(days):
            return " ".join(("weekdays", *map(str, sorted(days))))
        case EveryDays(n):
            return f"days {n}"
        case EveryWeeks(n, days):
            return " ".join(("weeks", str(n), *map(str, sorted(days))))
        case MonthDay(day, months):
            return f"month {day or '*'}/{months}"
        case MonthWeekday(ordinal, weekday):
            return f"nth {ordinal} {weekday}"
        case Once() | Daily():
            return type(repeat).__name__.lower()
