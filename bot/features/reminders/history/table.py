"""The history as a table for a spreadsheet. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bot.features.reminders.history.days import Entry

MEDIA_TYPE = "text/csv"

# What a spreadsheet would take for a formula, and run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(found: Iterable[Entry]) -> bytes:
    """Give a line for each dose: the number of its plan, when it was due and taken, what became of it, and the zone.

    Days are written as ISO 8601. The table starts with the mark by which spreadsheets know UTF-8.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(("reminder", "due day", "due time", "answer", "taken day", "taken time", "zone"))
    writer.writerows([_harmless(value) for value in _line(entry)] for entry in found)
    return file.getvalue().encode("utf-8-sig")


def _line(entry: Entry) -> tuple[str, ...]:
    taken = entry.taken
    return (
        str(entry.plan),
        entry.local.date().isoformat(),
        f"{entry.local:%H:%M}",
        entry.mark.value,
        "" if taken is None else taken.date().isoformat(),
        "" if taken is None else f"{taken:%H:%M}",
        entry.zone,
    )


def _harmless(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
