"""All errors of the bot, drawn as one tree.

BotError
├── UserError            what a person can mend; told to them in plain words
├── FilesError           settings, wording or knowledge files with mistakes, all told at once
├── StorageError         what the database answered
│   ├── NotSaved         nothing was stored; whoever asked for it is told
│   ├── MaybeSaved       the connection broke while storing: it may have been stored
│   └── NotRead          what is stored cannot be read now
└── PlatformError        what a chat platform answered
    ├── Unreachable      this person or place cannot be written to; do not retry
    ├── Gone             this one message or event is there no more; the place is
    ├── NotAllowed       the bot lacks a permission there; do not retry
    ├── TryAgainLater    a passing fault; retry is safe
    ├── OutcomeUnknown   the platform may or may not have taken the message
    └── PermanentFailure this platform cannot run until the operator acts
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


class BotError(Exception):
    """Base of all errors that the bot raises on purpose."""


class UserError(BotError):
    """Something a person can mend. `key` names the sentence in `bot/texts`, `values` fill its placeholders."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file that a volunteer keeps.

    `file` is relative to the project, `line` counts from 1 (0: the file as a whole), `what` says what is
    wrong and `mend` what to do about it.
    """

    file: str
    line: int
    what: str
    mend: str = ""
    warning: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}" + (f" {self.mend}" if self.mend else "")


class FilesError(BotError):
    """One or more files have mistakes; `problems` lists every one of them, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StorageError(BotError):
    """The database refused or failed. The text never carries what is stored; `key` names the sentence for people."""

    key = "error.not_read"


class NotSaved(StorageError):
    """Nothing was stored: full disk, read-only, locked, server away. Trying again later is safe."""

    key = "error.not_saved"


class MaybeSaved(StorageError):
    """The connection broke while the change was being made final: it may have been stored, or not."""

    key = "error.maybe_saved"


class NotRead(StorageError):
    """What is stored cannot be read now."""


class PlatformError(BotError):
    """A chat platform refused or failed. The text never carries what a person wrote, nor a token."""


class Unreachable(PlatformError):
    """The person or place cannot be written to (blocked, closed, gone). Do not retry, delete nothing."""


class Gone(PlatformError):
    """What should be changed was deleted, or cannot be changed any more. The place itself can be written to."""


class NotAllowed(PlatformError):
    """The bot lacks a permission in this place, or the platform has no such thing. Do not retry."""


class TryAgainLater(PlatformError):
    """A passing fault; nothing was delivered. `after` is the pause asked for, in seconds."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


class OutcomeUnknown(PlatformError):
    """The platform gave no answer: the message may have been delivered."""


class PermanentFailure(PlatformError):
    """The adapter cannot run until the operator changes something. `key` names the sentence that says what."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
