"""The clock of this machine, and the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Give the present moment, aware, in UTC."""
    return datetime.now(UTC)


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment, in UTC, at which the clock on the wall of a zone shows this.

    A time that the clock leaps over comes so much later (02:30 at 03:30); of one that it shows twice, the first is it.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)
