"""Column types that mean the same on both databases, and the ids of rows."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def new_id() -> str:
    """Give an id that nobody can guess: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def microseconds(moment: datetime) -> int:
    """Give a moment as whole microseconds since 1970, UTC. Raises ValueError if it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be stored")
    return (moment - EPOCH) // _MICROSECOND


class Utc(TypeDecorator[datetime]):
    """A moment: aware in Python, whole microseconds since 1970 in the database, so that both sort and compare alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write it. Raises ValueError if it has no zone."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read it, in UTC."""
        return None if value is None else EPOCH + value * _MICROSECOND
