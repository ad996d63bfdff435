"""As what an event is listed at first: kept in place of its id until that is known, so that it is found again. Pure.

Platforms have no keys for events. One that was made when the bot was killed is found by its name and start, which an
organiser may have changed since.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.ports import PublicEvent

_MARK = "listed as "


def listed_as(event: PublicEvent) -> str:
    """Write down as what an event is about to be listed."""
    return f"{_MARK}{event.starts_at.isoformat()} {event.name}"


def first_listed(ref: str | None, event: PublicEvent) -> PublicEvent | None:
    """Give the event as it was listed first, as long as only that is known; None for the id of one."""
    if ref is None or not ref.startswith(_MARK):
        return None
    begin, _, name = ref.removeprefix(_MARK).partition(" ")
    starts_at = datetime.fromisoformat(begin)
    return replace(event, name=name, starts_at=starts_at, ends_at=starts_at + (event.ends_at - event.starts_at))
