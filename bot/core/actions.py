"""What a button means, as a short text code that works after a restart.

A code is "feature:verb:argument:…", at most 64 bytes (the tightest platform limit, Telegram's `callback_data`). It is a
claim by whoever pressed: the handler checks that the thing belongs to that person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

MOST_BYTES = 64
_PART = re.compile(r"[a-z0-9-]{1,48}")


@dataclass(frozen=True, slots=True)
class Action:
    """A verb of one feature with its arguments; each part is of lower-case letters, digits and hyphens.

    Raises ValueError when a part has other characters or the code is longer than 64 bytes.
    """

    feature: str
    verb: str
    arguments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not all(_PART.fullmatch(part) for part in (self.feature, self.verb, *self.arguments)):
            raise ValueError("an action is made of lower-case letters, digits and hyphens")
        if len(self.code) > MOST_BYTES:
            raise ValueError(f"an action has at most {MOST_BYTES} bytes")

    @property
    def code(self) -> str:
        """The text that a button carries."""
        return ":".join((self.feature, self.verb, *self.arguments))

    @property
    def payload(self) -> str:
        """The same for a deep link, where only letters, digits, hyphens and underscores may stand."""
        return self.code.replace(":", "_")

    @classmethod
    def parse(cls, code: str) -> Self | None:
        """Read a code, or give None if it is none (forged, cut, or from another program)."""
        parts = code.split(":")
        if len(code) > MOST_BYTES or len(parts) < 2:
            return None
        if not all(_PART.fullmatch(part) for part in parts):
            return None
        return cls(parts[0], parts[1], tuple(parts[2:]))

    @classmethod
    def from_payload(cls, payload: str) -> Self | None:
        """Read a deep link's payload, or give None if it is none of ours."""
        return cls.parse(payload.replace("_", ":")) if ":" not in payload else None
