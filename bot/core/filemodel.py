"""The border between files that volunteers edit and the typed values inside: pydantic, retold in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from bot.core.documents import Document, Steps
from bot.core.errors import FilesError, Problem
from bot.core.sources import Source


class FileModel(BaseModel):
    """One group of keys in a file. Unknown keys are refused: a misspelt key should be told, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError("is no date like 2026-11-20") from error
    return value


Day = Annotated[date, BeforeValidator(_day)]
"""A date written as year-month-day."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Text that is not empty."""


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s()<>\"]+", value):
        raise ValueError("is no web address that starts with https://")
    return value


class SourceFile(FileModel):
    """A page that a text rests on: its title and address, and the day on which it was last read."""

    title: Words
    url: Annotated[Words, AfterValidator(_address)]
    checked: Day

    def value(self) -> Source:
        """Give it as the bot uses it."""
        return Source(self.title, self.url, self.checked)


M = TypeVar("M", bound=FileModel)


def read_model(document: Document, model: type[M], at: Steps = ()) -> M:
    """Check a document, or the part of it at `at`, against its model. Raises FilesError with every mistake's line."""
    content = document.content
    for step in at:
        content = content[step]
    if at and not isinstance(content, dict):
        what = f"“{_name(at)}” should be a group of keys."
        raise FilesError([Problem(document.file, document.line(at), what, "Compare it with one that works.")])
    if not isinstance(content, dict):
        what = "the file is empty." if content is None else "the file does not start with a key and a colon."
        raise FilesError([Problem(document.file, 1, what, "Compare it with a file that works.")])
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise FilesError(_retold(document, error, at)) from error


def _retold(document: Document, error: ValidationError, at: Steps) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_context=True):
        steps = _place(document, detail, at)
        yield Problem(document.file, document.line(steps), f"“{_name(steps)}” {_what(detail)}", _mend(detail))


def _place(document: Document, detail: ErrorDetails, at: Steps) -> Steps:
    """Give the keys that lead to a mistake. pydantic also names the member of a union it tried; that is no key."""
    steps = at
    for step in detail["loc"]:
        if (*steps, step) in document.lines:
            steps = (*steps, step)
    return (*steps, detail["loc"][-1]) if detail["type"] == "missing" else steps


def _name(steps: Steps) -> str:
    words = [f"item {step + 1}" if isinstance(step, int) else step for step in steps]
    return " → ".join(words) or "the file"


_WHAT = {
    "missing": "is missing.",
    "extra_forbidden": "is no key that is known here.",
    "string_type": "should be text.",
    "int_type": "should be a whole number.",
    "bool_type": "should be true or false.",
    "tuple_type": "should be a list.",
    "list_type": "should be a list.",
    "dict_type": "should be a group of keys.",
    "model_type": "should be a group of keys.",
    "string_too_short": "is empty.",
    "too_short": "has too few items.",
    "too_long": "has too many items.",
    "date_type": "is no date like 2026-11-20.",
}

_MEND = {
    "missing": "Add it.",
    "string_too_short": "Fill it in.",
    "extra_forbidden": "Look for a spelling mistake, or remove it.",
    "string_type": "Put it in quotes.",
    "tuple_type": "Start each item on its own line with “- ”.",
    "list_type": "Start each item on its own line with “- ”.",
    "bool_type": "Write true or false, without quotes.",
}


_FILLABLE = frozenset({"string_type", "tuple_type", "list_type", "dict_type", "model_type"})


def _what(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind == "value_error":
        return f"{detail['ctx']['error']}."
    if kind == "literal_error":
        return f"should be one of: {detail['ctx']['expected']}."
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"is out of range: {detail['msg'].lower()}."
    if _is_empty(detail):
        return "is empty."
    return _WHAT.get(kind, f"is not right: {detail['msg'].lower()}.")


def _mend(detail: ErrorDetails) -> str:
    if _is_empty(detail):
        return "Fill it in; in quotes if it begins with #."
    return _MEND.get(detail["type"], "")


def _is_empty(detail: ErrorDetails) -> bool:
    """Tell whether nothing stands where something must."""
    return detail["input"] is None and detail["type"] in _WHAT
