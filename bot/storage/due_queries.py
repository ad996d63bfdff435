"""What is asked of the delivery ledger again and again, put together once: that takes longer than to ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func, literal_column, or_, select

from bot.core.people import Platform
from bot.delivery.due import Priority
from bot.delivery.transport import LONGEST_LEASE
from bot.storage.schema import delivery

# Written out, as the databases use an index of some rows only where they can see which rows are meant.
QUEUED = delivery.c.state == literal_column("'queued'")
_SENDING = delivery.c.state == literal_column("'sending'")

_NOW, _TOO_FAR = (bindparam(name, type_=delivery.c.not_before.type) for name in ("now", "too_far"))
_MOST = bindparam("most", type_=Integer)
# Held by nobody, as `transport.is_held` says.
_IS_FREE = or_(delivery.c.lease_until.is_(None), delivery.c.lease_until <= _NOW, delivery.c.lease_until > _TOO_FAR)
_THOSE = (QUEUED, delivery.c.platform == bindparam("platform"), delivery.c.priority == bindparam("priority"))

WAITING = (
    select(delivery.c.id)
    .where(*_THOSE, delivery.c.not_before <= _NOW, _IS_FREE)
    .order_by(delivery.c.not_before)
    .limit(_MOST)
    .with_for_update(skip_locked=True)
)
"""Those that may be claimed, the oldest first; what another process is just claiming is passed over."""

NEXT = select(func.min(delivery.c.not_before)).where(*_THOSE, delivery.c.not_before > _NOW)
"""The next moment after now at which one is due."""

OLDEST = select(func.min(delivery.c.not_before)).where(*_THOSE, delivery.c.not_before <= _NOW)
"""Since when the oldest is due."""

ABANDONED = select(delivery).where(_SENDING, _IS_FREE).limit(_MOST)
"""What was being sent by a worker that died."""

OVERDUE = select(delivery).where(QUEUED, delivery.c.expires_at <= _NOW, _IS_FREE).limit(_MOST)
"""What is queued and whose time is over."""


def at(now: datetime) -> dict[str, Any]:
    """Give what these queries want to know of the time."""
    return {"now": now, "too_far": now + LONGEST_LEASE}


def those_of(platform: Platform, priority: Priority) -> dict[str, Any]:
    """Give what `WAITING`, `NEXT` and `OLDEST` want to know of those that are meant."""
    return {"platform": platform.value, "priority": int(priority)}
