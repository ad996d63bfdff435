"""Pages over HTTP, as values: what is asked for and what is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for at a path. `query` has the last value of each name; names of headers are in lower case."""

    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered. `tag` names this very content, so that whoever has it need not get it again (ETag)."""

    content: str | bytes = field(repr=False)
    status: HTTPStatus = HTTPStatus.OK
    media_type: str = "text/plain; charset=utf-8"
    tag: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


PageHandler = Callable[[Request], Awaitable[Page]]

Pages = Mapping[str, PageHandler]
"""What answers at which path."""


def nothing_here() -> Page:
    """Answer for a path that there is not, and for whatever shall look like that."""
    return Page("not here\n", HTTPStatus.NOT_FOUND)
