"""What the bot tells the organisers by itself."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from bot.core.errors import Problem
from bot.core.reply import Reply
from bot.core.richtext import Blocks, Bullets, Text
from bot.delivery.composing import Moment
from bot.delivery.due import Due
from bot.delivery.notices import Notice
from bot.texts.catalogue import Texts

BROKEN_FILES = "broken-files"
"""The purpose of the notice of mistakes in files."""

# As many as are read; the rest is counted.
SHOWN = 10


class BrokenFiles:
    """Words the notice of mistakes in files, of those that are still there when it is sent.

    The same mistakes are told once a day at most, but again when they come back while the bot runs.
    """

    def __init__(self, texts: Texts, present: Callable[[], Sequence[Problem]]) -> None:
        self._texts = texts
        self._present = present
        self._told: dict[str, tuple[Problem, ...]] = {}
        self._times: Counter[str] = Counter()

    def notice(self, problems: Sequence[Problem], today: date) -> Notice:
        """Give the notice of these mistakes."""
        subject = hashlib.sha256("\n".join(map(str, problems)).encode()).hexdigest()[:32]
        self._told[subject] = tuple(problems)
        self._times[subject] += 1
        return Notice(BROKEN_FILES, subject, f"{subject}:{today}:{self._times[subject]}")

    async def compose(self, due: Due, moment: Moment) -> Reply | None:
        """Word it; None if all is mended."""
        present = self._present()
        left = [problem for problem in self._told.get(due.subject, ()) if problem in present]
        return broken_files(left, self._texts) if left else None


def broken_files(problems: Sequence[Problem], texts: Texts) -> Reply:
    """Say which files have mistakes, on which line, and what to do. Of people there is nothing in it."""
    lines = Bullets(tuple((Text(str(problem)),) for problem in problems[:SHOWN]))
    blocks: Blocks = (*texts.rich("organisers.broken_files"), lines)
    if len(problems) > SHOWN:
        blocks += texts.rich("organisers.more_broken", count=str(len(problems) - SHOWN))
    return Reply(blocks, outcome="broken files")
