"""Shows how far a long command is: on a terminal alone, and only once it has taken a while."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

SHOWN_AFTER = 2.0
"""Seconds before which there is nothing to be seen."""


class Progress:
    """A bar that appears when work takes long, and goes away with it. Call it with what is done, and of how much."""

    def __init__(self, label: str, stream: TextIO | None = None, seconds: Callable[[], float] = time.monotonic) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._seconds = seconds
        self._began = seconds()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Begin to count the time."""
        self._began = self._seconds()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show that so much of so much is done."""
        if self._bar is None and self._stream.isatty() and self._seconds() - self._began >= SHOWN_AFTER:
            self._show()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)

    def _show(self) -> None:
        # Imported here, since most commands end before anything is to be shown.
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import Progress as Bar  # noqa: PLC0415

        self._bar = Bar(console=Console(file=self._stream), transient=True)
        self._task = self._bar.add_task(self._label)
        self._bar.start()
