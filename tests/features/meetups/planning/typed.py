"""What is typed, as it is read: at 18:53 in London on Friday 20 November 2026."""

from __future__ import annotations

from bot.features.meetups.planning.asking import Asking
from bot.features.meetups.planning.sketch import NOTHING_YET, Doubt, Sketch, Values
from bot.texts.catalogue import Texts
from tests.features.meetups.planning.chatting import LOUNGE, MAIN, START

KNOWN = {"title": "Tea", "first": "2026-11-24", "time_of_day": "19:00:00", "place": "Library"}


def asking(texts: Texts, values: Values | None = None, *, date_id: str = "") -> Asking:
    """Give what questions are made of, with these values set."""
    sketch = Sketch("abcdef", "m", "Europe/London", date_id=date_id, values={**NOTHING_YET, **(values or {})})
    return Asking(texts, START, (MAIN, LOUNGE), sketch)


def labels(doubt: object) -> list[str]:
    """What may have been meant."""
    assert isinstance(doubt, Doubt)
    assert doubt.words
    return [offer.label for offer in doubt.offers]
