from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from bot.features.privacy.files import as_csv, as_json, files
from bot.features.privacy.held import Held, Kind, Value
from tests.scenes import NOW

VALUES: st.SearchStrategy[Value] = st.none() | st.booleans() | st.integers() | st.text()
RECORDS = st.dictionaries(st.sampled_from(Kind), st.lists(st.dictionaries(st.text(), VALUES), max_size=3).map(tuple))


def rows(held: Held) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(held).decode("utf-8-sig"), newline="")))


def test_both_files() -> None:
    held = Held({Kind.SETTINGS: ({"language": "en", "discreet": True, "zone": None},)})
    one, two = files(held, NOW)
    assert (one.name, two.name) == ("my-data.json", "my-data.csv")
    assert json.loads(one.content) == {
        "made": "2026-11-20T12:00:00+00:00",
        "held": {"settings": [{"language": "en", "discreet": True, "zone": None}]},
    }
    assert rows(held)[1:] == [
        ["settings", "1", "language", "en"],
        ["settings", "1", "discreet", "yes"],
        ["settings", "1", "zone", ""],
    ]


@given(RECORDS)
def test_nothing_is_lost_in_json(records: dict[Kind, tuple[dict[str, Value], ...]]) -> None:
    found = json.loads(as_json(Held(records), NOW))["held"]
    assert found == {kind.value: list(given) for kind, given in records.items()}


@given(RECORDS)
def test_nothing_in_the_table_is_a_formula(records: dict[Kind, tuple[dict[str, Value], ...]]) -> None:
    head, *lines = rows(Held(records))
    assert head == ["kind", "number", "name", "value"]
    assert len(lines) == sum(len(record) for given in records.values() for record in given)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for line in lines for cell in line)
