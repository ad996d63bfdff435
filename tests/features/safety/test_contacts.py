"""Whom to call: the file that is shipped, and what is told of mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import FilesError
from bot.features.safety.contacts import OTHER, load_contacts

ROOT = Path(__file__).parent.parent.parent.parent
FILE = ROOT / "config" / "contacts.yaml"
# Numbers that are out of use; they still stand in public lists.
OLD = ("1-800-273-8255", "1800 273 8255", "08457", "1850 60 90 90")
LINE = "{name: Line, number: '1'}"
GOOD = f"""\
other:
  name: x
  checked: 2026-11-20
  emergency: null
  urgent_advice: []
  crisis: [{LINE}]
  poisons: []
"""


def test_what_is_shipped() -> None:
    contacts = load_contacts(FILE, ROOT)
    assert set(contacts.countries) == {"GB", "GB-NIR", "IE", "US", "CA", "AU", "NZ", "IN", "EU", OTHER}
    assert contacts.for_country("GB").emergency == "999"
    assert contacts.for_country("XX") == contacts.countries[OTHER]
    assert contacts.for_country(OTHER).emergency == ""
    assert all(contact.crisis for contact in contacts.countries.values())


def test_old_numbers_are_nowhere() -> None:
    rows = [row for row in FILE.read_text(encoding="utf-8").splitlines() if not row.lstrip().startswith("#")]
    assert not [row for row in rows for old in OLD if old in row]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "there is no “other:” part"),
        ("- a\n", "there is no “other:” part"),
        (GOOD.replace("crisis: [" + LINE + "]", "crisis: []"), "crisis"),
        (GOOD.replace("number: '1'", "note: free"), "has no number and no address"),
        (GOOD.replace("checked: 2026-11-20", "checked: soon"), "is no date"),
        (GOOD.replace("poisons:", "poison:"), "is no key that is known here"),
        ("other: 1\n", "should be a group of keys"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "contacts.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FilesError) as raised:
        load_contacts(path, tmp_path)
    assert what in str(raised.value)


def test_a_good_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_contacts(path, tmp_path).for_country("GB").crisis[0].number == "1"
