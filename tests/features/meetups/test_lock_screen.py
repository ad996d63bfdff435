"""What a partner reads on a locked phone: in the first line nothing of what a meet-up is about."""

from __future__ import annotations

import re

from bot.texts.catalogue import Texts
from tests.features.meetups.lock_screen import FILE, PRIVATE, Shown, all_shown, page

TELLING = re.compile(
    r"medic|tablet|pill|dose|drug|blood|azathioprine|lupus|illness|disease|sick|doctor|nurse|clinic|hospital|pharma"
    r"|prescri|appointment|treatment|therapy|health|patient|support group",
    re.IGNORECASE,
)


async def shown(texts: Texts, *, discreet: bool) -> list[Shown]:
    return [one async for one in all_shown(texts, discreet=discreet)]


async def test_no_line_tells_anything(texts: Texts) -> None:
    for one in await shown(texts, discreet=True):
        for words in (one.text, *one.labels):
            assert TELLING.search(words) is None, one
            assert not any(private in words for private in PRIVATE), one


async def test_the_first_line_never_tells_anything(texts: Texts) -> None:
    for one in await shown(texts, discreet=False):
        for words in (one.first, *one.labels):
            assert TELLING.search(words) is None, one
            assert not any(private in words for private in PRIVATE), one


async def test_the_first_line_says_enough(texts: Texts) -> None:
    for one in (*await shown(texts, discreet=True), *await shown(texts, discreet=False)):
        assert len(one.first) >= 10, one
        assert re.search(r"[.:]$", one.first), one


async def test_what_others_could_read_was_looked_at(texts: Texts) -> None:
    """If this fails the words have changed: read them, then run python -m tests.features.meetups.lock_screen."""
    assert await page(texts) == FILE.read_text(encoding="utf-8")
