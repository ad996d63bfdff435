"""Patterns for repeated tests that a person may pick once their own team has named one (`blood_test_presets.yaml`).

The bot never picks one, never moves on because a result looked good, and never ends one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.core.documents import Document, read_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import FileModel, SourceFile, Words, read_model
from bot.core.ids import ID_RULE, is_id
from bot.core.sources import Source

FILE = "blood_test_presets.yaml"

# Names stand in the lists of both platforms.
LONGEST_NAME = 90


class Unit(StrEnum):
    """What an interval is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time, such as 2 weeks."""

    number: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Phase:
    """So many tests, each `every` interval after the one before it; `count` None: until the person ends it."""

    every: Interval
    count: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """One pattern. Only its last phase goes on without end. `gaps` says what its sources leave open."""

    id: str
    name: str
    phases: tuple[Phase, ...]
    sources: tuple[Source, ...]
    gaps: str = ""


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """The choice beside the patterns: what the person's own team has set. `note` says for whom only this one fits."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Presets:
    """All patterns, in the order in which they are shown. `use` is said wherever they are."""

    use: str
    own_plan: OwnPlan
    presets: tuple[Preset, ...]

    def get(self, id_: str) -> Preset | None:
        """Give the pattern with this id, if there is one."""
        return next((preset for preset in self.presets if preset.id == id_), None)


def _interval(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"([1-9][0-9]?) (day|week|month)s?", value.strip())
    if found is None:
        raise ValueError("is no interval like “2 weeks”")
    return Interval(int(found[1]), Unit(found[2]))


class _PhaseFile(FileModel):
    every: Annotated[Interval, BeforeValidator(_interval)]
    count: Annotated[int, Field(ge=1, le=100)] | None
    note: Words | None = None


class _PresetFile(FileModel):
    id: Words
    name: Words
    phases: Annotated[list[_PhaseFile], Field(min_length=1)]
    sources: Annotated[list[SourceFile], Field(min_length=1)]
    gaps: Words | None = None


class _OwnPlanFile(FileModel):
    name: Words
    note: Words


class _PresetsFile(FileModel):
    use: Words
    own_plan: _OwnPlanFile
    presets: list[_PresetFile]


def load_presets(path: Path, root: Path) -> Presets:
    """Read the patterns. `root` is the folder that file names in messages are relative to.

    Raises FilesError with every mistake found, each with its line and how to mend it.
    """
    document = read_document(path, root)
    file = read_model(document, _PresetsFile)
    if problems := list(_problems(document, file)):
        raise FilesError(problems)
    own = OwnPlan(file.own_plan.name, file.own_plan.note)
    return Presets(" ".join(file.use.split()), own, tuple(_preset(preset) for preset in file.presets))


def _preset(file: _PresetFile) -> Preset:
    return Preset(
        id=file.id,
        name=file.name,
        phases=tuple(Phase(phase.every, phase.count, phase.note or "") for phase in file.phases),
        sources=tuple(source.value() for source in file.sources),
        gaps=file.gaps or "",
    )


def _problems(document: Document, file: _PresetsFile) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, preset in enumerate(file.presets):
        line = document.line(("presets", place, "id"))
        if not is_id(preset.id):
            yield Problem(document.file, line, f"“{preset.id}” is no id.", ID_RULE)
        if preset.id in seen:
            yield Problem(document.file, line, f"there are two “{preset.id}”.", "Give one of them another id.")
        seen.add(preset.id)
        if len(preset.name) > LONGEST_NAME:
            what = f"the name has more than {LONGEST_NAME} characters."
            yield Problem(document.file, document.line(("presets", place, "name")), what, "Shorten it.")
        yield from _phase_problems(document, place, preset)


def _phase_problems(document: Document, place: int, preset: _PresetFile) -> Iterator[Problem]:
    """Find phases that never end before another, and a last one that does."""
    last = len(preset.phases) - 1
    for number, phase in enumerate(preset.phases):
        if (phase.count is None) != (number == last):
            line = document.line(("presets", place, "phases", number))
            what = "only the last phase has “count: null”, and it must have it."
            yield Problem(document.file, line, what, "Write how many tests the others have.")
