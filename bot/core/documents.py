"""Strict reading of the YAML files that volunteers edit.

YAML's own guesses are traps: `no` becomes False, `8:30` becomes 510, a date becomes an object, and of two equal
keys the second wins silently. Here only true, false, null and plain whole numbers are special, everything else
is text, and a key that stands twice is a mistake that is told with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.core.errors import FilesError, Problem

# Far above any file a person writes; keeps a wrong file (a log, a dump) from being read into memory.
LARGEST_FILE = 1_000_000

# The same for a file with one message in each line, of which there may be very many.
LARGEST_ROWS = 50_000_000

# Far above it too; the parser builds parts within parts by calling itself, which has an end.
DEEPEST = 50

Steps = tuple[str | int, ...]

_TEXT = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Document:
    """The content of one YAML file, and the line on which each of its parts stands."""

    file: str
    content: Any = field(repr=False)
    lines: dict[Steps, int] = field(repr=False)

    def line(self, steps: Steps) -> int:
        """Give the line of the part at `steps` (keys and positions), or of the nearest part around it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


class _StrictLoader(yaml.CSafeLoader):
    """The C parser of PyYAML with our own, short list of special scalars."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (PyYAML's own name)


_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^(?:0|-?[1-9][0-9]{0,17})$"), list("-0123456789")
)


def read_document(path: Path, root: Path) -> Document:
    """Read one file. `root` is the folder that file names in messages are relative to.

    Raises FilesError with every mistake found: not readable, not UTF-8, not YAML, a key twice, an anchor.
    """
    name = _name(path, root)
    return parse_document(_text(path, name), name)


def parse_document(text: str, name: str) -> Document:
    """Parse the text of the file called `name`. Raises FilesError like `read_document`."""
    try:
        problems = list(_unwanted(text, name))
        if problems:
            raise FilesError(problems)
        return _built(text, name)
    except yaml.YAMLError as error:
        raise FilesError([_retell(error, text, name)]) from error


def read_rows(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Read a file that says one thing in each line: give the lines that are not empty, with their numbers.

    Raises FilesError if it cannot be read or is not UTF-8.
    """
    text = _text(path, _name(path, root), LARGEST_ROWS)
    # Not by `splitlines`, which also parts a line at signs that may stand in a message.
    yield from ((number, row) for number, row in enumerate(text.split("\n"), start=1) if row.strip())


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _text(path: Path, name: str, largest: int = LARGEST_FILE) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except OSError as error:
        mend = "Put the file there, or correct its name."
        raise FilesError([Problem(name, 0, "this file cannot be read.", mend)]) from error
    if len(raw) > largest:
        what = f"this file is larger than {largest // 1_000_000} MB."
        raise FilesError([Problem(name, 0, what, "Split it, or check what it holds.")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = "a character here is not in UTF-8."
        raise FilesError([Problem(name, line, what, "Save the file as UTF-8 text.")]) from error


def _unwanted(text: str, name: str) -> Iterator[Problem]:
    """Find what YAML knows and these files do not: tags, parts that refer to each other, too many levels."""
    depth = 0
    for event in yaml.parse(text, Loader=_StrictLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            what = "the parts of this file stand far too deep inside each other."
            yield Problem(name, line, what, "Compare its brackets and indents.")
            return
        if getattr(event, "tag", None):
            what = "a word here starts with an exclamation mark."
            yield Problem(name, line, what, 'Put the text in quotes: "…".')
        if getattr(event, "anchor", None):
            mend = "Put the text in quotes, or write the part out in both places."
            yield Problem(name, line, "a part here is marked with & or *.", mend)


def _built(text: str, name: str) -> Document:
    """Build the content, and record the line of each part."""
    loader = _StrictLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(name, None, {})
        lines: dict[Steps, int] = {}
        problems = list(_walk(node, (), name, lines))
        if problems:
            raise FilesError(problems)
        return Document(name, loader.construct_document(node), lines)
    finally:
        loader.dispose()


def _walk(node: yaml.Node, steps: Steps, name: str, lines: dict[Steps, int]) -> Iterator[Problem]:
    """Record the line of each part; find keys that stand twice."""
    lines.setdefault(steps, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            yield from _walk(item, (*steps, position), name, lines)
    elif isinstance(node, yaml.MappingNode):
        yield from _walk_mapping(node, steps, name, lines)


def _walk_mapping(node: yaml.MappingNode, steps: Steps, name: str, lines: dict[Steps, int]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            yield Problem(
                name,
                line,
                "a key here is a list or a group, not a word.",
                "Use a plain word before the colon.",
            )
        elif key.value in first:
            what = f"“{key.value}” stands twice; it is already on line {first[key.value]}."
            yield Problem(name, line, what, "Keep one of the two.")
        else:
            first[key.value] = line
            key.tag = _TEXT  # a key is always text, also `1:` and `true:`
            lines[(*steps, key.value)] = line
            yield from _walk(value, (*steps, key.value), name, lines)


def _retell(error: yaml.YAMLError, text: str, name: str) -> Problem:
    """Say what PyYAML found in a volunteer's words."""
    # What was opened and never closed is found lines later; the line where it was opened helps more.
    opened = re.match(r"while (scanning a (simple|quoted)|parsing a flow)", str(getattr(error, "context", None) or ""))
    mark = getattr(error, "context_mark" if opened else "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    said = str(getattr(error, "problem", None) or "")
    rows = text.splitlines()
    row = rows[line - 1] if 0 < line <= len(rows) else ""
    if "\t" in row[: len(row) - len(row.lstrip())] or "'\\t'" in said:
        return Problem(name, line, "a tab is used to indent.", "Use spaces: two for each step.")
    if "mapping values are not allowed" in said:
        return Problem(name, line, "there is a second colon in this line.", 'Put the text in quotes: "…".')
    if "alphabetic or numeric character" in said or "cannot start any token" in said:
        return Problem(name, line, "a text here starts with a special character.", 'Put the text in quotes: "…".')
    mend = "Compare its indents, quotes and colons with the lines above it."
    return Problem(name, line, "the line cannot be read as YAML.", mend)
