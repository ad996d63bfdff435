"""Patterns of repeated tests: reading them, and what is shipped."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest

from bot.core.errors import FilesError
from bot.features.reminders.presets import Interval, OwnPlan, Phase, Preset, Presets, Unit, load_presets

PROJECT = Path(__file__).resolve().parents[3]

SOURCE = "{title: A page, url: 'https://a.example/page', checked: 2026-11-01}"
GOOD = f"""\
use: |
  Use only what
  your team told you.
own_plan: {{name: My own, note: For some only this.}}
presets:
  - id: weekly
    name: Weekly, then monthly
    phases:
      - {{every: 1 week, count: 4, note: At least.}}
      - {{every: 3 months, count: null}}
    sources: [{SOURCE}]
    gaps: The weeks are not sure.
  - id: daily
    name: Every 10 days
    phases: [{{every: 10 days, count: null}}]
    sources: [{SOURCE}]
"""


def read(tmp_path: Path, text: str) -> Presets:
    path = tmp_path / "presets.yaml"
    path.write_text(text, encoding="utf-8")
    return load_presets(path, tmp_path)


def test_a_good_file(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.use == "Use only what your team told you."
    assert found.own_plan == OwnPlan("My own", "For some only this.")
    assert [preset.id for preset in found.presets] == ["weekly", "daily"]
    weekly = found.get("weekly")
    assert weekly is not None
    assert weekly.phases == (
        Phase(Interval(1, Unit.WEEK), 4, "At least."),
        Phase(Interval(3, Unit.MONTH), None),
    )
    assert weekly.sources[0].url == "https://a.example/page"
    assert weekly.gaps == "The weeks are not sure."
    assert found.get("yearly") is None


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("id: daily", "id: weekly", 13, "there are two “weekly”."),
        ("id: daily", "id: Every day", 13, "“Every day” is no id."),
        ("name: Every 10 days", f"name: {'a' * 91}", 14, "the name has more than 90 characters."),
        ("count: 4", "count: null", 9, "only the last phase has “count: null”, and it must have it."),
        ("every: 3 months, count: null", "every: 3 months, count: 4", 10, "only the last phase has “count: null”"),
        ("count: 4", "count: 0", 9, "“presets → item 1 → phases → item 1 → count” is out of range"),
        ("every: 1 week, count: 4,", "every: 1 week,", 9, "“presets → item 1 → phases → item 1 → count” is missing."),
        ("1 week", "a week", 9, "“presets → item 1 → phases → item 1 → every” is no interval like “2 weeks”."),
        ("1 week", "0 weeks", 9, "“presets → item 1 → phases → item 1 → every” is no interval"),
        ("1 week", "1 year", 9, "“presets → item 1 → phases → item 1 → every” is no interval"),
        ("1 week", "7", 9, "“presets → item 1 → phases → item 1 → every”"),
        ("use:", "uses:", 1, "“use” is missing."),
        ("phases: [{every: 10 days, count: null}]", "phases: []", 15, "“presets → item 2 → phases” has too few items."),
        (f"10 days, count: null}}]\n    sources: [{SOURCE}]", "10 days, count: null}]\n    sources: []", 16,
         "“presets → item 2 → sources” has too few items."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(FilesError) as raised:
        read(tmp_path, GOOD.replace(old, new))
    told = [(problem.line, problem.what[: len(what)]) for problem in raised.value.problems]
    assert (line, what) in told


@pytest.fixture(scope="module")
def shipped() -> Presets:
    return load_presets(PROJECT / "knowledge" / "en" / "blood_test_presets.yaml", PROJECT)


def weeks(preset: Preset) -> list[int]:
    """The weeks in which the tests of all phases but the last fall, for a pattern in weeks."""
    counted = [phase for phase in preset.phases if phase.count is not None]
    assert all(phase.every.unit is Unit.WEEK for phase in counted)
    return list(accumulate(phase.every.number for phase in counted for _ in range(phase.count or 0)))


def test_all_patterns_are_there(shipped: Presets) -> None:
    assert [preset.id for preset in shipped.presets] == [
        "uk-rheumatology",
        "uk-ibd",
        "uk-weekly-4",
        "eu-product",
        "us-label",
        "local-lung-uk",
        "local-ibd-uk",
        "local-rheum-fife",
        "paediatric-canada",
    ]
    assert len({preset.name for preset in shipped.presets}) == len(shipped.presets)


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("uk-ibd", [2, 4, 8, 12]),
        ("uk-weekly-4", [1, 2, 3, 4]),
        ("eu-product", [*range(1, 9)]),
        ("us-label", [1, 2, 3, 4, 6, 8, 10, 12]),
        ("local-ibd-uk", [2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28]),
        ("local-rheum-fife", [*range(1, 7)]),
        ("paediatric-canada", [*range(1, 7)]),
    ],
)
def test_when_the_first_tests_fall(shipped: Presets, id_: str, expected: list[int]) -> None:
    preset = shipped.get(id_)
    assert preset is not None
    assert weeks(preset) == expected


def test_what_is_said_with_them(shipped: Presets) -> None:
    assert shipped.use.startswith("Use only what your own team told you.")
    assert "transplant" in shipped.own_plan.note.lower()
    assert not any("transplant" in preset.name.lower() for preset in shipped.presets), "each clinic sets its own"
