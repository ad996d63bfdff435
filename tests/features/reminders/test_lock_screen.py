"""What a partner reads on a locked phone: nothing about an illness, and nothing to do when it is too late."""

from __future__ import annotations

import re

from bot.texts.catalogue import Texts
from tests.features.reminders.lock_screen import FILE, LABEL, all_shown, page

TELLING = re.compile(
    r"medic|tablet|pill|dose|drug|blood|test|azathioprine|illness|disease|sick|doctor|nurse|clinic|hospital|pharma"
    r"|refill|prescri|appointment|treatment|therapy|result|health|\bmg\b",
    re.IGNORECASE,
)
TO_DO = re.compile(r"\b(take|swallow|skip it|leave it out|double|stop taking)\b", re.IGNORECASE)


def test_nothing_that_comes_by_itself_tells_of_an_illness(texts: Texts) -> None:
    for shown in all_shown(texts):
        for words in (shown.text, *shown.labels):
            assert TELLING.search(words) is None, shown
            assert LABEL not in words, shown


def test_no_message_says_what_to_do_about_a_dose_least_of_all_a_late_one(texts: Texts) -> None:
    found = list(all_shown(texts))
    assert any(shown.late for shown in found)
    for shown in found:
        assert TO_DO.search(shown.text) is None, shown
        assert "Snooze" not in shown.text, shown


def test_the_first_line_says_enough(texts: Texts) -> None:
    """A lock screen shows about so much of a message."""
    for shown in all_shown(texts):
        first = shown.text.splitlines()[0]
        assert len(first) >= 10, shown
        assert re.search(r"[.?:]", first[:178]), shown


def test_what_others_could_read_was_looked_at(texts: Texts) -> None:
    """If this fails the words have changed: read them, then run python -m tests.features.reminders.lock_screen."""
    assert page(texts) == FILE.read_text(encoding="utf-8")
