"""What `check` finds between the settings and the knowledge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.checking import missed_dose_problems
from bot.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("config", "knowledge"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def told(folder: Path) -> list[str]:
    problems = missed_dose_problems(load_settings(folder), folder)
    return [f"{problem.file}:{problem.line}: {problem.what}" for problem in problems]


def test_a_late_reminder_that_leads_nowhere(folder: Path) -> None:
    assert told(folder) == []
    settings = folder / "config" / "bot.yaml"
    text = settings.read_text(encoding="utf-8")
    line = text[: text.index("missed_dose:")].count("\n") + 1
    settings.write_text(text.replace("missed_dose: missed-dose", "missed_dose: gone"), encoding="utf-8")
    assert told(folder) == [f"config/bot.yaml:{line}: there is no answer “gone” in knowledge/en."]
    settings.write_text(text.replace("  missed_dose: missed-dose\n", ""), encoding="utf-8")
    assert told(folder) == []
