"""Where a statement comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """A page that a text rests on, and the day it was last read."""

    title: str
    url: str
    checked: date
