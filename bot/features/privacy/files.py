"""What is held about a person, as files for that person: JSON for programs, CSV for a spreadsheet. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime

from bot.core.reply import Attachment
from bot.features.privacy.held import Held, Value

# What a spreadsheet would take for a formula, and run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def files(held: Held, at: datetime) -> tuple[Attachment, ...]:
    """Give all that is held as two files with the same content."""
    return (
        Attachment("my-data.json", "application/json", as_json(held, at)),
        Attachment("my-data.csv", "text/csv", as_csv(held)),
    )


def as_json(held: Held, at: datetime) -> bytes:
    """Give all that is held at this moment as indented JSON in UTF-8: `made`, then `held` by kind."""
    content = {
        "made": at.isoformat(timespec="seconds"),
        "held": {kind.value: [dict(record) for record in records] for kind, records in held.records.items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"


def as_csv(held: Held) -> bytes:
    """Give all that is held as a table, one value a line: kind, number of the record, name and value.

    It starts with the mark by which spreadsheets know UTF-8.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(("kind", "number", "name", "value"))
    writer.writerows(_lines(held))
    return table.getvalue().encode("utf-8-sig")


def _lines(held: Held) -> Iterator[tuple[str, int, str, str]]:
    for kind, records in held.records.items():
        for number, record in enumerate(records, start=1):
            for name, value in record.items():
                yield kind.value, number, _harmless(name), _harmless(_written(value))


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _harmless(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
