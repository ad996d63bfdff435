"""A place in a YAML file that a volunteer keeps: take from it what should be there, note what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from bot.core.documents import Document, Steps
from bot.core.errors import Problem


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a document. All nodes of a document share its list of `problems`.

    Reading never raises: what is wrong is noted, and an empty value given in its place.
    """

    document: Document
    problems: list[Problem]
    value: Any = field(repr=False)
    steps: Steps = ()

    @classmethod
    def top(cls, document: Document) -> Node:
        """The whole document."""
        return cls(document, [], document.content)

    def note(self, what: str, mend: str) -> None:
        """Note that something is wrong here."""
        self.problems.append(Problem(self.document.file, self.document.line(self.steps), what, mend))

    def below(self, step: str | int, value: object) -> Node:
        """A part of this node."""
        return Node(self.document, self.problems, value, (*self.steps, step))

    def entries(self) -> tuple[tuple[str, Node], ...]:
        """The names and parts of a group, in the order of the file."""
        if self.value is None:
            return ()
        if not isinstance(self.value, dict):
            self.note(f"{self._name()} must be a group of names.", "Write “name:” lines under it, indented.")
            return ()
        return tuple((key, self.below(key, value)) for key, value in self.value.items())

    def fields(self, needed: Collection[str], further: Collection[str] = ()) -> dict[str, Node]:
        """The parts of a group in which only these names may stand. What is missing is given with the value None."""
        found = dict(self.entries())
        for name in [name for name in found if name not in needed and name not in further]:
            near = get_close_matches(name, [*needed, *further], 1)
            mend = f"Did you mean “{near[0]}”?" if near else f"Only these are known: {', '.join([*needed, *further])}."
            found.pop(name).note(f"“{name}” is not known here.", mend)
        for name in needed:
            if found.get(name, self.below(name, None)).value is None:
                self.note(f"“{name}” is missing.", f"Add “{name}:”.")
        return {name: found.get(name, self.below(name, None)) for name in [*needed, *further]}

    def items(self) -> tuple[Node, ...]:
        """The parts of a list."""
        if self.value is None:
            return ()
        if not isinstance(self.value, list):
            self.note(f"{self._name()} must be a list.", "Begin each line with “- ”, or use [ ].")
            return ()
        return tuple(self.below(position, value) for position, value in enumerate(self.value))

    def text(self) -> str:
        """A text, without the spaces around it; whole numbers are texts too."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int):
            self.note(f"{self._name()} must be a text.", "Write words after the colon.")
            return ""
        return str(self.value).strip()

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def count(self) -> int:
        """A whole number from 0; 0 if there is none."""
        if self.value is None:
            return 0
        if not isinstance(self.value, int) or self.value < 0 or isinstance(self.value, bool):
            self.note(f"{self._name()} must be a whole number.", "Write digits only.")
            return 0
        return self.value

    def switch(self) -> bool:
        """True or false; false if there is none."""
        if self.value is None or isinstance(self.value, bool):
            return bool(self.value)
        self.note(f"{self._name()} must be true or false.", "Write “true” or “false”.")
        return False

    def choice(self, options: Sequence[str]) -> str:
        """One of the options; the first one if there is none."""
        if self.value is None or self.value in options:
            return self.value or options[0]
        self.note(f"{self._name()} cannot be “{self.value}”.", f"Write one of: {', '.join(options)}.")
        return options[0]

    def _name(self) -> str:
        return f"“{self.steps[-1]}”" if self.steps else "the file"
