"""What the bot tells the organisers by itself."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.errors import Problem
from bot.core.reply import Reply
from bot.core.richtext import Blocks, Bullets, Text
from bot.texts.catalogue import Texts

# As many as are read; the rest is counted.
SHOWN = 10


def broken_files(problems: Sequence[Problem], texts: Texts) -> Reply:
    """Say which files have mistakes, on which line, and what to do. Of people there is nothing in it."""
    lines = Bullets(tuple((Text(str(problem)),) for problem in problems[:SHOWN]))
    blocks: Blocks = (*texts.rich("organisers.broken_files"), lines)
    if len(problems) > SHOWN:
        blocks += texts.rich("organisers.more_broken", count=str(len(problems) - SHOWN))
    return Reply(blocks, outcome="broken files")
