from __future__ import annotations

import csv
from datetime import date, time
from io import StringIO

from bot.features.reminders.history.days import Entry, entries
from bot.features.reminders.history.table import table
from bot.features.reminders.occurrences import Answer
from tests.features.reminders.history.given import dose, dose_plan
from tests.scenes import NOW

TODAY = date(2026, 11, 20)
HEAD = ["reminder", "due day", "due time", "answer", "taken day", "taken time", "zone"]


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by it"
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_line_for_each_dose() -> None:
    plan = dose_plan()
    doses = [dose(plan, TODAY), dose(plan, TODAY, time(9), Answer.MISSED)]
    assert read(table(entries(doses, [plan], NOW))) == [
        HEAD,
        ["1", "2026-11-20", "08:00", "taken", "2026-11-20", "08:04", "Europe/London"],
        ["1", "2026-11-20", "09:00", "missed", "", "", "Europe/London"],
    ]


def test_nothing_runs_in_a_spreadsheet() -> None:
    [entry] = entries([dose(plan := dose_plan(), TODAY)], [plan], NOW)
    bad = Entry(entry.local, entry.mark, entry.plan, "=1+1")
    assert read(table([bad]))[1][-1] == "'=1+1"
